using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>
/// One lane's arithmetic, written with operators so that a layer file reads as mathematics. The planner reads its cost and which values it
/// uses; the emitter prints it as vector code.
/// </summary>
internal abstract record Expression
{
    /// <summary>The input of an elementwise function, the prediction of a loss.</summary>
    public static readonly Expression X = new Variable("x");

    /// <summary>The output of an elementwise function.</summary>
    public static readonly Expression Y = new Variable("y");

    /// <summary>The loss's derivative by the output.</summary>
    public static readonly Expression Dy = new Variable("dy");

    /// <summary>The learned value of an elementwise function's own parameter.</summary>
    public static readonly Expression Alpha = new Variable("alpha");

    /// <summary>The mean of the data that an elementwise function is fitted to.</summary>
    public static readonly Expression DataMean = new Variable("mean");

    /// <summary>What it scales by for their deviation; see <see cref="FittedLayer"/>.</summary>
    public static readonly Expression DataScale = new Variable("scale");

    /// <summary>The target of a loss.</summary>
    public static readonly Expression T = new Variable("t");

    /// <summary>Input number <paramref name="input"/>, counted from 0, of a layer that merges several values.</summary>
    public static Expression In(int input) => new Variable($"x{input + 1}");

    /// <summary>Vector operations, roughly, to compute this once.</summary>
    public abstract int Cost { get; }

    /// <summary>How often <paramref name="variable"/> occurs.</summary>
    public abstract int Count(Expression variable);

    /// <summary>Whether <paramref name="variable"/> occurs.</summary>
    public bool Uses(Expression variable) => Count(variable) > 0;

    /// <summary>The same with <paramref name="replacement"/> for every <paramref name="variable"/>.</summary>
    public abstract Expression Replace(Expression variable, Expression replacement);

    public static implicit operator Expression(double value) => new Constant((float)value);

    public static Expression operator +(Expression a, Expression b) => new Binary("+", a, b);

    public static Expression operator -(Expression a, Expression b) => new Binary("-", a, b);

    public static Expression operator *(Expression a, Expression b) => new Binary("*", a, b);

    public static Expression operator /(Expression a, Expression b) => new Binary("/", a, b);

    public static Expression operator -(Expression a) => new Function("-", 1, [a]);

    /// <summary>All-ones lanes where a &gt; b: for <see cref="Where"/> and <see cref="And"/>.</summary>
    public static Expression operator >(Expression a, Expression b) => new Function("V.GreaterThan", 1, [a, b]);

    public static Expression operator <(Expression a, Expression b) => b > a;

    public static Expression operator >=(Expression a, Expression b) => new Function("V.GreaterThanOrEqual", 1, [a, b]);

    public static Expression operator <=(Expression a, Expression b) => b >= a;

    public static Expression Max(Expression a, Expression b) => new Function("V.Max", 1, [a, b]);

    public static Expression Min(Expression a, Expression b) => new Function("V.Min", 1, [a, b]);

    public static Expression Abs(Expression a) => new Function("V.Abs", 1, [a]);

    public static Expression And(Expression a, Expression b) => new Binary("&", a, b);

    /// <summary><paramref name="whenTrue"/> where the comparison <paramref name="condition"/> holds, else
    /// <paramref name="whenFalse"/>.</summary>
    public static Expression Where(Expression condition, Expression whenTrue, Expression whenFalse) =>
        new Function("V.ConditionalSelect", 1, [condition, whenTrue, whenFalse]);

    /// <summary>a·b + c, fused.</summary>
    public static Expression MultiplyAdd(Expression a, Expression b, Expression c) => new Function("V.MultiplyAdd", 1, [a, b, c]);

    /// <summary>A function of the runtime's VectorMath, by name; <paramref name="cost"/> is its number of vector operations.</summary>
    public static Expression VectorMath(string name, int cost, params Expression[] arguments) =>
        new Function("VectorMath." + name, cost, [.. arguments]);

    /// <summary>a, or 0 where |a| is so small that what is carried on would one day be a subnormal number.</summary>
    public static Expression Flush(Expression a) => VectorMath("Flush", 3, a);

    /// <summary>0 with probability <paramref name="rate"/>, else 1 / (1 - rate): a fresh number for every lane of every step, and the same
    /// one in the forward and the backward pass.</summary>
    public static Expression Mask(float rate) => new RandomMask(rate, PerChannel: false);

    /// <summary>The same with one number for all places of a channel of a sample: for layers that say
    /// <see cref="ElementwiseLayer.IsPerChannel"/>.</summary>
    public static Expression ChannelMask(float rate) => new RandomMask(rate, PerChannel: true);

    /// <summary>A number of the normal distribution with mean 0 and the given standard deviation, drawn as <see cref="Mask"/> is.</summary>
    public static Expression Noise(float deviation) => new RandomNoise(deviation);

    /// <summary>The same number in every lane.</summary>
    public sealed record Constant(float Value) : Expression
    {
        public override int Cost => 0;
        public override int Count(Expression variable) => 0;
        public override Expression Replace(Expression variable, Expression replacement) => this;
    }

    /// <summary>A value by its letter.</summary>
    public sealed record Variable(string Name) : Expression
    {
        public override int Cost => 0;
        public override int Count(Expression variable) => variable == this ? 1 : 0;
        public override Expression Replace(Expression variable, Expression replacement) => variable == this ? replacement : this;
    }

    /// <summary>Two operands and an operator of C#.</summary>
    public sealed record Binary(string Operator, Expression Left, Expression Right) : Expression
    {
        public override int Cost => 1 + Left.Cost + Right.Cost;
        public override int Count(Expression variable) => Left.Count(variable) + Right.Count(variable);
        public override Expression Replace(Expression variable, Expression replacement) =>
            new Binary(Operator, Left.Replace(variable, replacement), Right.Replace(variable, replacement));
    }

    /// <summary>A call; the name <c>-</c> is negation.</summary>
    public sealed record Function(string Name, int Operations, EquatableArray<Expression> Arguments) : Expression
    {
        public override int Cost => Operations + Arguments.Sum(argument => argument.Cost);
        public override int Count(Expression variable) => Arguments.Sum(argument => argument.Count(variable));
        public override Expression Replace(Expression variable, Expression replacement) =>
            new Function(Name, Operations, Arguments.Select(argument => argument.Replace(variable, replacement)).ToEquatableArray());
    }

    /// <summary>A random number, zero effect outside of training.</summary>
    public abstract record Random : Expression
    {
        public override int Count(Expression variable) => 0;
        public override Expression Replace(Expression variable, Expression replacement) => this;
    }

    /// <summary>See <see cref="Mask"/> and <see cref="ChannelMask"/>.</summary>
    public sealed record RandomMask(float Rate, bool PerChannel) : Random
    {
        public override int Cost => 12;
    }

    /// <summary>See <see cref="Noise"/>.</summary>
    public sealed record RandomNoise(float Deviation) : Random
    {
        public override int Cost => 60;
    }
}
