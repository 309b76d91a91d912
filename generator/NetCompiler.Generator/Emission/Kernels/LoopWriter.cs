using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the loops over single numbers: activations forward and backward, losses.</summary>
internal static class LoopWriter
{
    public const string Optimized = "[MethodImpl(MethodImplOptions.AggressiveOptimization)]";

    /// <summary>For loops with elementary functions: inlined into a walk over layers, they would use up what the JIT inlines into one method,
    /// and the vector operations after that become calls.</summary>
    public const string Alone = "[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]";

    /// <summary>Prints <c>name(ref v{from}, [kept values], ref v{to}, [alphas], rows, [batch, first])</c> for the operations between two values of a
    /// stage. In training, values that the backward pass reads are stored on the way.</summary>
    public static void WriteForward(SourceWriter writer, Stage stage, ElementwiseRun run)
    {
        writer.Line();
        writer.Line($"// {(run.Operations(stage).Any() ? string.Join(", then ", run.Operations(stage).Select(operation => operation.Formula)) : "y = x")}");
        writer.Line(Alone);
        using (writer.Block($"private static void {run.Name}({run.Parameters(stage, "ref float ")}int rows{run.RandomParameters(stage)})"))
        {
            WriteRandomConstants(writer, stage, run);
            foreach (int value in run.Values(stage))
                Start(writer, $"v{value}", stage.Layout.Start);
            using (RowLoop(writer))
            {
                using (RunLoop(writer, stage, run.Values(stage).Select(value => ($"v{value}", stage.Layout))))
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
                foreach (int value in run.Values(stage))
                    AdvanceSample(writer, $"v{value}", stage, stage.Layout);
            }
        }
    }

    /// <summary>Prints the backward pass of a run: dv holds the loss's derivative by v{to} and receives that by v{from}.</summary>
    public static void WriteBackward(SourceWriter writer, Stage stage, ElementwiseRun run)
    {
        writer.Line();
        writer.Line("// dy becomes dx");
        writer.Line(Alone);
        using (writer.Block($"private static void {run.Name}(ref float dv, {run.Parameters(stage, "ref float ")}int rows{run.RandomParameters(stage)})"))
        {
            WriteRandomConstants(writer, stage, run);
            Start(writer, "dv", stage.GradientLayout.Start);
            foreach (int value in run.Values(stage))
                Start(writer, $"v{value}", stage.Layout.Start);
            using (RowLoop(writer))
            {
                using (RunLoop(writer, stage, run.Values(stage).Select(value => ($"v{value}", stage.Layout)).Prepend(("dv", stage.GradientLayout))))
                {
                    writer.Line("V dy = V.Load(ref dv, c);");
                    for (int i = run.To - 1; i >= run.From; i--)
                    {
                        int operation = i;
                        var layer = (ElementwiseLayer)stage.Operations[i];
                        string Name(string letter) => letter switch
                        {
                            "x" => $"V.Load(ref v{operation}, c)",
                            "y" => $"V.Load(ref v{operation + 1}, c)",
                            _ => LoadOf(stage, operation, letter) ?? letter,
                        };
                        var loads = new Dictionary<string, string>(StringComparer.Ordinal);
                        foreach (string letter in new[] { "x", "y" })
                        {
                            Expression variable = letter == "x" ? Expression.X : Expression.Y;
                            if (!layer.Backward.Uses(variable) && !(layer.AlphaGradient?.Uses(variable) ?? false))
                                continue;
                            loads[letter] = $"{letter}{i}";
                            writer.Line($"V {loads[letter]} = {Name(letter)};");
                        }
                        string Loaded(string letter) => loads.TryGetValue(letter, out string? local) ? local : Name(letter);
                        if (layer.AlphaGradient is { } gradient)
                            writer.Line($"V.Store({ExpressionPrinter.Print(gradient, Loaded)}, ref dalpha{i}, {Flat(stage)});");
                        if (layer.Backward != Expression.Dy)
                        {
                            WriteRandom(writer, stage, i, layer.Backward);
                            writer.Line($"dy = {ExpressionPrinter.Print(layer.Backward, Loaded)};");
                        }
                    }
                    writer.Line("V.Store(dy, ref dv, c);");
                }
                AdvanceSample(writer, "dv", stage, stage.GradientLayout);
                foreach (int value in run.Values(stage))
                    AdvanceSample(writer, $"v{value}", stage, stage.Layout);
                foreach (LearnedTensor alpha in run.Alphas(stage))
                    Advance(writer, $"dalpha{alpha.Operation}", stage.Layout.Unbordered.Stride);
            }
        }
    }

