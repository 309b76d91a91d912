using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Operators;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Activations, and what else computes number by number.</summary>
internal static class ElementwiseTranslation
{
    public static readonly Dictionary<string, Action<Translator, NodeReader>> All = new(StringComparer.Ordinal)
    {
        ["Relu"] = (translator, reader) => Add(translator, reader, typeof(ReLUAttribute)),
        ["Sigmoid"] = (translator, reader) => Add(translator, reader, typeof(SigmoidAttribute)),
        ["Tanh"] = (translator, reader) => Add(translator, reader, typeof(TanhAttribute)),
        ["Softplus"] = (translator, reader) => Add(translator, reader, typeof(SoftplusAttribute)),
        ["Softsign"] = (translator, reader) => Add(translator, reader, typeof(SoftsignAttribute)),
        ["Mish"] = (translator, reader) => Add(translator, reader, typeof(MishAttribute)),
        ["HardSwish"] = (translator, reader) => Add(translator, reader, typeof(HardSwishAttribute)),
        ["Exp"] = (translator, reader) => Add(translator, reader, typeof(ExponentialAttribute)),
        ["Elu"] = (translator, reader) => Add(translator, reader, typeof(ELUAttribute), reader.Float("alpha", 1)),
        ["LeakyRelu"] = (translator, reader) => Add(translator, reader, typeof(LeakyReLUAttribute), reader.Float("alpha", 0.01f)),
        ["Neg"] = (translator, reader) => Affine.Apply(translator, reader, translator[reader.Node.Inputs[0]], Tensor.Scalar(-1), null),
        ["Swish"] = Swish,
        ["Selu"] = Selu,
        ["Celu"] = Celu,
        ["Gelu"] = Gelu,
        ["HardSigmoid"] = HardSigmoid,
        ["Clip"] = Clip,
        ["PRelu"] = PRelu,
        ["Abs"] = Abs,
        [Fusion.Step] = Step,
    };

    private static void Add(Translator translator, NodeReader reader, Type attribute, params object[] arguments)
    {
        View view = translator[reader.Node.Inputs[0]];
        translator.BindElementwise(reader, view, new NetLayer(attribute, view.Value.Shape, arguments));
    }

    private static void Swish(Translator translator, NodeReader reader)
    {
        // x / (1 + exp(-a x)) is that of a x with a of 1, over a.
        double alpha = reader.Float("alpha", 1);
        View view = translator[reader.Node.Inputs[0]];
        NetValue scaled = Affine.Scalar(translator, view.Value, alpha, 0);
        NetLayer unit = translator.Net.Add(new NetLayer(typeof(SiLUAttribute), view.Value.Shape).From(scaled));
        translator.Bind(reader.Node.Outputs[0], view with { Value = Affine.Scalar(translator, unit, 1 / alpha, 0) });
    }

    private static void Selu(Translator translator, NodeReader reader)
    {
        if (Math.Abs(reader.Float("alpha", 1.6732632) - 1.6732632) > 1e-6 || Math.Abs(reader.Float("gamma", 1.050701) - 1.050701) > 1e-6)
        {
            double alpha = reader.Float("alpha", 1.6732632), gamma = reader.Float("gamma", 1.050701);
            View view = translator[reader.Node.Inputs[0]];
            NetLayer unit = translator.Net.Add(new NetLayer(typeof(ELUAttribute), view.Value.Shape, alpha).From(view.Value));
            translator.Bind(reader.Node.Outputs[0], view with { Value = Affine.Scalar(translator, unit, gamma, 0) });
            return;
        }
        Add(translator, reader, typeof(SELUAttribute));
    }

    private static void Celu(Translator translator, NodeReader reader)
    {
        View view = translator[reader.Node.Inputs[0]];
        double alpha = reader.Float("alpha", 1);
        NetValue scaled = Affine.Scalar(translator, view.Value, 1 / alpha, 0);
        NetLayer unit = translator.Net.Add(new NetLayer(typeof(ELUAttribute), view.Value.Shape, 1.0).From(scaled));
        translator.Bind(reader.Node.Outputs[0], view with { Value = Affine.Scalar(translator, unit, alpha, 0) });
    }

