using NetCompiler;

namespace Bits;

/// <summary>Inputs that come to the same bits on every machine.</summary>
internal static class Inputs
{
    /// <summary>A number from -2 to 2, a multiple of 1/1000 to single precision.</summary>
    private static float Number(int index)
    {
        uint h = (uint)index * 2654435761;
        h = (h ^ h >> 15) * 0x2C1B3C6D;
        h ^= h >> 12;
        return ((int)(h % 4001) - 2000) / 1000f;
    }

    /// <summary>The first of an endless row of numbers from -2 to 2.</summary>
    public static float[] Numbers(int count)
    {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
            numbers[i] = Number(i);
        return numbers;
    }

    /// <summary>Makes class numbers and lengths of the inputs that are such.</summary>
    public static float[] Whole(NetworkInfo info, float[] inputs)
    {
        foreach (ClassInput numbers in info.ClassInputs)
        {
            InputPort port = info.Inputs[numbers.Input];
            for (int first = port.Offset; first < inputs.Length; first += info.InputLength)
                foreach (ref float number in inputs.AsSpan(first, port.Length))
                    number = (int)((number + 3) * 1000) % numbers.Classes;
        }
        return inputs;
    }
}
