namespace NetCompiler.Generator.Parsing;

/// <summary>A layer of another framework.</summary>
/// <param name="Ours">Our name for it.</param>
/// <param name="Options">Its arguments in their order there.</param>
/// <param name="Property">A property of ours that its name implies.</param>
internal sealed record ForeignLayer(string Ours, string Options = "", string Property = "");

/// <summary>Layers of Keras 3 and PyTorch that have another name here or do not exist. Names that only differ in capitals and underscores
/// from ours (<c>Relu</c>, <c>leaky_re_lu</c>) need no row.</summary>
internal static class ForeignLayers
{
    /// <summary>Our name, and the order of Keras's or PyTorch's arguments. Capitals count: <c>Conv2d</c> is PyTorch's.</summary>
    public static readonly IReadOnlyDictionary<string, ForeignLayer> Words = new Dictionary<string, ForeignLayer>(StringComparer.Ordinal)
    {
        // Keras
        ["AveragePooling1D"] = new("AveragePool1D", "pool_size strides padding"),
        ["AveragePooling2D"] = new("AveragePool2D", "pool_size strides padding"),
        ["AvgPool1D"] = new("AveragePool1D", "pool_size strides padding"),
        ["AvgPool2D"] = new("AveragePool2D", "pool_size strides padding"),
        ["BatchNormalization"] = new("BatchNorm", "axis momentum epsilon center scale"),
        ["Concatenate"] = new("Concat"),
        ["Convolution1D"] = new("Conv1D", "filters kernel_size strides padding"),
        ["Convolution2D"] = new("Conv2D", "filters kernel_size strides padding"),
        ["Convolution2DTranspose"] = new("Conv2DTranspose", "filters kernel_size strides padding"),
        ["DepthwiseConvolution2D"] = new("DepthwiseConv2D", "kernel_size strides padding"),
        ["GlobalAveragePooling1D"] = new("GlobalAveragePool"),
        ["GlobalAveragePooling2D"] = new("GlobalAveragePool"),
        ["GlobalAvgPool1D"] = new("GlobalAveragePool"),
        ["GlobalAvgPool2D"] = new("GlobalAveragePool"),
        ["GlobalMaxPooling1D"] = new("GlobalMaxPool"),
        ["GlobalMaxPooling2D"] = new("GlobalMaxPool"),
        ["GlobalMaxPool1D"] = new("GlobalMaxPool"),
        ["GlobalMaxPool2D"] = new("GlobalMaxPool"),
        ["GroupNormalization"] = new("GroupNorm", "groups axis epsilon center scale"),
        ["HardSilu"] = new("HardSwish"),
        ["LayerNormalization"] = new("LayerNorm", "axis epsilon center scale"),
        ["MaxPooling1D"] = new("MaxPool1D", "pool_size strides padding"),
        ["MaxPooling2D"] = new("MaxPool2D", "pool_size strides padding"),
        ["RMSNormalization"] = new("RMSNorm", "axis epsilon"),
        ["SeparableConvolution2D"] = new("SeparableConv2D", "filters kernel_size strides padding"),
        ["SpatialDropout1D"] = new("SpatialDropout", "rate"),
        ["SpatialDropout2D"] = new("SpatialDropout", "rate"),
        ["Swish"] = new("SiLU"),
        ["UpSampling"] = new("UpSampling2D", "size interpolation"),
        // PyTorch
        ["AdaptiveAvgPool1d"] = new("GlobalAveragePool", "output_size"),
        ["AdaptiveAvgPool2d"] = new("GlobalAveragePool", "output_size"),
        ["AdaptiveMaxPool1d"] = new("GlobalMaxPool", "output_size"),
        ["AdaptiveMaxPool2d"] = new("GlobalMaxPool", "output_size"),
        ["AvgPool1d"] = new("AveragePool1D", "kernel_size stride padding"),
        ["AvgPool2d"] = new("AveragePool2D", "kernel_size stride padding"),
        ["BatchNorm1d"] = new("BatchNorm", "num_features eps new_momentum affine"),
        ["BatchNorm2d"] = new("BatchNorm", "num_features eps new_momentum affine"),
        ["Conv1d"] = new("Conv1D", "in_channels out_channels kernel_size stride padding dilation groups bias"),
        ["Conv2d"] = new("Conv2D", "in_channels out_channels kernel_size stride padding dilation groups bias"),
        ["ConvTranspose2d"] = new("Conv2DTranspose", "in_channels out_channels kernel_size stride padding output_padding groups bias"),
        ["Dropout1d"] = new("SpatialDropout", "p inplace"),
        ["Dropout2d"] = new("SpatialDropout", "p inplace"),
        ["Hardsigmoid"] = new("HardSigmoid", "inplace"),
        ["Hardswish"] = new("HardSwish", "inplace"),
        ["Identity"] = new("Linear"),
        ["LazyConv1d"] = new("Conv1D", "out_channels kernel_size stride padding dilation groups bias"),
        ["LazyConv2d"] = new("Conv2D", "out_channels kernel_size stride padding dilation groups bias"),
        ["LazyLinear"] = new("Dense", "out_features bias"),
        ["MultiheadAttention"] = new("MultiHeadAttention", "embed_dim num_heads dropout bias"),
        ["MaxPool1d"] = new("MaxPool1D", "kernel_size stride padding dilation"),
        ["MaxPool2d"] = new("MaxPool2D", "kernel_size stride padding dilation"),
        ["ReflectionPad2d"] = new("ReflectionPad2D", ForeignWords.WidthFirst),
        ["ReplicationPad2d"] = new("ReplicationPad2D", ForeignWords.WidthFirst),
        ["ReLU6"] = new("ReLU", "inplace", "MaxValue = 6"),
        ["SyncBatchNorm"] = new("BatchNorm", "num_features eps new_momentum affine"),
        ["Unflatten"] = new("Reshape", "dim unflattened_size"),
        ["Upsample"] = new("UpSampling2D", "output_shape scale_factor mode"),
        ["UpsamplingBilinear2d"] = new("UpSampling2D", "size scale_factor", "Interpolation = Interpolation.Bilinear"),
        ["UpsamplingNearest2d"] = new("UpSampling2D", "size scale_factor"),
        ["ZeroPad2d"] = new("ZeroPadding2D", ForeignWords.WidthFirst),
    };

