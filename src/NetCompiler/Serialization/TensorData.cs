using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
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
        for (int i = DecodeVectors(bytes[..(size * values.Length)], type, values); i < values.Length; i++)
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
                    BinaryPrimitives.WriteUInt16LittleEndian(
                        bytes[(sizeof(ushort) * i)..], (ushort)(bits + 0x7FFF + (bits >> 16 & 1) >> 16));
                    break;
                default:
                    BinaryPrimitives.WriteSingleLittleEndian(bytes[(sizeof(float) * i)..], values[i]);
                    break;
            }
        }
    }

    /// <summary>Writes finite numbers as multiples of their scales, at most 127 of them, rounded to nearest, ties to even; 0 where the
    /// scale is 0.</summary>
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
        ref float value = ref MemoryMarshal.GetReference(values), scale = ref MemoryMarshal.GetReference(scales[..values.Length]);
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.LoadUnsafe(ref value, (nuint)i) * Vector.LoadUnsafe(ref scale, (nuint)i)).StoreUnsafe(ref value, (nuint)i);
        for (; i < values.Length; i++)
            values[i] *= scales[i];
    }

    /// <summary>Expands whole vectors of small numbers; gives the number of those done.</summary>
    private static int DecodeVectors(ReadOnlySpan<byte> bytes, EmbeddedTensorType type, Span<float> values)
    {
        int done = 0;
        if (!BitConverter.IsLittleEndian)
            return done;
        ref byte source = ref MemoryMarshal.GetReference(bytes);
        ref float target = ref MemoryMarshal.GetReference(values);
        if (type is EmbeddedTensorType.F16 or EmbeddedTensorType.BF16)
        {
            for (; done <= values.Length - Vector<ushort>.Count; done += Vector<ushort>.Count)
            {
                Vector.Widen(
                    Vector.LoadUnsafe(ref Unsafe.As<byte, ushort>(ref source), (nuint)done), out Vector<uint> low, out Vector<uint> high);
                (type == EmbeddedTensorType.F16 ? HalfToSingle(low) : Vector.AsVectorSingle(low << 16)).StoreUnsafe(
                    ref target, (nuint)done);
                (type == EmbeddedTensorType.F16 ? HalfToSingle(high) : Vector.AsVectorSingle(high << 16)).StoreUnsafe(
                    ref target, (nuint)(done + Vector<float>.Count));
            }
        }
        else if (type == EmbeddedTensorType.I8)
        {
            for (; done <= values.Length - Vector<sbyte>.Count; done += Vector<sbyte>.Count)
            {
                Vector.Widen(
                    Vector.LoadUnsafe(ref Unsafe.As<byte, sbyte>(ref source), (nuint)done), out Vector<short> low, out Vector<short> high);
                Store(low, done, ref target);
                Store(high, done + Vector<short>.Count, ref target);
            }
        }
        return done;

        static void Store(Vector<short> numbers, int at, ref float target)
        {
            Vector.Widen(numbers, out Vector<int> low, out Vector<int> high);
            Vector.ConvertToSingle(low).StoreUnsafe(ref target, (nuint)at);
            Vector.ConvertToSingle(high).StoreUnsafe(ref target, (nuint)(at + Vector<float>.Count));
        }
    }

    /// <summary>Exponent and fraction move to a float's places, and the product corrects the exponent, of denormal numbers too; infinity
    /// and NaN get a float's exponent of them.</summary>
    private static Vector<float> HalfToSingle(Vector<uint> half)
    {
        Vector<uint> magnitude = (half & new Vector<uint>(0x7FFF)) << 13, sign = (half & new Vector<uint>(0x8000)) << 16;
        Vector<uint> number = Vector.AsVectorUInt32(Vector.AsVectorSingle(magnitude) * 5.192296858534828e33f);
        Vector<uint> unending = Vector.GreaterThanOrEqual(magnitude, new Vector<uint>(0x0F80_0000)) & new Vector<uint>(0x7F80_0000);
        return Vector.AsVectorSingle(number | unending | sign);
    }
}
