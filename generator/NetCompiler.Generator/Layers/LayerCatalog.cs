namespace NetCompiler.Generator.Layers;

/// <summary>Every layer there is. Adding one: its file in this folder, its line here, its attribute in the runtime, its test file.</summary>
internal static class LayerCatalog
{
    public static readonly IReadOnlyDictionary<string, LayerKind> Kinds = new[]
    {
        Dense.Kind,
        Conv1D.Kind,
        Conv2D.Kind,
        DepthwiseConv2D.Kind,
        SeparableConv2D.Kind,
        Conv2DTranspose.Kind,
        MaxPool1D.Kind,
        MaxPool2D.Kind,
        AveragePool1D.Kind,
        AveragePool2D.Kind,
        GlobalMaxPool.Kind,
        GlobalAveragePool.Kind,
        UpSampling2D.Kind,
        ZeroPadding2D.Kind,
        Cropping2D.Kind,
        Flatten.Kind,
        Reshape.Kind,
        Permute.Kind,
        Dropout.Kind,
        SpatialDropout.Kind,
        GaussianNoise.Kind,
        ReLU.Kind,
        LeakyReLU.Kind,
        PReLU.Kind,
        ELU.Kind,
        SELU.Kind,
        GELU.Kind,
        SiLU.Kind,
        Mish.Kind,
        Tanh.Kind,
        Sigmoid.Kind,
        HardSigmoid.Kind,
        HardSwish.Kind,
        Softplus.Kind,
        Softsign.Kind,
        Exponential.Kind,
        Linear.Kind,
        Step.Kind,
        Softmax.Kind,
    }.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
}
