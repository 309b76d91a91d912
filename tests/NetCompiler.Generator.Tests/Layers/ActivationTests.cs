using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;
using Xunit;

namespace NetCompiler.Generator.Tests.Layers;

/// <summary>The mathematics of the activations, before any of it is code: values from their papers' and Keras's formulas, derivatives
/// against central differences.</summary>
public sealed class ActivationTests
{
    public static TheoryData<string, string, string, double, double> KnownValues() => new()
    {
        { "ReLU", "", "", -1.5, 0 },
        { "ReLU", "", "", 2, 2 },
        { "ReLU", "MaxValue", "6", 7, 6 },
        { "LeakyReLU", "", "", -2, -0.6 },
        { "LeakyReLU", "negativeSlope", "0.1", -2, -0.2 },
        { "PReLU", "", "", -2, -0.5 },
        { "PReLU", "", "", 3, 3 },
        { "ELU", "", "", -1, -0.6321205588285577 },
        { "ELU", "alpha", "2", -1, -1.2642411176571153 },
        { "SELU", "", "", -1, -1.1113307378125625 },
        { "SELU", "", "", 1, 1.0507009873554805 },
        { "GELU", "", "", 1, 0.8413447460685429 },
        { "GELU", "", "", -0.5, -0.15426876936299344 },
        { "GELU", "Approximate", "true", 1, 0.8411919906082768 },
        { "SiLU", "", "", 1, 0.7310585786300049 },
        { "Mish", "", "", 1, 0.8650983882673103 },
        { "Tanh", "", "", 0.5, 0.46211715726000975 },
        { "Sigmoid", "", "", -1, 0.2689414213699951 },
        { "HardSigmoid", "", "", 1.5, 0.75 },
        { "HardSigmoid", "", "", -4, 0 },
        { "HardSwish", "", "", 1.5, 1.125 },
        { "HardSwish", "", "", -1, -1.0 / 3 },
        { "HardSwish", "", "", 4, 4 },
        { "Softplus", "", "", 0, 0.6931471805599453 },
        { "Softsign", "", "", -3, -0.75 },
        { "Exponential", "", "", 1, Math.E },
        { "Linear", "", "", -2.5, -2.5 },
        { "Step", "", "", 0.1, 1 },
        { "Step", "", "", 0, 0 },
        { "Step", "Low", "-1", 0, -1 },
        { "Rescaling", "scale", "0.25", -2.5, -0.625 },
        { "Rescaling", "Offset", "3", -2.5, 0.5 },
        { "Normalization", "", "", 2, 0.25 },
        { "Normalization", "Invert", "true", 2, 2.5 },
    };

    [Theory]
    [MemberData(nameof(KnownValues))]
    public void Values_are_those_of_the_formula(string kind, string argument, string value, double x, double y) =>
        Assert.Equal(y, Forward(Make(kind, argument, value), x), 1e-6);

    [Theory]
    [MemberData(nameof(KnownValues))]
    public void Derivatives_are_those_of_the_values(string kind, string argument, string value, double x, double y)
    {
        Assert.Equal(y, Forward(Make(kind, argument, value), x), 1e-6);
        const double Dy = 0.7, Width = 1e-5;
        ElementwiseLayer layer = Make(kind, argument, value);
        foreach (double point in (double[])[-7.3, -3.1, -2.9, -1.2, -0.3, -0.01, 0.01, 0.4, 1.1, 2.9, 3.1, 5.9, 6.2, 8.5])
        {
            var variables = new Dictionary<Expression, double>
            {
                [Expression.X] = point,
                [Expression.Y] = Forward(layer, point),
                [Expression.Dy] = Dy,
                [Expression.Alpha] = 0.25,
                [Expression.DataScale] = 0.5,
            };
            double expected = Dy * (Forward(layer, point + Width) - Forward(layer, point - Width)) / (2 * Width);
            Assert.Equal(expected, ExpressionValue.Of(layer.Backward, variables), 1e-5 * (1 + Math.Abs(expected)));
            if (layer.AlphaGradient is { } alphaGradient)
            {
                expected = Dy * (Forward(layer, point, 0.25 + Width) - Forward(layer, point, 0.25 - Width)) / (2 * Width);
                Assert.Equal(expected, ExpressionValue.Of(alphaGradient, variables), 1e-5);
            }
        }
    }

    [Fact]
    public void Every_activation_has_a_known_value() => Assert.Equal(
        LayerCatalog.Kinds.Keys
            .Where(
                kind =>
                    kind is not ("Dropout" or "SpatialDropout" or "GaussianNoise" or "ActivityRegularization" or "Activation"
                            or "PositionEmbedding" or "SinePositionEncoding")
                        && typeof(Layer).Assembly.GetType("NetCompiler.Generator.Layers." + kind)!.IsSubclassOf(typeof(ElementwiseLayer)))
            .Order(),
        KnownValues().Select(row => row.Data.Item1).Distinct().Order());

    /// <summary>What rules about layers in a row rely on.</summary>
    [Theory]
    [MemberData(nameof(KnownValues))]
    public void Values_lie_in_the_range(string kind, string argument, string value, double x, double y)
    {
        ElementwiseLayer layer = Make(kind, argument, value);
        Assert.InRange(y, layer.Range.Low, layer.Range.High);
        Assert.InRange(Forward(layer, x), layer.Range.Low, layer.Range.High);
        double[] values = [.. Enumerable.Range(-4000, 8001).Select(i => Forward(layer, i / 100.0))];
        Assert.All(values, number => Assert.InRange(number, layer.Range.Low, layer.Range.High));
        if (float.IsFinite(layer.Range.Low))
            Assert.Equal(layer.Range.Low, values.Min(), 0.05);
        if (float.IsFinite(layer.Range.High))
            Assert.Equal(layer.Range.High, values.Max(), 0.05);
    }

    private static double Forward(ElementwiseLayer layer, double x, double alpha = 0.25) =>
        ExpressionValue.Of(layer.Forward, new Dictionary<Expression, double>
        {
            [Expression.X] = x,
            [Expression.Alpha] = alpha,
            [Expression.DataMean] = 1.5,
            [Expression.DataScale] = 0.5,
        });

    private static ElementwiseLayer Make(string kind, string argument, string value)
    {
        var arguments = new Dictionary<string, object?>();
        if (argument.Length > 0)
            arguments[argument] = argument switch
            {
                "Low" => int.Parse(value, System.Globalization.CultureInfo.InvariantCulture),
                "Approximate" or "Invert" => bool.Parse(value),
                _ => double.Parse(value, System.Globalization.CultureInfo.InvariantCulture),
            };
        return (ElementwiseLayer)LayerCatalog.Kinds[kind].Bind(
            new LayerContext(kind, "name", [new LayerInput("input", new Shape(3))], arguments, (id, _, _) => Assert.Fail(id)))!;
    }
}