    /// <summary>What Keras or PyTorch mean by names that are ours too, for arguments that ours does not take. (Keras's padding is a word;
    /// four numbers in a row may be anything.)</summary>
    public static readonly IReadOnlyDictionary<string, ForeignLayer> Namesakes = new Dictionary<string, ForeignLayer>
    {
        ["AveragePool1D"] = new("AveragePool1D", "pool_size strides padding"),
        ["AveragePool2D"] = new("AveragePool2D", "pool_size strides padding"),
        ["BatchNorm"] = new("BatchNorm", "num_features eps new_momentum affine"),
        ["Conv1D"] = new("Conv1D", "filters kernel_size strides padding_word data_format dilation_rate groups activation use_bias"),
        ["Conv2D"] = new("Conv2D", "filters kernel_size strides padding_word data_format dilation_rate groups activation use_bias"),
        ["Conv2DTranspose"] = new("Conv2DTranspose", "filters kernel_size strides padding_word data_format dilation_rate activation"),
        ["Dense"] = new("Dense", "units activation use_bias"),
        ["DepthwiseConv2D"] = new("DepthwiseConv2D", "kernel_size strides padding_word depth_multiplier"),
        ["Dropout"] = new("Dropout", "rate inplace"),
        ["Flatten"] = new("Flatten", "dim dim"),
        ["GroupNorm"] = new("GroupNorm", "num_groups num_channels eps affine"),
        ["LayerNorm"] = new("LayerNorm", "normalized_shape eps affine"),
        ["Linear"] = new("Dense", "in_features out_features bias"),
        ["MaxPool1D"] = new("MaxPool1D", "pool_size strides padding"),
        ["MaxPool2D"] = new("MaxPool2D", "pool_size strides padding"),
        ["RMSNorm"] = new("RMSNorm", "normalized_shape eps affine"),
        ["ReLU"] = new("ReLU", "max_value"),
        ["SeparableConv2D"] = new("SeparableConv2D", "filters kernel_size strides padding_word data_format dilation_rate depth_multiplier"),
        ["LogSoftmax"] = new("LogSoftmax", "dim"),
        ["Softmax"] = new("Softmax", "dim"),
        ["UpSampling2D"] = new("UpSampling2D", "size data_format interpolation"),
    };

