using Microsoft.CodeAnalysis;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>Reads types of the user's that are used as activations and losses.</summary>
/// <param name="compilation">Where generated code stands.</param>
internal sealed class OwnFunctionReader(Compilation compilation)
{
    private static readonly string[] Methods = ["Value", "Derivative"];

    /// <summary>An activation; null, with a complaint of ours or C#'s, where it is none.</summary>
    public OwnFunction? Activation(ITypeSymbol type, SourceSpan place, Complaints complaints) =>
        Read(type, "IActivation", "an activation", "V x", place, complaints);

    /// <summary>The loss that an attribute names; null where it names none, or, with a complaint of ours or C#'s, what is none.</summary>
    /// <param name="reader">The attribute.</param>
    /// <param name="complaints">Takes what is wrong with it.</param>
    /// <param name="isWhole">Becomes false where it names what is none.</param>
    public OwnFunction? Loss(AttributeReader reader, Complaints complaints, ref bool isWhole)
    {
        if (reader.FindType(OwnFunction.LossArgument) is not { } type)
            return null;
        OwnFunction? loss = Read(
            type, "ILoss", "a loss", "V prediction, V target", reader.Spans.Find(OwnFunction.LossArgument), complaints);
        isWhole &= loss is not null;
        return loss;
    }

    private OwnFunction? Read(
        ITypeSymbol type, string contract, string role, string parameters, SourceSpan place, Complaints complaints)
    {
        INamedTypeSymbol? wanted = compilation.GetTypeByMetadataName("NetCompiler." + contract);
        if (type.TypeKind == TypeKind.Error || wanted is null)
            return null;
        string? problem = Misuse(type) ?? Missing((INamedTypeSymbol)type, wanted, parameters);
        if (problem is not null)
            complaints.Report(
                Descriptors.NoFunction, place, Short(type), role, problem);
        // Where the type says that it is one but lacks a method, C# tells which (CS0535).
        return problem is not null || !Methods.All(method => Implementation((INamedTypeSymbol)type, wanted, method) is not null) ? null
            : new OwnFunction(type.Name, type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));
    }

    /// <summary>Why generated code cannot call a type's static methods; null where it can.</summary>
    private string? Misuse(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named || type.SpecialType != SpecialType.None)
            return "only classes and structs of your own can: write a struct with the two methods";
        if (type.IsStatic)
            return "it is static, and static classes implement no interfaces: make it a struct";
        for (INamedTypeSymbol? around = named; around is not null; around = around.ContainingType)
            if (around.IsGenericType)
                return "it is generic: write a type without type parameters for each that is used";
            else if (around.IsFileLocal)
                return "it is local to its file, and generated code stands in another: take \"file\" away";
        return compilation.IsSymbolAccessibleWithin(type, compilation.Assembly) ? null
            : "generated code cannot see it: make it, and the types around it, internal or public";
    }

    /// <summary>What a type lacks; null where it lacks nothing or C# says so.</summary>
    private static string? Missing(INamedTypeSymbol type, INamedTypeSymbol wanted, string parameters)
    {
        bool isDeclared = type.AllInterfaces.Contains(wanted, SymbolEqualityComparer.Default);
        foreach (string name in Methods)
        {
            string signature = $"public static V {name}<V>({parameters}) where V : struct, ISimd<V>";
            IMethodSymbol[] namesakes = [.. type.GetMembers(name).OfType<IMethodSymbol>()];
            if (isDeclared)
            {
                if (Implementation(type, wanted, name) is { ExplicitInterfaceImplementations.Length: > 0 })
                    return $"its {name} belongs to the interface alone: write {signature}";
            }
            else if (namesakes.Length == 0)
                return $"it has no {name}: write \": {wanted.Name}\" behind its name, and {signature}";
            else if (!namesakes.Any(method => Fits(method, wanted.GetMembers(name).OfType<IMethodSymbol>().First())))
                return $"its {name} is another, \"{Short(namesakes[0])}\": write \": {wanted.Name}\" behind its name, and {signature}";
        }
        return isDeclared ? null : $"it does not say that it is one: write \": {wanted.Name}\" behind its name";
    }

    private static IMethodSymbol? Implementation(INamedTypeSymbol type, INamedTypeSymbol wanted, string method) =>
        wanted.GetMembers(method).FirstOrDefault() is { } member
            ? type.FindImplementationForInterfaceMember(member) as IMethodSymbol : null;

    private static string Short(ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    private static bool Fits(IMethodSymbol method, IMethodSymbol wanted) =>
        method is { IsStatic: true, DeclaredAccessibility: Accessibility.Public, TypeParameters.Length: 1 }
        && method.TypeParameters[0] is { HasValueTypeConstraint: true } vector
        && SymbolEqualityComparer.Default.Equals(method.ReturnType, vector)
        && method.Parameters.Length == wanted.Parameters.Length
        && method.Parameters.All(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, vector));
}
