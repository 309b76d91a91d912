using System.Runtime.InteropServices;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>What is used of the C interface of XNNPACK as Debian 13 has it, of November 2024. Functions give a status, 0 for
/// success.</summary>
internal static unsafe partial class XnnPack
{
    /// <summary>A value outside of the graph's, and none.</summary>
    public const uint ExternalInput = 1, ExternalOutput = 2, None = uint.MaxValue;

    /// <summary>A kernel with the inputs as rows; an image read as a row.</summary>
    public const uint TransposeWeights = 1, Reshape2D = 4;

    public const int Tanh = 17;

    /// <summary>What may be read behind a tensor.</summary>
    public const int ExtraBytes = 128;

    private const string Library = "libXNNPACK.so.0.20241108";

    /// <summary>Why the library cannot be used; null if it can.</summary>
    public static string? Problem { get; } = !NativeLibrary.TryLoad(Library, out _)
        ? $"{Library} is not here (Debian 13: apt-get install libxnnpack0.20241108; run-with-torchsharp.sh has it in its root)"
        : Initialize(0) is not 0 and int status ? $"XNNPACK does not start here: status {status}" : null;

    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct ExternalValue(uint Id, nint Data);

    /// <summary>Ends what went wrong.</summary>
    public static void Check(int status)
    {
        if (status != 0)
            throw new NotSupportedException($"XNNPACK gave status {status}.");
    }

    [LibraryImport(Library, EntryPoint = "xnn_initialize")]
    private static partial int Initialize(nint allocator);

    [LibraryImport(Library, EntryPoint = "xnn_create_subgraph")]
    public static partial int CreateGraph(uint externalValues, uint flags, out nint graph);

    [LibraryImport(Library, EntryPoint = "xnn_define_tensor_value")]
    public static partial int DefineTensor(
        nint graph, int type, nuint rank, nuint[] sizes, float* data, uint externalId, uint flags, out uint id);

    [LibraryImport(Library, EntryPoint = "xnn_define_fully_connected")]
    public static partial int DefineDense(
        nint graph, float least, float most, uint input, uint kernel, uint bias, uint output, uint flags);

    [LibraryImport(Library, EntryPoint = "xnn_define_convolution_2d")]
    public static partial int DefineConvolution(
        nint graph, uint top, uint right, uint bottom, uint left, uint height, uint width, uint strideDown, uint strideRight,
        uint dilationDown, uint dilationRight, uint groups, nuint inputs, nuint outputs, float least, float most,
        uint input, uint kernel, uint bias, uint output, uint flags);

    [LibraryImport(Library, EntryPoint = "xnn_define_max_pooling_2d")]
    public static partial int DefineMaxPool(
        nint graph, uint top, uint right, uint bottom, uint left, uint height, uint width, uint strideDown, uint strideRight,
        uint dilationDown, uint dilationRight, float least, float most, uint input, uint output, uint flags);

    [LibraryImport(Library, EntryPoint = "xnn_define_average_pooling_2d")]
    public static partial int DefineAveragePool(
        nint graph, uint top, uint right, uint bottom, uint left, uint height, uint width, uint strideDown, uint strideRight,
        float least, float most, uint input, uint output, uint flags);

    [LibraryImport(Library, EntryPoint = "xnn_define_unary")]
    public static partial int DefineUnary(nint graph, int function, nint parameters, uint input, uint output, uint flags);

    [LibraryImport(Library, EntryPoint = "xnn_define_softmax")]
    public static partial int DefineSoftmax(nint graph, uint input, uint output, uint flags);

    [LibraryImport(Library, EntryPoint = "xnn_create_runtime_v2")]
    public static partial int CreateRuntime(nint graph, nint threads, uint flags, out nint runtime);

    [LibraryImport(Library, EntryPoint = "xnn_reshape_runtime")]
    public static partial int Reshape(nint runtime);

    [LibraryImport(Library, EntryPoint = "xnn_setup_runtime_v2")]
    public static partial int SetUp(nint runtime, nuint count, ExternalValue[] values);

    [LibraryImport(Library, EntryPoint = "xnn_invoke_runtime")]
    public static partial int Invoke(nint runtime);

    [LibraryImport(Library, EntryPoint = "xnn_delete_runtime")]
    public static partial int DeleteRuntime(nint runtime);

    [LibraryImport(Library, EntryPoint = "xnn_delete_subgraph")]
    public static partial int DeleteGraph(nint graph);
}
