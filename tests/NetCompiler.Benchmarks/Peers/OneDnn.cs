using System.Runtime.InteropServices;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>What is used of the C interface of oneDNN 3.7, whose file Debian 13 names after 3.6. Functions give a status, 0 for
/// success.</summary>
internal static partial class OneDnn
{
    public const int ForwardInference = 96, Convolution = 3, MaxPool = 511, AveragePool = 1023, ReLU = 32, Tanh = 33, Softmax = 196608;

    /// <summary>Memory formats: whichever suits, then by the letters of the dimensions, outermost first.</summary>
    public const int Any = 1, A = 2, Ab = 3, Abcd = 5, Ba = 14, Bcda = 26;

    /// <summary>What a primitive's memory is for.</summary>
    public const int Source = 1, Target = 17, Weights = 33, Bias = 41;

    /// <summary>Which memory a primitive wants.</summary>
    public const int SourceWanted = 129, WeightsWanted = 131, TargetWanted = 133;

    private const string Library = "libdnnl.so.3.6";

    /// <summary>Why the library cannot be loaded; null if it can.</summary>
    public static string? Problem { get; } = NativeLibrary.TryLoad(Library, out _) ? null
        : $"{Library} is not here (Debian 13: apt-get install libdnnl3.6; run-with-torchsharp.sh has it in its root)";

    /// <summary>An argument of a primitive.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct Argument(int Kind, nint Memory);

    /// <summary>Ends what went wrong.</summary>
    public static void Check(int status)
    {
        if (status != 0)
            throw new NotSupportedException($"oneDNN gave status {status}.");
    }

    [LibraryImport(Library, EntryPoint = "dnnl_engine_create")]
    public static partial int CreateEngine(out nint engine, int kind, nuint index);

    [LibraryImport(Library, EntryPoint = "dnnl_stream_create")]
    public static partial int CreateStream(out nint stream, nint engine, uint flags);

    [LibraryImport(Library, EntryPoint = "dnnl_stream_wait")]
    public static partial int Wait(nint stream);

    [LibraryImport(Library, EntryPoint = "dnnl_memory_desc_create_with_tag")]
    public static partial int CreateLayout(out nint layout, int count, long[] sizes, int type, int format);

    [LibraryImport(Library, EntryPoint = "dnnl_memory_desc_equal")]
    public static partial int AreEqual(nint layout, nint other);

    [LibraryImport(Library, EntryPoint = "dnnl_memory_desc_get_size")]
    public static partial nuint Size(nint layout);

    [LibraryImport(Library, EntryPoint = "dnnl_memory_create")]
    public static partial int CreateMemory(out nint memory, nint layout, nint engine, nint handle);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_desc_query_md")]
    public static partial nint Wanted(nint description, int what, int index);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_create")]
    public static partial int CreatePrimitive(out nint primitive, nint description);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_execute")]
    public static partial int Execute(nint primitive, nint stream, int count, Argument[] arguments);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_attr_create")]
    public static partial int CreateAttributes(out nint attributes);

    [LibraryImport(Library, EntryPoint = "dnnl_post_ops_create")]
    public static partial int CreatePostOperations(out nint operations);

    [LibraryImport(Library, EntryPoint = "dnnl_post_ops_append_eltwise")]
    public static partial int AppendElementwise(nint operations, int function, float alpha, float beta);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_attr_set_post_ops")]
    public static partial int SetPostOperations(nint attributes, nint operations);

    [LibraryImport(Library, EntryPoint = "dnnl_reorder_primitive_desc_create")]
    public static partial int DescribeReorder(
        out nint description, nint source, nint sourceEngine, nint target, nint targetEngine, nint attributes);

    [LibraryImport(Library, EntryPoint = "dnnl_inner_product_forward_primitive_desc_create")]
    public static partial int DescribeDense(
        out nint description, nint engine, int kind, nint source, nint weights, nint bias, nint target, nint attributes);

    [LibraryImport(Library, EntryPoint = "dnnl_convolution_forward_primitive_desc_create")]
    public static partial int DescribeConvolution(
        out nint description, nint engine, int kind, int algorithm, nint source, nint weights, nint bias, nint target,
        long[] strides, long[] dilations, long[] before, long[] after, nint attributes);

    [LibraryImport(Library, EntryPoint = "dnnl_pooling_forward_primitive_desc_create")]
    public static partial int DescribePool(
        out nint description, nint engine, int kind, int algorithm, nint source, nint target,
        long[] strides, long[] window, long[] dilations, long[] before, long[] after, nint attributes);

    [LibraryImport(Library, EntryPoint = "dnnl_softmax_forward_primitive_desc_create")]
    public static partial int DescribeSoftmax(
        out nint description, nint engine, int kind, int algorithm, nint source, nint target, int axis, nint attributes);
}
