using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.Generator.Tests.Weights;

/// <summary>What the build leaves of a weight file in <c>obj/</c>, in memory, with the metadata that MSBuild would give it.</summary>
internal sealed class WeightText(string text, string network, string name) : AdditionalText
{
    public override string Path => $"/project/obj/weights/{network}/{name}.txt";

    public string Network => network;

    public string Name => name;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);

    /// <summary>A file that is not there.</summary>
    public static WeightText Missing(string network = "Net", string name = "net.safetensors") => new("NetCompiler weights 1\n-1\n", network, name);

    /// <summary>A file of these bytes.</summary>
    public static WeightText Of(byte[] file, string network = "Net", string name = "net.safetensors") =>
        new($"NetCompiler weights 1\n{file.Length.ToString(CultureInfo.InvariantCulture)}\n{Convert.ToBase64String(file)}\n", network, name);

    /// <summary>A safetensors file with this header and as many zero bytes behind it.</summary>
    public static byte[] File(string json, int bytes)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        byte[] file = new byte[8 + header.Length + bytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        return file;
    }

    /// <summary>A safetensors file of zeros with tensors as <c>name:type:2x3</c>.</summary>
    public static byte[] Tensors(params string[] tensors)
    {
        int end = 0;
        IEnumerable<string> entries = tensors.Select(tensor =>
        {
            string[] parts = tensor.Split(':');
            int size = parts[1] switch { "F64" => 8, "F32" or "I32" => 4, "I8" => 1, _ => 2 };
            int begin = end;
            end += parts[2].Split('x').Aggregate(size, (product, dimension) => product * int.Parse(dimension, CultureInfo.InvariantCulture));
            return $"\"{parts[0]}\":{{\"dtype\":\"{parts[1]}\",\"shape\":[{parts[2].Replace('x', ',')}],\"data_offsets\":[{begin},{end}]}}";
        });
        string json = "{" + string.Join(",", entries) + "}";
        return File(json, end);
    }

    /// <summary>The metadata of texts.</summary>
    public sealed class Options : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values([]);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => textFile is WeightText text
            ? new Values(new()
            {
                ["build_metadata.AdditionalFiles.NetCompilerNetwork"] = text.Network,
                ["build_metadata.AdditionalFiles.NetCompilerWeightsFile"] = "/project/" + text.Name,
                ["build_metadata.AdditionalFiles.NetCompilerWeightsName"] = text.Name,
                ["build_metadata.AdditionalFiles.NetCompilerWeightsResource"] = $"{text.Network}/{text.Name}",
            })
            : GlobalOptions;

        private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
        }
    }
}
