using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.Generator.Tests.Weights;

/// <summary>What the build leaves of a weight file in <c>obj/</c>, in memory.</summary>
internal sealed class WeightText(string text) : AdditionalText
{
    /// <summary>Where it is.</summary>
    public const string ListPath = "/project/obj/NetCompiler.NetworkWeights.txt";

    public override string Path => ListPath;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);

    /// <summary>A file that is not there.</summary>
    public static WeightText Missing(string network = "Net", string name = "net.safetensors") => new(Lines(network, name, -1, []));

    /// <summary>A file of these bytes.</summary>
    public static WeightText Of(byte[] file, string network = "Net", string name = "net.safetensors") =>
        new(Lines(network, name, file.Length, file));

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
            end +=
                parts[2].Split('x').Aggregate(size, (product, dimension) => product * int.Parse(dimension, CultureInfo.InvariantCulture));
            return $"\"{parts[0]}\":{{\"dtype\":\"{parts[1]}\",\"shape\":[{parts[2].Replace('x', ',')}],\"data_offsets\":[{begin},{end}]}}";
        });
        string json = "{" + string.Join(",", entries) + "}";
        return File(json, end);
    }

    private static string Lines(string network, string name, int length, byte[] header)
    {
        string[] names = [network, name, "/project/" + name, $"NetCompiler/{network}/{name}"];
        string fields = string.Join(' ', names.Select(text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text))));
        return $"NetCompiler weights 2\n{fields} {length.ToString(CultureInfo.InvariantCulture)} {Convert.ToBase64String(header)}\n";
    }
}
