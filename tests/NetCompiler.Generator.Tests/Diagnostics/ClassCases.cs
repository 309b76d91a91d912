using Case = NetCompiler.Generator.Tests.Diagnostics.DiagnosticCases.Case;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>The cases about the class that a network is written on.</summary>
internal static class ClassCases
{
    public static readonly IReadOnlyList<Case> All =
    [
        new("NETC0001", "[Network(4), Dense(2)] class [|Net|];",
            "Net must be partial, because the compiler writes the other half of Net: write 'partial class Net'"),
        new("NETC0001", "public class [|Outer|] { public struct Unused; [Network(4), Dense(2)] partial class Net; }",
            "Outer must be partial, because the compiler writes the other half of Net: write 'partial class Outer'"),
        new("NETC0001", "record struct [|Outer|] { [Network(4), Dense(2)] partial class Net; }",
            "Outer must be partial, because the compiler writes the other half of Net: write 'partial record struct Outer'"),
        new("NETC0002", "[Network(4), Dense(2)] partial class [|Net|]<T>;",
            "Net is generic, but the network Net has one layout in memory and cannot depend on type parameters: remove them, or declare "
                + "Net outside of generic types"),
        new("NETC0002", "partial class [|Outer|]<T> { [Network(4), Dense(2)] partial class Net; }",
            "Outer is generic, but the network Net has one layout in memory and cannot depend on type parameters: remove them, or declare "
                + "Net outside of generic types"),
        new("NETC0003", "[Network(4), Dense(2)] partial class Net; [[|ReLU|]] partial class Net;",
            "ReLU stands on another declaration of Net than [Network], so its place in the order of layers is undefined: move it to the "
                + "declaration with [Network]"),
        new("NETC0004", "[Network(4), Dense(2)] partial record [|Net|];",
            "Net is a record, which copies and compares by value, but a network is one object that learns: make it a plain 'partial "
                + "class Net'"),
        new("NETC0004", "[Network(4), Dense(2)] static partial class [|Net|];",
            "Net is static, but a network is an object with parameters of its own: make it a plain 'partial class Net'"),
        new("NETC0004", "[Network(4), Dense(2)] abstract partial class [|Net|];",
            "Net is abstract, but loading a network makes an object of this very class: make it a plain 'partial class Net'"),
        new("NETC0004", "[Network(4), Dense(2)] file partial class [|Net|];",
            "Net is local to its file, but the compiler writes the other half into another file: make it a plain 'partial class Net'"),
        new("NETC0004", "file partial class [|Outer|] { [Network(4), Dense(2)] partial class Net; }",
            "Outer is local to its file, but the compiler writes the other half into another file: make it a plain 'partial class Outer'"),
        new("NETC0004", "[Network(4), Dense(2)] partial class [|Net|](int size) { int Size => size; }",
            "Net has a primary constructor, but networks are made by the constructor that the compiler writes: make it a plain 'partial "
                + "class Net'"),
        new("NETC0004", "[Network(4), Dense(2)] partial class [|Net|] { public required string Title { get; init; } }",
            "Net has the required member Title, but loading a network makes an object without it: make it a plain 'partial class Net'"),
        new("NETC0004", "class Base { public required int Size; } [Network(4), Dense(2)] partial class [|Net|] : Base;",
            "Net has the required member Size, but loading a network makes an object without it: make it a plain 'partial class Net'"),
        new("NETC1062", "[Network(4), [|Dens|](2)] partial class Net;", "Dens does not exist: did you mean Dense?"),
        new("NETC1062", "[Network(4), Dense(2, [|UseBais|] = false)] partial class Net;",
            "Dense's option UseBais does not exist: did you mean UseBias?"),
    ];
}
