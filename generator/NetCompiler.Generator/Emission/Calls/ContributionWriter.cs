using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the calls by which a stage's head contributes to the gradients of what it reads.</summary>
internal sealed class ContributionWriter(SourceWriter writer, StageScope scope, KernelTable kernels)
{
    private readonly Stage _stage = scope.Stage;

    public void Write()
    {
        switch (_stage.Head)
        {
            case JoinHead:
                foreach (int input in Inputs())
                    using (IfLearns(_stage.Reads[input]))
                        writer.Line($"{Kernel($"Backward{input + 1}")}(ref dv, ref {GradientOf(_stage.Reads[input])}, rows);");
                return;
            case ProductHead:
                foreach (int input in Inputs())
                    using (IfLearns(_stage.Reads[input]))
                        writer.Line($"{Kernel($"Backward{input + 1}")}(ref {ValueOf(0)}, ref {ValueOf(1)}, ref dv, " +
                            $"ref {GradientOf(_stage.Reads[input])}, rows);");
                return;
        }
        if (_stage.Head is AttentionHead attention)
        {
            new AttentionCalls(writer, scope, attention, kernels).WriteBackward();
            return;
        }
        Stage giver = scope.Giver!;
        Read read = _stage.Input;
        string gradient = GradientOf(read), dx = read.Addend == Buffer.None ? $"ref {gradient}" : $"ref {AddendOf(read)}";
        using (IfLearns(read))
        {
            WriteHead(giver, dx);
            if (read.Addend != Buffer.None)
                writer.Line(Add(read, gradient));
        }
    }

    /// <summary>Nothing is passed back to what is frozen, ancestors included.</summary>
    private SourceWriter.Scope IfLearns(Read read) => writer.Block($"if (batch.Learns({read.Giver}))");

    /// <summary>The statement that adds what lies apart to the gradient.</summary>
    public static string Add(Read read, string gradient) =>
        $"Images.AddSamples(ref {AddendOf(read)}, ref {gradient}, {read.GradientLayout.Floats}, {read.GradientLayout.Stride}, rows);";

    private static string AddendOf(Read read) => Address.Of(read.Addend, read.GradientLayout.Stride);

    private void WriteHead(Stage giver, string dx)
    {
        switch (_stage.Head)
        {
            case ContractionHead { GradientGroups: { } groups } product:
                string scratch = $"ref TrainingBatch.Scratch({groups.WorkFloats + groups.PreparedFloats})";
                writer.Line($"{Kernel("PassGradient")}(ref dv, ref {Address.Of(product.Kernel, "weights")}, {dx}, {scratch});");
                break;
            case ContractionHead product:
                string kernel = product.Transposition is null ? Address.Of(product.Kernel, "weights")
                    : Address.Of("batch.Transposed.Start", product.Transposed);
                string kept = TakesOver && giver.TakenOver is { } value
                    ? $"ref {Address.Of(giver.BufferOf(value), giver.Stride)}, " : "";
                foreach (TiledContraction gradient in product.DataGradient)
                {
                    string add = gradient.Contraction.Start == ContractionStart.Output ? ", true" : "";
                    writer.Line($"{Kernel(gradient.Contraction.Name)}(ref dv, ref {kernel}, {kept}{dx}, rows{add});");
                }
                break;
            case WindowHead { Window.IsMaximum: true }:
                writer.Line($"{Kernel("Backward")}(ref {Address.Of(giver.Output, _stage.InputStride)}, " +
                    $"ref {Address.Of(_stage.BufferOf(0), _stage.Stride)}, {Lengths}ref dv, {dx}, rows);");
                break;
            case LookupHead:
                writer.Line($"{Kernel("Backward")}({dx}, rows);");
                break;
            case PositionHead:
                writer.Line($"{Kernel("Backward")}(ref dv, {dx}, rows);");
                break;
            case WindowHead or BlendHead or MoveHead:
                writer.Line($"{Kernel("Backward")}({Lengths}ref dv, {dx}, rows);");
                break;
        }
    }

    /// <summary>How many steps of each sample count, where a pool leaves out the others.</summary>
    private string Lengths => _stage.Head is WindowHead { Window.IsMasked: true } ? $"ref {ValueOf(1)}, " : "";

    /// <summary>Whether the stage takes the gradient of what it reads back through the operations of the stage that gives that.</summary>
    private bool TakesOver => scope.TakesOver;

    /// <summary>The inputs whose gradients are needed, the last first.</summary>
    private IEnumerable<int> Inputs() =>
        Enumerable.Range(0, _stage.HeadReads.Count()).Reverse().Where(input => _stage.Reads[input].NeedsGradient);

    private string ValueOf(int input) => Address.Of(scope.Plan.TrainedBuffer(_stage.Reads[input]), _stage.Reads[input].Stride);

    private string GradientOf(Read read) => Address.Of(scope.Plan.GiverOf(read)!.Gradient, read.GradientLayout.Stride);

    private string Kernel(string method) => kernels.Call(scope.Number, method);
}
