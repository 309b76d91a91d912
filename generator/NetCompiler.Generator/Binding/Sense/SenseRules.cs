using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding.Sense;

/// <summary>What can be compiled but was hardly meant. A rule is a method that gets a layer and gives a complaint or null, and a line
/// here; it looks at <see cref="LayerNode.Reads"/> and <see cref="LayerNode.Readers"/>, never at neighbours in a list. A rule fires where
/// it is sure: what some would write on purpose is no mistake.</summary>
internal static class SenseRules
{
    private static readonly Func<LayerNode, DiagnosticInfo?>[] Rules =
    [
        ShapeRules.WindowOfTwoMeanings,
        ShapeRules.NothingChanges,
        ChainRules.LinearPair,
        ChainRules.Repeated,
        ChainRules.StepInside,
        ActivationRules.AfterSoftmax,
        ActivationRules.BeforeSoftmax,
        ActivationRules.Pair,
        TrainingRules.ConstantKernel,
        TrainingRules.DropsNearlyAll,
        TrainingRules.BatchNormOfOne,
        TrainingRules.ForeignMomentum,
        TrainingRules.LogVariance,
        AnswerRules.LossAfterSoftmax,
        AnswerRules.ClassesWithoutSoftmax,
        AnswerRules.RegressionThroughReLU,
        SequenceRules.AnswerAtEveryStep,
    ];

    /// <summary>Applies all rules to a network that has no errors.</summary>
    public static IEnumerable<DiagnosticInfo> Check(
        NetworkDeclaration declaration, IReadOnlyList<Layer> layers, IReadOnlyList<EquatableArray<int>> reads,
        IReadOnlyList<BoundOutput> outputs)
    {
        if (ShapeRules.OfInput(declaration) is { } doubt)
            yield return doubt.Warning;
        if (TrainingRules.EverythingFrozen(declaration, layers) is { } frozen)
            yield return frozen;
        foreach (LayerNode node in LayerNode.Link(declaration, layers, reads, outputs))
            foreach (Func<LayerNode, DiagnosticInfo?> rule in Rules)
                if (rule(node) is { } complaint)
                    yield return complaint;
    }
}
