using CsCheck;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Parsing;
using Xunit;

namespace NetCompiler.Generator.Tests.Weights;

/// <summary>Whatever the bytes, the compiler's reader of headers says the same as the runtime's: a header with the same tensors, or that
/// there is none. Two readers, because the compiler runs where the runtime's JSON does not.</summary>
public sealed class WeightHeaderFuzzTests
{
    private static readonly byte[] Good = WeightText.File(
        """{"__metadata__":{"format":"NetCompiler","k\u00e9\"y":"\\ \/ \b\f\n\r\t"},"a/kernel":{"dtype":"F32","shape":[2,3]"""
            + ""","data_offsets":[0,24]}, "b" : { "shape" : [ ] , "dtype" : "BF16" , "data_offsets" : [24, 26] } """
            + ""","c":{"dtype":"F64","shape":[0,5],"data_offsets":[26,26]}}   """,
        26);

    [Fact]
    public void A_sound_header_is_read()
    {
        WeightHeader header = WeightHeaderParser.Parse(Good, Good.Length);
        Assert.Null(header.Problem);
        Assert.Equal(
            [new("a/kernel", "F32", [2, 3], 0, 24), new("b", "BF16", [], 24, 26), new("c", "F64", [0, 5], 26, 26)], header.Tensors);
        Assert.Equal((Good.Length, Good.Length - 26), (header.FileLength, header.Length));
        Assert.Equal(EmbeddedWeights.Hash(Good.AsSpan(0, header.Length)), header.Hash);
        Check(Good);
    }

    [Theory]
    [InlineData("{}", 0)]
    [InlineData(" {}", 0)]
    [InlineData("{} x", 0)]
    [InlineData("{\"a\":{}}", 0)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-0],\"data_offsets\":[0,0]}}", 0)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[01],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1,],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F6_E2M3\",\"shape\":[4],\"data_offsets\":[0,3]}}", 3)]
    [InlineData("{\"a\":{\"dtype\":\"F6_E2M3\",\"shape\":[3],\"data_offsets\":[0,2]}}", 2)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,9223372036854775807,0],\"data_offsets\":[0,0]}}", 0)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,0]}}", 0)]
    [InlineData("{\"\\ud800\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"\\ud83d\\ude00\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"\\u00\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"\\u+123\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"\\u004\0\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"\\u004G\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"\\u00aF\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0)]
    [InlineData("{\"__metadata__\":{\"a\":\"b\",\"a\":\"c\"}}", 0)]
    [InlineData("{\"__metadata__\":{},}", 0)]
    public void Corners(string json, int bytes) => Check(WeightText.File(json, bytes));

    [Fact]
    public void Truncated()
    {
        for (int length = 0; length < Good.Length; length++)
            Assert.False(Check(Good[..length]));
    }

    [Fact]
    public void With_changed_bytes() => Gen.Select(Gen.Int[0, Good.Length - 27], Gen.Byte).Array[1, 4].Sample(changes =>
    {
        byte[] file = [.. Good];
        foreach ((int at, byte value) in changes)
            file[at] = value;
        Check(file);
    }, iter: 20_000);

    [Fact]
    public void Of_random_bytes() => Gen.Byte.Array[0, 300].Sample(file => Assert.False(Check(file)), iter: 2000);

    [Fact]
    public void With_random_json() => OneOf(
            "{", "}", "[", "]", ",", ":", "\"", "\"dtype\"", "\"F32\"", "\"BF16\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"",
            "\"a\"", "0", "3", "-1", "1e9",
            "9223372036854775807", "99999999999999999999", "null", "true", " ", "\n", "\\u0000", "\u00e9", "\u0001")
        .Array[0, 40].Sample(parts => { Check(WeightText.File("{" + string.Concat(parts), 12)); }, iter: 10_000);

    [Fact]
    public void With_random_entries()
    {
        Gen<string> entry = Gen.Select(
            OneOf("a", "b", "c", "a\\u0062", "ab"), OneOf("F32", "F16", "BOOL", "C64", "F6_E2M3", "X"),
            Gen.OneOf(Gen.Long[0, 4], Gen.Long[0, 4], Gen.Long[0, long.MaxValue]).Array[0, 3], Gen.Long[0, 40], Gen.Long[0, 40],
            (name, type, shape, begin, end) =>
                $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{begin},{end}]}}");
        Gen.Select(entry.Array[0, 3], Gen.Int[0, 40]).Sample(
            (entries, bytes) => { Check(WeightText.File("{" + string.Join(',', entries) + "}", bytes)); }, iter: 10_000);
    }

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    /// <summary>Whether the file is sound; both readers must agree.</summary>
    private static bool Check(byte[] file)
    {
        WeightHeader header = WeightHeaderParser.Parse(file, file.Length);
        SafetensorsHeader? other = null;
        try
        {
            other = SafetensorsHeader.Read(new MemoryStream(file), "file", file.Length);
        }
        catch (NetworkFileException)
        {
        }
        Assert.Equal(other is null, header.Problem is not null);
        if (other is null)
            return false;
        Assert.Equal(other.DataStart, header.Length);
        Assert.Equal(
            other.Entries.Select(
                entry => $"{entry.Name} {entry.Type} {string.Join(',', entry.Shape)} {entry.Begin} {entry.End}")
                .Order(StringComparer.Ordinal),
            header.Tensors.Select(
                tensor => $"{tensor.Name} {tensor.Type} {string.Join(',', tensor.Shape)} {tensor.Begin} {tensor.End}")
                .Order(StringComparer.Ordinal));
        return true;
    }
}
