using NetCompiler.Generator.Binding;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Emission;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Parsing;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator;

/// <summary>Takes one network through the stages after parsing. Whatever goes wrong in one stays in that network: it gets its surface, and
/// its user a reason.</summary>
/// <remarks>The stages can be replaced, so that tests can let one fail.</remarks>
internal sealed class NetworkCompiler
{
    public Func<NetworkDeclaration, BoundNetwork> Binding { get; init; } = Binder.Bind;

    public Func<Network, Plan> Planning { get; init; } = Planner.MakePlan;

    public WeightComparison Weighing { get; init; } = WeightBinder.Bind;

    public Func<Plan, BoundWeights?, string> Emission { get; init; } = NetworkEmitter.Emit;

    /// <summary>What there is to say about the files of a network.</summary>
    public delegate (BoundWeights? Weights, EquatableArray<DiagnosticInfo> Diagnostics) WeightComparison(
        Network network, EquatableArray<WeightFile> files);

    /// <summary>Names, shapes, parameters.</summary>
    public Staged<Network> Bind(NetworkDeclaration declaration)
    {
        if (!declaration.IsWhole)
            return new(FailedNetwork.Of(declaration, null, declaration.Problems));
        return InternalFault.Guard("binding", () =>
        {
            BoundNetwork bound = Binding(declaration);
            EquatableArray<string> problems = declaration.Problems.Count > 0 ? declaration.Problems : Messages(bound.Diagnostics);
            return bound.Network is not null && problems.Count == 0
                ? new(bound.Network)
                : new(FailedNetwork.Of(declaration, bound.Output, problems));
        }, fault => Fail(FailedNetwork.Of(declaration, null, []), fault).As<Network>());
    }

    /// <summary>What runs where, in which memory.</summary>
    public Staged<Plan> MakePlan(Staged<Network> bound)
    {
        if (bound.Value is not { } network)
            return bound.As<Plan>();
        return InternalFault.Guard("planning", () =>
        {
            Plan plan = Planning(network);
            return CheckMemory(plan) is { } problem ? new(FailedNetwork.Of(network, Messages([problem]))) : new Staged<Plan>(plan);
        }, fault => Fail(FailedNetwork.Of(network, []), fault).As<Plan>());
    }

    /// <summary>The weights that go into the assembly.</summary>
    public (Staged<Plan> Plan, BoundWeights? Weights, string? FailedFile) Weigh(Staged<Plan> planned, EquatableArray<WeightFile> files)
    {
        if (planned.Value is not { } plan)
            return (planned, null, WeightBinder.FileFor(planned.Failed!, files));
        return InternalFault.Guard<(Staged<Plan>, BoundWeights?, string?)>(
            "comparing weights", () => (planned, Weighing(plan.Network, files).Weights, null),
            fault =>
            {
                Staged<Plan> failed = Fail(FailedNetwork.Of(plan.Network, []), fault).As<Plan>();
                return (failed, null, WeightBinder.FileFor(failed.Failed!, files));
            });
    }

    /// <summary>The file.</summary>
    public EmittedClass Emit((Staged<Plan> Plan, BoundWeights? Weights, string? FailedFile) weighed)
    {
        if (weighed.Plan.Value is not { } plan)
            return EmitFailed(weighed.Plan.Failed!, weighed.FailedFile);
        return InternalFault.Guard(
            "writing", () => new EmittedClass(plan.Network.Class, Emission(plan, weighed.Weights)),
            fault => EmitFailed(Fail(FailedNetwork.Of(plan.Network, []), fault).Failed!, weighed.Weights?.File.FileName));
    }

    /// <summary>The file of a class that gets no further than its attributes.</summary>
    public static EmittedClass EmitFailed(FailedNetwork network, string? weightsFile) =>
        new(network.Class, SurfaceWriter.WriteFailed(network, weightsFile)) { Fault = network.Fault };

    /// <summary>All that is to be said about a declaration.</summary>
    public EquatableArray<DiagnosticInfo> Diagnose(NetworkDeclaration declaration, EquatableArray<WeightFile> files) =>
        InternalFault.Guard("checking", () =>
        {
            BoundNetwork bound = Binding(declaration);
            if (bound.Network is null)
                return bound.Diagnostics;
            DiagnosticInfo? memory = declaration.MaxMemory == long.MaxValue ? null : CheckMemory(Planning(bound.Network));
            return [.. bound.Diagnostics, .. memory is null ? [] : new[] { memory }, .. Weighing(bound.Network, files).Diagnostics];
        }, fault => [Complaint(declaration.Class, fault)]);

    /// <summary>All that is to be said about a block, whatever comes in.</summary>
    public static EquatableArray<LocatedDiagnostic> Diagnose(ParsedBlock block) =>
        block.Diagnostics.Count > 0 || !block.Declaration.IsWhole ? block.Diagnostics
        : InternalFault.Guard(
            "checking", () => Binder.Check(block.Declaration).Select(block.Spans.Locate).ToEquatableArray(),
            fault => [new(
                Descriptors.InternalFault.Id, block.Spans.Network.Attribute,
                new[] { block.Declaration.Name }.Concat(fault).ToEquatableArray())]);

    /// <summary>What is said about a class in which a stage failed.</summary>
    public static DiagnosticInfo Complaint(ClassIdentity identity, EquatableArray<string> fault) =>
        new(Descriptors.InternalFault.Id, DiagnosticTarget.OfClass(), new[] { identity.PlainName }.Concat(fault).ToEquatableArray());

    private static DiagnosticInfo? CheckMemory(Plan plan) => MemoryRule.Check(plan.Network, PredictionMemory.Of(plan));

    private static Staged<Network> Fail(FailedNetwork network, EquatableArray<string> fault) =>
        new(network with { Problems = [Complaint(network.Class, fault).Message], Fault = fault });

    private static EquatableArray<string> Messages(EquatableArray<DiagnosticInfo> diagnostics) =>
        diagnostics.Where(diagnostic => diagnostic.IsError).Select(diagnostic => diagnostic.Message).ToEquatableArray();
}

/// <summary>What a stage made of a network, or how far that came.</summary>
/// <param name="Value">What was made; null where the network failed.</param>
/// <param name="Failed">The network that failed; null otherwise.</param>
internal sealed record Staged<T>(T? Value, FailedNetwork? Failed) where T : class
{
    public Staged(T value) : this(value, null)
    {
    }

    public Staged(FailedNetwork failed) : this(null, failed)
    {
    }

    /// <summary>A network that failed, to a later stage.</summary>
    public Staged<TNext> As<TNext>() where TNext : class => new(null, Failed);
}

/// <summary>A generated file.</summary>
/// <param name="Class">The class that it belongs to.</param>
/// <param name="Text">Its text.</param>
internal sealed record EmittedClass(ClassIdentity Class, string Text)
{
    /// <summary>Where the compiler itself failed: the arguments of that message.</summary>
    public EquatableArray<string> Fault { get; init; }
}
