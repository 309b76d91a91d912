using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>Reads arguments of a block's layers that depend on the block's settings. C# has only their values, so they are read from the
/// source.</summary>
internal sealed class SettingReader
{
    private readonly INamedTypeSymbol _block;
    private readonly Compilation _compilation;
    private readonly Complaints _complaints;

    private SettingReader(INamedTypeSymbol block, EquatableArray<Setting> settings, Compilation compilation, Complaints complaints)
    {
        (_block, Settings, _compilation, _complaints) = (block, settings, compilation, complaints);
    }

    /// <summary>The block's settings.</summary>
    public EquatableArray<Setting> Settings { get; }

    /// <summary>A reader for one class; null where that has no settings.</summary>
    public static SettingReader? Of(INamedTypeSymbol block, Compilation compilation, Complaints complaints)
    {
        EquatableArray<Setting> settings = block.GetMembers().OfType<IFieldSymbol>()
            .Where(field => field is { IsConst: true, HasConstantValue: true, Type.SpecialType: SpecialType.System_Int32 })
            .Select(field => new Setting(field.Name, (int)field.ConstantValue!)).ToEquatableArray();
        return settings.Count == 0 ? null : new SettingReader(block, settings, compilation, complaints);
    }

    /// <summary>A layer's arguments, those that depend on settings as terms.</summary>
    /// <param name="arguments">The arguments with their values.</param>
    /// <param name="attribute">The layer.</param>
    /// <param name="spans">Where its arguments stand.</param>
    /// <param name="isWhole">Becomes false where one cannot be computed with other settings.</param>
    public IEnumerable<Argument> Read(
        IEnumerable<Argument> arguments, AttributeSyntax attribute, AttributeSpans spans, ref bool isWhole)
    {
        AttributeArgumentSyntax[] written = [.. attribute.ArgumentList?.Arguments ?? []];
        if (!written.Any(argument => Mentions(argument.Expression)))
            return arguments;
        SemanticModel model = _compilation.GetSemanticModel(attribute.SyntaxTree);
        var terms = new Dictionary<string, SettingTerm>(StringComparer.Ordinal);
        for (int i = 0; i < written.Length && i < spans.Arguments.Count; i++)
        {
            if (!DependsOnSettings(written[i].Expression, model))
                continue;
            string name = spans.Arguments[i].Name;
            bool isWholeNumber = arguments.Any(argument => argument.Value is int && argument.Name == name
                || argument.Value is EquatableArray<int> && name.StartsWith($"{argument.Name}[", StringComparison.Ordinal));
            if (isWholeNumber && Term(written[i].Expression, model) is { } term)
            {
                terms.Add(name, term);
                continue;
            }
            isWhole = false;
            _complaints.Report(
                Descriptors.SettingNotComputed, spans.Arguments[i].Span, written[i].Expression.ToString(),
                string.Join(", ", Settings.Select(setting => setting.Name)));
        }
        return terms.Count == 0 ? arguments : [.. arguments.Select(argument => WithTerms(argument, terms))];
    }

    private static Argument WithTerms(Argument argument, Dictionary<string, SettingTerm> terms) => argument.Value switch
    {
        int when terms.TryGetValue(argument.Name, out SettingTerm? term) => argument with { Value = term },
        EquatableArray<int> list when Enumerable.Range(0, list.Count).Any(i => terms.ContainsKey(Element(argument, i))) => argument with
        {
            Value = list.Select((value, i) => terms.TryGetValue(Element(argument, i), out SettingTerm? term)
                ? term : new SettingTerm.Number(value)).ToEquatableArray(),
        },
        _ => argument,
    };

    private static string Element(Argument argument, int number) => FormattableString.Invariant($"{argument.Name}[{number}]");

    /// <summary>Whether an expression names a setting; asks no more than its words.</summary>
    private bool Mentions(SyntaxNode expression) => expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
        .Any(name => Settings.Any(setting => setting.Name == name.Identifier.ValueText));

    private bool DependsOnSettings(ExpressionSyntax expression, SemanticModel model) => Mentions(expression)
        && expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => SettingOf(name, model) is not null);

    private string? SettingOf(ExpressionSyntax name, SemanticModel model) =>
        model.GetSymbolInfo(name).Symbol is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.ContainingType, _block)
        && Settings.Any(setting => setting.Name == field.Name) ? field.Name : null;

    /// <summary>Null where it is no whole-number arithmetic.</summary>
    private SettingTerm? Term(ExpressionSyntax expression, SemanticModel model)
    {
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                return Term(inner.Expression, model);
            case MemberAccessExpressionSyntax or IdentifierNameSyntax when SettingOf(expression, model) is { } setting:
                return new SettingTerm.Name(setting);
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus when Mentions(minus):
                return Term(minus.Operand, model) is { } negated
                    ? new SettingTerm.Operation('-', new SettingTerm.Number(0), negated) : null;
            case BinaryExpressionSyntax binary when Mentions(binary) && SignOf(binary.Kind()) is { } sign:
                return Term(binary.Left, model) is { } left && Term(binary.Right, model) is { } right
                    ? new SettingTerm.Operation(sign, left, right) : null;
            default:
                return !DependsOnSettings(expression, model) && model.GetConstantValue(expression).Value is int number
                    ? new SettingTerm.Number(number) : null;
        }
    }

    private static char? SignOf(SyntaxKind kind) => kind switch
    {
        SyntaxKind.AddExpression => '+',
        SyntaxKind.SubtractExpression => '-',
        SyntaxKind.MultiplyExpression => '*',
        SyntaxKind.DivideExpression => '/',
        SyntaxKind.ModuloExpression => '%',
        _ => null,
    };
}
