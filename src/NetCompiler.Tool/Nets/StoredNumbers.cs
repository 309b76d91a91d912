using System.Buffers.Binary;

namespace NetCompiler.Tool.Nets;

/// <summary>How a file holds a number: little end first.</summary>
internal enum NumberFormat
{
    /// <summary>One byte, signed.</summary>
    Int8,

    /// <summary>One byte, also for truth values.</summary>
    UInt8,

    /// <summary>Two bytes, signed.</summary>
    Int16,

    /// <summary>Two bytes, unsigned.</summary>
    UInt16,

    /// <summary>IEEE's 16-bit float.</summary>
    Float16,

    /// <summary>The upper half of a 32-bit float.</summary>
    BFloat16,

    /// <summary>Four bytes, signed.</summary>
    Int32,

    /// <summary>Four bytes, unsigned.</summary>
    UInt32,

    /// <summary>IEEE's 32-bit float.</summary>
    Float32,

    /// <summary>Eight bytes, signed.</summary>
    Int64,

    /// <summary>Eight bytes, unsigned.</summary>
    UInt64,

    /// <summary>IEEE's 64-bit float.</summary>
    Float64,
}

/// <summary>Numbers that are made when they are asked for, of what a file holds: a file's weights take no more memory than the
/// file.</summary>
/// <param name="read">Makes them.</param>
internal sealed class StoredNumbers(Func<double[]> read)
{
    /// <summary>The numbers, made anew.</summary>
    public double[] Read() => read();

    /// <summary>Those that lie in bytes, one behind the other.</summary>
    public static StoredNumbers Of(ReadOnlyMemory<byte> bytes, NumberFormat format) => new(() =>
    {
        int size = SizeOf(format);
        ReadOnlySpan<byte> span = bytes.Span;
        double[] values = new double[span.Length / size];
        for (int i = 0; i < values.Length; i++)
            values[i] = At(span, i, format);
        return values;
    });

    /// <summary>The bytes of a number.</summary>
    public static int SizeOf(NumberFormat format) => format switch
    {
        NumberFormat.Int8 or NumberFormat.UInt8 => 1,
        NumberFormat.Int16 or NumberFormat.UInt16 or NumberFormat.Float16 or NumberFormat.BFloat16 => 2,
        NumberFormat.Int32 or NumberFormat.UInt32 or NumberFormat.Float32 => 4,
        _ => 8,
    };

    /// <summary>A number by its index; 64-bit floats hold all of the smaller types exactly.</summary>
    public static double At(ReadOnlySpan<byte> bytes, int index, NumberFormat format)
    {
        ReadOnlySpan<byte> at = bytes[(index * SizeOf(format))..];
        return format switch
        {
            NumberFormat.Float32 => BinaryPrimitives.ReadSingleLittleEndian(at),
            NumberFormat.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(at),
            NumberFormat.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
            NumberFormat.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
            NumberFormat.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
            NumberFormat.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(at),
            NumberFormat.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
            NumberFormat.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
            NumberFormat.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
            NumberFormat.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
            NumberFormat.Int8 => (sbyte)at[0],
            _ => at[0],
        };
    }
}
