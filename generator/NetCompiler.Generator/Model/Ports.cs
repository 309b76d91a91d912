namespace NetCompiler.Generator.Model;

/// <summary>A named segment of the sample row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Offset">Where it begins in a sample.</param>
internal sealed record InputPort(string Name, Shape Shape, int Offset)
{
    /// <summary>The name of a network's only input that nobody named.</summary>
    public const string Unnamed = "input";

    /// <summary>The name of the input that says how many steps of a sample count.</summary>
    public const string Lengths = "lengths";
}

/// <summary>One of several inputs: reads its segment of the sample row where that lies.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Input">The shape of the whole row.</param>
/// <param name="Output">The shape of the input.</param>
/// <param name="Port">The input's number.</param>
internal sealed record InputSegment(string Name, Shape Input, Shape Output, int Port) : Layer(Name, Input, Output)
{
    public override string Title => "Input";

    public override string Formula => "y = a part of x";
}

/// <summary>An input taken over for training, which has the loss's derivative by it where this has its own.</summary>
/// <param name="Name">A name of its own.</param>
/// <param name="Input">The input's shape.</param>
/// <param name="Port">The input's number.</param>
internal sealed record InputCopy(string Name, Shape Input, int Port) : Layer(Name, Input, Input)
{
    public override string Title => "A copy of the input, whose gradient is the input's";

    public override string Formula => "y = x";
}

/// <summary>A named segment of the answer row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The value that lies there.</param>
/// <param name="Loss">A member of the runtime's <c>Loss</c>, never <c>Auto</c>; <see cref="Untrained"/> where it is only read.</param>
/// <param name="Weight">What the loss is multiplied by in the sum that training minimises.</param>
/// <param name="LabelSmoothing">The share of every target that is spread over all classes.</param>
internal sealed record OutputPort(string Name, int Value, string Loss, float Weight, float LabelSmoothing)
{
    /// <summary>The name of a network's only output that nobody named.</summary>
    public const string Unnamed = "output";

    /// <summary>The loss of what is not trained on.</summary>
    public const string Untrained = "None";

    /// <summary>The loss that is the caller's.</summary>
    public const string Custom = "Custom";

    /// <summary>The loss that is a type of the user's.</summary>
    public const string OfType = "OfType";

    /// <summary>That type; null where the loss is another.</summary>
    public OwnFunction? Own { get; init; }

    /// <summary>The loss, for people.</summary>
    public string LossTitle => Own?.Name ?? Loss;

    /// <summary>Whether only the steps that count have a loss.</summary>
    public bool IsMasked { get; init; }

    /// <summary>The loss of what has a <see cref="Penalty"/>.</summary>
    public const string Penalised = "Penalty";

    /// <summary>What training adds to the loss here, where this is no part of the answer but a value that is penalised; else
    /// null.</summary>
    public Penalty? Penalty { get; init; }

    /// <summary>Whether training minimises its loss.</summary>
    public bool IsTrained => Loss != Untrained;
}
