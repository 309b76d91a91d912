using NetCompiler.Benchmarks.Networks;
using static TorchSharp.torch;

namespace NetCompiler.Benchmarks.Verify;

/// <summary>A network, and the same network in TorchSharp's words.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Batch">The samples to compare on.</param>
/// <param name="Compile">Makes ours; its first values are drawn from the seed.</param>
/// <param name="Torch">Takes the samples through TorchSharp's layers, up to the scores before a softmax.</param>
internal sealed record VerifyCase(string Title, int Batch, Func<INetwork> Compile, Func<TorchTape, TorchTape> Torch)
{
    /// <summary>All there are. A new layer needs a method of <see cref="TorchTape"/>, a network, and a line here.</summary>
    public static IReadOnlyList<VerifyCase> All { get; } =
    [
        new(
            "perceptron 12-40-33-20-5, GELU, SiLU, tanh", 33, () => new SmoothPerceptron(1),
            torch => torch.Dense().GELU().Dense().SiLU().Dense().Tanh().Dense()),
        new("perceptron 784-512-512-10", 64, () => new Mnist(1), torch => torch.Dense().ReLU().Dense().ReLU().Dense()),
        new("perceptron 1024-2048-2048-1000", 33, () => new Large(1), torch => torch.Dense().ReLU().Dense().ReLU().Dense()),
        new("LeNet-5", 32, () => new LeNet(1), torch => torch
            .Conv2D(Window.Same()).Tanh().AveragePool2D(new(2, Stride: 2)).Conv2D(new()).Tanh().AveragePool2D(new(2, Stride: 2))
            .Flatten().Dense().Tanh().Dense().Tanh().Dense()),
        new("Keras CNN", 16, () => new KerasCnn(1), torch => torch
            .Conv2D(new()).ReLU().Conv2D(new()).ReLU().MaxPool2D(new(2, Stride: 2)).Flatten().Dense().ReLU().Dense()),
        new("3x3 chain, 16, 32, 64 channels", 8, () => new Chain(1), torch => torch
            .Conv2D(Window.Same()).ReLU().Conv2D(Window.Same()).ReLU().Conv2D(Window.Same()).ReLU()
            .Conv2D(Window.Same(stride: 2)).ReLU().Conv2D(Window.Same()).ReLU().Conv2D(Window.Same(stride: 2)).ReLU().Conv2D(Window.Same())
                .ReLU()
            .AveragePool2D(new(8, Stride: 8)).Flatten().Dense()),
        new("strides 2 and 1x2, kernels 5x3 and 3x3", 17, () => new Strided(1), torch => torch
            .Conv2D(new(Stride: 2)).Tanh().Conv2D(Window.Same() with { StrideWidth = 2 }).SiLU().Flatten().Dense()),
        new("dilations 2 and 3x1, kernels 3x3 and 3x2", 17, () => new Dilated(1), torch => torch
            .Conv2D(new(Dilation: 2)).Tanh().Conv2D(Window.Same() with { Dilation = 3, DilationWidth = 1 }).GELU().Flatten().Dense()),
        new("explicit padding, no bias, 4x3 and 1x1", 17, () => new ExplicitlyPadded(1), torch => torch
            .Conv2D(new() { Pads = (1, 2, 0, 3) }, bias: false).Tanh().Conv2D(new()).Tanh().Flatten().Dense()),
        new("maxima of 3x3 by 2, same, and 2x3 by 1", 17, () => new MaxPooled(1), torch => torch
            .Conv2D(Window.Same()).Tanh().MaxPool2D(Window.Same(3, stride: 2)).Conv2D(new()).Tanh().MaxPool2D(new(2) { Width = 3 })
                .Flatten()
                .Dense()),
        new("means of 3x3 by 2, same, and 2x3 by 1", 17, () => new AveragePooled(1), torch => torch
            .Conv2D(Window.Same()).Tanh().AveragePool2D(Window.Same(3, stride: 2)).Conv2D(new()).Tanh().AveragePool2D(new(2) { Width = 3 })
                .Flatten()
                .Dense()),
        new("convolutions in 4 and 2 groups, global maximum", 17, () => new Grouped(1), torch => torch
            .Conv2D(new(), groups: 4).Tanh().Conv2D(Window.Same(stride: 2), groups: 2).GELU().GlobalMaxPool().Dense()),
        new("depthwise and separable, global mean", 17, () => new Depthwise(1), torch => torch
            .DepthwiseConv2D(Window.Same()).Tanh().DepthwiseConv2D(new(Stride: 2)).Tanh().SeparableConv2D(Window.Same()).SiLU()
                .GlobalAveragePool()
                .Dense()),
        new("transposed, 3x3 by 2, same, and 4x2", 17, () => new Transposed(1), torch => torch
            .Conv2DTranspose(Window.Same(stride: 2)).Tanh().Conv2DTranspose(new()).SiLU().Flatten().Dense()),
        new("1 to 4 channels among 16 and 32, there and back", 17, () => new FewChannels(1), torch => torch
            .Conv2D(Window.Same()).Tanh().Conv2D(new()).SiLU().Conv2D(new()).Tanh().Conv2D(Window.Same()).Tanh()
            .Conv2DTranspose(Window.Same(stride: 2)).SiLU().Conv2DTranspose(new()).Tanh().Flatten().Dense()),
        new("enlarged, nearest and bilinear", 17, () => new Enlarged(1), torch => torch
            .UpSampling2D(2, 2, InterpolationMode.Nearest).Conv2D(new()).Tanh().UpSampling2D(2, 3, InterpolationMode.Bilinear)
                .Conv2D(new(Stride: 2))
                .Tanh()
                .Flatten()
                .Dense()),
        new("sequence: same, causal dilated, 4 groups, pools", 17, () => new Sequence(1), torch => torch
            .Conv1D(Window.Same()).Tanh().Conv1D(new(Dilation: 2) { Pads = (4, 0, 0, 0) }).SiLU().MaxPool1D(2)
                .Conv1D(new(Stride: 2), groups: 4)
                .Tanh()
                .AveragePool1D(2)
            .Flatten().Dense()),
        new("padded, cropped, permuted, reshaped", 17, () => new Moved(1), torch => torch
            .ZeroPadding2D(1, 2, 0, 3).Conv2D(new()).Tanh().ZeroPadding2D(-1, -1, -1, -1).Permute(2, 1, 3).Reshape(7, 30).Conv1D(new())
                .Tanh()
                .Flatten()
                .Dense()),
        new("batches normalised: convolutions, pixels, rows", 17, () => new BatchNormalized(1), torch => torch
            .Conv2D(new(), bias: false).BatchNorm().ReLU().Conv2D(Window.Same(stride: 2)).Tanh().BatchNorm().ReLU().Flatten()
                .Dense(bias: false)
                .BatchNorm()
                .SiLU()
                .Dense()),
        new("layers, groups and root mean squares normalised", 17, () => new Normalized(1), torch => torch
            .Conv2D(new()).GroupNorm(4).ReLU().Conv2D(new()).LayerNorm().Tanh().Flatten().Dense().LayerNorm().Tanh().Dense().RMSNorm()
                .Tanh()
                .Dense()),
        new("a diamond, laid beside its input", 17, () => new Diamond(1), torch => torch
            .Dense().Tanh().Name("left").From("input").Dense().SiLU().Name("right").Multiply("left").Dense().Tanh().Concat("right", "input")
            .Dense()),
        new("two residual blocks by 2, normalised", 17, () => new ResidualBlocks(1), torch => Halved(Halved(
            torch.Conv2D(Window.Same()).ReLU())).GlobalAveragePool().Dense()),
        new("squeeze and excitation: a row times an image", 17, () => new Gated(1), torch => torch
            .Conv2D(new()).Tanh().Name("image").GlobalAveragePool().Dense().SiLU().Dense().Tanh().Multiply("image").Add("image")
            .GlobalMaxPool().Dense()),
        new("branches: mean, maximum, difference, side by side", 17, () => new Branched(1), torch => torch
            .Conv2D(new()).Tanh().Name("points").From("input").Conv2D(Window.Same()).Tanh().Name("edges").Average("points").Tanh()
            .Name("mean").From("input").MaxPool2D(Window.Same(3, stride: 1)).Concat("edges", "mean").Conv2D(new()).Tanh()
            .ZeroPadding2D(1, 1, 1, 1).Subtract("mean").Maximum("points").GlobalAveragePool().Dense()),
        new("twins with one set of parameters", 17, () => new Siamese(1), torch => torch
            .Rescaling(-0.5, 0.3).Name("other").From("input")
            .Shared("other", side => side.Dense().Tanh().Dense().SiLU()).Subtract("other").Dense()),
        new("LSTM on LSTM, dense at every step between", 17, () => new StackedLstm(1), torch => torch
            .LSTM(sequences: true).Dense().Tanh().LSTM().Dense()),
        new("GRU, reset after and, backwards, before the product", 17, () => new BothGrus(1), torch => torch
            .GRU(sequences: true).GRU(sequences: true, resetAfter: false, backwards: true).Dense().Flatten()),
        new("simple recurrent, forwards and backwards", 17, () => new StackedSimple(1), torch => torch
            .SimpleRNN(sequences: true).SimpleRNN(backwards: true).Dense()),
        new("bidirectional LSTM and GRU", 17, () => new BothDirections(1), torch => torch
            .BidirectionalLSTM().BidirectionalGRU().Dense()),
        new("a block of a transformer, causal, and attention to all", 17, () => new SmallTransformer(1), torch => torch
            .SinePositions().Name("read").LayerNorm().Attention(3, causal: true).Add("read").Name("seen")
            .LayerNorm().Dense().GELU().Dense().Add("seen").Attention(3).GlobalAveragePool().Dense()),
        new("causal convolution, LSTM, softmax", 17, () => new ConvolvedLstm(1), torch => torch
            .Conv1D(new() { Pads = (2, 0, 0, 0) }).SiLU().LSTM().Dense()),
        new("embedding, GRU on GRU", 17, () => new Words(1), torch => torch.Embedding().GRU(sequences: true).GRU().Dense()),
        new("bidirectional LSTM and GRU, lengths 1 to 8", 17, () => new Packed(1), torch => torch
            .Lengths(8, 5).BidirectionalLSTM().BidirectionalGRU(multiplies: false).Dense()),
        new("LSTM encoder, repeated, LSTM decoder", 17, () => new Translator(1), torch => torch
            .LSTM().RepeatVector(5).LSTM(sequences: true).Dense().Flatten()),
    ];

    private static TorchTape Halved(TorchTape torch) => torch
        .Name("before").Conv2D(Window.Same(stride: 2), bias: false).BatchNorm().ReLU().Conv2D(Window.Same(), bias: false).BatchNorm()
        .Name("main").From("before").Conv2D(Window.Same(stride: 2), bias: false).BatchNorm().Add("main").ReLU();
}
