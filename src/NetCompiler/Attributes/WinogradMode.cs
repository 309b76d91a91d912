namespace NetCompiler;

/// <summary>Whether predictions may compute convolutions in another order than training does: 3x3 kernels by Winograd's algorithm, which multiplies less and rounds a
/// little more, and few filters with several pixels in a vector.</summary>
public enum WinogradMode
{
    /// <summary>Where the compiler expects it to be faster. Answers then differ from those of training and <c>Evaluate</c>, which sum directly, by about 1e-6 of
    /// the largest; they are still the same to the bit on every machine, for every batch size.</summary>
    Auto,

    /// <summary>Nowhere: predictions are the sums that training computes, to the bit.</summary>
    Never,
}
