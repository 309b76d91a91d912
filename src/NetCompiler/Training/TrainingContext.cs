namespace NetCompiler;

/// <summary>A training as its callbacks see it: the network, the optimizer whose rate they may change, what was reached so far, and the way
/// to end it.</summary>
public sealed class TrainingContext
{
    private readonly Figures _figures;

    internal TrainingContext(CompiledNetwork network, Optimizer optimizer, History history, int epochs, Figures figures)
    {
        Network = network;
        Optimizer = optimizer;
        History = history;
        Epochs = epochs;
        _figures = figures;
    }

    /// <summary>The network in training.</summary>
    public CompiledNetwork Network { get; }

    /// <summary>The optimizer; its learning rate may be changed.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The values of the epochs finished.</summary>
    public History History { get; }

    /// <summary>The number of epochs asked for.</summary>
    public int Epochs { get; }

    /// <summary>The present epoch, from 0.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Why training should end, or null while nobody has asked for it.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Ends training after this epoch; <c>Fit</c> returns as usual. Of several reasons the first stays.</summary>
    /// <param name="reason">What <see cref="History.StopReason"/> will say.</param>
    public void StopTraining(string reason) => StopReason ??= reason;

    /// <summary>Whether larger values of this name are better: what the metric says; never for a loss.</summary>
    internal bool HigherIsBetter(string name) => _figures.HigherIsBetter(name);
}
