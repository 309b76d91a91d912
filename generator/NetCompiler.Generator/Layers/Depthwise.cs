using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>What layers with a kernel for each channel have in common.</summary>
internal static class Depthwise
{
    /// <summary>A depthwise convolution; where every channel gets several kernels, the channels are first repeated as often.</summary>
    /// <param name="name">The name of the convolution itself.</param>
    /// <param name="title">Its title.</param>
    /// <param name="input">The image.</param>
    /// <param name="vertical">Lines.</param>
    /// <param name="horizontal">Pixels.</param>
    /// <param name="multiplier">Kernels for each channel.</param>
    /// <param name="tensor">The kernel's name.</param>
    /// <param name="initializer">How its first values are drawn.</param>
    /// <param name="biasInitializer">The same for the bias; null where there is none.</param>
    public static EquatableArray<Layer> Parts(
        string name, string title, Shape input, Axis vertical, Axis horizontal, int multiplier, string tensor, string initializer,
        string? biasInitializer)
    {
        int taps = vertical.Kernel * horizontal.Kernel, channels = input.Dimensions[2];
        var kernel = new ParameterSpec(tensor, new Shape(vertical.Kernel, horizontal.Kernel, channels, multiplier), initializer,
            taps * channels, taps * multiplier)
        {
            Columns = channels * multiplier,
            OfInput = [2],
        };
        return Parts(name, title, input, new Shape(vertical.Output, horizontal.Output, kernel.Columns), vertical, horizontal, multiplier,
            kernel, biasInitializer);
    }

    /// <summary>The same with a kernel whose columns are the outputs' channels.</summary>
    public static EquatableArray<Layer> Parts(
        string name, string title, Shape input, Shape output, Axis vertical, Axis horizontal, int multiplier, ParameterSpec kernel,
        string? biasInitializer)
    {
        int outputs = kernel.Columns;
        ParameterSpec? bias = biasInitializer is null ? null : new ParameterSpec("bias", new Shape(outputs), biasInitializer, outputs,
            outputs)
        { OfInput = [0] };
        var repeated = new RepeatedChannels(name + "_channels", input, multiplier);
        var convolution = new DepthwiseContraction(name, title, repeated.Output, output,
            new DepthwiseConvolution(vertical, horizontal, outputs), kernel, bias);
        return multiplier == 1 ? [convolution] : [repeated, convolution];
    }
}
