namespace NetCompiler.Generator.Model;

/// <summary>
/// What a window over the steps of a sequence sees, in a network of one step: the present step and those before that it has taps for, the
/// oldest first. It keeps them in a ring, in what the network carries.
/// </summary>
/// <param name="Input">(1, features).</param>
/// <param name="Output">(taps, features), or (1, features) where it is the mean of them.</param>
/// <param name="Window">The window over all steps.</param>
/// <param name="Beginning">What stands for steps before the first.</param>
internal sealed record Recall(string Name, Shape Input, Shape Output, StepWindow Window, Beginning Beginning) : Layer(Name, Input, Output)
{
    /// <summary>Floats in front of what is carried: the place of the present step in the ring, and how many steps there were.</summary>
    public const int Counters = 2;

    /// <summary>Where its counters are in what a network of one step carries.</summary>
    public int StateOffset { get; init; }

    /// <summary>Where its ring is there.</summary>
    public int RingOffset { get; init; }

    public override string Title =>
        Beginning == Beginning.MeanOfThose ? $"The mean of the last {Window.Taps} steps" : $"The last {Window.Extent} steps";

    public override string Formula => Beginning == Beginning.MeanOfThose ? "y = mean of the last x" : "y = the last x, the oldest first";

    /// <summary>Numbers of a step.</summary>
    public int Features => Input.Dimensions[1];

    /// <summary>Floats of a step in the ring: whole vectors where the ring is computed with.</summary>
    public int Pitch => Beginning == Beginning.MeanOfThose ? RowPadding.RoundUp(Features) : Features;

    /// <summary>Floats of the ring.</summary>
    public long RingFloats => (long)Window.Extent * Pitch;
}

/// <summary>What stands for steps before the first.</summary>
internal enum Beginning
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The first step, so that it changes no maximum.</summary>
    TheFirst,

    /// <summary>Nothing: only the mean of those that there were is wanted.</summary>
    MeanOfThose,
}

/// <summary>A window over the steps of a sequence, of which only the present step and those before are seen: output o sees the steps up to
/// o · <paramref name="Stride"/> + <paramref name="Delay"/>.</summary>
/// <param name="Taps">Steps that it sees.</param>
/// <param name="Distance">From one to the next.</param>
/// <param name="Stride">Steps from output to output.</param>
/// <param name="Delay">The step of the first output.</param>
internal sealed record StepWindow(int Taps, int Distance, int Stride, int Delay)
{
    /// <summary>Steps from the oldest to the present one.</summary>
    public int Extent => (Taps - 1) * Distance + 1;
}

/// <summary>When a value has a next number, in a network that goes step by step: at the steps <paramref name="Phase"/>,
/// <paramref name="Phase"/> + <paramref name="Period"/>, ...</summary>
internal sealed record StepRate(int Period, int Phase)
{
    /// <summary>At every step.</summary>
    public static readonly StepRate Every = new(1, 0);

    /// <summary>The rate behind a window.</summary>
    public StepRate Behind(StepWindow window) => new(Period * window.Stride, Phase + Period * window.Delay);
}
