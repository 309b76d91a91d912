using System.Diagnostics.CodeAnalysis;

namespace NetCompiler;

/// <summary>How a file stores parameters. All formats are loaded as 32-bit floats: a smaller one makes files and programs smaller, not
/// predictions faster. Statistics of data (moving averages, means and variances of <c>Normalization</c>) stay 32-bit floats in all. What a
/// format costs in accuracy, <see cref="NetworkFile.CompareFormats(INetwork, Dataset, EvaluateOptions?)"/> measures.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The names that everyone knows these formats by.")]
public enum WeightFormat
{
    /// <summary>32 bits, exact.</summary>
    Float32,

    /// <summary>16 bits, the range of 32-bit floats and 8 significant bits; rounded to nearest, ties to even.</summary>
    BFloat16,

    /// <summary>16 bits, IEEE 754: up to ±65504, 11 significant bits; rounded to nearest, ties to even.</summary>
    Float16,

    /// <summary>8 bits for tensors of several rows, such as kernels: whole numbers from -127 to 127 times a scale for each output, its
    /// largest absolute value divided by 127; rounded to nearest, ties to even. Tensors of a single row, such as biases, stay 32-bit
    /// floats. The scales are a tensor of their own, <c>dense_1/kernel.scale</c>, of a shape that multiplies the kernel by NumPy's rules:
    /// (units), (filters), or (filters, 1) for a transposed convolution, whose kernel is (height, width, filters, channels).</summary>
    Int8,
}
