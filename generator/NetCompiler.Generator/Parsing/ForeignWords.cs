namespace NetCompiler.Generator.Parsing;

/// <summary>Words of Keras 3 and PyTorch inside the brackets of a layer or of <c>[Network]</c>: options, and members of enumerations. Words
/// that only differ in capitals and underscores from ours (<c>kernel_initializer</c>, <c>glorot_uniform</c>) need no row, and no word is
/// looked up with either.</summary>
internal static class ForeignWords
{
    /// <summary>Options by our names, of which the attribute has one.</summary>
    public static readonly IReadOnlyDictionary<string, string> Options = Table(
        ("act activation activation_fn nonlinearity", Activation),
        ("alpha slope leak", "negativeSlope"),
        ("bias", "UseBias"),
        ("dilation", "DilationRate"),
        ("dims", "dimensions"),
        ("eps", "Epsilon"),
        ("init initializer kernel_init weight_init", "KernelInitializer AlphaInitializer"),
        ("input_dim input_shape target_shape unflattened_size", "shape vocabulary"),
        ("kernel kernel_size pool_size window", "kernelSize poolSize"),
        ("mode", "Interpolation"),
        (NewMomentum, "Momentum"),
        ("use_causal_mask is_causal", "Causal"),
        ("num_groups", "groups"),
        ("embedding_dim hidden_size neurons out_features output_dim", "units"),
        ("num_embeddings", "vocabulary"),
        ("out_channels", "filters"),
        ("p prob", "rate"),
        ("scale_factor", "size"),
        ("sigma std", "stddev"),
        ("stride subsample", "Strides"),
        (WidthFirst, "padding"));

    /// <summary>Options that are left out here, and why.</summary>
    public static readonly IReadOnlyDictionary<string, string> Superfluous = Table(
        ("axis channels_last data_format dim end_dim start_dim", "is left out, since channels always come last here"),
        ("batch_input_shape embed_dim in_channels in_features input_dim input_shape normalized_shape num_channels num_features",
            "is left out, since it follows from what comes before"),
        ("batch_first", "is left out, since a sample's steps always lie together here"),
        ("input_length input_size", "is left out, since it follows from what comes before"),
        ("device dtype", "is left out, since networks are single precision on the processor"),
        ("inplace unroll", "is left out, since the compiler decides it"),
        ("keepdims", "is left out, since it is always false here"),
        ("output_size", "is left out, since it is always 1 here"),
        ("seed", "is left out, since the network has one: new Net(seed: 1)"));

    /// <summary>Options that do not exist here, and the nearest way.</summary>
    public static readonly IReadOnlyDictionary<string, string> AbsentOptions = Table(
        ("activity_regularizer", "[ActivityRegularization(L2 = 0.0001)] behind the layer is the same"),
        ("bias_regularizer kernel_regularizer recurrent_regularizer embeddings_regularizer",
            "layers that weigh have KernelL1, KernelL2, BiasL1 and BiasL2, as in [Dense(64, KernelL2 = 0.0001)], recurrent ones "
                + "RecurrentL1 and RecurrentL2, embeddings EmbeddingsL1 and EmbeddingsL2"),
        ("weight_decay", "weight decay is the optimizer's, new AdamW { WeightDecay = 0.004 }"),
        ("affine elementwise_affine", "Center = false and Scale = false leave β and γ out"),
        ("batch_size callbacks epochs learning_rate lr metrics optimizer validation_split",
            "training is set up in Fit, net.Fit(data, new FitOptions { Epochs = 10, Optimizer = new Adam() })"),
        ("bias_constraint kernel_constraint", "gradients can be limited, new Adam { ClipNorm = 1 }"),
        ("ceil_mode", "Padding = Padding.Same rounds the output's size up"),
        ("mask_zero", "Lengths = true in [Network] says how many steps of a sample count, by number and not by value"),
        ("num_layers", "the layer is written as often, with ReturnSequences = true on all but the last"),
        ("return_state", "LastState behind the layer gives its state, and Step of the class carries it, in a struct of the caller's"),
        ("noise_shape", "SpatialDropout drops whole channels"),
        ("output_padding", "Padding = Padding.Explicit says what is cut off each edge"));

    /// <summary>Activations by name, as layers; linear ones as none.</summary>
    public static readonly IReadOnlyDictionary<string, string> Activations = Table(
        ("celu elu", "ELU"), ("exp exponential", "Exponential"), ("gelu", "GELU"), ("hard_sigmoid", "HardSigmoid"),
        ("hard_silu hard_swish", "HardSwish"),
        ("identity linear none null", ""), ("leaky_relu", "LeakyReLU"), ("log_softmax", "LogSoftmax"),
        ("mish", "Mish"), ("prelu", "PReLU"), ("relu", "ReLU"),
        ("relu6", "ReLU(MaxValue = 6)"), ("selu", "SELU"), ("sigmoid logistic", "Sigmoid"), ("silu swish", "SiLU"), ("softmax", "Softmax"),
        ("softplus", "Softplus"), ("softsign", "Softsign"), ("tanh", "Tanh"));

