using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>A layer that treats every place alone, with the numbers of several values there: y = f(x1, x2, ...). What has size 1 along a
/// dimension is the same for all indices of that.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Inputs">The shapes that come in.</param>
/// <param name="Output">The shape that goes out.</param>
internal abstract record MergeLayer(string Name, EquatableArray<Shape> Inputs, Shape Output) : Layer(Name, Inputs[0], Output)
{
    /// <summary>y, from <see cref="Expression.In"/>.</summary>
    public abstract Expression Forward { get; }

    /// <summary>The loss's derivative by an input, from <see cref="Expression.Dy"/> and <see cref="Expression.In"/>: what it mentions is
    /// what training keeps.</summary>
    public abstract Expression Backward(int input);

    /// <summary>Whether an output is zero wherever one of the inputs is.</summary>
    public virtual bool KeepsZeros => false;
}

/// <summary>A layer that draws numbers while training, from a mean and a log-variance for each, and gives the mean in prediction: what is
/// said here of <see cref="MergeLayer"/> is prediction.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Inputs">The shapes of means and log-variances, which are one.</param>
/// <param name="Weight">What its penalties are multiplied by; null for what fits the loss.</param>
internal abstract record SamplingLayer(string Name, EquatableArray<Shape> Inputs, float? Weight) : MergeLayer(Name, Inputs, Inputs[0])
{
    /// <summary>Whether steps of a sequence that do not count have no penalties.</summary>
    public bool IsMasked { get; init; }

    /// <summary>The number of the input that is the mean.</summary>
    public const int Mean = 0;

    /// <summary>The number of the input that is the log-variance.</summary>
    public const int LogVariance = 1;

    /// <summary>What lies beside the mean, from the log-variance.</summary>
    public abstract ElementwiseLayer Noise { get; }

    /// <summary>The mean together with it.</summary>
    public abstract MergeLayer Sum { get; }

    public override Expression Forward => Expression.In(Mean);

    public override Expression Backward(int input) => input == Mean ? Expression.Dy : 0;

    /// <summary>What the means add to the loss.</summary>
    public abstract Penalty MeanPenalty(float weight);

    /// <summary>What the log-variances add.</summary>
    public abstract Penalty LogVariancePenalty(float weight);
}

/// <summary>A layer whose every output is a number of one of several values.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Inputs">The shapes that come in.</param>
/// <param name="Output">The shape that goes out.</param>
internal abstract record JoinLayer(string Name, EquatableArray<Shape> Inputs, Shape Output) : Layer(Name, Inputs[0], Output)
{
    /// <summary>Where the numbers of an input go, given where they and y lie.</summary>
    public abstract Move Describe(int input, Layout x, Layout y);
}

/// <summary>A layer whose outputs are sums of products of two values' numbers: y[i, j] = Σ_k a[i, k] b[j, k].</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Inputs">The shapes of a and b.</param>
/// <param name="Output">The shape that goes out.</param>
/// <param name="Normalizes">Whether the rows of a and of b are first brought to length 1.</param>
internal abstract record ProductLayer(string Name, EquatableArray<Shape> Inputs, Shape Output, bool Normalizes)
    : Layer(Name, Inputs[0], Output)
{
    /// <summary>Where the rows of an input lie; of y, <paramref name="input"/> 2, the rows of i.</summary>
    public abstract MatrixPlace Describe(int input, Layout layout);
}

/// <summary>Where a matrix lies.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="RowStep">From row to row.</param>
/// <param name="ColumnStep">From column to column.</param>
internal sealed record MatrixPlace(int Rows, int Columns, int RowStep, int ColumnStep);
