using System.ComponentModel;

namespace NetCompiler;

/// <summary>A layer that goes over the steps of a sequence and carries a state from each to the next. Input (steps, features); output
/// (units), that of the last step, or with <see cref="ReturnSequences"/> (steps, units).</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RecurrentAttribute : LayerAttribute
{
    private protected RecurrentAttribute(int units) => Units = units;

    /// <summary>The length of the state and of a step's output.</summary>
    public int Units { get; }

    /// <summary>What the output (and the candidate of a gated cell) goes through. Default <see cref="Activation.Tanh"/>.</summary>
    public Activation Activation { get; init; } = Activation.Tanh;

    /// <summary>Whether the outputs of all steps come out, for a layer that takes a sequence; else that of the last. Default
    /// false.</summary>
    public bool ReturnSequences { get; init; }

    /// <summary>Whether steps go from the last to the first. With <see cref="ReturnSequences"/> outputs come in the order in which they
    /// were computed, as in Keras: the first is that of the last step. Of samples with lengths that is the last step that counts, and zeros
    /// stand at the end (in Keras at the beginning). Default false.</summary>
    public bool GoBackwards { get; init; }

    /// <summary>Whether there are two of this layer, with parameters of their own, one for each direction; what they give is put together
    /// by <see cref="MergeMode"/>, step by step. Without <see cref="ReturnSequences"/>, that is the forward output of the last step and the
    /// backward output of the first. Default false.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>How the outputs of both directions are put together. Default <see cref="MergeMode.Concat"/>: 2 · units.</summary>
    public MergeMode MergeMode { get; init; }

    /// <summary>The fraction of the features that training drops, the same at all steps of a sample, in [0, 1). Default 0.</summary>
    public double Dropout { get; init; }

    /// <summary>Whether training goes on, in sample i of a batch, from the state that sample i of the batch before ended with: sequences
    /// longer than a window, in windows one after the other, with gradients that go back to the window's beginning. In prediction a sample
    /// always begins anew; <c>Step</c> goes on. As Keras's <c>stateful</c> in training. Default false.</summary>
    /// <remarks><c>Fit</c> then takes samples in their order, in whole batches (<see cref="FitOptions.Shuffle"/> must be false), begins
    /// anew with every epoch, and measures every validation sample from its beginning. Between calls of <c>TrainOnBatch</c>,
    /// <see cref="CompiledNetwork.ResetStates"/> begins anew.</remarks>
    public bool Stateful { get; init; }

    /// <summary>Whether the state before the first step is learned: a tensor <c>initial_state</c> (parts of the state, units), of an LSTM
    /// h, then c, which begins with zeros; of both directions where there are two. <c>default(State)</c> and <c>Reset</c> begin with it,
    /// too. Without it the first state is zeros, as in Keras. Default false.</summary>
    public bool InitialState { get; init; }

    /// <summary>The name of the layer that gives the state before the first step, as Keras's <c>initial_state</c>: of a recurrent layer its
    /// last state (an encoder's, for its decoder), of any other its output. Shape (units); of an <see cref="LSTMAttribute"/> (2, units), h,
    /// then c; of both directions where there are two the forward one's rows, then the backward one's. Gradients go back to it. There is
    /// no <c>Step</c> then. Left out, the first state is zeros.</summary>
    /// <example><code>
    /// [Network]
    /// [Input("question", 20, 8), Input("answer", 12, 8)]
    /// [LSTM(32, From = "question", Name = "encoder")]
    /// [LSTM(32, From = "answer", InitialStateFrom = "encoder", ReturnSequences = true), Dense(8)]
    /// public sealed partial class Answerer;
    /// </code></example>
    public string? InitialStateFrom { get; init; }

    /// <summary>The fraction of the state that training drops in front of its product with the recurrent kernel, the same units at all
    /// steps of a sample and for all gates (Semeniuta, Severyn and Barth, 2016), in [0, 1), as in Keras 3. What is carried on is not
    /// dropped. A <see cref="GRUAttribute"/> that resets in front of the product resets what is left. Default 0.</summary>
    public double RecurrentDropout { get; init; }

    /// <summary>Whether there is a bias. Default true.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>How the first values of the input's kernel (features, gates · units) are drawn. Default
    /// <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>How the first values of the state's kernel (units, gates · units) are drawn. Default
    /// <see cref="Initializer.Orthogonal"/>.</summary>
    public Initializer RecurrentInitializer { get; init; } = Initializer.Orthogonal;

    /// <summary>How the bias's first values are drawn. Default <see cref="Initializer.Zeros"/>.</summary>
    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;

    /// <summary>Adds this · Σ |w| over the input's kernel to the loss, as Keras's <c>L1</c> regularizer; derivative ±this, 0 at 0. At least
    /// 0. It is in the <c>loss</c> of training and of evaluation, once however often the kernel is used, and not while that is frozen; of
    /// both directions where there are two. Default 0.</summary>
    public double KernelL1 { get; init; }

    /// <summary>Adds this · Σ w² over the input's kernel to the loss, as Keras's <c>L2</c> regularizer; derivative 2 · this · w. Otherwise
    /// as <see cref="KernelL1"/>.</summary>
    public double KernelL2 { get; init; }

    /// <summary><see cref="KernelL1"/> of the state's kernel.</summary>
    public double RecurrentL1 { get; init; }

    /// <summary><see cref="KernelL2"/> of the state's kernel.</summary>
    public double RecurrentL2 { get; init; }

    /// <summary><see cref="KernelL1"/> of the bias.</summary>
    public double BiasL1 { get; init; }

    /// <summary><see cref="KernelL2"/> of the bias.</summary>
    public double BiasL2 { get; init; }
}
