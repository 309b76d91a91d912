namespace NetCompiler.Benchmarks.Startup;

/// <summary>The sources of the programs whose start is measured. Each makes one prediction, takes the time, and prints it: the monotonic
/// clock at the first prediction, which parent and child share; nanoseconds that getting the network took; bytes allocated; working
/// set.</summary>
internal static class StartupPrograms
{
    private const string Report = """
        static void Report(long first, TimeSpan load) => Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{first} {load.TotalNanoseconds:F0} {GC.GetTotalAllocatedBytes(precise: true)} {Environment.WorkingSet}"));
        """;

    /// <summary>Networks of several sizes inside one program; the argument names one, or none.</summary>
    public const string Networks = """
        using System.Diagnostics;
        using NetCompiler;

        long begin = Stopwatch.GetTimestamp();
        INetwork? net = args[0] switch
        {
            "Kilobytes" => Kilobytes.Pretrained,
            "Megabyte" => Megabyte.Pretrained,
            "Megabytes" => Megabytes.Pretrained,
            "MegabytesBFloat16" => MegabytesBFloat16.Pretrained,
            "MegabytesFloat16" => MegabytesFloat16.Pretrained,
            "MegabytesInt8" => MegabytesInt8.Pretrained,
            _ => null,
        };
        TimeSpan load = Stopwatch.GetElapsedTime(begin);
        if (net is not null)
            net.Compiled.Predict(new float[net.Compiled.Info.InputLength], new float[net.Compiled.Info.OutputLength]);
        Report(Stopwatch.GetTimestamp(), load);

        """ + Report + """


        [Network(32, Mode = NetworkMode.InferenceOnly), Dense(48), ReLU, Dense(16), ReLU, Dense(10), Softmax] partial class Kilobytes;
        [Network(784, Mode = NetworkMode.InferenceOnly), Dense(256), ReLU, Dense(200), ReLU, Dense(10), Softmax] partial class Megabyte;
        [Network(784, Mode = NetworkMode.InferenceOnly), Dense(3000), ReLU, Dense(3400), ReLU, Dense(10), Softmax] partial class Megabytes;
        [Network(784, Mode = NetworkMode.InferenceOnly), Dense(3000), ReLU, Dense(3400), ReLU, Dense(10), Softmax]
        partial class MegabytesBFloat16;
        [Network(784, Mode = NetworkMode.InferenceOnly), Dense(3000), ReLU, Dense(3400), ReLU, Dense(10), Softmax]
        partial class MegabytesFloat16;
        [Network(784, Mode = NetworkMode.InferenceOnly), Dense(3000), ReLU, Dense(3400), ReLU, Dense(10), Softmax]
        partial class MegabytesInt8;
        """;

    /// <summary>The recogniser with its weights inside.</summary>
    public const string Recogniser = """
        using System.Diagnostics;
        using NetCompiler;

        long begin = Stopwatch.GetTimestamp();
        Recogniser net = Recogniser.Pretrained;
        TimeSpan load = Stopwatch.GetElapsedTime(begin);
        net.Predict(new float[64], new float[10]);
        Report(Stopwatch.GetTimestamp(), load);

        """ + Report + """


        [Network(64, Mode = NetworkMode.InferenceOnly), Dense(256), ReLU, Dense(128), ReLU, Dense(10), Softmax] partial class Recogniser;
        """;

    /// <summary>The same network as an ONNX file inside the program.</summary>
    public const string Onnx = """
        using System.Diagnostics;
        using Microsoft.ML.OnnxRuntime;

        long begin = Stopwatch.GetTimestamp();
        using Stream stream = System.Reflection.Assembly.GetExecutingAssembly().GetManifestResourceStream("weights")!;
        byte[] model = new byte[stream.Length];
        stream.ReadExactly(model);
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(model, options);
        TimeSpan load = Stopwatch.GetElapsedTime(begin);
        using OrtValue x = OrtValue.CreateTensorValueFromMemory(new float[64], [1, 64]);
        using OrtValue y = OrtValue.CreateTensorValueFromMemory(new float[10], [1, 10]);
        using var run = new RunOptions();
        session.Run(run, ["x"], [x], ["y"], [y]);
        Report(Stopwatch.GetTimestamp(), load);

        """ + Report;

    /// <summary>The same network in TorchSharp, its weights a blob of floats inside the program.</summary>
    public const string Torch = """
        using System.Diagnostics;
        using System.Runtime.InteropServices;
        using TorchSharp;
        using static TorchSharp.torch;

        long begin = Stopwatch.GetTimestamp();
        using Stream stream = System.Reflection.Assembly.GetExecutingAssembly().GetManifestResourceStream("weights")!;
        byte[] weights = new byte[stream.Length];
        stream.ReadExactly(weights);
        set_num_threads(1);
        using var inference = inference_mode();
        int at = 0;
        Tensor Next(params long[] shape)
        {
            int count = (int)shape.Aggregate(1L, (product, size) => product * size);
            float[] values = MemoryMarshal.Cast<byte, float>(weights.AsSpan(at, 4 * count)).ToArray();
            at += 4 * count;
            return tensor(values, shape);
        }
        Tensor[] w = [Next(64, 256), Next(256), Next(256, 128), Next(128), Next(128, 10), Next(10)];
        TimeSpan load = Stopwatch.GetElapsedTime(begin);
        Tensor h = nn.functional.relu(matmul(zeros(1, 64), w[0]).add(w[1]));
        h = nn.functional.relu(matmul(h, w[2]).add(w[3]));
        float[] answer = nn.functional.softmax(matmul(h, w[4]).add(w[5]), 1).data<float>().ToArray();
        Report(Stopwatch.GetTimestamp(), load);

        """ + Report;
}
