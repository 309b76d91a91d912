using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints expressions as vector code, with no more parentheses than a person would write.</summary>
internal static class ExpressionPrinter
{
    /// <summary><paramref name="expression"/> in C#; each variable is printed by the name that <paramref name="names"/> gives its letter,
    /// and each constant in full, or by the name that <paramref name="constants"/> gives it.</summary>
    public static string Print(Expression expression, Func<string, string> names, Func<Expression.Constant, string>? constants = null) =>
        Print(expression, names, constants, 0);

    private static string Print(Expression expression, Func<string, string> names, Func<Expression.Constant, string>? constants,
        int surrounding)
    {
        switch (expression)
        {
            case Expression.Constant constant when constants is not null:
                return constants(constant);
            case Expression.Constant(0):
                return "V.Zero";
            case Expression.Constant(1):
                return "V.One";
            case Expression.Constant(var value):
                return $"V.Broadcast({Literal.Float(value)})";
            case Expression.Variable(var name):
                return names(name);
            case Expression.RandomMask:
                return names("mask");
            case Expression.RandomNoise:
                return names("noise");
            case Expression.Binary(var sign, var left, var right):
                int strength = sign switch { "&" => 1, "+" or "-" => 2, _ => 3 };
                string text = $"{Print(left, names, constants, strength)} {sign} {Print(right, names, constants, strength + 1)}";
                return strength < surrounding ? $"({text})" : text;
            case Expression.Function("-", _, var operand):
                return $"-{Print(operand[0], names, constants, 4)}";
            case Expression.Function(var function, _, var arguments):
                return $"{function}({string.Join(", ", arguments.Select(argument => Print(argument, names, constants, 0)))})";
            default:
                throw new InvalidOperationException(expression.GetType().Name);
        }
    }
}