    private static void Gelu(Translator translator, NodeReader reader)
    {
        View view = translator[reader.Node.Inputs[0]];
        translator.BindElementwise(reader, view, new NetLayer(typeof(GELUAttribute), view.Value.Shape)
            .With("Approximate", reader.Text("approximate", "none") == "tanh"));
    }

    private static void HardSigmoid(Translator translator, NodeReader reader)
    {
        double alpha = reader.Float("alpha", 0.2f), beta = reader.Float("beta", 0.5);
        if (Math.Abs(alpha - 1.0 / 6) < 1e-7 && beta == 0.5)
        {
            Add(translator, reader, typeof(HardSigmoidAttribute));
            return;
        }
        View view = translator[reader.Node.Inputs[0]];
        NetValue line = Affine.Scalar(translator, view.Value, alpha, beta);
        translator.Bind(reader.Node.Outputs[0], view with { Value = Bounded(translator, line, 1) });
    }

    private static void Clip(Translator translator, NodeReader reader)
    {
        (double low, double high) = Operators.ElementwiseOperators.Bounds(reader);
        Between(translator, reader, translator[reader.Node.Inputs[0]], low, high);
    }

    /// <summary>Gives a node's output what lies between two bounds, of which either may be infinite.</summary>
    public static void Between(Translator translator, NodeReader reader, View view, double low, double high)
    {
        const double least = -3.4e38, most = 3.4e38;
        NetValue value = view.Value;
        if (low > least)
            value = Affine.Scalar(translator,
                Bounded(translator, Affine.Scalar(translator, value, 1, -low), high < most ? high - low : null), 1, low);
        else if (high < most)
            value = Affine.Scalar(translator, Bounded(translator, Affine.Scalar(translator, value, -1, high), null), -1, high);
        translator.Bind(reader.Node.Outputs[0], view with { Value = value });
    }

    /// <summary>max(0, x), perhaps with an upper bound.</summary>
    private static NetLayer Bounded(Translator translator, NetValue value, double? high)
    {
        NetLayer layer = translator.Net.Add(new NetLayer(typeof(ReLUAttribute), value.Shape).From(value));
        return high is { } most ? layer.With("MaxValue", most) : layer;
    }

    private static void PRelu(Translator translator, NodeReader reader)
    {
        View view = translator[reader.Node.Inputs[0]];
        if (translator.IsDynamic(reader.Node.Inputs[1]))
            throw new UnsupportedException("slopes that are computed");
        double[] slopes = view.InOrder(Operators.ElementwiseOperators.Slopes(reader));
        if (slopes.All(slope => slope == slopes[0]) && slopes.Length > 64 && slopes[0] is >= 0 and < 1)
        {
            translator.BindElementwise(reader, view, new NetLayer(typeof(LeakyReLUAttribute), view.Value.Shape, slopes[0]));
            translator.Net.Notes.Add(
                $"{reader.Node.Label} (PRelu) has one slope for all numbers: it is a LeakyReLU, whose slope is not trained.");
            return;
        }
        translator.BindElementwise(reader, view, new NetLayer(typeof(PReLUAttribute), view.Value.Shape)
            .With("alpha", new Tensor(view.Value.Shape, slopes)));
    }

    private static void Step(Translator translator, NodeReader reader)
    {
        View view = translator[reader.Node.Inputs[0]];
        translator.BindElementwise(reader, view, new NetLayer(typeof(StepAttribute), view.Value.Shape).With("Low", reader.Int("low", 0)));
    }

    private static void Abs(Translator translator, NodeReader reader)
    {
        View view = translator[reader.Node.Inputs[0]];
        view.Value.IsShared = true;
        NetValue negative = Affine.Scalar(translator, view.Value, -1, 0);
        translator.Bind(reader.Node.Outputs[0], view with
        {
            Value = translator.Net.Add(new NetLayer(typeof(MaximumAttribute), view.Value.Shape).From(negative, view.Value)),
        });
    }
}