    /// <summary>What stands for a letter that belongs to an operation, forward and backward; null for all others.</summary>
    private static string? LoadOf(Stage stage, int operation, string letter) => letter switch
    {
        "alpha" => $"V.Load(ref alpha{operation}, {Flat(stage)})",
        "mean" => $"V.Load(ref numbers{operation}, {Flat(stage)})",
        "scale" => $"V.Load(ref numbers{operation}, {stage.Fitted.Single(fitted => fitted.Operation == operation).Length} + {Flat(stage)})",
        "mask" or "noise" => $"{letter}{operation}",
        _ => null,
    };

    /// <summary>Prints a row layer's loop; backward, dv holds the derivative by its output and receives that by its input.</summary>
    public static void WriteRows(SourceWriter writer, Stage stage, int operation, bool backward)
    {
        var layer = (RowLayer)stage.Operations[operation];
        Layout layout = stage.Layout.As(layer.Input), gradient = stage.GradientLayout.As(layer.Input);
        string first = backward && !layer.ReadsInput ? "y" : "x", second = backward ? "dv" : "y";
        LearnedTensor[] alphas = [.. stage.LearnedOf(operation)], read = backward && layer.ReadsInput ? [.. stage.FirstTensor(operation)] : alphas;
        LearnedTensor[] sums = backward ? alphas : [];
        string parameters = string.Concat(read.Select(alpha => $"ref float {alpha.Parameter.Spec.Tensor}, ").Concat(sums.Select(alpha => $"ref float d{alpha.Parameter.Spec.Tensor}, ")));
        writer.Line();
        writer.Line(backward ? "// dy becomes dx" : $"// {layer.Formula}");
        writer.Line(Alone);
        using (writer.Block($"private static void {(backward ? "Backward" : "Row")}{operation}(ref float {first}, ref float {second}, {parameters}int rows)"))
        {
            (string Name, Layout Layout)[] pointers = [(first, layout), (second, backward ? gradient : layout)];
            foreach ((string name, Layout place) in pointers)
                Start(writer, name, place.Start);
            string call = RowCall(stage, layer, operation, backward, layout, gradient);
            using (RowLoop(writer))
            {
                foreach (LearnedTensor sum in sums)
                    writer.Line($"Rows.ClearPadding(ref d{sum.Parameter.Spec.Tensor}, 0, {sum.Stride});");
                if (layout.Height * layout.Width > 1 && !layer.TakesSamples)
                {
                    using (writer.Block($"for (int line = 0; line < {layout.Height}; line++)"))
                    {
                        using (writer.Block($"for (int pixel = 0; pixel < {layout.Width}; pixel++)"))
                        {
                            writer.Line(call);
                            foreach ((string name, Layout _) in pointers)
                                Advance(writer, name, layout.Pitch);
                        }
                        foreach ((string name, Layout place) in pointers)
                            Advance(writer, name, place.LinePitch - place.Width * place.Pitch);
                    }
                    foreach ((string name, Layout place) in pointers)
                        Advance(writer, name, place.Stride - place.Height * place.LinePitch);
                }
                else
                {
                    writer.Line(call);
                    foreach ((string name, Layout place) in pointers)
                        Advance(writer, name, place.Stride);
                }
                foreach (LearnedTensor sum in sums)
                    Advance(writer, $"d{sum.Parameter.Spec.Tensor}", sum.Stride);
            }
        }
    }

    /// <summary>The runtime's method for one row, or one sample.</summary>
    private static string RowCall(Stage stage, RowLayer layer, int operation, bool backward, Layout layout, Layout gradient)
    {
        bool isImage = layout.Height * layout.Width > 1 || layout.Border != Border.None || gradient.Border != Border.None;
        int stride = isImage ? layout.Pitch : stage.Stride;
        string method = $"{(layer.Tensors.Count > 0 ? "Norms" : "Rows")}.{(backward ? layer.BackwardMethod : layer.ForwardMethod)}<V>";
        string extent = !layer.TakesSamples ? $"{layout.Channels}, {stride}"
            : $"{layout.Channels}, {layout.Height}, {layout.Width}, {layout.Pitch}, {layout.LinePitch}{(backward ? $", {gradient.LinePitch}" : "")}";
        string settings = layer.Settings.Length == 0 ? "" : $", {layer.Settings}";
        string Tensor(string name, string prefix) => stage.LearnedOf(operation).Any(alpha => alpha.Parameter.Spec.Tensor == name) ? $"ref {prefix}{name}, " : "ref Unsafe.NullRef<float>(), ";
        if (!backward)
            return $"{method}(ref x, ref y, {string.Concat(layer.Tensors.Select(name => Tensor(name, "")))}{extent}{settings});";
        return layer.ReadsInput
            ? $"{method}(ref x, ref dv, {Tensor(layer.Tensors[0], "")}{string.Concat(layer.Tensors.Select(name => Tensor(name, "d")))}{extent}{settings});"
            : $"{method}(ref y, ref dv, ref dv, {extent});";
    }