    /// <summary>What does not exist here, layers and what else stands in other frameworks' models, and the nearest way.</summary>
    public static readonly IReadOnlyDictionary<string, string> Absent = ForeignWords.Table(
        ("Adadelta Adafactor Adagrad Adam Adamax AdamW Ftrl Lion Muon NAdam RAdam RMSprop SGD Compile Optimizer",
            "optimizers are given to Fit, net.Fit(data, new FitOptions { Optimizer = new Adam() })"),
        ("InputLayer InputSpec", "[Network(...)] gives the shape of one sample, [Input(name, ...)] another"),
        ("Sequential Model", "the class is the model, and the order of its attributes that of the layers"),
        ("RNN LSTMCell GRUCell RNNCell", "SimpleRNN, GRU and LSTM go over a sequence, and Step of the class takes one step of it"),
        ("Bidirectional", "Bidirectional = true on SimpleRNN, GRU or LSTM is that"),
        ("ConvLSTM1D ConvLSTM2D", "over sequences there are SimpleRNN, GRU, LSTM and Conv1D"),
        ("Attention AdditiveAttention GroupQueryAttention",
            "MultiHeadAttention(numHeads, keyDim) is nearest, and over another sequence MultiHeadAttention(numHeads, keyDim, name)"),
        ("Transformer TransformerEncoder TransformerDecoder TransformerEncoderLayer TransformerDecoderLayer",
            "LayerNorm, MultiHeadAttention, Add, LayerNorm, Dense, GELU, Dense and Add make a block"),
        ("EinsumDense", "Dense on a sequence goes over each step"),
        ("EmbeddingBag", "Embedding and GlobalAveragePool behind it give the mean"),
        ("Bilinear", "Dot is nearest"), ("GLU", "Multiply of two Dense layers with the same From, one of them behind Sigmoid, is the same"),
        ("Lambda Layer Module TorchModuleWrapper", "only the compiler's own layers can be compiled"),
        ("Masking", "Lengths = true in [Network] says how many steps of a sample count, by number and not by value"),
        ("CosineSimilarity", "Dot with Normalize = true is the same"), ("PairwiseDistance", "Subtract is where it begins"),
        ("UnitNormalization", "RMSNorm is nearest"),
        ("CrossMapLRN2d LocalResponseNorm SpectralNormalization", "BatchNorm is nearest"),
        ("InstanceNorm1d InstanceNorm2d", "GroupNorm with as many groups as channels is the same"),
        ("AlphaDropout", "Dropout is nearest"), ("FeatureAlphaDropout", "SpatialDropout is nearest"),
        ("GaussianDropout", "GaussianNoise and Dropout are nearest"),
        ("LogSigmoid", "end with Sigmoid, whose cross-entropy is computed from the scores without loss of precision"),
        ("Softmax2d", "Softmax is over the channels, which come last"),
        ("AdaptiveLogSoftmaxWithLoss Softmin Sparsemax", "Softmax is nearest"),
        ("CELU", "ELU is nearest"), ("RReLU", "LeakyReLU is nearest"),
        ("Hardtanh Tanhshrink", "Tanh is nearest"), ("Threshold", "Step is nearest"),
        ("Hardshrink Softshrink SquarePlus ThresholdedReLU", "ReLU is nearest"),
        ("Conv3D Conv3DTranspose ConvTranspose3d MaxPooling3D MaxPool3D AveragePooling3D AvgPool3D BatchNorm3d Dropout3d UpSampling3D "
            + "ZeroPadding3D Cropping3D SpatialDropout3D GlobalMaxPooling3D GlobalAveragePooling3D "
            + "AdaptiveAvgPool3d AdaptiveMaxPool3d InstanceNorm3d",
            "layers are over images and sequences, and Reshape can make slices channels"),
        ("Conv1DTranspose ConvTranspose1d DepthwiseConv1D SeparableConv1D UpSampling1D ZeroPadding1D Cropping1D ZeroPad1d",
            "Reshape(1, steps, features) makes a sequence an image, which the layer with 2D in its name takes"),
        ("FractionalMaxPool2d", "MaxPool2D is nearest"), ("LPPool1d LPPool2d", "AveragePool2D is nearest"),
        ("MaxUnpool2d", "UpSampling2D is nearest"),
        ("PixelShuffle", "Conv2DTranspose is nearest"), ("PixelUnshuffle Fold Unfold", "Conv2D with Strides is nearest"),
        ("CircularPad2d ConstantPad2d", "ZeroPadding2D is nearest"),
        ("CategoryEncoding CenterCrop Discretization Hashing IntegerLookup RandomBrightness RandomContrast RandomCrop RandomFlip "
            + "RandomRotation RandomTranslation RandomZoom Resizing StringLookup TextVectorization",
            "prepare the inputs before they go into the Dataset"));

    /// <summary>Makes a layer of its argument: <c>Activation("relu")</c>.</summary>
    public const string Activation = "Activation";

    /// <summary>What stands before a layer's name in other frameworks.</summary>
    public static readonly IReadOnlyList<string> Prefixes = ["nn", "torch.nn", "layers", "keras.layers", "tf.keras.layers"];

    private static readonly IReadOnlyDictionary<string, ForeignLayer> Folded =
        Words.GroupBy(row => ForeignWords.Fold(row.Key)).ToDictionary(rows => rows.Key, rows => rows.First().Value);

    /// <summary>The layer with this name, whatever its capitals and underscores.</summary>
    public static ForeignLayer? Find(string word) => Folded.TryGetValue(ForeignWords.Fold(word), out ForeignLayer? layer) ? layer : null;
}
