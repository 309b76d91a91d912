namespace NetCompiler;

/// <summary>What each epoch of a training achieved. Training values are running means over the epoch, with dropout on and weights moving;
/// validation values, named <c>val_...</c>, are measured after it.</summary>
/// <example><code>
/// History history = net.Fit(train, new FitOptions { Epochs = 3, ValidationSplit = 0.1 });
/// for (int epoch = 0; epoch &lt; history.Epochs; epoch++)
///     Console.WriteLine($"{history.Loss[epoch]:F4} {history["val_accuracy"][epoch]:P1}");
/// </code></example>
public sealed class History
{
    private readonly List<double>[] _values;
    private readonly List<string> _notes;

    internal History(IReadOnlyList<string> names, int batchSize, IReadOnlyList<string> notes)
    {
        (Names, BatchSize, _notes) = (names, batchSize, [.. notes]);
        _values = [.. names.Select(_ => new List<double>())];
    }

    /// <summary>The number of epochs finished.</summary>
    public int Epochs => _values[0].Count;

    /// <summary>The names of the values: <c>loss</c>, the metrics, and the same with <c>val_</c> before them if there is validation
    /// data.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The mean loss of each epoch.</summary>
    public IReadOnlyList<double> Loss => _values[0];

    /// <summary>The accuracy of each epoch.</summary>
    /// <exception cref="KeyNotFoundException">It was not measured.</exception>
    public IReadOnlyList<double> Accuracy => this["accuracy"];

    /// <summary>The validation loss of each epoch.</summary>
    /// <exception cref="KeyNotFoundException">There was no validation data.</exception>
    public IReadOnlyList<double> ValidationLoss => this["val_loss"];

    /// <summary>The validation accuracy of each epoch.</summary>
    /// <exception cref="KeyNotFoundException">It was not measured.</exception>
    public IReadOnlyList<double> ValidationAccuracy => this["val_accuracy"];

    /// <summary>The number of samples of a step, at least 1: <see cref="FitOptions.BatchSize"/>, or that of all training samples where
    /// there are fewer.</summary>
    public int BatchSize { get; }

    /// <summary>What people should know about this training, each a sentence or two: what was otherwise than the options said; that inputs
    /// or targets are far from unit size and the loss does not move. Usually empty.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Why training ended before its last epoch, or null.</summary>
    public string? StopReason { get; internal set; }

    /// <summary>A value of each epoch by its name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such value.</exception>
    public IReadOnlyList<double> this[string name]
    {
        get
        {
            for (int i = 0; i < Names.Count; i++)
                if (Names[i] == name)
                    return _values[i];
            throw new KeyNotFoundException($"There is no value \"{name}\"; there are {string.Join(", ", Names)}.");
        }
    }

    internal void AddNote(string note) => _notes.Add(note);

    internal void Add(ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
            _values[i].Add(values[i]);
    }
}
