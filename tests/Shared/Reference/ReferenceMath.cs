namespace NetCompiler.Tests;

/// <summary>The functions of the activations in double precision.</summary>
internal static class ReferenceMath
{
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>log(1 + eˣ), without overflow.</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Log1P(Math.Exp(-Math.Abs(x)));

    /// <summary>log(1 + x), exact for small x too (Kahan's correction).</summary>
    public static double Log1P(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }

    /// <summary>eˣ - 1, exact for small x too (Kahan's correction).</summary>
    public static double ExpM1(double x)
    {
        double power = Math.Exp(x);
        if (power == 1)
            return x;
        double less = power - 1;
        return less == -1 ? -1 : less * x / Math.Log(power);
    }

    /// <summary>erf x = 2/√π · exp(-x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·5···(2n+1)): all terms of one sign, so nothing cancels.</summary>
    public static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
            return Math.Sign(x);
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
            sum += term *= 2 * x * x / (2 * n + 1);
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>The standard normal distribution's density.</summary>
    public static double NormalDensity(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>The standard normal distribution function.</summary>
    public static double NormalDistribution(double x) => (1 + Erf(x / Math.Sqrt(2))) / 2;
}
