namespace NetCompiler.Generator.Model;

/// <summary>A layer that can leave out the steps that do not count of a sample, if it reads how many do.</summary>
internal interface ITakesLengths
{
    /// <summary>The same for samples with lengths, which are the last value that it then reads.</summary>
    Layer Masked();
}
