using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>
/// The one form nearly all arithmetic takes:
/// <c>y[r, c] = start + Σ_k a[r, k] b[k, c]</c>, with r over rows, c over columns that lie side by side in memory (the lanes), k over the reduction.
/// Addresses are affine: a[r, k] lies at r·<paramref name="RowStep"/> + k·<paramref name="LeftStep"/>, b[k, c] at k·<paramref name="RightStep"/> + c,
/// y[r, c] at r·<paramref name="OutputStep"/> + c.
/// </summary>
/// <param name="Name">The generated method: Forward, DataGradient, WeightGradient.</param>
/// <param name="Formula">The same in the layer's letters, for the reader of the generated code.</param>
/// <param name="Left">The letter of a, whose values are broadcast.</param>
/// <param name="Right">The letter of b, whose values are loaded as vectors.</param>
/// <param name="Output">The letter of y.</param>
/// <param name="Columns">The number of columns, padding included: a multiple of 16.</param>
/// <param name="Reduction">The number of terms of the sum, or null where the number of samples decides.</param>
/// <param name="Start">What each sum starts from.</param>
internal sealed record Contraction(
    string Name, string Formula, string Left, string Right, string Output, int Columns, int? Reduction, ContractionStart Start,
    int RowStep, int LeftStep, int RightStep, int OutputStep);

/// <summary>What the sums of a contraction start from.</summary>
internal enum ContractionStart
{
    /// <summary>Nothing.</summary>
    Zero,

    /// <summary>One value a column.</summary>
    Bias,

    /// <summary>What is already there: the sum goes on.</summary>
    Output,
}

/// <summary>A layer's three contractions.</summary>
/// <param name="Forward">y from x.</param>
/// <param name="DataGradient">dx from dy, over the transposed kernel.</param>
/// <param name="WeightGradient">What a batch adds to dw, from x and dy.</param>
internal sealed record ContractionForms(Contraction Forward, Contraction DataGradient, Contraction WeightGradient);

/// <summary>Distances, in floats, that the planner has decided.</summary>
/// <param name="InputStride">From sample to sample of x.</param>
/// <param name="InputGradientStride">From sample to sample of dx.</param>
/// <param name="OutputStride">From sample to sample of y and of dy.</param>
/// <param name="KernelStride">From row to row of the kernel.</param>
/// <param name="TransposedStride">From row to row of the transposed kernel.</param>
internal sealed record ContractionLayout(int InputStride, int InputGradientStride, int OutputStride, int KernelStride, int TransposedStride);