    /// <summary>The class of the loss.</summary>
    public static string ObjectiveName(Plan plan) => $"{plan.Network.Class.Name}Objective";

    /// <summary>Prints the loss: each sample's value, and its derivative by the last stage's values times batch.Scale.</summary>
    public static void WriteObjective(SourceWriter writer, Plan plan)
    {
        Stage last = plan.AnswerOf(plan.Training);
        Objective objective = plan.Objective;
        LossForm form = objective.Form;
        // What an activation inside the loss reads lies elsewhere where the backward pass needs it.
        string reads = last.Output == Buffer.Outputs ? "y" : "z";
        writer.Line($"/// <summary>{Text.Xml(form.Formula)}</summary>");
        using (writer.Block($"file static class {ObjectiveName(plan)}<V> where V : struct, ISimd<V>"))
        {
            writer.Line(Alone);
            using (writer.Block("internal static void Run(TrainingBatch batch, int first, int rows)"))
            {
                if (reads != "y")
                    writer.Line($"ref float {reads} = ref {Address.Of(last.Output, last.Stride)};");
                writer.Line($"ref float y = ref Unsafe.Add(ref batch.Outputs.Start, first * {last.Stride});");
                writer.Line($"ref float t = ref Unsafe.Add(ref batch.Targets.Start, first * {last.Stride});");
                writer.Line($"ref float dy = ref {Address.Of(last.Gradient, last.Stride)};");
                writer.Line("ref float loss = ref Unsafe.Add(ref batch.Losses.Start, first);");
                using (RowLoop(writer))
                {
                    writer.Line(form.FusedMethod is { } method
                        ? $"loss = Rows.{method}<V>(ref {reads}, ref t, ref y, ref dy, {last.Length}, {last.Stride}, {Literal.Float(objective.Smoothing)}, batch.Scale);"
                        : $"loss = Sample({(reads == "y" ? "" : $"ref {reads}, ")}ref y, ref t, ref dy, batch.Scale);");
                    if (reads != "y")
                        Advance(writer, reads, last.Stride);
                    Advance(writer, "y", last.Stride);
                    Advance(writer, "t", last.Stride);
                    Advance(writer, "dy", last.Stride);
                    Advance(writer, "loss", 1);
                }
            }
            if (form.FusedMethod is null)
                WriteSampleLoss(writer, last, objective, reads == "y" ? "outputs" : reads);
        }
    }

    /// <summary>The loss of one sample. The values pass through dy, where their derivative follows.</summary>
    private static void WriteSampleLoss(SourceWriter writer, Stage last, Objective objective, string reads)
    {
        LossForm form = objective.Form;
        string score = objective.Fused is null ? "y" : "x";
        string count = Literal.Float(last.Length);
        writer.Line();
        writer.Line(Alone);
        using (writer.Block($"private static float Sample({(reads == "outputs" ? "" : $"ref float {reads}, ")}ref float outputs, ref float targets, ref float dy, float scale)"))
        {
            using (ColumnLoop(writer, last.RunLength))
            {
                WriteLoads();
                writer.Line($"V.Store({ExpressionPrinter.Print(form.Value, Name)}, ref dy, c);");
            }
            writer.Line($"Rows.ClearPadding(ref dy, {last.Length}, {last.Stride});");
            writer.Line($"float loss = Rows.Sum<V>(ref dy, {last.Stride}){(form.IsMean && last.Length > 1 ? $" / {count}" : "")};");
            writer.Line($"V factor = V.Broadcast(scale{(form.IsMean && last.Length > 1 ? $" / {count}" : "")});");
            using (ColumnLoop(writer, last.RunLength))
            {
                WriteLoads();
                if (objective.Fused is not null)
                    writer.Line("V.Store(y, ref outputs, c);");
                writer.Line($"V.Store(({ExpressionPrinter.Print(form.Gradient, Name)}) * factor, ref dy, c);");
            }
            writer.Line($"Rows.ClearPadding(ref dy, {last.Length}, {last.Stride});");
            writer.Line("return loss;");
        }

        void WriteLoads()
        {
            writer.Line($"V {score} = V.Load(ref {reads}, c), t = V.Load(ref targets, c);");
            if (objective.Fused is ElementwiseLayer fused)
                writer.Line($"V y = {ExpressionPrinter.Print(fused.Forward, Name)};");
            if (objective.Smoothing > 0)
                writer.Line($"t = t * V.Broadcast({Literal.Float(1 - objective.Smoothing)}) + V.Broadcast({Literal.Float(objective.Smoothing / 2)});");
        }

        string Name(string letter) => letter;
    }

