using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NetCompiler;

/// <summary>The numbers of tensors as bytes, little-endian, and back.</summary>
internal static class TensorData
{
    /// <summary>What is behind a tensor's name in that of its scales.</summary>
    internal const string ScaleSuffix = ".scale";

    /// <summary>What can be read, for messages.</summary>
    internal const string Readable = "F32, F16, BF16, F64, and I8 with scales";

    /// <summary>The largest 8-bit number that is written.</summary>
    internal const int LargestByte = 127;

    /// <summary>The type of a name in a header; null if it cannot be read.</summary>
    internal static EmbeddedTensorType? TypeOf(string name) => name switch
    {
        "F32" => EmbeddedTensorType.F32,
        "F64" => EmbeddedTensorType.F64,
        "F16" => EmbeddedTensorType.F16,
        "BF16" => EmbeddedTensorType.BF16,
        "I8" => EmbeddedTensorType.I8,
        _ => null,
    };

    /// <summary>The size of a number in bytes.</summary>
    internal static int Size(EmbeddedTensorType type) => type switch
    {
        EmbeddedTensorType.F64 => sizeof(double),
        EmbeddedTensorType.F32 => sizeof(float),
        EmbeddedTensorType.I8 => sizeof(sbyte),
        _ => sizeof(ushort),
    };

    /// <summary>Reads as many numbers as <paramref name="values"/> takes. Those that no 32-bit float can hold become infinite.</summary>
    internal static void Decode(ReadOnlySpan<byte> bytes, EmbeddedTensorType type, Span<float> values)
    {
        if (type == EmbeddedTensorType.F32 && BitConverter.IsLittleEndian)
        {
            bytes[..(sizeof(float) * values.Length)].CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }
        int size = Size(type);
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)Decode(bytes[(size * i)..], type);
    }

    /// <summary>Reads one number, exactly.</summary>
    internal static double Decode(ReadOnlySpan<byte> bytes, EmbeddedTensorType type) => type switch
    {
        EmbeddedTensorType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        EmbeddedTensorType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        EmbeddedTensorType.BF16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        EmbeddedTensorType.I8 => (sbyte)bytes[0],
        _ => BinaryPrimitives.ReadSingleLittleEndian(bytes),
    };

    /// <summary>Writes finite numbers that the type can hold, rounded to nearest, ties to even.</summary>
    internal static void Encode(ReadOnlySpan<float> values, EmbeddedTensorType type, Span<byte> bytes)
    {
        for (int i = 0; i < values.Length; i++)
        {
            switch (type)
            {
                case EmbeddedTensorType.F16:
                    BinaryPrimitives.WriteHalfLittleEndian(bytes[(sizeof(ushort) * i)..], (Half)values[i]);
                    break;
                case EmbeddedTensorType.BF16:
                    uint bits = BitConverter.SingleToUInt32Bits(values[i]);
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes[(sizeof(ushort) * i)..], (ushort)(bits + 0x7FFF + (bits >> 16 & 1) >> 16));
                    break;
                default:
                    BinaryPrimitives.WriteSingleLittleEndian(bytes[(sizeof(float) * i)..], values[i]);
                    break;
            }
        }
    }

    /// <summary>Writes finite numbers as multiples of their scales, at most 127 of them, rounded to nearest, ties to even; 0 where the scale is 0.</summary>
    internal static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> scales, Span<byte> bytes)
    {
        for (int i = 0; i < values.Length; i++)
        {
            double multiple = scales[i] == 0 ? 0 : Math.Round((double)values[i] / scales[i], MidpointRounding.ToEven);
            bytes[i] = (byte)(sbyte)Math.Clamp(multiple, -LargestByte, LargestByte);
        }
    }

    /// <summary>Multiplies 8-bit numbers by the scales of their columns.</summary>
    internal static void Scale(Span<float> values, ReadOnlySpan<float> scales)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] *= scales[i];
    }
}
