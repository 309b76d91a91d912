using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the loops over single numbers: elementwise layers forward and backward.</summary>
internal static class LoopWriter
{
    public const string Optimized = "[MethodImpl(MethodImplOptions.AggressiveOptimization)]";

    /// <summary>For loops with elementary functions: inlined into a walk over layers, they would use up what the JIT inlines into one
    /// method, and the vector operations after that become calls.</summary>
    public const string Alone = "[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]";

    /// <summary>Prints <c>name(ref v{from}, [kept values], ref v{to}, [alphas], rows, [batch, first])</c> for the operations between two
    /// values of a stage. In training, values that the backward pass reads are stored on the way.</summary>
    public static void WriteForward(SourceWriter writer, Stage stage, ElementwiseRun run)
    {
        writer.Line();
        writer.Line($"// {(run.Operations(stage).Any() ? string.Join(", then ",
            run.Operations(stage).Select(operation => operation.Formula)) : "y = x")}");
        writer.Line(Alone);
        using (writer.Block($"private static void {run.Name}({run.Parameters(stage, "ref float ")}int rows{run.RandomParameters(stage)})"))
        {
            WriteRandomConstants(writer, stage, run);
            Pointer[] pointers = [.. Pointers(stage, run)];
            foreach (Pointer pointer in pointers)
                Start(writer, pointer.Name, pointer.Layout.Start);
            using (RowLoop(writer))
            {
                using (RunLoop(writer, stage, pointers))
                {
                    writer.Line($"V x = V.Load(ref v{run.From}, c);");
                    for (int i = run.From; i < run.To; i++)
                    {
                        var layer = (ElementwiseLayer)stage.Operations[i];
                        Expression forward = run.InTraining ? layer.TrainingForward : layer.Forward;
                        if (forward != Expression.X)
                        {
                            int operation = i;
                            WriteRandom(writer, stage, i, forward);
                            writer.Line($"x = {ExpressionPrinter.Print(forward, letter => LoadOf(stage, operation, letter) ?? letter)};");
                        }
                        if (i + 1 < run.To && run.InTraining && stage.Values[i + 1] != Buffer.None)
                            writer.Line($"V.Store(x, ref v{i + 1}, c);");
                    }
                    writer.Line($"V.Store(x, ref v{run.To}, c);");
                }
                foreach (Pointer pointer in pointers)
                    AdvanceSample(writer, pointer, stage);
            }
        }
    }

    /// <summary>Prints the backward pass of a run: dv holds the loss's derivative by v{to} and receives that by v{from}.</summary>
    public static void WriteBackward(SourceWriter writer, Stage stage, ElementwiseRun run)
    {
        writer.Line();
        writer.Line("// dy becomes dx");
        writer.Line(Alone);
        using (writer.Block($"private static void {run.Name}(ref float dv, {run.Parameters(stage, "ref float ")}int " +
            $"rows{run.RandomParameters(stage)})"))
        {
            WriteRandomConstants(writer, stage, run);
            Pointer[] pointers = [new("dv", stage.GradientLayout, stage.GradientLayout.Stride), .. Pointers(stage, run)];
            foreach (Pointer pointer in pointers)
                Start(writer, pointer.Name, pointer.Layout.Start);
            using (RowLoop(writer))
            {
                using (RunLoop(writer, stage, pointers))
                {
                    writer.Line("V dy = V.Load(ref dv, c);");
                    for (int i = run.To - 1; i >= run.From; i--)
                        WriteOperationBackward(writer, stage, run, i);
                    writer.Line("V.Store(dy, ref dv, c);");
                }
                foreach (Pointer pointer in pointers)
                    AdvanceSample(writer, pointer, stage);
                foreach (LearnedTensor alpha in run.LearnedTensors(stage))
                    Advance(writer, $"dalpha{alpha.Operation}", stage.Layout.Unbordered.Stride);
            }
        }
    }

    private static void WriteOperationBackward(SourceWriter writer, Stage stage, ElementwiseRun run, int operation)
    {
        var layer = (ElementwiseLayer)stage.Operations[operation];
        string Name(string letter) => letter switch
        {
            "x" => $"V.Load(ref v{operation}, c)",
            "y" => $"V.Load(ref v{operation + 1}, c)",
            _ => LoadOf(stage, operation, letter) ?? letter,
        };
        var loads = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string letter in new[] { "x", "y" })
        {
            if (!Epilogues.Reads(layer, letter == "x" ? Expression.X : Expression.Y))
                continue;
            loads[letter] = $"{letter}{operation}";
            writer.Line($"V {loads[letter]} = {Name(letter)};");
        }
        string Loaded(string letter) => loads.TryGetValue(letter, out string? local) ? local : Name(letter);
        if (layer.AlphaGradient is { } gradient)
            writer.Line($"V.Store({ExpressionPrinter.Print(gradient, Loaded)}, ref dalpha{operation}, {Flat(stage)});");
        // One value may be several operands: the first sets its gradient, the others add to it.
        foreach (Operand operand in run.OperandGradients(stage).Where(operand => operand.Operation == operation))
        {
            string value = ExpressionPrinter.Print(((JoinedMerge)layer).OperandBackward(operand.Input), Loaded);
            string sum = stage.Reads[operand.Read].Adds ? $"V.Load(ref d{operand.Name}, c) + " : "";
            writer.Line($"V.Store({(sum.Length > 0 ? $"{sum}({value})" : value)}, ref d{operand.Name}, c);".Replace("(dy)", "dy"));
        }
        if (layer.Backward == Expression.Dy)
            return;
        WriteRandom(writer, stage, operation, layer.Backward);
        writer.Line($"dy = {ExpressionPrinter.Print(layer.Backward, Loaded)};");
    }

    /// <summary>What the loop of a run walks over.</summary>
    private static IEnumerable<Pointer> Pointers(Stage stage, ElementwiseRun run) =>
    [
        .. run.Values(stage).Select(value => new Pointer($"v{value}", stage.Layout, stage.Stride)),
        .. run.Operands(stage).Select(operand =>
            new Pointer(operand.Name, stage.Reads[operand.Read].Layout, stage.Reads[operand.Read].Stride)),
        .. run.OperandGradients(stage).Select(operand =>
            new Pointer($"d{operand.Name}", stage.Reads[operand.Read].GradientLayout, stage.Reads[operand.Read].GradientLayout.Stride)),
    ];

    /// <summary>What stands for a letter that belongs to an operation, forward and backward; null for all others.</summary>
    private static string? LoadOf(Stage stage, int operation, string letter) => letter switch
    {
        "alpha" => $"V.Load(ref alpha{operation}, {Flat(stage)})",
        "mean" => $"V.Load(ref numbers{operation}, {Flat(stage)})",
        "scale" => $"V.Load(ref numbers{operation}, {stage.Fitted.Single(fitted => fitted.Operation == operation).Length} + {Flat(stage)})",
        "mask" or "noise" => $"{letter}{operation}",
        _ => stage.OperandsOf(operation).FirstOrDefault(operand => operand.Letter == letter) is { } operand
            ? $"V.Load(ref {operand.Name}, c)" : null,
    };

    /// <summary>What the random numbers of a run need, once a call. Each layer has a key of its own, by its name: other layers move
    /// nothing.</summary>
    private static void WriteRandomConstants(SourceWriter writer, Stage stage, ElementwiseRun run)
    {
        foreach ((int operation, Expression.Random random) in run.Randoms(stage))
        {
            writer.Line($"int key{operation} = unchecked(batch.RandomKey + 0x{KeyOf(stage.Operations[operation].Name):x8});");
            if (random is Expression.RandomMask mask)
            {
                writer.Line($"int threshold{operation} = RandomLanes.DropoutThreshold(batch.Dropout ? {Literal.Float(mask.Rate)} : 0f);");
                writer.Line($"float scale{operation} = batch.Dropout ? {Literal.Float(1 / (1 - mask.Rate))} : 1f;");
            }
            else if (random is Expression.RandomNoise noise)
            {
                writer.Line($"float deviation{operation} = batch.Dropout ? {Literal.Float(noise.Deviation)} : 0f;");
            }
        }
    }

    /// <summary>A positive number: FNV-1a over the name's letters.</summary>
    public static int KeyOf(string layer) =>
        (int)(layer.Aggregate(2166136261, (hash, letter) => unchecked((hash ^ letter) * 16777619)) & 0x7fffffff);

    /// <summary>Counts numbers, or channels: sample by sample.</summary>
    private static void WriteRandom(SourceWriter writer, Stage stage, int operation, Expression expression)
    {
        const string Sample = "(batch.FirstSample + first + row)";
        string counter = $"unchecked({Sample} * {stage.Runs * stage.RunLength} + {Flat(stage)})";
        switch (ElementwiseRun.RandomOf(expression))
        {
            case Expression.RandomMask mask:
                if (mask.PerChannel)
                    counter = $"unchecked({Sample} * {stage.Layout.Pitch} + " +
                        $"c{(stage.Layout.Height * stage.Layout.Width == 1 ? "" : $" % {stage.Layout.Pitch}")})";
                writer.Line($"V mask{operation} = RandomLanes.DropoutScale<V>(key{operation}, {counter}, threshold{operation}, " +
                    $"scale{operation});");
                break;
            case Expression.RandomNoise:
                writer.Line($"V noise{operation} = RandomLanes.Noise<V>(key{operation}, {counter}, deviation{operation});");
                break;
        }
    }

    internal static SourceWriter.Scope RowLoop(SourceWriter writer) => writer.Block("for (int row = 0; row < rows; row++)");

    internal static SourceWriter.Scope ColumnLoop(SourceWriter writer, int columns) =>
        writer.Block($"for (int c = 0; c < {columns}; c += V.Count)");

    internal static void Advance(SourceWriter writer, string name, int floats)
    {
        if (floats != 0)
            writer.Line($"{name} = ref Unsafe.Add(ref {name}, {floats});");
    }

    /// <summary>Steps over the border before the first pixel.</summary>
    internal static void Start(SourceWriter writer, string name, int floats) => Advance(writer, name, floats);

    /// <summary>A loop over the vectors of a sample; where there is a border, over those of every line.</summary>
    private static IDisposable RunLoop(SourceWriter writer, Stage stage, Pointer[] pointers)
    {
        if (stage.Runs == 1)
            return ColumnLoop(writer, stage.RunLength);
        SourceWriter.Scope lines = writer.Block($"for (int line = 0; line < {stage.Runs}; line++)");
        SourceWriter.Scope columns = ColumnLoop(writer, stage.RunLength);
        return new Closing(() =>
        {
            columns.Dispose();
            foreach (Pointer pointer in pointers)
                Advance(writer, pointer.Name, pointer.Layout.LinePitch);
            lines.Dispose();
        });
    }

    /// <summary>From behind the last line to the next sample's first.</summary>
    private static void AdvanceSample(SourceWriter writer, Pointer pointer, Stage stage) =>
        Advance(writer, pointer.Name, pointer.Stride - (stage.Runs == 1 ? 0 : stage.Runs * pointer.Layout.LinePitch));

    /// <summary>The number of a vector's first value in the sample, border aside.</summary>
    private static string Flat(Stage stage) => stage.Runs == 1 ? "c" : $"line * {stage.RunLength} + c";

    /// <summary>A reference that a loop moves.</summary>
    /// <param name="Name">The variable.</param>
    /// <param name="Layout">Where a sample's numbers lie behind it.</param>
    /// <param name="Stride">From sample to sample.</param>
    private sealed record Pointer(string Name, Layout Layout, int Stride);

    private sealed class Closing(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}
