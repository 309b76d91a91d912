namespace NetCompiler;

/// <summary>Whether predictions may compute 3x3 convolutions in another way than training does: by Winograd's algorithm, which multiplies
/// less and rounds a little more.</summary>
public enum WinogradMode
{
    /// <summary>Where the compiler expects it to be faster. Answers then differ from those of training and <c>Evaluate</c>, which sum
    /// directly, by about 1e-6 of the largest; they are still the same to the bit on every machine, for every batch size.</summary>
    Auto,

    /// <summary>Nowhere: predictions are the sums that training computes, to the bit.</summary>
    Never,
}
