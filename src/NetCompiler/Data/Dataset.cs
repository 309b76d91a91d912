using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    private readonly float[] _inputs;
    private readonly float[]? _targets;
    private readonly int[]? _labels;
    private readonly int[]? _order;
    private readonly int _first;

    private Dataset(float[] inputs, float[]? targets, int[]? labels, int inputLength, int targetLength, int[]? order, int first, int count)
    {
        _inputs = inputs;
        _targets = targets;
        _labels = labels;
        InputLength = inputLength;
        TargetLength = targetLength;
        _order = order;
        _first = first;
        Count = count;
    }

    /// <summary>The number of samples, at least 1.</summary>
    public int Count { get; }

    /// <summary>The number of floats in a sample's input.</summary>
    public int InputLength { get; }

    /// <summary>The number of floats in a sample's target; with labels, the number of classes.</summary>
    public int TargetLength { get; }

    /// <summary>Whether the targets are class numbers.</summary>
    public bool HasLabels => _labels is not null;

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
        if (classes < 2)
            throw new ArgumentOutOfRangeException(
                nameof(classes), classes, Invariant($"A dataset with labels has at least 2 classes, not {classes:N0}."));
        int length = CheckInputs(inputs, labels.Length, "labels");
        for (int i = 0; i < labels.Length; i++)
            if ((uint)labels[i] >= (uint)classes)
                throw new ArgumentException(
                    Invariant($"The label of sample {i:N0} is {labels[i]}; with {classes:N0} classes labels are 0 to {classes - 1}."),
                    nameof(labels));
        return new Dataset(inputs, null, labels, length, classes, null, 0, labels.Length);
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
        int inputLength = CheckInputs(inputs, count, "samples");
        int targetLength = CheckLength(targets, count, nameof(targets), "samples");
        CheckFinite(targets, targetLength, nameof(targets), "target");
        return new Dataset(inputs, targets, null, inputLength, targetLength, null, 0, count);
    }

    /// <summary>The input of one sample.</summary>
    /// <param name="index">0 .. <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    public ReadOnlySpan<float> Input(int index) => _inputs.AsSpan(Source(index) * InputLength, InputLength);

    /// <summary>The class number of one sample.</summary>
    /// <param name="index">0 .. <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">The samples have target values, not labels.</exception>
    public int Label(int index) => _labels is null
        ? throw new InvalidOperationException(
            Invariant($"These samples have no labels but {TargetLength:N0} target values each; read them with {nameof(CopyTarget)}."))
        : _labels[Source(index)];

    /// <summary>Writes the target of one sample: its values, or one at its class and zero elsewhere.</summary>
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
        if (_labels is null)
        {
            _targets.AsSpan(source * TargetLength, TargetLength).CopyTo(target);
            return;
        }
        target.Clear();
        target[_labels[source]] = 1;
    }

    /// <summary>The same samples in an order drawn from <paramref name="seed"/>. Same seed, same order, on every machine.</summary>
    /// <param name="seed">Any number.</param>
    public Dataset Shuffle(int seed)
    {
        var order = new int[Count];
        for (int i = 0; i < order.Length; i++)
            order[i] = Source(i);
        new RandomSequence(seed).Shuffle<int>(order);
        return new Dataset(_inputs, _targets, _labels, InputLength, TargetLength, order, 0, Count);
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

    /// <summary>Copies one sample to memory laid out for a network with <paramref name="target"/>.Length outputs; no check but the bounds
    /// of arrays.</summary>
    /// <param name="index">The sample.</param>
    /// <param name="input">Receives the input.</param>
    /// <param name="target">Receives the target: of a class, 1 at its place and <paramref name="no"/> elsewhere. A single float with two
    /// classes receives <paramref name="no"/> or 1.</param>
    /// <param name="no">What stands for "not this class": 0, or -1 for outputs around -1..1.</param>
    internal void CopySample(int index, Span<float> input, Span<float> target, float no)
    {
        int source = Source(index);
        _inputs.AsSpan(source * InputLength, InputLength).CopyTo(input);
        if (_labels is null)
            _targets.AsSpan(source * TargetLength, TargetLength).CopyTo(target);
        else
            LabelToTarget(_labels[source], target, no);
    }

    /// <summary>Writes a class number as a target; see <see cref="CopySample"/>.</summary>
    internal static void LabelToTarget(int label, Span<float> target, float no)
    {
        if (target.Length == 1)
        {
            target[0] = label == 1 ? 1 : no;
            return;
        }
        target.Fill(no);
        target[label] = 1;
    }

    /// <summary>The target values of one sample of a dataset without labels.</summary>
    internal ReadOnlySpan<float> Target(int index) => _targets.AsSpan(Source(index) * TargetLength, TargetLength);

    /// <summary>The position of the first of finite numbers that is below <paramref name="least"/> or above <paramref name="most"/>, or
    /// -1.</summary>
    internal static int IndexOfOutside(ReadOnlySpan<float> values, float least, float most)
    {
        int i = 0;
        ref float start = ref MemoryMarshal.GetReference(values);
        Vector<float> low = new(least), high = new(most);
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> lanes = Vector.LoadUnsafe(ref start, (nuint)i);
            if (Vector.LessThanAny(lanes, low) || Vector.GreaterThanAny(lanes, high))
                break;
        }
        for (; i < values.Length; i++)
            if (values[i] < least || values[i] > most)
                return i;
        return -1;
    }

    /// <summary>The position of the first number that is not finite, or -1.</summary>
    internal static int IndexOfNotFinite(ReadOnlySpan<float> values)
    {
        int i = 0;
        if (values.Length >= Vector<float>.Count)
        {
            ref float start = ref MemoryMarshal.GetReference(values);
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> lanes = Vector.LoadUnsafe(ref start, (nuint)i);
                if (!Vector.EqualsAll(lanes - lanes, Vector<float>.Zero))
                    break;
            }
        }
        for (; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                return i;
        return -1;
    }

    private static int CheckInputs(float[] inputs, int count, string counted)
    {
        int length = CheckLength(inputs, count, nameof(inputs), counted);
        CheckFinite(inputs, length, nameof(inputs), "input");
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
        int bad = IndexOfNotFinite(values);
        if (bad >= 0)
            throw new ArgumentException(
                Invariant($"The {what} of sample {bad / length:N0} is {values[bad]} in column {bad % length:N0}; training needs finite ")
                    + "numbers. Replace or remove such samples first.", name);
    }

    private Dataset View(int skip, int count) => new(_inputs, _targets, _labels, InputLength, TargetLength, _order, _first + skip, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Source(int index)
    {
        if ((uint)index >= (uint)Count)
            ThrowOutOfRange(index);
        index += _first;
        return _order is null ? index : _order[index];
    }

    private void ThrowOutOfRange(int index) =>
        throw new ArgumentOutOfRangeException(
            nameof(index), index, Invariant($"There are {Count:N0} samples, numbered 0 to {Count - 1:N0}; there is no sample {index:N0}."));
}
