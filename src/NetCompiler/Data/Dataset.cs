using System.Runtime.CompilerServices;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>
/// Samples to learn from or to be measured by: inputs, and for each sample either a class number or a row of target values. A dataset never
/// changes; <see cref="Shuffle"/>, <see cref="Split"/>, <see cref="Take"/> and <see cref="Skip"/> give new views of the same memory.
/// </summary>
/// <remarks>The arrays given to the factories are used where they are, not copied: they belong to the dataset from then on. Every value has
/// been checked once; training relies on that.</remarks>
public sealed class Dataset
{
    private readonly InputColumn[] _inputs;
    private readonly TargetColumn[] _targets;
    private readonly int[]? _order;
    private readonly int _first;

    internal Dataset(InputColumn[] inputs, TargetColumn[] targets, int[]? order, int first, int count)
    {
        (_inputs, _targets, _order, _first, Count) = (inputs, targets, order, first, count);
        foreach (InputColumn column in inputs)
            InputLength += column.Length;
        foreach (TargetColumn column in targets)
            TargetLength += column.Length;
    }

    /// <summary>The number of samples, at least 1.</summary>
    public int Count { get; }

    /// <summary>The number of floats in a sample's input, all columns together.</summary>
    public int InputLength { get; }

    /// <summary>The number of floats in a sample's target, all columns together; of labels, the number of classes.</summary>
    public int TargetLength { get; }

    /// <summary>Whether all targets are class numbers.</summary>
    public bool HasLabels => Array.TrueForAll(_targets, column => column.Labels is not null);

    /// <summary>The names of the columns of inputs; none where nobody named the only one.</summary>
    public IReadOnlyList<string> InputNames => NamesOf(_inputs, column => column.Name);

    /// <summary>The names of the columns of targets; none where nobody named the only one.</summary>
    public IReadOnlyList<string> TargetNames => NamesOf(_targets, column => column.Name);

    internal ReadOnlySpan<InputColumn> InputColumns => _inputs;

    internal ReadOnlySpan<TargetColumn> TargetColumns => _targets;

    /// <summary>Begins a dataset with a column for each of a network's inputs and outputs:
    /// <c>Dataset.Create(n).Input("image", pixels).Labels("pose", poses, 4).Build()</c>.</summary>
    /// <param name="count">The number of samples, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <example><code>
    /// Dataset faces = Dataset.Create(2).Input("image", new float[2 * 960]).Labels("pose", [0, 3], classes: 4).Build();
    /// </code></example>
    public static DatasetBuilder Create(int count) => new(count);

    /// <summary>Samples that belong to classes. The target of a sample is one at its class and zero elsewhere, or -1 for a network whose
    /// outputs lie around -1..1 (tanh, softsign, hinge, a step down to -1); a network with a single output takes two classes as "no" and
    /// "yes".</summary>
    /// <param name="inputs">The samples' inputs one after the other; their length is this array's divided by the number of labels.</param>
    /// <param name="labels">One class number a sample, 0 .. <paramref name="classes"/> - 1.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <exception cref="ArgumentException">There are no samples, the inputs are not a whole number of floats a sample, an input is NaN or
    /// infinite, or a label is out of range; the message names the sample and the column, both counted from 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 2.</exception>
    /// <example><code>
    /// float[] numbers = [0, 0, 0, 1, 1, 0, 1, 1];              // four samples of two numbers
    /// Dataset data = Dataset.FromLabels(numbers, labels: [0, 1, 1, 2], classes: 3);
    /// </code></example>
    public static Dataset FromLabels(float[] inputs, int[] labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        CheckClasses(classes);
        int length = CheckValues(inputs, labels.Length, nameof(inputs), "input", "labels");
        return new Dataset([new(null, inputs, length)], [MakeLabels(null, labels, classes, labels.Length)], null, 0, labels.Length);
    }