    /// <summary>What the random numbers of a run need, once a call. Each layer has a key of its own, by its name: other layers move nothing.</summary>
    private static void WriteRandomConstants(SourceWriter writer, Stage stage, ElementwiseRun run)
    {
        foreach ((int operation, Expression.Random random) in run.Randoms(stage))
        {
            writer.Line($"int key{operation} = unchecked(batch.RandomKey + 0x{KeyOf(stage.Operations[operation].Name):x8});");
            if (random is Expression.RandomMask mask)
            {
                writer.Line($"int threshold{operation} = Rows.DropoutThreshold(batch.Dropout ? {Literal.Float(mask.Rate)} : 0f);");
                writer.Line($"float scale{operation} = batch.Dropout ? {Literal.Float(1 / (1 - mask.Rate))} : 1f;");
            }
            else if (random is Expression.RandomNoise noise)
            {
                writer.Line($"float deviation{operation} = batch.Dropout ? {Literal.Float(noise.Deviation)} : 0f;");
            }
        }
    }

    /// <summary>A positive number: FNV-1a over the name's letters.</summary>
    private static int KeyOf(string layer) => (int)(layer.Aggregate(2166136261, (hash, letter) => unchecked((hash ^ letter) * 16777619)) & 0x7fffffff);

    /// <summary>Counts numbers, or channels: sample by sample.</summary>
    private static void WriteRandom(SourceWriter writer, Stage stage, int operation, Expression expression)
    {
        const string Sample = "(batch.FirstSample + first + row)";
        string counter = $"unchecked({Sample} * {stage.Runs * stage.RunLength} + {Flat(stage)})";
        switch (ElementwiseRun.RandomOf(expression))
        {
            case Expression.RandomMask mask:
                if (mask.PerChannel)
                    counter = $"unchecked({Sample} * {stage.Layout.Pitch} + c{(stage.Layout.Height * stage.Layout.Width == 1 ? "" : $" % {stage.Layout.Pitch}")})";
                writer.Line($"V mask{operation} = Rows.DropoutScale<V>(key{operation}, {counter}, threshold{operation}, scale{operation});");
                break;
            case Expression.RandomNoise:
                writer.Line($"V noise{operation} = Rows.Noise<V>(key{operation}, {counter}, deviation{operation});");
                break;
        }
    }

    private static SourceWriter.Scope RowLoop(SourceWriter writer) => writer.Block("for (int row = 0; row < rows; row++)");

    private static SourceWriter.Scope ColumnLoop(SourceWriter writer, int columns) => writer.Block($"for (int c = 0; c < {columns}; c += V.Count)");

    private static void Advance(SourceWriter writer, string name, int floats)
    {
        if (floats != 0)
            writer.Line($"{name} = ref Unsafe.Add(ref {name}, {floats});");
    }

    /// <summary>Steps over the border before the first pixel.</summary>
    private static void Start(SourceWriter writer, string name, int floats) => Advance(writer, name, floats);

    /// <summary>A loop over the vectors of a sample; where there is a border, over those of every line.</summary>
    private static IDisposable RunLoop(SourceWriter writer, Stage stage, IEnumerable<(string Name, Layout Layout)> pointers)
    {
        if (stage.Runs == 1)
            return ColumnLoop(writer, stage.RunLength);
        SourceWriter.Scope lines = writer.Block($"for (int line = 0; line < {stage.Runs}; line++)");
        SourceWriter.Scope columns = ColumnLoop(writer, stage.RunLength);
        return new Closing(() =>
        {
            columns.Dispose();
            foreach ((string name, Layout layout) in pointers)
                Advance(writer, name, layout.LinePitch);
            lines.Dispose();
        });
    }

    /// <summary>From behind the last line to the next sample's first.</summary>
    private static void AdvanceSample(SourceWriter writer, string name, Stage stage, Layout layout) =>
        Advance(writer, name, layout.Stride - (stage.Runs == 1 ? 0 : stage.Runs * layout.LinePitch));

    /// <summary>The number of a vector's first value in the sample, border aside.</summary>
    private static string Flat(Stage stage) => stage.Runs == 1 ? "c" : $"line * {stage.RunLength} + c";

    private sealed class Closing(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}
