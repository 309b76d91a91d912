using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints one stage as a class of its own: what the schedules call, and the kernels that nobody else has.</summary>
internal static class StageWriter
{
    public static void Write(SourceWriter writer, StageScope scope, KernelTable kernels)
    {
        Stage stage = scope.Stage;
        string columns = scope.Contraction is { Kernel: var kernel }
            ? $" Kernel {string.Join(" × ", kernel.Spec.Shape.Dimensions)}, rows {kernel.RowStride} floats apart." : "";
        writer.Line($"/// <summary>{Text.Xml(stage.Title.Length == 0 ? "Copies the input" : stage.Title)}.{columns}</summary>");
        using (writer.Block($"file static class {stage.Name}<V> where V : struct, ISimd<V>"))
        {
            var prediction = new PredictionCalls(writer, scope, kernels);
            if (scope.Predicts)
                prediction.WritePredict();
            if (scope.Trains)
            {
                if (scope.Predicts)
                    writer.Line();
                new TrainingCalls(writer, scope, kernels).Write();
                new WeightPhaseWriter(writer, scope, kernels).Write();
            }
            if (scope.Predicts && stage.Prepares)
                prediction.WritePrepare();
            kernels.WriteOwn(writer, scope.Number);
        }
    }
}
