using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Which values are the answer, and by what they are trained: those that an <c>[Output]</c> names and, where none stands behind
/// the last layer, that layer's.</summary>
/// <param name="declaration">The network as written.</param>
/// <param name="names">The layers' names.</param>
/// <param name="wiring">What they read.</param>
/// <param name="report">Takes a complaint.</param>
internal sealed class OutputRules(
    NetworkDeclaration declaration, string[] names, Wiring wiring, Action<string, DiagnosticTarget, object[]> report)
{
    private const string LossArgument = "Loss", SmoothingArgument = "LabelSmoothing", WeightArgument = "Weight";

    private bool _hasUnfitLoss;

    /// <summary>The outputs, in the order written; values are those of the wiring.</summary>
    /// <param name="layers">The layers, all of which could be made.</param>
    public EquatableArray<BoundOutput> Bind(Layer[] layers)
    {
        int[] written = [.. Enumerable.Range(0, layers.Length).Where(i => layers[i] is NamedOutput)];
        List<BoundOutput> outputs = [.. written.Select(number => BindNamed(layers, number))];
        if (wiring.Answer is { } answer && outputs.All(output => output.Port.Value != answer))
        {
            string name = written.Length == 0 ? OutputPort.Unnamed : LayerNames.Local(names[answer - 1]);
            while (declaration.Layers.Any(layer => !layer.IsPlain && layer.Name == name))
                name += "_";
            string loss = BindLoss(OfNetwork, layers[answer - 1], answer - 1);
            outputs.Add(new(new(name, answer, loss, 1, SmoothingOf(loss)) { Own = OfNetwork.Own }, null));
        }
        CheckSmoothing(outputs);
        CheckLossType(declaration.Loss, declaration.LossType, "Network", DiagnosticTarget.OfNetwork);
        CheckCustom(outputs);
        if (declaration.Mode != "InferenceOnly" && outputs.Count > 0 && outputs.All(output => !output.Port.IsTrained))
        {
            DiagnosticTarget target = outputs[outputs.Count - 1].Declared is { } declared && Written(declared) is not null
                ? DiagnosticTarget.OfLayer(declared, LossArgument) : DiagnosticTarget.OfNetwork(LossArgument);
            report(Descriptors.NothingToTrain.Id, target, [declaration.Class.PlainName]);
        }
        return outputs.ToEquatableArray();
    }

    private BoundOutput BindNamed(Layer[] layers, int number)
    {
        int value = wiring.Reads[number]!.Value[0];
        Wish wish = Written(number) ?? OfNetwork;
        string loss = BindLoss(wish, value == 0 ? layers[number] : layers[value - 1], value - 1);
        CheckLossType(
            Find(number, LossArgument) as string ?? LossRules.Auto, Find(number, OwnFunction.LossArgument) as OwnFunction, NamedOutput.Kind,
            argument => DiagnosticTarget.OfLayer(number, argument));
        double weight = Find(number, WeightArgument) as double? ?? 1;
        if (!((float)weight >= 0 && (float)weight <= float.MaxValue))
            report(Descriptors.OutOfRange.Id, DiagnosticTarget.OfLayer(number, WeightArgument),
                [NamedOutput.Kind, WeightArgument, weight, "at least 0 and finite"]);
        if (Find(number, SmoothingArgument) is not double share)
            return new(new(names[number], value, loss, (float)weight, SmoothingOf(loss)) { Own = wish.Own }, number);
        DiagnosticTarget place = DiagnosticTarget.OfLayer(number, SmoothingArgument);
        if (!((float)share is >= 0 and < 1))
            report(Descriptors.InvalidLabelSmoothing.Id, place, [share, $"must be {LayerContext.RateRange(share)}"]);
        else if (share > 0 && !HasClasses(loss) && !_hasUnfitLoss)
            report(Descriptors.InvalidLabelSmoothing.Id, place, [share, NoClasses(wish.Own?.Name ?? loss)]);
        return new(new(names[number], value, loss, (float)weight, (float)share) { Own = wish.Own }, number);
    }

    /// <summary>The loss, or a complaint where it cannot follow the layer.</summary>
    private string BindLoss(Wish wish, Layer front, int number)
    {
        string wanted = wish.Own is null ? wish.Loss : OutputPort.OfType;
        if (wanted == OutputPort.Untrained)
            return wanted;
        string natural = LossRules.Default(front.Meaning), loss = wanted == LossRules.Auto ? natural : wanted;
        if (LossRules.Objection(loss, front.Meaning) is { } objection)
        {
            _hasUnfitLoss = true;
            report(
                Descriptors.LossDoesNotFollow.Id, wish.Target,
                [wish.Own?.Name ?? loss, front.Title, objection, string.Join(", ", LossRules.After(front.Meaning)), natural]);
        }
        // The loss and the softmax are one, over a row or over each step of a sequence; over pixels, something else was hardly meant.
        else if (LossCatalog.Forms[loss].Fuses == OutputMeaning.Distribution
            && front.Meaning == OutputMeaning.Distribution
            && front.Input.Rank > 2)
            report(Descriptors.NeedsFlatten.Id, DiagnosticTarget.OfLayer(number),
                [front.Title, front.Input.ToString(), front.Input.Length]);
        return loss;
    }

    /// <summary>That of <c>[Network]</c> goes to all outputs with classes that have none of their own.</summary>
    private void CheckSmoothing(List<BoundOutput> outputs)
    {
        if ((float)declaration.LabelSmoothing is > 0 and < 1 && !_hasUnfitLoss && !outputs.Any(output => HasClasses(output.Port.Loss)))
            report(Descriptors.InvalidLabelSmoothing.Id, DiagnosticTarget.OfNetwork(SmoothingArgument),
                [declaration.LabelSmoothing, NoClasses(outputs[0].Port.LossTitle)]);
    }

    /// <summary>Who writes derivatives for one output writes them for all.</summary>
    private void CheckCustom(List<BoundOutput> outputs)
    {
        BoundOutput[] trained = [.. outputs.Where(output => output.Port.IsTrained)];
        if (declaration.Mode == "InferenceOnly"
            || trained.FirstOrDefault(output => output.Port.Loss == OutputPort.Custom) is not { } custom
            || trained.FirstOrDefault(output => output.Port.Loss != OutputPort.Custom) is not { } other)
            return;
        report(
            Descriptors.MixedLosses.Id,
            (other.Declared ?? custom.Declared) is { } declared ? DiagnosticTarget.OfLayer(declared, LossArgument)
                : DiagnosticTarget.OfNetwork(LossArgument),
            [other.Port.Name, other.Port.LossTitle, custom.Port.Name]);
    }

    private float SmoothingOf(string loss) => HasClasses(loss) ? (float)declaration.LabelSmoothing : 0;

    private static bool HasClasses(string loss) => loss != OutputPort.Untrained && LossRules.HasClasses(loss);

    private static string NoClasses(string loss) => $"{loss} has no classes to smooth: leave it out, or use a cross-entropy";

    /// <summary>What <c>[Network]</c> says of a loss.</summary>
    private Wish OfNetwork => new(declaration.Loss, declaration.LossType,
        DiagnosticTarget.OfNetwork(declaration.LossType is null ? LossArgument : OwnFunction.LossArgument));

    /// <summary>What an <c>[Output]</c> says of a loss; null where it says nothing.</summary>
    private Wish? Written(int number) =>
        Find(number, OwnFunction.LossArgument) is OwnFunction own
            ? new(OutputPort.OfType, own, DiagnosticTarget.OfLayer(number, OwnFunction.LossArgument))
            : Find(number, LossArgument) is not string loss || loss == LossRules.Auto ? null
            : new(loss, loss == OutputPort.OfType ? declaration.LossType : null, DiagnosticTarget.OfLayer(number, LossArgument));

    /// <summary>One attribute says one loss.</summary>
    private void CheckLossType(string loss, OwnFunction? own, string attribute, Func<string, DiagnosticTarget> place)
    {
        if (own is not null && loss != LossRules.Auto && loss != OutputPort.OfType)
            report(Descriptors.TwoLosses.Id, place(OwnFunction.LossArgument),
                [attribute, loss, $"while LossType says {own.Name}: leave one of them out"]);
        if (own is null && loss == OutputPort.OfType && declaration.LossType is null)
            report(Descriptors.TwoLosses.Id, place(LossArgument),
                [attribute, loss, "but no LossType names a type: write LossType = typeof(...) with a type that implements ILoss"]);
    }

    private object? Find(int number, string argument) =>
        declaration.Layers[number].Arguments.FirstOrDefault(given => given.Name == argument)?.Value;

    /// <summary>A loss as somebody wrote it.</summary>
    /// <param name="Loss">The member of the runtime's <c>Loss</c>.</param>
    /// <param name="Own">The type that stands in its place; null for none.</param>
    /// <param name="Target">Where it is written.</param>
    private sealed record Wish(string Loss, OwnFunction? Own, DiagnosticTarget Target);
}

/// <summary>An output as it was bound.</summary>
/// <param name="Port">The output.</param>
/// <param name="Declared">The number of its attribute; null where it is the last layer without one.</param>
internal sealed record BoundOutput(OutputPort Port, int? Declared);
