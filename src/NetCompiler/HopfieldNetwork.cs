using static System.FormattableString;

namespace NetCompiler;

/// <summary>A network of units that are -1 or 1, each connected with all others, that remembers patterns and finds them again from what is
/// left of them (Hopfield, 1982). Hebb's rule adds up what any two units have in common, so weights are symmetric and no unit is connected
/// with itself: then every change lowers the energy, and recall ends. Patterns that are drawn by lot are kept up to about 0.138 times as
/// many as there are units (Amit, Gutfreund and Sompolinsky, 1985).
/// <para>All arithmetic is in whole numbers, so recall is the same on every machine. Storing is for one thread at a time; recall is
/// thread-safe while nothing is stored, and allocates nothing.</para></summary>
/// <example><code>
/// var memory = new HopfieldNetwork(units: 4);
/// memory.Store([1, 1, -1, -1]);
/// float[] state = [1, -1, -1, -1];                        // one unit is wrong
/// memory.Recall(state);                                   // 1, 1, -1, -1
/// double energy = memory.Energy(state);
/// </code></example>
public sealed class HopfieldNetwork
{
    private const int MostUnits = 16_384;

    /// <summary>For each pair of units, in how many patterns they are equal less in how many they differ; 0 for a unit with
    /// itself.</summary>
    private readonly int[] _agreements;

    /// <summary>Makes one that remembers nothing.</summary>
    /// <param name="units">The number of units, 2 to 16,384.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside of that.</exception>
    public HopfieldNetwork(int units)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, MostUnits);
        (Units, _agreements) = (units, new int[units * units]);
    }

    /// <summary>The number of units.</summary>
    public int Units { get; }

    /// <summary>How many patterns were stored.</summary>
    public int Patterns { get; private set; }

    /// <summary>The weight between two units: Σ pᵢ pⱼ over patterns, divided by <see cref="Units"/>; 0 for a unit with itself.</summary>
    /// <param name="unit">One, from 0.</param>
    /// <param name="other">The other; the same weight the other way round.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public double this[int unit, int other] => (double)_agreements[Checked(unit) * Units + Checked(other)] / Units;

    /// <summary>Remembers a pattern, by Hebb's rule: wᵢⱼ += pᵢ pⱼ / units.</summary>
    /// <param name="pattern">A number for each unit, -1 or 1.</param>
    /// <exception cref="ArgumentException">It has another length, or another number; nothing has changed.</exception>
    public void Store(ReadOnlySpan<float> pattern)
    {
        Check(pattern, nameof(pattern));
        for (int i = 0; i < Units; i++)
        {
            Span<int> row = _agreements.AsSpan(i * Units, Units);
            for (int j = 0; j < row.Length; j++)
                row[j] += i == j ? 0 : pattern[i] == pattern[j] ? 1 : -1;
        }
        Patterns++;
    }

    /// <summary>-½ Σ wᵢⱼ sᵢ sⱼ: what every change of a unit in <see cref="Recall"/> lowers.</summary>
    /// <param name="state">A number for each unit, -1 or 1.</param>
    /// <exception cref="ArgumentException">It has another length, or another number.</exception>
    public double Energy(ReadOnlySpan<float> state)
    {
        Check(state, nameof(state));
        long sum = 0;
        for (int i = 0; i < Units; i++)
            sum += (long)state[i] * Field(state, i);
        return -0.5 * sum / Units;
    }

    /// <summary>Lets units follow the others, one at a time, until none wants to change: a pattern, its negative, or a mixture of
    /// several.</summary>
    /// <param name="state">Where it begins, and receives where it ends: -1 or 1 for each unit.</param>
    /// <param name="seed">Same seed, same orders in which units are asked.</param>
    /// <returns>How many units have changed, each as often as it did.</returns>
    /// <exception cref="ArgumentException">It has another length, or another number; nothing has changed.</exception>
    public long Recall(Span<float> state, int seed = 0)
    {
        var random = new RandomSequence(seed);
        long changes = 0;
        for (int changed; (changed = Sweep(state, ref random)) > 0;)
            changes += changed;
        return changes;
    }

    /// <summary>Asks every unit once, in an order drawn by lot, whether it wants to change: whether the sum of the others, weighed, has the
    /// other sign; where that is 0 it stays.</summary>
    /// <param name="state">The state, -1 or 1 for each unit; changed in its place.</param>
    /// <param name="random">Draws the order.</param>
    /// <returns>How many units have changed; 0: the state is stable.</returns>
    /// <exception cref="ArgumentException">It has another length, or another number; nothing has changed.</exception>
    public int Sweep(Span<float> state, ref RandomSequence random)
    {
        Check(state, nameof(state));
        Span<int> order = stackalloc int[Units];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        random.Shuffle(order);
        int changed = 0;
        foreach (int unit in order)
            changed += Follow(state, unit) ? 1 : 0;
        return changed;
    }

    /// <summary>Asks one unit whether it wants to change; see <see cref="Sweep"/>.</summary>
    /// <param name="state">The state, -1 or 1 for each unit; changed in its place.</param>
    /// <param name="unit">The unit, from 0.</param>
    /// <returns>Whether it has changed, and the energy fallen.</returns>
    /// <exception cref="ArgumentException">The state has another length, or another number; nothing has changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public bool Update(Span<float> state, int unit)
    {
        Check(state, nameof(state));
        return Follow(state, Checked(unit));
    }

    private bool Follow(Span<float> state, int unit)
    {
        int field = Field(state, unit);
        if (field == 0 || field > 0 == state[unit] > 0)
            return false;
        state[unit] = -state[unit];
        return true;
    }

    /// <summary>What the other units say to one, times <see cref="Units"/>.</summary>
    private int Field(ReadOnlySpan<float> state, int unit)
    {
        ReadOnlySpan<int> row = _agreements.AsSpan(unit * Units, Units);
        int sum = 0;
        for (int i = 0; i < row.Length; i++)
            sum += state[i] > 0 ? row[i] : -row[i];
        return sum;
    }

    private int Checked(int unit) => (uint)unit < (uint)Units ? unit : throw new ArgumentOutOfRangeException(
        nameof(unit), unit, Invariant($"There are {Units:N0} units, 0 to {Units - 1}."));

    private void Check(ReadOnlySpan<float> state, string name)
    {
        if (state.Length != Units)
            throw new ArgumentException(Invariant($"There are {Units:N0} units, but {state.Length:N0} numbers."), name);
        for (int i = 0; i < state.Length; i++)
            if (state[i] is not (1 or -1))
                throw new ArgumentException(Invariant($"Unit {i} is {state[i]}, but must be -1 or 1."), name);
    }
}
