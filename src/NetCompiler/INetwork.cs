using System.Diagnostics.CodeAnalysis;

namespace NetCompiler;

/// <summary>A network class whose other half was generated, for code that takes any network. The class has these members itself, but for
/// those of training where it is for inference only: here they throw then.</summary>
[SuppressMessage("Design", "CA1033:Interface methods should be callable by child types", Justification = "Classes have them as their own.")]
public interface INetwork
{
    /// <summary>The network itself: generated arithmetic, shapes, parameters.</summary>
    CompiledNetwork Compiled { get; }

    /// <inheritdoc cref="CompiledNetwork.Layers"/>
    IReadOnlyList<LayerInfo> Layers => Compiled.Layers;

    /// <inheritdoc cref="CompiledNetwork.Gradients"/>
    /// <exception cref="InvalidOperationException">The network is for inference only.</exception>
    ReadOnlySpan<float> Gradients => Compiled.Gradients;

    /// <inheritdoc cref="CompiledNetwork.Predict(ReadOnlySpan{float}, Span{float})"/>
    void Predict(ReadOnlySpan<float> inputs, Span<float> outputs) => Compiled.Predict(inputs, outputs);

    /// <inheritdoc cref="CompiledNetwork.Predict(ReadOnlySpan{float})"/>
    float[] Predict(ReadOnlySpan<float> inputs) => Compiled.Predict(inputs);

    /// <inheritdoc cref="CompiledNetwork.Classify(ReadOnlySpan{float})"/>
    int Classify(ReadOnlySpan<float> input) => Compiled.Classify(input);

    /// <inheritdoc cref="CompiledNetwork.Classify(ReadOnlySpan{float}, Span{int})"/>
    void Classify(ReadOnlySpan<float> inputs, Span<int> classes) => Compiled.Classify(inputs, classes);

    /// <inheritdoc cref="Trainer.Fit"/>
    History Fit(Dataset train, FitOptions? options = null) => Trainer.Fit(Compiled, train, options);

    /// <inheritdoc cref="Trainer.Evaluate(CompiledNetwork, Dataset, EvaluateOptions?)"/>
    Evaluation Evaluate(Dataset data, EvaluateOptions? options = null) => Trainer.Evaluate(Compiled, data, options);

    /// <inheritdoc cref="Trainer.TrainOnBatch(CompiledNetwork, ReadOnlySpan{float}, ReadOnlySpan{float}, Optimizer)"/>
    float TrainOnBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Optimizer optimizer) =>
        Trainer.TrainOnBatch(Compiled, inputs, targets, optimizer);

    /// <inheritdoc cref="Trainer.TrainOnBatch(CompiledNetwork, ReadOnlySpan{float}, ReadOnlySpan{int}, Optimizer)"/>
    float TrainOnBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Optimizer optimizer) =>
        Trainer.TrainOnBatch(Compiled, inputs, labels, optimizer);

    /// <inheritdoc cref="Trainer.ComputeGradients"/>
    float ComputeGradients(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, bool training = false) =>
        Trainer.ComputeGradients(Compiled, inputs, targets, training);

    /// <inheritdoc cref="CompiledNetwork.GetParameter"/>
    float[] GetParameter(string name) => Compiled.GetParameter(name);

    /// <inheritdoc cref="CompiledNetwork.SetParameter"/>
    void SetParameter(string name, ReadOnlySpan<float> values) => Compiled.SetParameter(name, values);

    /// <inheritdoc cref="CompiledNetwork.GetGradient"/>
    float[] GetGradient(string name) => Compiled.GetGradient(name);

    /// <inheritdoc cref="CompiledNetwork.CopyWeightsFrom(CompiledNetwork)"/>
    void CopyWeightsFrom(INetwork source) => Compiled.CopyWeightsFrom(source);

    /// <inheritdoc cref="CompiledNetwork.MoveTowards(CompiledNetwork, double)"/>
    void MoveTowards(INetwork source, double tau) => Compiled.MoveTowards(source, tau);

    /// <inheritdoc cref="CompiledNetwork.Freeze"/>
    void Freeze(string name) => Compiled.Freeze(name);

    /// <inheritdoc cref="CompiledNetwork.Unfreeze"/>
    void Unfreeze(string name) => Compiled.Unfreeze(name);

    /// <inheritdoc cref="CompiledNetwork.WarmUp"/>
    void WarmUp(int batchSize = 1, Optimizer? optimizer = null) => Compiled.WarmUp(batchSize, optimizer);
}
