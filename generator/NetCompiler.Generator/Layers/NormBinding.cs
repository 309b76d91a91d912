using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>What normalisations have in common.</summary>
internal static class NormBinding
{
    /// <summary>A learned number for every channel.</summary>
    public static ParameterSpec Tensor(Shape input, string tensor, string initializer)
    {
        int channels = input.Dimensions[input.Rank - 1];
        return new ParameterSpec(tensor, new Shape(channels), initializer, channels, channels) { OfInput = [0] };
    }

    /// <summary>γ and β, as far as there are any.</summary>
    public static EquatableArray<ParameterSpec> ScaleAndShift(Shape input, bool scale, bool center)
    {
        var tensors = new List<ParameterSpec>();
        if (scale)
            tensors.Add(Tensor(input, "gamma", "Ones"));
        if (center)
            tensors.Add(Tensor(input, "beta", "Zeros"));
        return tensors.ToEquatableArray();
    }

    /// <summary>What keeps the divisor from 0.</summary>
    public static float Epsilon(LayerContext context, float otherwise)
    {
        float epsilon = context.Single("Epsilon", otherwise);
        context.RequirePositive("Epsilon", epsilon);
        return epsilon;
    }

    /// <summary>Reports a normalisation over a single number.</summary>
    public static void RequireSeveral(LayerContext context, long count, string where)
    {
        if (count == 1)
            context.Report("NETC1040", null, context.Kind, context.Input.ToString(), where);
    }

    /// <summary>The numbers that divide the number of channels, for the reader: the first few, and itself.</summary>
    public static string Divisors(int channels)
    {
        int[] divisors = [.. Enumerable.Range(1, channels).Where(divisor => channels % divisor == 0)];
        return divisors.Length <= 8 ? string.Join(", ", divisors) : $"{string.Join(", ", divisors.Take(7))}, ... {channels}";
    }
}
