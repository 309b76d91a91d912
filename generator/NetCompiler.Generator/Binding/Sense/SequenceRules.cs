using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding.Sense;

/// <summary>Sequences that are given where a row may be meant.</summary>
internal static class SequenceRules
{
    /// <summary>All steps of the last recurrent layer go through a dense layer to the network's one answer, though nothing says that an
    /// answer at each is wanted. A layer of a block may be meant for uses of other kinds, and one that begins with another's state is a
    /// decoder.</summary>
    public static DiagnosticInfo? AnswerAtEveryStep(LayerNode node)
    {
        if (node.Layer is not Recurrent { Output: { Rank: 2 } sequence, TakesFirst: false } || node.IsInBlock || !node.Learns
            || sequence.Dimensions[0] == 1)
            return null;
        LayerNode last = node;
        bool isDense = false;
        while (last.Readers.Count == 1 && last.Readers[0].Source == last && SeesEachStepAlone(last.Readers[0].Layer))
        {
            last = last.Readers[0];
            isDense |= last.Layer is SequenceProduct;
        }
        return isDense && last.IsAnswer && !SaysThatStepsAnswer(node, last)
            ? node.Say(Descriptors.AnswerAtEveryStep.Id, "ReturnSequences", node.Layer.Title, sequence.Dimensions[0],
                last.Layer.Output.ToString())
            : null;
    }

    private static bool SeesEachStepAlone(Layer layer) =>
        layer is SequenceProduct or BatchLayer or ElementwiseLayer or RowLayer { TakesSamples: false };

    /// <summary>Answers in real time, outputs with names, weights that were learned so, windows of one recording, a decoder's steps, and
    /// answers like what comes in: the next of it, or the same without a fault.</summary>
    private static bool SaysThatStepsAnswer(LayerNode node, LayerNode last)
    {
        NetworkDeclaration network = node.Network;
        int units = last.Layer.Output.Dimensions[1];
        return network.SampleRate is not null || network.Weights is not null || network.Layers.Any(layer => layer.IsOutput)
            || network.InputShape is { Count: 2 } shape && shape[1] == units
            || IsStateful(node.Layer)
            || node.DependsOn(layer => IsStateful(layer) || layer is RepeatVector || layer is LookupLayer table && table.Rows == units);
    }

    private static bool IsStateful(Layer layer) =>
        layer is Recurrent recurrent && recurrent.All.Any(part => part.Layer is RecurrentLayer { IsStateful: true });
}