    /// <summary>Samples that belong to a class at every step of a sequence, such as the letter that comes next; otherwise as
    /// <see cref="FromLabels(float[], int[], int)"/>.</summary>
    /// <param name="inputs">The samples' inputs one after the other; their length is this array's divided by
    /// <paramref name="count"/>.</param>
    /// <param name="labels">The samples' class numbers one after the other, 0 .. <paramref name="classes"/> - 1; a sample has as many as
    /// the network's answer has steps.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="count">The number of samples, at least 1.</param>
    /// <exception cref="ArgumentException">There are no samples, inputs or labels are not a whole number a sample, an input is NaN or
    /// infinite, or a label is out of range; the message names sample and column, or step, counted from 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 2, or <paramref name="count"/>
    /// negative.</exception>
    public static Dataset FromLabels(float[] inputs, int[] labels, int classes, int count)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        CheckClasses(classes);
        int length = CheckValues(inputs, count, nameof(inputs), "input", "samples");
        return new Dataset([new(null, inputs, length)], [MakeLabels(null, labels, classes, count)], null, 0, count);
    }

    /// <summary>A column of class numbers, as many for each sample.</summary>
    internal static TargetColumn MakeLabels(string? name, int[] labels, int classes, int count)
    {
        if (labels.Length == 0 || labels.Length % count != 0)
            throw new ArgumentException(Invariant($"There are {count:N0} samples but {labels.Length:N0} labels."), nameof(labels));
        int steps = labels.Length / count;
        CheckLabels(labels, classes, steps);
        return new(name, null, labels, classes * steps, steps);
    }

    /// <summary>Samples with target values.</summary>
    /// <param name="inputs">The samples' inputs one after the other; their length is this array's divided by
    /// <paramref name="count"/>.</param>
    /// <param name="targets">The samples' targets one after the other; their length is this array's divided by
    /// <paramref name="count"/>.</param>
    /// <param name="count">The number of samples, at least 1.</param>
    /// <exception cref="ArgumentException">There are no samples, an array is not a whole number of floats a sample, or a value is NaN or
    /// infinite; the message names the sample and the column, both counted from 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <example><code>
    /// float[] x = [0, 1, 2, 3], y = [1, 3, 5, 7];              // y = 2 x + 1
    /// Dataset line = Dataset.FromTargets(x, y, count: 4);
    /// </code></example>
    public static Dataset FromTargets(float[] inputs, float[] targets, int count)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int inputLength = CheckValues(inputs, count, nameof(inputs), "input", "samples");
        int targetLength = CheckValues(targets, count, nameof(targets), "target", "samples");
        return new Dataset([new(null, inputs, inputLength)], [new(null, targets, null, targetLength)], null, 0, count);
    }

    /// <summary>The input of one sample, where there is one column of inputs.</summary>
    /// <param name="index">0 .. <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">There are several columns of inputs: say which.</exception>
    public ReadOnlySpan<float> Input(int index) => Single(_inputs, column => column.Name, "inputs")[Source(index)];

    /// <summary>What one sample has in a column of inputs.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="index">0 .. <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    public ReadOnlySpan<float> Input(string name, int index) => Find(_inputs, column => column.Name, name, "inputs")[Source(index)];

    /// <summary>The class number of one sample, where there is one column of targets.</summary>
    /// <param name="index">0 .. <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">The samples have target values, not labels, or several columns: say which.</exception>
    public int Label(int index) => LabelOf(Single(_targets, column => column.Name, "targets"), index);

    /// <summary>The class numbers of one sample, where there is one column of targets: one, or one for each step.</summary>
    /// <param name="index">0 .. <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">The samples have target values, not labels, or several columns.</exception>
    public ReadOnlySpan<int> Labels(int index)
    {
        TargetColumn column = Single(_targets, column => column.Name, "targets");
        return column.Labels is null ? throw NoLabels(column) : column.LabelsOf(Source(index));
    }

    /// <summary>The class number that one sample has in a column of targets.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="index">0 .. <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">The column has values, not labels.</exception>
    public int Label(string name, int index) => LabelOf(Find(_targets, column => column.Name, name, "targets"), index);

    /// <summary>Writes the target of one sample, column by column: its values, or one at its class and zero elsewhere.</summary>
    /// <param name="index">0 .. <see cref="Count"/> - 1.</param>
    /// <param name="target">Receives <see cref="TargetLength"/> floats.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    /// <exception cref="ArgumentException"><paramref name="target"/> is not <see cref="TargetLength"/> floats long.</exception>
    public void CopyTarget(int index, Span<float> target)
    {
        if (target.Length != TargetLength)
            throw new ArgumentException(
                Invariant($"A target of this dataset has {TargetLength:N0} floats; there is room for {target.Length:N0}."), nameof(target));
        int source = Source(index);
        foreach (TargetColumn column in _targets)
        {
            column.CopyTo(source, 0, target[..column.Length], no: 0);
            target = target[column.Length..];
        }
    }

    /// <summary>The same samples with lengths, for a network with <see cref="NetworkAttribute.Lengths"/>: how many of each sample's steps
    /// count. They become a column <c>lengths</c>; the only column of inputs, where nobody named it, is <c>input</c> then.</summary>
    /// <param name="lengths">One length a sample, 0 or more.</param>
    /// <exception cref="ArgumentException">There is not one length a sample, one is negative, or there are lengths already.</exception>
    public Dataset WithLengths(ReadOnlySpan<int> lengths)
    {
        const string Name = "lengths";
        if (lengths.Length != Count)
            throw new ArgumentException(
                Invariant($"There are {Count:N0} samples but {lengths.Length:N0} lengths; each sample needs one."), nameof(lengths));
        if (Array.Exists(_inputs, column => column.Name == Name))
            throw new ArgumentException("These samples have lengths already.", nameof(lengths));
        float[] all = new float[_inputs[0].Samples];
        for (int i = 0; i < lengths.Length; i++)
            all[Source(i)] = lengths[i] >= 0 ? lengths[i] : throw new ArgumentException(
                Invariant($"The length of sample {i:N0} is {lengths[i]}; lengths are 0 or more."), nameof(lengths));
        return new Dataset(
            [.. Array.ConvertAll(_inputs, column => column.Name is null ? column.Named("input") : column), new InputColumn(Name, all, 1)],
            _targets, _order, _first, Count);
    }

    /// <summary>The same samples, whose loss counts more or less: a sample's loss and gradient are multiplied by its weight, and the mean
    /// is still over the number of samples. Metrics do not ask for weights. For datasets with one column of targets.</summary>
    /// <param name="weights">One weight a sample, 0 or more and finite.</param>
    /// <exception cref="ArgumentException">There is not one weight a sample, or one is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">There are several columns of targets: say which.</exception>
    public Dataset WithSampleWeights(ReadOnlySpan<float> weights) => Weigh(Single(_targets, column => column.Name, "targets"), weights);

    /// <summary>The same for the loss of one output.</summary>
    /// <param name="name">The name of the output's column.</param>
    /// <param name="weights">One weight a sample, 0 or more and finite.</param>
    /// <exception cref="ArgumentException">There is no such column, not one weight a sample, or one is negative or not
    /// finite.</exception>
    public Dataset WithSampleWeights(string name, ReadOnlySpan<float> weights) =>
        Weigh(Find(_targets, column => column.Name, name, "targets"), weights);

    /// <summary>The same samples, whose loss counts more or less by their class while training; evaluation and validation do not ask, as in
    /// Keras. For datasets with one column of targets.</summary>
    /// <param name="weights">Weights by class, 0 or more and finite; a class that is not listed counts 1. Of target values the largest says
    /// the class, and a single one whether it is above 0.5. In sequences with a class at every step, each step counts what its class
    /// does; that takes <see cref="Loss.CategoricalCrossentropy"/>.</param>
    /// <exception cref="ArgumentException">There is no such class, or a weight is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">There are several columns of targets: say which.</exception>
    public Dataset WithClassWeights(IReadOnlyDictionary<int, double> weights) =>
        WeighClasses(Single(_targets, column => column.Name, "targets"), weights);

    /// <summary>The same for the loss of one output.</summary>
    /// <param name="name">The name of the output's column.</param>
    /// <param name="weights">Weights by class, 0 or more and finite; a class that is not listed counts 1.</param>
    /// <exception cref="ArgumentException">There is no such column or class, or a weight is negative or not finite.</exception>
    public Dataset WithClassWeights(string name, IReadOnlyDictionary<int, double> weights) =>
        WeighClasses(Find(_targets, column => column.Name, name, "targets"), weights);

    /// <summary>The same samples in an order drawn from <paramref name="seed"/>. Same seed, same order, on every machine.</summary>
    /// <param name="seed">Any number.</param>
    public Dataset Shuffle(int seed)
    {
        var order = new int[Count];
        for (int i = 0; i < order.Length; i++)
            order[i] = Source(i);
        new RandomSequence(seed).Shuffle<int>(order);
        return new Dataset(_inputs, _targets, order, 0, Count);
    }

    /// <summary>The first <paramref name="count"/> samples.</summary>
    /// <param name="count">1 .. <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is out of range.</exception>
    public Dataset Take(int count)
    {
        if (count < 1 || count > Count)
            throw new ArgumentOutOfRangeException(
                nameof(count), count, Invariant($"Of {Count:N0} samples, 1 to {Count:N0} can be taken, not {count:N0}."));
        return View(0, count);
    }

    /// <summary>All but the first <paramref name="count"/> samples.</summary>
    /// <param name="count">0 .. <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is out of range.</exception>
    public Dataset Skip(int count)
    {
        if (count < 0 || count >= Count)
            throw new ArgumentOutOfRangeException(
                nameof(count), count,
                Invariant($"Of {Count:N0} samples, 0 to {Count - 1:N0} can be skipped so that one is left, not {count:N0}."));
        return View(count, Count - count);
    }

    /// <summary>Cuts in two: the last <paramref name="fraction"/> of the samples (as Keras' validation split, rounded up to a whole sample)
    /// and those before them.</summary>
    /// <param name="fraction">The second part's share, above 0 and below 1.</param>
    /// <returns>The samples before the cut, and those after it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">A part would be empty.</exception>
    public (Dataset First, Dataset Last) Split(double fraction)
    {
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(
                nameof(fraction), fraction, Invariant($"The last part's share must be above 0 and below 1, not {fraction}."));
        int first = (int)Math.Floor(Count * (1 - fraction));
        if (first == 0 || first == Count)
            throw new ArgumentException(
                Invariant($"Splitting {Count:N0} samples by {fraction} leaves {first:N0} in the first part and {Count - first:N0} in the ")
                    + "last; both need at least 1.", nameof(fraction));
        return (View(0, first), View(first, Count - first));
    }

    /// <summary>The place of a sample in the columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Source(int index)
    {
        if ((uint)index >= (uint)Count)
            ThrowOutOfRange(index);
        index += _first;
        return _order is null ? index : _order[index];
    }

    /// <summary>Checks a number of classes.</summary>
    internal static void CheckClasses(int classes)
    {
        if (classes < 2)
            throw new ArgumentOutOfRangeException(
                nameof(classes), classes, Invariant($"A dataset with labels has at least 2 classes, not {classes:N0}."));
    }

    /// <summary>The sample that a label belongs to, and where it has several the step.</summary>
    internal static string LabelPlace(int label, int steps) =>
        steps > 1 ? Invariant($"{label / steps:N0} at step {label % steps:N0}") : Invariant($"{label:N0}");

    private static void CheckLabels(int[] labels, int classes, int steps)
    {
        for (int i = 0; i < labels.Length; i++)
            if ((uint)labels[i] >= (uint)classes)
                throw new ArgumentException(
                    Invariant($"The label of sample {LabelPlace(i, steps)} is {labels[i]}; ")
                        + Invariant($"with {classes:N0} classes labels are 0 to {classes - 1}."),
                    nameof(labels));
    }

    /// <summary>Checks samples' values; returns how many each has.</summary>
    internal static int CheckValues(float[] values, int count, string parameter, string what, string counted)
    {
        int length = CheckLength(values, count, parameter, counted);
        CheckFinite(values, length, parameter, what);
        return length;
    }

    private static int CheckLength(float[] values, int count, string name, string counted)
    {
        if (count == 0)
            throw new ArgumentException("A dataset needs at least 1 sample; there is none.", name);
        if (values.Length == 0 || values.Length % count != 0)
            throw new ArgumentException(
                Invariant($"{values.Length:N0} floats cannot be shared by {count:N0} {counted}: {values.Length / (double)count:0.###} ")
                    + "each. Every sample needs the same whole number of floats, at least 1.", name);
        return values.Length / count;
    }

    private static void CheckFinite(float[] values, int length, string name, string what)
    {
        int bad = FiniteNumbers.IndexOfNotFinite(values);
        if (bad >= 0)
            throw new ArgumentException(
                Invariant($"The {what} of sample {bad / length:N0} is {values[bad]} in column {bad % length:N0}; training needs finite ")
                    + "numbers. Replace or remove such samples first.", name);
    }

    private Dataset View(int skip, int count) => new(_inputs, _targets, _order, _first + skip, count);

    private Dataset With(TargetColumn old, TargetColumn column) =>
        new(_inputs, Array.ConvertAll(_targets, target => target == old ? column : target), _order, _first, Count);

    private int LabelOf(TargetColumn column, int index) => column.Labels is null
        ? throw NoLabels(column)
        : column.Steps == 1 ? column.Labels[Source(index)] : throw new InvalidOperationException(
            Invariant($"These samples have {column.Steps:N0} labels each, one for each step; read them with {nameof(Labels)}."));

    private static InvalidOperationException NoLabels(TargetColumn column) => new(
        Invariant($"These samples have no labels but {column.Length:N0} target values each; read them with {nameof(CopyTarget)}."));

    private Dataset Weigh(TargetColumn column, ReadOnlySpan<float> weights)
    {
        if (weights.Length != Count)
            throw new ArgumentException(
                Invariant($"There are {Count:N0} samples but {weights.Length:N0} weights; each sample needs one."), nameof(weights));
        float[] all = new float[column.Samples];
        Array.Fill(all, 1);
        for (int i = 0; i < weights.Length; i++)
            all[Source(i)] = CheckWeight(weights[i], Invariant($"of sample {i:N0}"));
        return With(column, column.With(sampleWeights: all));
    }

    private Dataset WeighClasses(TargetColumn column, IReadOnlyDictionary<int, double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        float[] all = new float[column.Classes];
        Array.Fill(all, 1);
        foreach ((int number, double weight) in weights)
        {
            if ((uint)number >= (uint)all.Length)
                throw new ArgumentException(
                    Invariant($"There is no class {number}; of {all.Length:N0} classes the numbers are 0 to {all.Length - 1}."),
                    nameof(weights));
            all[number] = CheckWeight((float)weight, Invariant($"of class {number}"));
        }
        return With(column, column.With(classWeights: all));
    }

    private static float CheckWeight(float weight, string what) => weight >= 0 && weight <= float.MaxValue
        ? weight
        : throw new ArgumentException(Invariant($"The weight {what} is {weight}; weights are 0 or more and finite."));

    private static T Single<T>(T[] columns, Func<T, string?> nameOf, string what) => columns.Length == 1
        ? columns[0]
        : throw new InvalidOperationException(
            $"These samples have several columns of {what}, {string.Join(", ", NamesOf(columns, nameOf))}: say which.");

    /// <summary>The names of those that have one.</summary>
    private static string[] NamesOf<T>(T[] columns, Func<T, string?> nameOf)
    {
        var names = new List<string>();
        foreach (T column in columns)
            if (nameOf(column) is { } name)
                names.Add(name);
        return [.. names];
    }

    private static T Find<T>(T[] columns, Func<T, string?> nameOf, string name, string what)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Array.Find(columns, column => nameOf(column) == name) ?? throw new ArgumentException(
            $"These samples have no column \"{name}\" of {what}; there {(columns is [var only] && nameOf(only) is null
                ? "is one without a name." : Segments.Listed(NamesOf(columns, nameOf)) + ".")}", nameof(name));
    }

    private void ThrowOutOfRange(int index) =>
        throw new ArgumentOutOfRangeException(
            nameof(index), index, Invariant($"There are {Count:N0} samples, numbered 0 to {Count - 1:N0}; there is no sample {index:N0}."));
}
