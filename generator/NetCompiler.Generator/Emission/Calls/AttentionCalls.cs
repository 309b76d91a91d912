using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints what training calls of attention, with the addresses of its buffers.</summary>
internal sealed class AttentionCalls(SourceWriter writer, StageScope scope, AttentionHead head, KernelTable kernels)
{
    private readonly Stage _stage = scope.Stage;

    private AttentionLayer Layer => head.Attention;

    /// <summary>Prints the call of the forward pass.</summary>
    public void WriteForward()
    {
        string random = Layer.Dropout == 0 ? ""
            : $"ref {Kept(head.Dropped)}, unchecked(batch.RandomKey + (int)0x{LoopWriter.KeyOf(Layer.Name):x8}), " +
                $"unchecked((batch.FirstSample + {_stage.FirstRow}) * {Layer.WeightFloats}), " +
                $"training && batch.Dropout ? {Literal.Float(Layer.Dropout)} : 0f, ";
        WriteReferences();
        writer.Line($"{Kernel("TrainForward")}({Reads}ref v0, ref {Kept(head.Weights)}, {random}" +
            $"ref TrainingBatch.Scratch({Layer.KeyDim * Layer.Columns}), rows);");
    }

    /// <summary>Prints the call of the backward pass, which computes the gradients of queries, keys and values together.</summary>
    public void WriteBackward()
    {
        Read[] reads = [.. _stage.Reads.Take(AttentionLayer.Operands)];
        string gradients = string.Concat(reads.Select(read =>
            $"ref {Address.Of(scope.Plan.GiverOf(read)!.Gradient, read.GradientLayout.Stride)}, "));
        string dropped = Layer.Dropout > 0 ? $"ref {Kept(head.Dropped)}, " : "";
        using (writer.Block($"if ({string.Join(" || ", reads.Select(read => $"batch.Learns({read.Giver})"))})"))
        {
            WriteReferences();
            writer.Line($"{Kernel("Backward")}({Reads}ref dv, ref {Kept(head.Weights)}, {dropped}{gradients}" +
                $"ref TrainingBatch.Scratch({head.BackFloats}), rows);");
        }
    }

    /// <summary>Prints where queries, keys, values and lengths lie.</summary>
    private void WriteReferences()
    {
        string[] names = head.Operands;
        for (int i = 0; i < names.Length; i++)
            writer.Line($"ref float {names[i]} = ref {ValueOf(_stage.Reads[i])};");
    }

    private string Reads => string.Concat(head.Operands.Select(name => $"ref {name}, "));

    private string ValueOf(Read read) => Address.Of(scope.Plan.TrainedBuffer(read), read.Stride);

    private string Kept(Buffer buffer) => Address.Of(buffer, head.WeightStride);

    private string Kernel(string method) => kernels.Call(scope.Number, method);
}
