using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.Generator.Parsing;

/// <summary>Values as other frameworks write them.</summary>
internal static class ForeignValue
{
    /// <summary>The elements of <c>(3, 3)</c>, <c>((1, 0), (1, 0))</c> or <c>[3, 3]</c>; null for anything else.</summary>
    public static IReadOnlyList<ExpressionSyntax>? Elements(ExpressionSyntax expression) => expression switch
    {
        TupleExpressionSyntax tuple => [.. tuple.Arguments.SelectMany(argument => Elements(argument.Expression) ?? [argument.Expression])],
        CollectionExpressionSyntax list => [.. list.Elements.OfType<ExpressionElementSyntax>()
            .SelectMany(element => Elements(element.Expression) ?? [element.Expression])],
        _ => null,
    };

    /// <summary>The word that a value is: of <c>"same"</c>, <c>same</c>, <c>Padding.same</c>, <c>HeNormal()</c>, <c>new HeNormal()</c>;
    /// null for anything else.</summary>
    public static string? Word(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) => literal.Token.ValueText,
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.NullLiteralExpression) => "null",
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        InvocationExpressionSyntax call => Word(call.Expression),
        ObjectCreationExpressionSyntax { Type: SimpleNameSyntax type } => type.Identifier.ValueText,
        _ => null,
    };

    /// <summary>Whether it is a string.</summary>
    public static bool IsString(ExpressionSyntax expression) => expression.IsKind(SyntaxKind.StringLiteralExpression);

    /// <summary>Whether it is a number: <c>1</c>, <c>-1</c>, <c>2.5</c>.</summary>
    public static bool IsNumber(ExpressionSyntax expression) => expression.IsKind(SyntaxKind.NumericLiteralExpression)
        || expression is PrefixUnaryExpressionSyntax { Operand: var operand } && operand.IsKind(SyntaxKind.NumericLiteralExpression);

    /// <summary>Whether it is true or false in C#.</summary>
    public static bool IsBoolean(ExpressionSyntax expression) =>
        expression.IsKind(SyntaxKind.TrueLiteralExpression) || expression.IsKind(SyntaxKind.FalseLiteralExpression);
}
