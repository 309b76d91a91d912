using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints where the loops of a stage find what its fitted layers scale and shift by: for inference among what it
/// prepares, for training in the thread's scratch memory.</summary>
internal sealed class FittedWriter(Stage stage)
{
    /// <summary>The local variable of training.</summary>
    public const string Local = "numbers";

    /// <summary>The numbers of inference.</summary>
    public string Prepared => Address.Of(Tensors.Prepared, stage.FittedPrepared);

    /// <summary>The numbers of a run, as arguments.</summary>
    public string Arguments(ElementwiseRun run, string place) =>
        string.Concat(run.Fitted(stage).Select(fitted => $"ref {Address.Behind(place, $"{fitted.Offset}")}, "));

    /// <summary>Prints what computes them once for inference.</summary>
    public void WritePrepare(SourceWriter writer) => Write(writer, Prepared, stage.Fitted);

    /// <summary>Prints what computes them for the training of some samples, if any of these runs takes them.</summary>
    public void WriteForTraining(SourceWriter writer, IEnumerable<(int From, int To)> runs)
    {
        FittedNumbers[] used =
            [.. stage.Fitted.Where(fitted => runs.Any(run => run.From <= fitted.Operation && fitted.Operation < run.To))];
        if (used.Length == 0)
            return;
        writer.Line($"ref float {Local} = ref TrainingBatch.Scratch({stage.FittedFloats});");
        Write(writer, Local, used);
    }

    private void Write(SourceWriter writer, string place, IEnumerable<FittedNumbers> numbers)
    {
        Layout layout = stage.Layout;
        foreach (FittedNumbers fitted in numbers)
        {
            string tensors = $"ref {Address.Of(fitted.Mean, "weights")}, ref {Address.Of(fitted.Variance, "weights")}";
            writer.Line(
                $"Normalizations.Prepare({tensors}, {fitted.Layer.Count}, {fitted.Layer.Inner}, " +
                $"{layout.Height * layout.Width}, {layout.Channels}, {layout.Pitch}, {(fitted.Layer.IsInverted ? "true" : "false")}, " +
                $"ref {Address.Behind(place, $"{fitted.Offset}")}, {fitted.Length});");
        }
    }
}
