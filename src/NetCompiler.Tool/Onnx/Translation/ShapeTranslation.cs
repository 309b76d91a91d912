using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Operators;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Operators that give the same numbers another shape or order: nothing is left of them but how the numbers are looked
/// at.</summary>
internal static class ShapeTranslation
{
    public static readonly Dictionary<string, Action<Translator, NodeReader>> All = new(StringComparer.Ordinal)
    {
        ["Identity"] = Same,
        ["Dropout"] = Same,
        ["Cast"] = Same,
        ["Reshape"] = Reshape,
        ["Flatten"] = Reshape,
        ["Squeeze"] = Reshape,
        ["Unsqueeze"] = Reshape,
        ["Transpose"] = Transpose,
        [OnnxRuntimeOperators.TransposeLast] = (translator, reader) => translator.Bind(
            reader.Node.Outputs[0], ContractionTranslation.Turned(translator[reader.Node.Inputs[0]], true)),
        ["Expand"] = Expand,
        ["Tile"] = Expand,
        ["DepthToSpace"] = DepthToSpace,
        ["SpaceToDepth"] = SpaceToDepth,
    };

    /// <summary>A view in another shape; where that cuts numbers apart that lie otherwise, they are brought in order first.</summary>
    public static View Reshape(Translator translator, View view, int[] shape) =>
        view.Reshape(shape) ?? View.Of(translator.StoreInOrder(view), [Tensor.CountOf(shape)]).Reshape(shape)!;

    private static void Same(Translator translator, NodeReader reader)
    {
        if (reader.Node.Kind == "Cast" && translator.Evaluation.Values[reader.Node.Outputs[0]].IsInteger && !reader.Input(0).IsInteger)
        {
            // Of an input they say that its numbers are whole, as class numbers are.
            if (translator[reader.Node.Inputs[0]].Value is not NetInput input)
                throw new UnsupportedException("a cast to integers", "nets compute in 32-bit floats");
            input.Classes ??= OnnxInputs.Truths;
        }
        translator.Bind(reader.Node.Outputs[0], translator[reader.Node.Inputs[0]]);
    }

    private static void Reshape(Translator translator, NodeReader reader)
    {
        int[] shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape;
        translator.Bind(reader.Node.Outputs[0], Reshape(translator, translator[reader.Node.Inputs[0]], shape));
    }

    private static void Transpose(Translator translator, NodeReader reader)
    {
        View view = translator[reader.Node.Inputs[0]];
        int[] order = reader.Ints("perm") ?? [.. Enumerable.Range(0, view.Dims.Length).Reverse()];
        translator.Bind(reader.Node.Outputs[0], view with { Dims = [.. order.Select(axis => view.Dims[axis])] });
    }

    private static void Expand(Translator translator, NodeReader reader)
    {
        View view = translator[reader.Node.Inputs[0]];
        translator.Bind(reader.Node.Outputs[0],
            AxisTranslation.Stretch(translator, view, translator.Evaluation.Values[reader.Node.Outputs[0]].Shape));
    }

    private static void DepthToSpace(Translator translator, NodeReader reader)
    {
        View view = translator[reader.Node.Inputs[0]];
        int[] x = view.Shape, shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape;
        int block = reader.Int("blocksize", 1);
        bool isDepthFirst = reader.Text("mode", "DCR") == "DCR";
        int[] parts = isDepthFirst ? [1, block, block, shape[1], x[2], x[3]] : [1, shape[1], block, block, x[2], x[3]];
        int[] order = isDepthFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3];
        View cut = Reshape(translator, view, parts);
        translator.Bind(reader.Node.Outputs[0], Reshape(translator, cut with { Dims = [.. order.Select(axis => cut.Dims[axis])] }, shape));
    }

    private static void SpaceToDepth(Translator translator, NodeReader reader)
    {
        View view = translator[reader.Node.Inputs[0]];
        int[] x = view.Shape, shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape;
        int block = reader.Int("blocksize", 1);
        View cut = Reshape(translator, view, [x[0], x[1], shape[2], block, shape[3], block]);
        int[] order = [0, 3, 5, 1, 2, 4];
        translator.Bind(reader.Node.Outputs[0], Reshape(translator, cut with { Dims = [.. order.Select(axis => cut.Dims[axis])] }, shape));
    }
}
