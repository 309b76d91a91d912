using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Export;

/// <summary>How many steps of each sample count, as what a layer of the file needs to leave the others out.</summary>
/// <param name="writer">The file.</param>
/// <param name="name">The input: a whole number of 32 bits for each sample.</param>
internal sealed class OnnxLengths(OnnxGraphWriter writer, string name)
{
    private readonly Dictionary<string, string> _made = new(StringComparer.Ordinal);

    /// <summary>The input, for the operators that take it.</summary>
    public string Name => name;

    /// <summary>The same in 64 bits.</summary>
    public string InLong() => Once("long", () => writer.Node("Cast", [name], ("to", OnnxGraphWriter.Int64)));

    /// <summary>The same as floats.</summary>
    public string InFloat() => Once("float", () => writer.Node("Cast", [name], ("to", OnnxGraphWriter.Float)));

    /// <summary>A sequence whose steps that count come in the opposite order.</summary>
    /// <param name="steps">Steps, the batch, features.</param>
    public string Reversed(string steps) => writer.Node("ReverseSequence", [steps, InLong()], ("time_axis", 0), ("batch_axis", 1));

    /// <summary>A value with another number in all steps that do not count.</summary>
    /// <param name="value">The batch, then dimensions of which one are the steps.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="otherwise">The number.</param>
    /// <param name="axes">The dimensions but the batch and the steps.</param>
    public string Only(string value, int steps, double otherwise, params int[] axes)
    {
        string counts = Once($"steps {steps} at {string.Join(' ', axes)}", () => Unsqueezed(writer.Node("Less", [
            writer.Constant(Tensor.OfIntegers(Enumerable.Range(0, steps).Select(step => (long)step))),
            writer.Node("Unsqueeze", [InLong(), writer.Integers(1)])]), axes));
        return writer.Node("Where", [counts, value, writer.Number(otherwise)]);
    }

    /// <summary>A value with another one in samples of which no step counts.</summary>
    /// <param name="value">The value.</param>
    /// <param name="otherwise">Stretched to it.</param>
    /// <param name="axes">Its dimensions but the batch.</param>
    public string UnlessNone(string value, string otherwise, params int[] axes)
    {
        string any = Once($"any at {string.Join(' ', axes)}", () => Unsqueezed(
            writer.Node("Greater", [InLong(), writer.Integers(0)]), axes));
        return writer.Node("Where", [any, value, otherwise]);
    }

    private string Unsqueezed(string truths, int[] axes) =>
        axes.Length == 0 ? truths : writer.Node("Unsqueeze", [truths, writer.Integers(axes)]);

    private string Once(string what, Func<string> make)
    {
        if (!_made.TryGetValue(what, out string? made))
            _made[what] = made = make();
        return made;
    }
}
