namespace NetCompiler.Tests;

/// <summary>The optimizers of Keras 3, each number on its own, in double precision. Starts with no steps taken and empty
/// memories.</summary>
internal abstract class ReferenceOptimizer
{
    private readonly Dictionary<ReferenceParameter, double[][]> _memories = [];

    /// <summary>How many steps have been taken, this one included.</summary>
    protected int Steps { get; private set; }

    /// <summary>Moves every parameter by its gradient.</summary>
    public void Step(ReferenceNetwork network)
    {
        Steps++;
        foreach (ReferenceParameter parameter in network.Parameters)
        {
            if (!_memories.TryGetValue(parameter, out double[][]? memory))
                _memories[parameter] = memory = [new double[parameter.Values.Length], new double[parameter.Values.Length]];
            for (int i = 0; i < parameter.Values.Length; i++)
                Step(ref parameter.Values[i], parameter.Gradient[i], ref memory[0][i], ref memory[1][i]);
        }
    }

    protected abstract void Step(ref double w, double g, ref double first, ref double second);

    public sealed class SGD(double rate, double momentum = 0, bool nesterov = false) : ReferenceOptimizer
    {
        protected override void Step(ref double w, double g, ref double m, ref double unused)
        {
            m = momentum * m - rate * g;
            w += nesterov ? momentum * m - rate * g : m;
        }
    }

    public sealed class RMSprop(double rate, double rho = 0.9, double epsilon = 1e-7) : ReferenceOptimizer
    {
        protected override void Step(ref double w, double g, ref double v, ref double unused)
        {
            v = rho * v + (1 - rho) * g * g;
            w -= rate * g / Math.Sqrt(v + epsilon);
        }
    }

    public sealed class Adam(double rate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7) : ReferenceOptimizer
    {
        protected override void Step(ref double w, double g, ref double m, ref double v)
        {
            m = beta1 * m + (1 - beta1) * g;
            v = beta2 * v + (1 - beta2) * g * g;
            double alpha = rate * Math.Sqrt(1 - Math.Pow(beta2, Steps)) / (1 - Math.Pow(beta1, Steps));
            w -= alpha * m / (Math.Sqrt(v) + epsilon);
        }
    }

    public sealed class Adadelta(double rate, double rho = 0.95, double epsilon = 1e-7) : ReferenceOptimizer
    {
        protected override void Step(ref double w, double g, ref double a, ref double d)
        {
            a = rho * a + (1 - rho) * g * g;
            double delta = Math.Sqrt(d + epsilon) / Math.Sqrt(a + epsilon) * g;
            d = rho * d + (1 - rho) * delta * delta;
            w -= rate * delta;
        }
    }
}
