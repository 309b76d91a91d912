using System.Globalization;

namespace NetCompiler.Benchmarks.Generator;

/// <summary>The networks that the generator is timed with, as source text.</summary>
internal static class GeneratorSources
{
    public static IReadOnlyDictionary<string, string> ByName { get; } = new Dictionary<string, string>
    {
        ["8-32-32-4"] = Class("[Network(8)] [Dense(32), ReLU] [Dense(32), ReLU] [Dense(4)]"),
        ["784-512-512-10"] = Class("[Network(784)] [Dense(512), ReLU, Dropout(0.2)] [Dense(512), ReLU, Dropout(0.2)] [Dense(10), Softmax]"),
        ["200 layers"] = Class(
            "[Network(64)]"
                + string.Concat(
                    Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $" [Dense({17 + i}), ReLU]")))),
        ["50-layer CNN"] = Class(
            "[Network(32, 32, 3)]" + string.Concat(Enumerable.Range(0, 22).Select(i => string.Create(
                CultureInfo.InvariantCulture,
                $" [Conv2D({16 << (i / 8)}, 3, Padding = Padding.Same), ReLU]{(i is 7 or 15 ? " [MaxPool2D(2)]" : "")}")))
            + " [GlobalAveragePool] [Dense(64), ReLU] [Dense(10), Softmax]"),
    };

    private static string Class(string attributes) => $$"""
        using NetCompiler;
        namespace Project;
        {{attributes}}
        public sealed partial class Net;
        public static class Program
        {
            public static void Main() => System.Console.WriteLine(Net.Summary);
        }
        """;
}
