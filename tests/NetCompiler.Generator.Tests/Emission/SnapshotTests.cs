using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>A few networks that each show a form of the generated code, kept as text so that a change of form is seen in review. What the
/// code computes is tested elsewhere.</summary>
public class SnapshotTests
{
    /// <summary>Narrow layers: partial sums.</summary>
    [Fact]
    public void NarrowChain() => Snapshot.Verify(Compiled(
        """
        namespace Game;
        [Network(8)]
        [Dense(32), ReLU]
        [Dense(4)]
        public sealed partial class Reflex;
        """));

    /// <summary>Wide layers: tiles of six and four rows; a value kept for dropout; softmax with its loss.</summary>
    [Fact]
    public void WideClassifier() => Snapshot.Verify(Compiled(
        """
        [Network(28, 28, 1)]
        [Flatten]
        [Dense(512), ReLU, Dropout(0.2f)]
        [Dense(10), Softmax]
        partial class Classifier;
        """));

    /// <summary>Odd sizes, an input that is copied, activations with loops of their own, a learned slope, a nested class.</summary>
    [Fact]
    public void OddSizesNested() => Snapshot.Verify(Compiled(
        """
        namespace App
        {
            public partial class Screen
            {
                [Network(33, Loss = Loss.Huber)]
                [Dropout(0.1f)]
                [Dense(17, Name = "hidden"), PReLU]
                [Dense(17, UseBias = false), GELU, Dropout(0.5f)]
                [Dense(1), Tanh]
                internal partial class Model;
            }
        }
        """));

    /// <summary>The perceptron: a step with its rule.</summary>
    [Fact]
    public void Perceptron() => Snapshot.Verify(Compiled(
        """
        [Network(2)]
        [Dense(1), Step]
        public partial class Neuron;
        """));

    /// <summary>A cell over the steps of a sequence, and one step of it.</summary>
    [Fact]
    public void Recurrent() => Snapshot.Verify(Compiled(
        """
        [Network(8, 3)]
        [LSTM(20)]
        [Dense(1)]
        public partial class Forecast;
        """));

    /// <summary>Words that see those before, and one word at a time, with the keys and values of those before.</summary>
    [Fact]
    public void Attention() => Snapshot.Verify(Compiled(
        """
        [Network(6)]
        [Embedding(9, 4), PositionEmbedding(6, Name = "words")]
        [MultiHeadAttention(2, 3, Causal = true, Dropout = 0.1), Add("words")]
        [Dense(9), Softmax]
        public partial class Writer;
        """));

    /// <summary>Convolutions and pools over an image.</summary>
    [Fact]
    public void ConvolutionalClassifier() => Snapshot.Verify(Compiled(
        """
        namespace Vision;

        /// <summary>Reads a small picture.</summary>
        [NetCompiler.Network(12, 11, 1)]
        [NetCompiler.Conv2D(16, 3), NetCompiler.ReLU]
        [NetCompiler.Conv2D(6, 3, Padding = NetCompiler.Padding.Same, Strides = 2), NetCompiler.Tanh]
        [NetCompiler.AveragePool2D(2, Strides = 1), NetCompiler.Dropout(0.25f)]
        [NetCompiler.MaxPool2D(2)]
        [NetCompiler.Flatten]
        [NetCompiler.Dense(10), NetCompiler.Softmax]
        public sealed partial class Eye;
        """));

    /// <summary>Numbers that move, blend, and are disturbed while training; another shape for nothing.</summary>
    [Fact]
    public void Rearranged() => Snapshot.Verify(Compiled(
        """
        [Network(5, 4, 16)]
        [GaussianNoise(0.1f), UpSampling2D(2, Interpolation = Interpolation.Bilinear)]
        [SpatialDropout(0.2f), Permute(2, 1, 3)]
        [Reshape(40, 32)]
        [Conv1D(16, 3, Padding = Padding.Causal), ReLU]
        [GlobalMaxPool]
        [Dense(2)]
        partial class Mixer;
        """));

    /// <summary>Nothing but prediction.</summary>
    [Fact]
    public void InferenceOnly() => Snapshot.Verify(Compiled(
        """
        [Network(4, Mode = NetworkMode.InferenceOnly)]
        [Dense(3), Step]
        [Dense(2), Dropout(0.5f), Softmax]
        public partial class Reader;
        """));

    /// <summary>Normalisation over the batch: training in parts, prediction with folded kernels.</summary>
    [Fact]
    public void Normalized() => Snapshot.Verify(Compiled(
        """
        [Network(7, 6, 3)]
        [Conv2D(20, 3, Strides = 2, UseBias = false), BatchNorm, ReLU]
        [GlobalAveragePool]
        [Dense(10), Sigmoid, BatchNorm(Momentum = 0.9f, Scale = false)]
        [Dense(4), Softmax]
        partial class Normal;
        """));

    /// <summary>Inputs and answers scaled by what is fitted to the data: mean and deviation are prepared for prediction, and computed anew
    /// by every part of a training batch.</summary>
    [Fact]
    public void Fitted() => Snapshot.Verify(Compiled(
        """
        [Network(6, 2)]
        [Rescaling(0.5, Offset = -1), Normalization]
        [Flatten, Dense(4), ReLU]
        [Dense(1), Normalization(Invert = true)]
        partial class Prices;
        """));

    /// <summary>Prediction by Winograd's algorithm, and with several pixels in a vector.</summary>
    [Fact]
    public void QuickConvolutions() => Snapshot.Verify(Compiled(
        """
        [Network(20, 20, 1, Mode = NetworkMode.InferenceOnly)]
        [Conv2D(6, 5), ReLU, MaxPool2D(2)]
        [Conv2D(32, 3, Padding = Padding.Same), ReLU]
        [Conv2D(32, 3, UseBias = false), BatchNorm, ReLU]
        [GlobalMaxPool, Dense(4)]
        partial class Quick;
        """));

    /// <summary>Few filters and few channels: lanes are neighbouring pixels, in all of training too.</summary>
    [Fact]
    public void NeighbouringPixels() => Snapshot.Verify(Compiled(
        """
        [Network(14, 16, 1)]
        [Conv2D(4, 5), ReLU]
        [Conv2D(3, 3, Padding = Padding.Same), Tanh]
        partial class Denoiser;
        """));

    /// <summary>The generated text, which compiles without a warning.</summary>
    private static string Compiled(string source)
    {
        GeneratorTest.CompileStrictly(source);
        return GeneratorTest.Accept(source);
    }
}
