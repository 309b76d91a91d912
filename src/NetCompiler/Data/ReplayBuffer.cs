using static System.FormattableString;

namespace NetCompiler;

/// <summary>The last experiences of a game that learns: rows of floats of one length, of which the newest replaces the oldest, drawn by
/// seed, uniformly or by priority (Schaul and others, 2016: proportional). All memory is made at the beginning. Not thread-safe.</summary>
/// <example><code>
/// var memory = new ReplayBuffer(capacity: 10_000, rowLength: 6, seed: 1);   // state 2, action, reward, next state 2
/// memory.Add([0, 0.1f, 1, -1, 0.02f, 0.3f]);
/// int[] indices = new int[32];
/// float[] states = new float[32 * 2];
/// memory.Draw(indices);
/// memory.Gather(indices, column: 0, states);                               // 32 states, one behind the other
/// </code></example>
public sealed class ReplayBuffer
{
    private readonly float[] _rows;

    /// <summary>A binary tree of sums: node 1 has all, nodes 2n and 2n + 1 what node n has; the last half are the rows' priorities. Every
    /// node is the sum of two others whenever one changes, so that nothing drifts.</summary>
    private readonly double[] _sums;
    private readonly int _firstLeaf;
    private RandomSequence _random;
    private int _next;
    private double _largest = 1;

