using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Tests.Layers;

/// <summary>An expression's value in double precision. Comparisons are 1 or 0; the functions of VectorMath are taken from their
/// definitions.</summary>
internal static class ExpressionValue
{
    public static double Of(Expression expression, IReadOnlyDictionary<Expression, double> variables)
    {
        return expression switch
        {
            Expression.Constant constant => constant.Value,
            Expression.Variable => variables[expression],
            Expression.Binary("+", var a, var b) => Value(a) + Value(b),
            Expression.Binary("-", var a, var b) => Value(a) - Value(b),
            Expression.Binary("*", var a, var b) => Value(a) * Value(b),
            Expression.Binary("/", var a, var b) => Value(a) / Value(b),
            Expression.Binary("&", var a, var b) => Value(a) != 0 && Value(b) != 0 ? 1 : 0,
            Expression.Function function => Call(function.Name, [.. function.Arguments.Select(Value)]),
            _ => throw new NotSupportedException(expression.ToString()),
        };

        double Value(Expression part) => Of(part, variables);
    }

    private static double Call(string name, double[] x) => name switch
    {
        "-" => -x[0],
        "V.GreaterThan" => x[0] > x[1] ? 1 : 0,
        "V.GreaterThanOrEqual" => x[0] >= x[1] ? 1 : 0,
        "V.Max" => Math.Max(x[0], x[1]),
        "V.Min" => Math.Min(x[0], x[1]),
        "V.Abs" => Math.Abs(x[0]),
        "V.ConditionalSelect" => x[0] != 0 ? x[1] : x[2],
        "V.MultiplyAdd" => x[0] * x[1] + x[2],
        "VectorMath.Exp" => Math.Exp(x[0]),
        "VectorMath.Expm1" => Math.Exp(x[0]) - 1,
        "VectorMath.Tanh" => Math.Tanh(x[0]),
        "VectorMath.Sigmoid" => Sigmoid(x[0]),
        "VectorMath.Softplus" => Softplus(x[0]),
        "VectorMath.Silu" => Silu(x[0]),
        "VectorMath.SiluDerivative" => Derivative(Silu, x[0]),
        "VectorMath.Mish" => Mish(x[0]),
        "VectorMath.MishDerivative" => Derivative(Mish, x[0]),
        "VectorMath.Gelu" => Gelu(x[0]),
        "VectorMath.GeluDerivative" => Derivative(Gelu, x[0]),
        "VectorMath.GeluTanh" => GeluTanh(x[0]),
        "VectorMath.GeluTanhDerivative" => Derivative(GeluTanh, x[0]),
        _ => throw new NotSupportedException(name),
    };

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => Math.Log(1 + Math.Exp(x));

    private static double Silu(double x) => x * Sigmoid(x);

    private static double Mish(double x) => x * Math.Tanh(Softplus(x));

    private static double GeluTanh(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    /// <summary>x Φ(x), with Φ as the integral of the normal density by Simpson's rule.</summary>
    private static double Gelu(double x)
    {
        const int Parts = 400;
        double width = x / Parts, sum = 0;
        for (int i = 0; i <= Parts; i++)
            sum += (i is 0 or Parts ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-0.5 * (i * width) * (i * width));
        return x * (0.5 + sum * width / 3 / Math.Sqrt(2 * Math.PI));
    }

    private static double Derivative(Func<double, double> function, double x) => (function(x + 1e-5) - function(x - 1e-5)) / 2e-5;
}
