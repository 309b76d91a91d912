using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>The size rule of kernels: past it the JIT gives up optimising without a word. Over all generated code of this test
/// program.</summary>
public abstract partial class GeneratedCodeProof
{
    private const int MostBytes = 10 * 1024;
    private const int MostCalls = 150;

    private static readonly Dictionary<short, OpCode> OpCodes =
        typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The tests whose kernels a child process lists, as <c>--filter-class</c> takes them.</summary>
    protected abstract string[] Listed { get; }

    private static IEnumerable<MethodBase> GeneratedMethods =>
        from type in typeof(GeneratedCodeProof).Assembly.GetTypes()
        where type.Namespace == "NetCompiler.Generated"
        from method in type.GetMembers(
            BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .OfType<MethodBase>()
        where method.GetMethodBody() is not null && !method.IsConstructor
        select method;

    [Fact]
    public void Every_method_is_small()
    {
        int count = 0;
        foreach (MethodBase method in GeneratedMethods)
        {
            byte[] code = method.GetMethodBody()!.GetILAsByteArray()!;
            int calls = VectorCalls(method);
            count++;
            Claim.True(
                code.Length <= MostBytes,
                $"{method.DeclaringType}.{method.Name} has {code.Length:N0} bytes of IL, more than {MostBytes:N0}.");
            Claim.True(calls <= MostCalls, $"{method.DeclaringType}.{method.Name} has {calls} vector calls, more than {MostCalls}.");
        }
        Claim.True(count > 1000, $"Only {count} generated methods were found.");
    }

    [Fact]
    public void Every_method_with_a_loop_or_vectors_asks_for_full_optimisation()
    {
        foreach (MethodBase method in GeneratedMethods.Where(method => method.DeclaringType!.IsGenericType))
            Claim.True(
                (
                    method.MethodImplementationFlags & (
                        MethodImplAttributes.AggressiveOptimization | MethodImplAttributes.AggressiveInlining)) != 0,
                $"{method.DeclaringType}.{method.Name} would start at tier 0.");
    }

    /// <summary>A child process writes how each of its methods was compiled.</summary>
    [Fact]
    public async Task Every_method_is_compiled_fully_optimised()
    {
        string list = Path.GetTempFileName();
        try
        {
            (int exitCode, string output) = await ChildProcess.RunTests(
                new Dictionary<string, string> { ["DOTNET_JitStdOutFile"] = list, ["DOTNET_JitDisasmSummary"] = "1" },
                TestContext.Current.CancellationToken,
                ["--filter-class", .. Listed, "--progress", "off"]);
            // With such a list the runtime sometimes crashes while it exits, after the tests; that the tests passed is what counts here.
            Assert.True(exitCode == 0 || output.Contains("failed: 0", StringComparison.Ordinal), output);
            int kernels = 0;
            foreach (string line in await File.ReadAllLinesAsync(list, TestContext.Current.CancellationToken))
            {
                // A vector operation that is compiled by itself is called from somewhere: that method outgrew what the JIT inlines.
                Assert.False(Operation().IsMatch(line), line);
                if (!line.Contains("NetCompiler.Generated.", StringComparison.Ordinal) || !Kernel().IsMatch(line))
                    continue;
                kernels++;
                Assert.True(line.Contains("FullOpts", StringComparison.Ordinal), line);
            }
            Claim.True(kernels > 200, $"Only {kernels} kernels were listed.");
        }
        finally
        {
            File.Delete(list);
        }
    }

    /// <summary>A method of a generic type over a vector.</summary>
    [GeneratedRegex(@"\[NetCompiler\.Simd\.Simd\w+\]:")]
    private static partial Regex Kernel();

    [GeneratedRegex(@"NetCompiler\.Simd\.Simd(512|Vector):")]
    private static partial Regex Operation();

    /// <summary>Calls of the vector wrapper: those with a constrained type, in the method and in what stores its sums for it, which the JIT
    /// inlines.</summary>
    private static int VectorCalls(MethodBase method)
    {
        byte[] code = method.GetMethodBody()!.GetILAsByteArray()!;
        int calls = 0;
        bool isConstrained = false;
        for (int i = 0; i < code.Length;)
        {
            short value = code[i++];
            if (value == 0xFE)
                value = unchecked((short)(0xFE00 | code[i++]));
            OpCode operation = OpCodes[value];
            if (operation == System.Reflection.Emit.OpCodes.Constrained)
                calls++;
            else if (operation == System.Reflection.Emit.OpCodes.Call && !isConstrained
                && method.Module
                    .ResolveMethod(
                        BitConverter.ToInt32(code, i), method.DeclaringType!.GetGenericArguments(),
                        method.IsGenericMethod ? method.GetGenericArguments() : null) is { } called
                && called.Name.Contains("Store", StringComparison.Ordinal))
                calls += VectorCalls(called);
            isConstrained = operation == System.Reflection.Emit.OpCodes.Constrained;
            i += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, i),
                _ => 4,
            };
        }
        return calls;
    }
}
