namespace NetCompiler;

/// <summary>Collects the columns of a <see cref="Dataset"/>: one for each input of a network and one for each output with a loss, found by
/// their names, in any order.</summary>
/// <remarks>The arrays are used where they are, not copied: they belong to the dataset from then on.</remarks>
public sealed class DatasetBuilder
{
    private readonly int _count;
    private readonly List<InputColumn> _inputs = [];
    private readonly List<TargetColumn> _targets = [];

    internal DatasetBuilder(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _count = count;
    }

    /// <summary>Adds the samples' values of an input.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="values">The samples' values one after the other.</param>
    /// <exception cref="ArgumentException">The name is empty or has a column already, the values are not a whole number of floats a sample,
    /// or one is NaN or infinite.</exception>
    public DatasetBuilder Input(string name, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        CheckName(name, _inputs.Exists(column => column.Name == name));
        _inputs.Add(new(name, values, Dataset.CheckValues(values, _count, nameof(values), $"input \"{name}\"", "samples")));
        return this;
    }

    /// <summary>Adds the samples' target values of an output.</summary>
    /// <param name="name">The output's name.</param>
    /// <param name="values">The samples' values one after the other.</param>
    /// <exception cref="ArgumentException">The name is empty or has a column already, the values are not a whole number of floats a sample,
    /// or one is NaN or infinite.</exception>
    public DatasetBuilder Targets(string name, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        CheckName(name, _targets.Exists(column => column.Name == name));
        int length = Dataset.CheckValues(values, _count, nameof(values), $"target \"{name}\"", "samples");
        _targets.Add(new(name, values, null, length));
        return this;
    }

    /// <summary>Adds the samples' class numbers for an output.</summary>
    /// <param name="name">The output's name.</param>
    /// <param name="labels">One class number a sample, or one for each step of a sample's sequence, 0 .. <paramref name="classes"/> -
    /// 1.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <exception cref="ArgumentException">The name is empty or has a column already, there are not as many labels for each sample, or one
    /// is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 2.</exception>
    public DatasetBuilder Labels(string name, int[] labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        CheckName(name, _targets.Exists(column => column.Name == name));
        Dataset.CheckClasses(classes);
        _targets.Add(Dataset.MakeLabels(name, labels, classes, _count));
        return this;
    }

    /// <summary>The dataset. The builder can go on and make others.</summary>
    /// <exception cref="InvalidOperationException">There are no inputs, or no targets.</exception>
    public Dataset Build()
    {
        if (_inputs.Count == 0 || _targets.Count == 0)
            throw new InvalidOperationException(
                "A dataset needs at least one column of inputs and one of targets: call "
                    + $"{(_inputs.Count == 0 ? nameof(Input) : $"{nameof(Labels)} or {nameof(Targets)}")} first.");
        return new Dataset([.. _inputs], [.. _targets], null, 0, _count);
    }

    private static void CheckName(string name, bool isTaken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (isTaken)
            throw new ArgumentException($"There is a column \"{name}\" already.", nameof(name));
    }
}
