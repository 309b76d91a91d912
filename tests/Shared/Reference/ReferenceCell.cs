namespace NetCompiler.Tests;

/// <summary>A recurrent cell as the textbook writes it, one step of one sample at a time, and the way back through it.</summary>
internal abstract class ReferenceCell(string name, string prefix, int inputs, RecurrentAttribute layer, int gates, bool hasRecurrentBias)
{
    /// <summary>The features of a step.</summary>
    protected int Inputs { get; } = inputs;

    /// <summary>The length of a part of the state.</summary>
    public int Units { get; } = layer.Units;

    /// <summary>The parts of the state.</summary>
    public virtual int StateLength => Units;

    protected ReferenceParameter Kernel { get; } = new($"{name}/{prefix}kernel", inputs, gates * layer.Units);

    protected ReferenceParameter Recurrent { get; } = new($"{name}/{prefix}recurrent_kernel", layer.Units, gates * layer.Units);

    protected ReferenceParameter? Bias { get; } = !layer.UseBias ? null
        : hasRecurrentBias ? new ReferenceParameter($"{name}/{prefix}bias", 2, gates * layer.Units)
        : new ReferenceParameter($"{name}/{prefix}bias", gates * layer.Units);

    /// <summary>The state before the first step; null for zeros.</summary>
    private ReferenceParameter? Initial { get; } =
        layer.InitialState ? new($"{name}/{prefix}initial_state", layer is LSTMAttribute ? 2 : 1, layer.Units) : null;

    public IReadOnlyList<ReferenceParameter> Parameters =>
        [.. new[] { Kernel, Recurrent, Bias, Initial }.OfType<ReferenceParameter>()];

    /// <summary>The state before the first step.</summary>
    public double[] First() => Initial is null ? new double[StateLength] : [.. Initial.Values];

    /// <summary>Adds what has come back to the first state to its gradient.</summary>
    public void BackToFirst(double[] dState)
    {
        for (int i = 0; Initial is not null && i < dState.Length; i++)
            Initial.Gradient[i] += dState[i];
    }

    /// <summary>The function of an activation, and its derivative by its input.</summary>
    protected static (Func<double, double> F, Func<double, double> Derivative) Of(Activation activation) => activation switch
    {
        Activation.Linear => (x => x, _ => 1),
        Activation.ReLU => (x => Math.Max(x, 0), x => x > 0 ? 1 : 0),
        Activation.Tanh => (Math.Tanh, x => 1 - Math.Tanh(x) * Math.Tanh(x)),
        Activation.Sigmoid => (ReferenceMath.Sigmoid, x => ReferenceMath.Sigmoid(x) * (1 - ReferenceMath.Sigmoid(x))),
        Activation.HardSigmoid => (x => Math.Clamp(x / 6 + 0.5, 0, 1), x => x is > -3 and < 3 ? 1.0 / 6 : 0),
        Activation.Softsign => (x => x / (1 + Math.Abs(x)), x => 1 / ((1 + Math.Abs(x)) * (1 + Math.Abs(x)))),
        Activation.SiLU => (x => x * ReferenceMath.Sigmoid(x),
            x => ReferenceMath.Sigmoid(x) * (1 + x * (1 - ReferenceMath.Sigmoid(x)))),
        Activation.GELU => (x => x * ReferenceMath.NormalDistribution(x),
            x => ReferenceMath.NormalDistribution(x) + x * ReferenceMath.NormalDensity(x)),
        _ => throw new NotSupportedException($"The reference has no {activation}."),
    };

    /// <summary>The next state, h first.</summary>
    public abstract double[] Step(double[] x, double[] state);

    /// <summary>From the derivative by the next state to those by x and by the state; adds to the gradients of the parameters.</summary>
    public abstract (double[] Dx, double[] DState) Back(double[] x, double[] state, double[] dNext);

    /// <summary>b + v M, of one gate.</summary>
    protected double[] Sum(double[] v, ReferenceParameter matrix, int gate, int biasRow)
    {
        double[] sums = new double[Units];
        int columns = matrix.Shape[1];
        for (int j = 0; j < Units; j++)
        {
            sums[j] = Bias is null || biasRow < 0 ? 0 : Bias.Values[biasRow * columns + gate * Units + j];
            for (int i = 0; i < v.Length; i++)
                sums[j] += v[i] * matrix.Values[i * columns + gate * Units + j];
        }
        return sums;
    }