    /// <summary>Makes an empty one.</summary>
    /// <param name="capacity">The most rows, at least 1.</param>
    /// <param name="rowLength">Floats of a row, at least 1; what they are is the caller's.</param>
    /// <param name="seed">Same seed, same draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1, or both together are more than an array holds.</exception>
    public ReplayBuffer(int capacity, int rowLength, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowLength, 1);
        if ((long)capacity * rowLength > Array.MaxLength || capacity > 1 << 28)
            throw new ArgumentOutOfRangeException(
                nameof(capacity), capacity, Invariant($"{capacity:N0} rows of {rowLength:N0} floats are more than an array holds."));
        (Capacity, RowLength, _random) = (capacity, rowLength, new RandomSequence(seed));
        _rows = new float[capacity * rowLength];
        _firstLeaf = 1;
        while (_firstLeaf < capacity)
            _firstLeaf *= 2;
        _sums = new double[2 * _firstLeaf];
    }

    /// <summary>The most rows.</summary>
    public int Capacity { get; }

    /// <summary>Floats of a row.</summary>
    public int RowLength { get; }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>A row.</summary>
    /// <param name="index">Its place, 0 .. <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> this[int index] => _rows.AsSpan(Checked(index) * RowLength, RowLength);

    /// <summary>Adds a row, in the place of the oldest where all are taken. Its priority is the largest that was ever given, 1 at first, so
    /// that what is new is drawn soon.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Its place.</returns>
    /// <exception cref="ArgumentException">It has another length; nothing has changed.</exception>
    public int Add(ReadOnlySpan<float> row)
    {
        if (row.Length != RowLength)
            throw new ArgumentException(Invariant($"A row has {RowLength:N0} floats, not {row.Length:N0}."), nameof(row));
        int index = _next;
        row.CopyTo(_rows.AsSpan(index * RowLength));
        _next = (_next + 1) % Capacity;
        Count = Math.Max(Count, index + 1);
        Set(index, _largest);
        return index;
    }

    /// <summary>Draws rows uniformly, each anew: one may come twice.</summary>
    /// <param name="indices">Receives their places.</param>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public void Draw(Span<int> indices)
    {
        if (Count == 0)
            throw Empty();
        foreach (ref int index in indices)
            index = _random.Next(Count);
    }

    /// <summary>Draws rows with probabilities proportional to their priorities, each anew.</summary>
    /// <param name="indices">Receives their places.</param>
    /// <param name="probabilities">Receives the probability p of each; (<see cref="Count"/> · p)^-β is the weight that takes the bias out
    /// of an average over the drawn.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or all priorities are 0.</exception>
    public void DrawByPriority(Span<int> indices, Span<float> probabilities)
    {
        if (indices.Length != probabilities.Length)
            throw new ArgumentException(
                Invariant($"{indices.Length:N0} rows have as many probabilities, not {probabilities.Length:N0}."), nameof(probabilities));
        if (Count == 0)
            throw Empty();
        if (!(_sums[1] > 0))
            throw new InvalidOperationException("All priorities are 0, so that none can be drawn.");
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = Find(_random.NextDouble() * _sums[1]);
            probabilities[i] = (float)(_sums[_firstLeaf + indices[i]] / _sums[1]);
        }
    }

    /// <summary>Gives rows other priorities, such as how wrong the network was about them.</summary>
    /// <param name="indices">Their places.</param>
    /// <param name="priorities">At least 0 and finite; 0 is never drawn by priority.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a priority is below 0 or not finite; nothing has changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row; nothing has changed.</exception>
    public void SetPriorities(ReadOnlySpan<int> indices, ReadOnlySpan<float> priorities)
    {
        if (indices.Length != priorities.Length)
            throw new ArgumentException(
                Invariant($"{indices.Length:N0} rows have as many priorities, not {priorities.Length:N0}."), nameof(priorities));
        for (int i = 0; i < indices.Length; i++)
        {
            Checked(indices[i]);
            if (!(priorities[i] >= 0 && float.IsFinite(priorities[i])))
                throw new ArgumentException(
                    Invariant($"Priority {i} is {priorities[i]}, but must be at least 0 and finite."), nameof(priorities));
        }
        for (int i = 0; i < indices.Length; i++)
        {
            Set(indices[i], priorities[i]);
            _largest = Math.Max(_largest, priorities[i]);
        }
    }

    /// <summary>Copies some columns of rows, one row behind the other, as networks take batches.</summary>
    /// <param name="indices">The rows' places.</param>
    /// <param name="column">The first column.</param>
    /// <param name="values">Receives them: as many columns as its length divided by that of <paramref name="indices"/>.</param>
    /// <exception cref="ArgumentException">The length is no whole number of columns for each row, or rows have fewer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public void Gather(ReadOnlySpan<int> indices, int column, Span<float> values)
    {
        int length = indices.Length == 0 ? 0 : values.Length / indices.Length;
        if (length * indices.Length != values.Length || column < 0 || column > RowLength - length)
            throw new ArgumentException(
                Invariant($"{values.Length:N0} floats from column {column} on of {indices.Length:N0} rows of {RowLength:N0} floats: ")
                    + "give room for the same columns of every row.", nameof(values));
        for (int i = 0; i < indices.Length; i++)
            this[indices[i]].Slice(column, length).CopyTo(values[(i * length)..]);
    }

    /// <summary>Forgets all rows; draws go on.</summary>
    public void Clear()
    {
        (Count, _next, _largest) = (0, 0, 1);
        Array.Clear(_sums);
    }

    private static InvalidOperationException Empty() => new("There is nothing to draw: add rows first.");

    private int Checked(int index) => (uint)index < (uint)Count ? index : throw new ArgumentOutOfRangeException(
        nameof(index), index, Invariant($"There are {Count:N0} rows, 0 to {Count - 1}."));

    private void Set(int index, double priority)
    {
        int node = _firstLeaf + index;
        _sums[node] = priority;
        while ((node /= 2) > 0)
            _sums[node] = _sums[2 * node] + _sums[2 * node + 1];
    }

    /// <summary>The row at which the sum of priorities, from the first on, passes a number. Rounding may leave a little more than there is:
    /// then the last that can be drawn.</summary>
    private int Find(double sum)
    {
        int node = 1;
        while (node < _firstLeaf)
        {
            node *= 2;
            if (sum < _sums[node] || !(_sums[node + 1] > 0))
                continue;
            sum -= _sums[node];
            node++;
        }
        return node - _firstLeaf;
    }
}
