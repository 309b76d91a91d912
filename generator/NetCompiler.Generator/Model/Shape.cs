using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>The shape of one sample, channels last, without the batch.</summary>
internal sealed record Shape(EquatableArray<int> Dimensions)
{
    public Shape(params int[] dimensions) : this(new EquatableArray<int>(dimensions))
    {
    }

    /// <summary>The number of floats; exact even where it does not fit an int.</summary>
    public long Length => Dimensions.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>The number of dimensions.</summary>
    public int Rank => Dimensions.Count;

    /// <summary>The same with another last dimension.</summary>
    public Shape WithChannels(int channels) => new(Dimensions.Take(Rank - 1).Append(channels).ToArray());

    /// <summary>As in C#: <c>(28, 28, 1)</c>; a single dimension stands alone.</summary>
    public override string ToString() => Rank == 1 ? Dimensions[0].ToString() : "(" + string.Join(", ", Dimensions) + ")";
}