    /// <summary>Adds v's outer product with the derivative by a gate's sums to the matrix's gradient, and gives the derivative by
    /// v.</summary>
    protected double[] BackSum(double[] v, double[] derivative, ReferenceParameter matrix, int gate, int biasRow)
    {
        double[] dv = new double[v.Length];
        int columns = matrix.Shape[1];
        for (int j = 0; j < Units; j++)
        {
            if (Bias is not null && biasRow >= 0)
                Bias.Gradient[biasRow * columns + gate * Units + j] += derivative[j];
            for (int i = 0; i < v.Length; i++)
            {
                matrix.Gradient[i * columns + gate * Units + j] += v[i] * derivative[j];
                dv[i] += matrix.Values[i * columns + gate * Units + j] * derivative[j];
            }
        }
        return dv;
    }

    protected static void Add(double[] sum, double[] more)
    {
        for (int i = 0; i < sum.Length; i++)
            sum[i] += more[i];
    }
}

/// <summary>h = a(x W + h U + b).</summary>
internal sealed class ReferenceSimpleRNN(string name, string prefix, int inputs, SimpleRNNAttribute layer)
    : ReferenceCell(name, prefix, inputs, layer, 1, false)
{
    private readonly (Func<double, double> F, Func<double, double> Derivative) _activation = Of(layer.Activation);

    public override double[] Step(double[] x, double[] state) => Array.ConvertAll(Sums(x, state), sum => _activation.F(sum));

    public override (double[] Dx, double[] DState) Back(double[] x, double[] state, double[] dNext)
    {
        double[] d = [.. Sums(x, state).Zip(dNext, (sum, dh) => dh * _activation.Derivative(sum))];
        return (BackSum(x, d, Kernel, 0, 0), BackSum(state, d, Recurrent, 0, -1));
    }

    private double[] Sums(double[] x, double[] state)
    {
        double[] sums = Sum(x, Kernel, 0, 0);
        Add(sums, Sum(state, Recurrent, 0, -1));
        return sums;
    }
}

/// <summary>i, f, o = σ(...), g = a(...), c = f c + i g, h = o a(c). The state is h, then c.</summary>
internal sealed class ReferenceLSTM(string name, string prefix, int inputs, LSTMAttribute layer)
    : ReferenceCell(name, prefix, inputs, layer, 4, false)
{
    private readonly (Func<double, double> F, Func<double, double> Derivative) _a = Of(layer.Activation),
        _s = Of(layer.RecurrentActivation);

    public override int StateLength => 2 * Units;

    public override double[] Step(double[] x, double[] state)
    {
        double[][] sums = Sums(x, state);
        double[] next = new double[2 * Units];
        for (int j = 0; j < Units; j++)
        {
            next[Units + j] = _s.F(sums[1][j]) * state[Units + j] + _s.F(sums[0][j]) * _a.F(sums[2][j]);
            next[j] = _s.F(sums[3][j]) * _a.F(next[Units + j]);
        }
        return next;
    }

    public override (double[] Dx, double[] DState) Back(double[] x, double[] state, double[] dNext)
    {
        double[][] sums = Sums(x, state), d = [.. sums.Select(_ => new double[Units])];
        double[] next = Step(x, state), dState = new double[2 * Units], dx = new double[x.Length];
        for (int j = 0; j < Units; j++)
        {
            double c = next[Units + j], dh = dNext[j];
            double dc = dNext[Units + j] + dh * _s.F(sums[3][j]) * _a.Derivative(c);
            d[0][j] = dc * _a.F(sums[2][j]) * _s.Derivative(sums[0][j]);
            d[1][j] = dc * state[Units + j] * _s.Derivative(sums[1][j]);
            d[2][j] = dc * _s.F(sums[0][j]) * _a.Derivative(sums[2][j]);
            d[3][j] = dh * _a.F(c) * _s.Derivative(sums[3][j]);
            dState[Units + j] = dc * _s.F(sums[1][j]);
        }
        double[] h = state[..Units];
        for (int gate = 0; gate < 4; gate++)
        {
            Add(dx, BackSum(x, d[gate], Kernel, gate, 0));
            double[] dh = BackSum(h, d[gate], Recurrent, gate, -1);
            for (int i = 0; i < Units; i++)
                dState[i] += dh[i];
        }
        return (dx, dState);
    }

    private double[][] Sums(double[] x, double[] state) => [.. Enumerable.Range(0, 4).Select(gate =>
    {
        double[] sums = Sum(x, Kernel, gate, 0);
        Add(sums, Sum(state[..Units], Recurrent, gate, -1));
        return sums;
    })];
}

