using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the calls that weigh values by queries and keys.</summary>
internal sealed class AttentionWriter
{
    private readonly SourceWriter _writer;
    private readonly Stage _stage;
    private readonly AttentionLayer _layer;
    private readonly AttentionHead _head;

    private AttentionWriter(SourceWriter writer, Stage stage, AttentionHead head) =>
        (_writer, _stage, _layer, _head) = (writer, stage, head.Attention, head);

    /// <summary>Prints <c>Forward(ref q, ref k, ref v, [ref lengths,] ref y, [ref state,] ref work, rows)</c> for queries, keys, values
    /// and lengths, and, where the stage is trained, <c>TrainForward</c>, which keeps the weights, and <c>Backward</c>, which takes
    /// them.</summary>
    public static void Write(SourceWriter writer, AttentionHead head, StageScope scope)
    {
        var self = new AttentionWriter(writer, scope.Stage, head);
        writer.Line();
        writer.Line($"// {head.Attention.Formula}, for each of {head.Attention.Heads} heads");
        if (scope.Predicts)
            self.WriteForward();
        if (!scope.Trains)
            return;
        self.WriteTrainForward();
        if (scope.Stage.PassesGradient)
            self.WriteBackward();
    }

    private string Reads => string.Concat(_head.Operands.Select(name => $"ref float {name}, "));

    /// <summary>Queries and keys that count.</summary>
    private string Counts =>
        $"queries: {Count(_layer.MasksQueries, _layer.Queries)}, keys: {Count(_layer.MasksKeys, _layer.Keys)}";

    private static string Count(bool isMasked, int steps) => isMasked ? $"Attentions.Count(lengths, {steps})" : $"{steps}";

    private void WriteForward()
    {
        bool carries = _layer.StateOffset is not null;
        _writer.Line(LoopWriter.Alone);
        using (_writer.Block(
            $"internal static void Forward({Reads}ref float y, {(carries ? "ref float state, " : "")}ref float work, int rows)"))
        {
            WriteShape(_stage.Layout);
            if (carries)
            {
                string ring = Address.Behind("state", $"{_layer.RingOffset - _layer.StateOffset}");
                _writer.Line($"Attentions.Step<V>(shape, ref q, ref k, ref v, ref y, ref state, ref {ring}, ref work);");
                return;
            }
            using (LoopWriter.RowLoop(_writer))
            {
                _writer.Line($"Attentions.Forward<V>(shape, {Values}, ref {At("y", _stage.Layout)}, {Counts}, ref work);");
                AdvanceReads();
                LoopWriter.Advance(_writer, "y", _stage.Stride);
            }
        }
    }

    private void WriteTrainForward()
    {
        _writer.Line();
        _writer.Line("// The same, keeping the weights");
        _writer.Line(LoopWriter.Alone);
        string random = _layer.Dropout > 0 ? "ref float dropped, int key, int index, float rate, " : "";
        using (_writer.Block($"internal static void TrainForward({Reads}ref float y, ref float weights, {random}ref float work, int rows)"))
        {
            WriteShape(_stage.Layout);
            using (LoopWriter.RowLoop(_writer))
            {
                _writer.Line($"Attentions.TrainForward<V>(shape, {Values}, ref {At("y", _stage.Layout)}, {Counts}, " +
                    $"ref weights, ref {(_layer.Dropout > 0 ? "dropped, key, index, rate" : "weights, 0, 0, 0f")}, ref work);");
                AdvanceReads();
                LoopWriter.Advance(_writer, "y", _stage.Stride);
                AdvanceWeights();
                if (_layer.Dropout > 0)
                    _writer.Line($"index = unchecked(index + {_layer.WeightFloats});");
            }
        }
    }

    private void WriteBackward()
    {
        _writer.Line();
        _writer.Line("// dq, dk and dv from dy");
        _writer.Line(LoopWriter.Alone);
        string dropped = _layer.Dropout > 0 ? "ref float dropped, " : "";
        using (_writer.Block($"internal static void Backward({Reads}ref float dy, ref float weights, {dropped}" +
            "ref float dq, ref float dk, ref float dv, ref float work, int rows)"))
        {
            WriteShape(_stage.GradientLayout);
            using (LoopWriter.RowLoop(_writer))
            {
                string gradients = string.Join(", ", Enumerable.Range(0, AttentionLayer.Operands)
                    .Select(i => $"ref {At($"d{_head.Operands[i]}", _stage.Reads[i].GradientLayout)}"));
                _writer.Line($"Attentions.Backward<V>(shape, {Values}, ref {At("dy", _stage.GradientLayout)}, {Counts}, ref weights, " +
                    $"ref {(_layer.Dropout > 0 ? "dropped" : "weights")}, {gradients}, ref work);");
                AdvanceReads();
                LoopWriter.Advance(_writer, "dy", _stage.GradientLayout.Stride);
                AdvanceWeights();
                for (int i = 0; i < AttentionLayer.Operands; i++)
                    LoopWriter.Advance(_writer, $"d{_head.Operands[i]}", _stage.Reads[i].GradientLayout.Stride);
            }
        }
    }

    /// <summary>Queries, keys and values of a sample.</summary>
    private string Values =>
        string.Join(", ", _head.Operands.Take(AttentionLayer.Operands).Select((name, i) => $"ref {At(name, _stage.Reads[i].Layout)}"));

    private void WriteShape(Layout output) => _writer.Line(
        $"var shape = new AttentionShape(heads: {_layer.Heads}, queries: {_layer.Queries}, keys: {_layer.Keys}, keyDim: {_layer.KeyDim}, " +
        $"valueDim: {_layer.ValueDim}, keyPitch: {_layer.KeyPitch}, valuePitch: {_layer.ValuePitch}, outputPitch: {output.Pitch}, " +
        $"isCausal: {(_layer.IsCausal ? "true" : "false")});");

    private void AdvanceReads()
    {
        string[] names = _head.Operands;
        for (int i = 0; i < names.Length; i++)
            LoopWriter.Advance(_writer, names[i], _stage.Reads[i].Stride);
    }

    private void AdvanceWeights()
    {
        LoopWriter.Advance(_writer, "weights", _head.WeightStride);
        if (_layer.Dropout > 0)
            LoopWriter.Advance(_writer, "dropped", _head.WeightStride);
    }

    private static string At(string name, Layout layout) => Address.Behind(name, $"{layout.Start}");
}
