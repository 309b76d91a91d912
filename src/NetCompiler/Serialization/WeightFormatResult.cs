namespace NetCompiler;

/// <summary>What one format makes of a network: its size in bytes, and how well the network that comes back from it does.</summary>
public sealed class WeightFormatResult
{
    internal WeightFormatResult(WeightFormat format, string problem) => (Format, Problem) = (format, problem);

    internal WeightFormatResult(WeightFormat format, long fileBytes, Evaluation evaluation, double largestDifference)
    {
        Format = format;
        FileBytes = fileBytes;
        Evaluation = evaluation;
        LargestDifference = largestDifference;
    }

    /// <summary>The format in which the parameters were written and read again.</summary>
    public WeightFormat Format { get; }

    /// <summary>The size of the file in bytes; 0 if there can be none.</summary>
    public long FileBytes { get; }

    /// <summary>Loss and metrics of the network that the file gives back; null if there can be no file.</summary>
    public Evaluation? Evaluation { get; }

    /// <summary>The largest distance between an output of that network and the same output of the original; 0 where they are the
    /// same.</summary>
    public double LargestDifference { get; }

    /// <summary>Why the network cannot be saved in this format; null if it can.</summary>
    public string? Problem { get; }
}