/// <summary>z, r = σ(...), n = a(x W + b + r (h U + b)) or a(x W + b + (r h) U), h = z h + (1 - z) n.</summary>
internal sealed class ReferenceGRU(string name, string prefix, int inputs, GRUAttribute layer)
    : ReferenceCell(name, prefix, inputs, layer, 3, layer.ResetAfter)
{
    private readonly (Func<double, double> F, Func<double, double> Derivative) _a = Of(layer.Activation),
        _s = Of(layer.RecurrentActivation);

    private int RecurrentBias => layer.ResetAfter ? 1 : -1;

    public override double[] Step(double[] x, double[] state)
    {
        (double[] z, double[] _, double[] n, _) = Gates(x, state);
        return [.. Enumerable.Range(0, Units).Select(j => _s.F(z[j]) * state[j] + (1 - _s.F(z[j])) * _a.F(n[j]))];
    }

    public override (double[] Dx, double[] DState) Back(double[] x, double[] state, double[] dNext)
    {
        (double[] z, double[] r, double[] n, double[] inner) = Gates(x, state);
        double[] dz = new double[Units], dr = new double[Units], dn = new double[Units], dState = new double[Units];
        for (int j = 0; j < Units; j++)
        {
            dz[j] = dNext[j] * (state[j] - _a.F(n[j])) * _s.Derivative(z[j]);
            dn[j] = dNext[j] * (1 - _s.F(z[j])) * _a.Derivative(n[j]);
            dState[j] = dNext[j] * _s.F(z[j]);
        }
        if (layer.ResetAfter)
        {
            for (int j = 0; j < Units; j++)
                dr[j] = dn[j] * inner[j] * _s.Derivative(r[j]);
            Add(dState, BackSum(state, [.. dn.Zip(r, (d, sum) => d * _s.F(sum))], Recurrent, 2, RecurrentBias));
        }
        else
        {
            double[] dReset = BackSum(Reset(r, state), dn, Recurrent, 2, -1);
            for (int j = 0; j < Units; j++)
            {
                dr[j] = dReset[j] * state[j] * _s.Derivative(r[j]);
                dState[j] += dReset[j] * _s.F(r[j]);
            }
        }
        Add(dState, BackSum(state, dz, Recurrent, 0, RecurrentBias));
        Add(dState, BackSum(state, dr, Recurrent, 1, RecurrentBias));
        double[] dx = BackSum(x, dz, Kernel, 0, 0);
        Add(dx, BackSum(x, dr, Kernel, 1, 0));
        Add(dx, BackSum(x, dn, Kernel, 2, 0));
        return (dx, dState);
    }

    private double[] Reset(double[] r, double[] state) => [.. r.Zip(state, (sum, h) => _s.F(sum) * h)];

    /// <summary>The sums of all gates, and of the third what the state gives.</summary>
    private (double[] Z, double[] R, double[] N, double[] Inner) Gates(double[] x, double[] state)
    {
        double[] z = Sum(x, Kernel, 0, 0), r = Sum(x, Kernel, 1, 0), n = Sum(x, Kernel, 2, 0);
        Add(z, Sum(state, Recurrent, 0, RecurrentBias));
        Add(r, Sum(state, Recurrent, 1, RecurrentBias));
        double[] inner = layer.ResetAfter ? Sum(state, Recurrent, 2, RecurrentBias) : Sum(Reset(r, state), Recurrent, 2, -1);
        Add(n, layer.ResetAfter ? [.. inner.Zip(r, (sum, reset) => sum * _s.F(reset))] : inner);
        return (z, r, n, inner);
    }
}
