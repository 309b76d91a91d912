using Xunit;

namespace NetCompiler.Tests;

/// <summary>Networks with several inputs and outputs: every way in which an input is read and an output is made, against the reference and
/// central differences.</summary>
public partial class PortTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new TwoHeads(1), new ReadByOthers(1), new Features(1), new FeaturesBehindNorm(1), new SameValue(1), new Losses(1), new Masks(1),
        new Raw(1), new OnlyHeads(1), new Image(1), new ImageForInference(1), new ImageOfManyChannels(1), new Merged(1), new Operations(1),
        new Norms(1), new Products(1), new Wide(1), new InPlaceOfShape(1), new OneNamed(1), new Padded(1), new Everything(1),
    ];

    [Network(4)]
    [Dense(8), ReLU(Name = "seen")]
    [Dense(3), Softmax, Output("pose", LabelSmoothing = 0.1)]
    [Dense(1, From = "seen"), Output("speed", Loss = Loss.Huber, Weight = 0.5)]
    private sealed partial class TwoHeads;

    [Network(7)]
    [Dense(5), Softmax, Output("class")]
    [Dense(9), Sigmoid, Output("bits", Weight = 2)]
    [Dense(6), Tanh, Output("numbers", Loss = Loss.LogCosh)]
    [Concat("class", "bits"), Dense(3)]
    private sealed partial class ReadByOthers;

    [Network(6)]
    [Dense(20), Tanh, Output("features", Loss = Loss.None)]
    [Tanh, Output("side", Loss = Loss.None)]
    [Dense(3, From = "features"), Softmax]
    private sealed partial class Features;

    [Network(6, 6, 3)]
    [Conv2D(5, 3, UseBias = false), BatchNorm, ReLU, Output("map", Loss = Loss.None)]
    [GlobalAveragePool, Output("seen", Loss = Loss.None), Dense(2)]
    private sealed partial class FeaturesBehindNorm;

    [Network(5)]
    [Dense(4), Output("a"), Output("b", Loss = Loss.MeanAbsoluteError, Weight = 0.25)]
    [Reshape(2, 2), Output("square", Loss = Loss.LogCosh)]
    [Flatten, Softmax, Output("p"), Output("q", Loss = Loss.KullbackLeiblerDivergence)]
    private sealed partial class SameValue;

    [Network(8)]
    [Dense(17), Tanh(Name = "stem")]
    [Dense(17, From = "stem"), Exponential, Output("rate", Loss = Loss.Poisson, Weight = 0.1)]
    [Dense(2, From = "stem"), Tanh, Output("side", Loss = Loss.Hinge)]
    [Dense(33, From = "stem"), Sigmoid, Output("likely")]
    [Dense(16, From = "stem"), Step, Output("decided", Weight = 3)]
    private sealed partial class Losses;

    [Network(6, 5, 3)]
    [Conv2D(4, 3, Padding = Padding.Same), Tanh(Name = "stem")]
    [Conv2D(2, 3, Padding = Padding.Same), Sigmoid, Output("mask")]
    [Conv2D(16, 3, From = "stem"), ReLU, Output("image", Weight = 0.5)]
    [GlobalMaxPool, Dense(3), Softmax, Output("class")]
    private sealed partial class Masks;

    [Network(5)]
    [Output("raw", Loss = Loss.None), Dense(3), Output("answer")]
    private sealed partial class Raw;

    [Network(9)]
    [Dense(2), Output("left")]
    [Dense(3, From = "input"), Output("right")]
    private sealed partial class OnlyHeads;

    [Network(6, 5, 3)]
    [Conv2D(4, 3, Padding = Padding.Same), ReLU, MaxPool2D(2, Padding = Padding.Same), Flatten(Name = "seen"), Concat("speed")]
    [Dense(1), Output("steering", Loss = Loss.Huber)]
    [Dense(3, From = "seen"), Softmax, Output("gear", Weight = 0.5f)]
    [Input("speed", 1)]
    private sealed partial class Image;

    [Network(6, 5, 3, Mode = NetworkMode.InferenceOnly)]
    [Input("speed", 1)]
    [Conv2D(4, 3, Padding = Padding.Same), ReLU, MaxPool2D(2, Padding = Padding.Same), Flatten(Name = "seen"), Concat("speed")]
    [Dense(1), Output("steering", Loss = Loss.Huber)]
    [Dense(3, From = "seen"), Softmax, Output("gear", Weight = 0.5f)]
    private sealed partial class ImageForInference;

    [Network]
    [Input("before", 3)]
    [Input("image", 4, 4, 16)]
    [Input("other", 4, 4, 2)]
    [Conv2D(16, 3, From = "image"), ReLU, GlobalAveragePool(Name = "a")]
    [DepthwiseConv2D(3, From = "image"), GlobalAveragePool(Name = "b")]
    [MaxPool2D(2, From = "other"), Flatten(Name = "c")]
    [UpSampling2D(2, From = "other"), Conv2D(3, 3, Strides = 2), Flatten(Name = "d")]
    [BatchNorm(From = "image"), GlobalAveragePool(Name = "e")]
    [Dense(4, From = "before"), Concat("a", "b", "c", "d", "e"), Dense(2)]
    private sealed partial class ImageOfManyChannels;

    [Network]
    [Input("a", 5), Input("b", 5), Input("c", 1), Input("d", 16), Input("e", 16)]
    [Add("b", From = "a"), Dense(4, Name = "one")]
    [Multiply("c", From = "b"), Dense(4, Name = "two")]
    [Maximum("e", From = "d"), Dense(4, Name = "three")]
    [Dense(5, From = "e"), Subtract("a"), Tanh, Dense(4, Name = "four")]
    [Concat("one", "two", "three"), Dense(2)]
    private sealed partial class Merged;

    [Network(5)]
    [Input("b", 7), Input("c", 3, 2)]
    [Tanh(From = "input"), Dense(3, Name = "one")]
    [PReLU(From = "b"), Dense(3, Name = "two")]
    [Sigmoid(From = "c"), Flatten, Dense(3, Name = "three")]
    [Flatten(From = "c"), GELU, Dense(3, Name = "four")]
    [Reshape(7, 1, From = "b"), Conv1D(2, 3), ReLU, Flatten, Dense(3, Name = "five")]
    [Add("one", "two", "three", "four"), Tanh, Dense(2)]
    private sealed partial class Operations;

    [Network(5)]
    [Input("b", 7), Input("c", 3, 2)]
    [BatchNorm(From = "b"), Dense(3, Name = "one")]
    [LayerNorm(From = "input"), Dense(3, Name = "two")]
    [LayerNorm(From = "c"), Flatten, Dense(3, Name = "three")]
    [Softmax(From = "b"), Multiply("b"), Dense(3, Name = "four")]
    [Add("one", "two", "three", "four"), Tanh, Dense(2)]
    private sealed partial class Norms;

    [Network(3, 4)]
    [Input("keys", 3, 5), Input("row", 6), Input("column", 6)]
    [Dot("keys", Axis = 1), Flatten, Dense(3, Name = "one")]
    [Dot("column", From = "row"), Dense(3)]
    [Add("one"), Tanh, Dense(2)]
    private sealed partial class Products;

    [Network(500)]
    [Input("more", 12)]
    [Dense(40), ReLU, Dense(3, Name = "one")]
    [Dense(3, From = "more"), Add("one"), Output("left")]
    [Dense(4, From = "input"), Softmax, Output("right")]
    private sealed partial class Wide;

    [Network]
    [Input("first", 3), Input("second", 2)]
    [Dense(4), Tanh, Concat("second"), Dense(2)]
    private sealed partial class InPlaceOfShape;

    [Network]
    [Input("image", 3, 3, 2)]
    [Flatten(Name = "row", From = "image")]
    [Conv2D(4, 2, From = "image"), ReLU, Flatten, Concat("row"), Dense(2), Output("answer")]
    private sealed partial class OneNamed;

    [Network(5, 5, 3)]
    [Input("second", 5, 5, 3), Input("third", 5, 5, 1)]
    [Concat("second", "third"), Conv2D(7, 3, Padding = Padding.Same), ReLU(Name = "seen")]
    [Conv2D(7, 3, Padding = Padding.Same, From = "second"), Add("seen"), Multiply("third")]
    [GlobalAveragePool, Dense(3)]
    private sealed partial class Padded;

    [Network(4)]
    [Input("b", 4)]
    [Dense(4, Name = "d1"), Add("b"), Tanh, Output("x", Loss = Loss.None)]
    [Dense(4), Multiply("x"), Output("y", Loss = Loss.MeanAbsoluteError)]
    [Dense(3, From = "b"), Softmax, Output("z", LabelSmoothing = 0.2, Weight = 0.75)]
    [Concat("x", "y"), Dense(4), Sigmoid]
    private sealed partial class Everything;
}
