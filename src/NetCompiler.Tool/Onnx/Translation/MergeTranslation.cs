using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Operators;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Operators of two values, place by place.</summary>
internal static class MergeTranslation
{
    public static readonly Dictionary<string, Action<Translator, NodeReader>> All = new(StringComparer.Ordinal)
    {
        ["Add"] = (translator, reader) => Binary(translator, reader, typeof(AddAttribute)),
        ["Sub"] = (translator, reader) => Binary(translator, reader, typeof(SubtractAttribute)),
        ["Mul"] = (translator, reader) => Binary(translator, reader, typeof(MultiplyAttribute)),
        ["Div"] = (translator, reader) => Binary(translator, reader, null),
        ["Sum"] = (translator, reader) => Binary(translator, reader, typeof(AddAttribute)),
        ["Max"] = (translator, reader) => Binary(translator, reader, typeof(MaximumAttribute)),
        ["Min"] = (translator, reader) => Binary(translator, reader, typeof(MinimumAttribute)),
        ["Mean"] = (translator, reader) => Binary(translator, reader, typeof(AverageAttribute)),
        ["Pow"] = Pow,
    };

    private static void Binary(Translator translator, NodeReader reader, Type? attribute)
    {
        IReadOnlyList<string> inputs = reader.Node.Inputs;
        if (inputs.Count == 1)
        {
            translator.Bind(reader.Node.Outputs[0], translator[inputs[0]]);
            return;
        }
        if (inputs.Count == 2 && !(translator.IsDynamic(inputs[0]) && translator.IsDynamic(inputs[1])))
        {
            WithConstant(translator, reader);
            return;
        }
        if (inputs.FirstOrDefault(name => !translator.IsDynamic(name)) is { } constant)
            throw new UnsupportedException($"{inputs.Count} values of which {constant} is a constant");
        if (attribute is null)
            throw new UnsupportedException("a quotient of two values that the net computes", "end the net before it with --outputs");
        bool isMean = inputs.Count > 2 && attribute == typeof(AverageAttribute);
        attribute = isMean ? typeof(AddAttribute) : attribute;
        View sum = translator[inputs[0]];
        for (int i = 1; i < inputs.Count; i++)
            sum = Merge(translator, sum, Operand(translator, reader, i), attribute);
        if (isMean)
            sum = sum with { Value = Affine.Scalar(translator, sum.Value, 1.0 / inputs.Count, 0) };
        translator.Bind(reader.Node.Outputs[0], sum);
    }

    /// <summary>The second operand in the shape in which it is stretched.</summary>
    private static View Operand(Translator translator, NodeReader reader, int index)
    {
        View view = translator[reader.Node.Inputs[index]];
        return index == 1 && reader.InputCount == 2 && reader.Opset < 7
            ? view.Reshape(ElementwiseOperators.SecondOperand(reader).Shape)!
            : view;
    }

    private static View Merge(Translator translator, View a, View b, Type attribute)
    {
        int[] shape = ElementwiseOperators.Broadcast(a.Shape, b.Shape);
        (a, b) = (a.Reshape(Padded(a.Shape))!, b.Reshape(Padded(b.Shape))!);
        if (a.LiesAs(b))
            return a with { Value = Join(a.Value, b.Value, a.Value.Shape) };
        if (!a.Shape.SequenceEqual(shape) && !b.Shape.SequenceEqual(shape))
            a = AxisTranslation.Stretch(translator, a, shape);
        bool isFirstWhole = a.Shape.SequenceEqual(shape);
        View whole = isFirstWhole ? a : b, other = isFirstWhole ? b : a;
        int[] axes = AxesInOrder(whole);
        // Nothing but merges may read a softmax: its numbers must lie as they are.
        if (other.Value is NetLayer { Attribute: var kind } && kind == typeof(SoftmaxAttribute))
            axes = [.. axes.Where(axis => other.Shape[axis] == 1), .. axes.Where(axis => other.Shape[axis] > 1)];
        int[] sizes = [.. axes.Select(axis => shape[axis])];
        NetValue first = translator.Store(whole, sizes, axes);
        int[] stretched = [.. axes.Select(axis => other.Shape[axis]).SkipWhile((size, i) => size == 1 && sizes[i] > 1)];
        NetValue second = translator.Store(other, stretched.Length == 0 ? [1] : stretched, axes);
        return View.Of(isFirstWhole ? Join(first, second, sizes) : Join(second, first, sizes), shape, axes);

        int[] Padded(int[] own) => [.. Enumerable.Repeat(1, shape.Length - own.Length), .. own];

        NetLayer Join(NetValue left, NetValue right, int[] sizes)
        {
            left.IsShared = right.IsShared = true;
            return translator.Net.Add(new NetLayer(attribute, sizes).From(left, right));
        }
    }

    /// <summary>The axes of more than one number in the order in which they lie; the file's where they lie mixed.</summary>
    public static int[] AxesInOrder(View view)
    {
        int[] axes = [.. Enumerable.Range(0, view.Dims.Length).Where(axis => view.Shape[axis] > 1)];
        int[] sorted = [.. axes.OrderByDescending(axis => View.Join(view.Dims[axis])[0].Stride)];
        return axes.All(axis => View.Join(view.Dims[axis]).Length == 1) ? sorted : axes;
    }

    private static void WithConstant(Translator translator, NodeReader reader)
    {
        bool isFirst = translator.IsDynamic(reader.Node.Inputs[0]);
        View view = translator[reader.Node.Inputs[isFirst ? 0 : 1]];
        Tensor constant = isFirst ? ElementwiseOperators.SecondOperand(reader) : reader.Input(0);
        if (reader.Node.Kind is "Max" or "Min" && constant.Values.Distinct().ToArray() is [var bound])
        {
            view = AxisTranslation.Stretch(translator, view, translator.Evaluation.Values[reader.Node.Outputs[0]].Shape);
            ElementwiseTranslation.Between(translator, reader, view, reader.Node.Kind == "Max" ? bound : double.NegativeInfinity,
                reader.Node.Kind == "Min" ? bound : double.PositiveInfinity);
            return;
        }
        Tensor Each(Func<double, double> function) => constant with { Values = Array.ConvertAll(constant.Values, x => function(x)) };
        (Tensor? scale, Tensor? offset) = reader.Node.Kind switch
        {
            "Add" or "Sum" => ((Tensor?)null, (Tensor?)constant),
            "Sub" when isFirst => (null, Each(x => -x)),
            "Sub" => (Tensor.Scalar(-1), constant),
            "Mul" => (constant, null),
            "Div" when isFirst => (Each(x => 1 / x), null),
            "Mean" => (Tensor.Scalar(0.5), Each(x => x / 2)),
            string kind => throw new UnsupportedException($"{kind} of a constant and what the net computes",
                "end the net before it with --outputs"),
        };
        Affine.Apply(translator, reader, view, scale, offset);
    }

    private static void Pow(Translator translator, NodeReader reader)
    {
        int[] shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape;
        View view = AxisTranslation.Stretch(translator, translator[reader.Node.Inputs[0]], shape);
        double[] powers = translator.IsDynamic(reader.Node.Inputs[1]) ? [] : [.. reader.Input(1).Values.Distinct()];
        if (powers is not [var power and (1 or 2 or 3 or 4)])
            throw new UnsupportedException("powers other than 2, 3 and 4", "end the net before it with --outputs");
        View square = power == 1 ? view : Merge(translator, view, view, typeof(MultiplyAttribute));
        translator.Bind(reader.Node.Outputs[0],
            power < 3 ? square : Merge(translator, square, power == 3 ? view : square, typeof(MultiplyAttribute)));
    }
}