    /// <summary>Members of enumerations, by the enumeration.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Members =
        new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["Loss"] = Table(
                ("BCE BCELoss BCEWithLogitsLoss LogLoss", "BinaryCrossentropy"),
                ("CCE CrossEntropy CrossEntropyLoss NLLLoss SparseCategoricalCrossentropy", "CategoricalCrossentropy"),
                ("HingeLoss", "Hinge"),
                ("HuberLoss SmoothL1Loss", "Huber"),
                ("KLD KLDivergence KLDivLoss", "KullbackLeiblerDivergence"),
                ("L1 L1Loss MAE", "MeanAbsoluteError"),
                ("L2 MSE MSELoss SquaredError", "MeanSquaredError"),
                ("PoissonNLLLoss", "Poisson")),
            ["Initializer"] = Table(
                ("glorot xavier xavier_uniform", "GlorotUniform"), ("xavier_normal", "GlorotNormal"),
                ("kaiming_normal", "HeNormal"), ("kaiming_uniform", "HeUniform"),
                ("normal", "RandomNormal"), ("uniform", "RandomUniform"), ("trunc_normal", "TruncatedNormal"),
                ("one", "Ones"), ("zero", "Zeros")),
            ["Padding"] = Table(("none null", "Valid")),
        };

    /// <summary>Members of enumerations that do not exist here, by the enumeration, and the nearest way.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> AbsentMembers =
        new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["Loss"] = Table(
                ("BinaryFocalCrossentropy Dice DiceLoss Tversky", "Loss.BinaryCrossentropy is nearest"),
                ("CategoricalFocalCrossentropy FocalLoss", "Loss.CategoricalCrossentropy is nearest"),
                ("CategoricalHinge HingeEmbeddingLoss MultiMarginLoss SquaredHinge", "Loss.Hinge is nearest"),
                ("CTC CTCLoss", "outputs are compared with targets place by place"),
                ("CosineEmbeddingLoss CosineSimilarity MarginRankingLoss TripletMarginLoss",
                    "a sample's output is compared with its own target only"),
                ("GaussianNLLLoss", "Loss.MeanSquaredError is nearest"),
                ("MAPE MeanAbsolutePercentageError", "Loss.MeanAbsoluteError of logarithms is nearest"),
                ("MSLE MeanSquaredLogarithmicError", "give Loss.MeanSquaredError the targets' logarithms"),
                ("RMSE RootMeanSquaredError", "Loss.MeanSquaredError has the same minimum")),
            ["Initializer"] = Table(
                ("constant dirac eye identity sparse", "weights can be set by hand after new Net()"),
                ("variance_scaling", "the Glorot, He and Lecun initializers are its cases")),
            ["Padding"] = Table(
                ("circular reflect replicate", "padding is with zeros"),
                ("full", "Padding.Explicit with PadTop, PadBottom, PadLeft and PadRight does it")),
            ["Interpolation"] = Table(("area bicubic lanczos3 lanczos5 trilinear", "Interpolation.Bilinear is nearest")),
        };

    /// <summary>The option that is a layer of its own here.</summary>
    public const string Activation = "activation";

    /// <summary>PyTorch's momentum, the weight of the new value: 1 - ours.</summary>
    public const string NewMomentum = "new_momentum";

    /// <summary>PyTorch's pads of an image: left, right, top, bottom.</summary>
    public const string WidthFirst = "width_first";

    /// <summary>A word without what frameworks differ in: capitals and underscores.</summary>
    public static string Fold(string word) => word.Replace("_", "").ToUpperInvariant();

    /// <summary>A table of rows: words, and what they all mean.</summary>
    public static IReadOnlyDictionary<string, string> Table(params (string Words, string Meaning)[] rows)
    {
        var table = new Dictionary<string, string>(new Folded());
        foreach ((string words, string meaning) in rows)
            foreach (string word in words.Split(' '))
                table.Add(word, meaning);
        return table;
    }

    /// <summary>Compares words without capitals and underscores.</summary>
    private sealed class Folded : IEqualityComparer<string>
    {
        public bool Equals(string a, string b) => Fold(a) == Fold(b);

        public int GetHashCode(string word) => Fold(word).GetHashCode();
    }
}
