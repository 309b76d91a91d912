using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Checks the arguments of <c>[Network]</c> but for the shape.</summary>
internal static class NetworkRules
{
    /// <summary>Reports what is wrong whatever the layers are.</summary>
    public static void Check(NetworkDeclaration declaration, Action<string, DiagnosticTarget, object[]> report)
    {
        if (!((float)declaration.LabelSmoothing is >= 0 and < 1))
            Report(
                Descriptors.InvalidLabelSmoothing.Id, DiagnosticTarget.OfNetwork("LabelSmoothing"), declaration.LabelSmoothing,
                $"must be {LayerContext.RateRange(declaration.LabelSmoothing)}");
        if (declaration.MaxParameters < 1)
            Report(Descriptors.InvalidMaxParameters.Id, DiagnosticTarget.OfNetwork("MaxParameters"), declaration.MaxParameters);
        if (declaration.MaxMemory < 1)
            Report(
                Descriptors.OutOfRange.Id, DiagnosticTarget.OfNetwork("MaxMemory"), "Network", "MaxMemory", declaration.MaxMemory,
                "at least 1");
        if (declaration.SampleRate is { } rate && !(rate > 0 && rate <= float.MaxValue))
            Report(
                Descriptors.OutOfRange.Id, DiagnosticTarget.OfNetwork("SampleRate"), "Network", "SampleRate", rate, "above 0 and finite");
        if (declaration is { HasLengths: true, TakesLengths: false })
            Report(Descriptors.LengthsOfNothing.Id, DiagnosticTarget.OfNetwork("Lengths"), declaration.Class.Name);

        void Report(string id, DiagnosticTarget target, params object[] arguments) => report(id, target, arguments);
    }

    /// <summary>Where all inputs are only looked up, there is nothing to derive by.</summary>
    public static void CheckInputGradient(
        NetworkDeclaration declaration, EquatableArray<Node> nodes, Action<string, DiagnosticTarget, object[]> report)
    {
        Node[] readers = [.. nodes.Where(node => node.Layer is not (InputSegment or EachStep) && node.Reads.Any(IsOfInput))];
        if (declaration.HasInputGradient && readers.Length > 0 && readers.All(node => node.Layer is LookupLayer))
            report(
                Descriptors.NoInputGradient.Id, DiagnosticTarget.OfNetwork("InputGradient"),
                [declaration.Class.PlainName, readers[0].Layer.Name]);

        bool IsOfInput(int value) => value == 0
            || nodes[value - 1] is { Layer: InputSegment or EachStep } node && IsOfInput(node.Reads[0]);
    }
}
