using Xunit;

namespace NetCompiler.Tests;

/// <summary>Networks with several inputs and outputs in training: columns by name, what is measured and how it is called,
/// weights.</summary>
[Collection(Allocation.Collection)]
public partial class PortTrainingTests
{
    private const int Count = 60;

    private static readonly float[] Images = [.. Enumerable.Range(0, Count * 6).Select(i => (float)Math.Sin(i * 0.7))];
    private static readonly float[] Speeds = [.. Enumerable.Range(0, Count).Select(i => (float)Math.Cos(i * 0.3))];
    private static readonly int[] Gears = [.. Enumerable.Range(0, Count).Select(i => i * 7 % 3)];
    private static readonly float[] Steerings = [.. Enumerable.Range(0, Count).Select(i => Images[i * 6] - Speeds[i])];

    private static Dataset Columns => Dataset.Create(Count).Input("image", Images).Input("speed", Speeds)
        .Targets("steering", Steerings).Labels("gear", Gears, 3).Build();

    /// <summary>The same samples as rows: inputs and targets in the order of the network.</summary>
    private static Dataset Rows
    {
        get
        {
            float[] inputs = [.. Enumerable.Range(0, Count).SelectMany(i => Images[(6 * i)..(6 * i + 6)].Append(Speeds[i]))];
            float[] targets = [.. Enumerable.Range(0, Count).SelectMany(i => Enumerable.Range(0, 3).Select(c =>
                Gears[i] == c ? 1f : 0).Append(Steerings[i]))];
            return Dataset.FromTargets(inputs, targets, Count);
        }
    }

    private static FitOptions Options(int seed = 3) => new()
    {
        Epochs = 3,
        BatchSize = 16,
        Seed = seed,
        Optimizer = new SGD { LearningRate = 0.05 }
    };

    [Fact]
    public void Figures_have_Keras_names_and_the_loss_is_the_weighted_sum()
    {
        var net = new Driver(1);
        History history = net.Fit(Columns, new FitOptions
        {
            Epochs = 1,
            Metrics = [Metric.Accuracy.On("gear"),
            Metric.MeanAbsoluteError.On("steering")],
            Validation = Columns
        });
        Assert.Equal(
            ["loss", "gear_loss", "steering_loss", "gear_accuracy", "steering_mean_absolute_error",
                "val_loss", "val_gear_loss", "val_steering_loss", "val_gear_accuracy", "val_steering_mean_absolute_error"],
            history.Names);
        Evaluation evaluation = net.Evaluate(Columns);
        Assert.Equal(["loss", "gear_loss", "steering_loss", "gear_accuracy"], evaluation.Names);
        Assert.Equal(evaluation["gear_loss"] + (double)0.1f * evaluation["steering_loss"], evaluation.Loss, 1e-9);
        float[] answers = new float[Count * 4];
        for (int i = 0; i < Count; i++)
            net.Predict([.. Images[(6 * i)..(6 * i + 6)], Speeds[i]], answers.AsSpan(4 * i, 4));
        Assert.Equal(Enumerable.Range(0, Count).Average(i => -Math.Log(answers[4 * i + Gears[i]])), evaluation["gear_loss"], 1e-5);
        Assert.Equal(Enumerable.Range(0, Count).Average(i => Math.Pow(answers[4 * i + 3] - (double)Steerings[i], 2)),
            evaluation["steering_loss"], 1e-5);
        Assert.Equal(Enumerable.Range(0, Count).Count(i => Largest(answers.AsSpan(4 * i, 3)) == Gears[i]) / (double)Count,
            evaluation["gear_accuracy"], 1e-6);
        net.Fit(Columns, new FitOptions
        {
            Epochs = 2,
            ValidationSplit = 0.2,
            Callbacks = [new EarlyStopping { Monitor = "val_gear_loss" },
            new ReduceLROnPlateau { Monitor = "gear_accuracy" }]
        });
    }

    [Fact]
    public void Columns_are_found_by_name_in_any_order_and_rows_are_the_same()
    {
        Driver one = new(1), two = new(1), three = new(1);
        one.Fit(Columns, Options());
        two.Fit(Dataset.Create(Count).Labels("gear", Gears, 3).Input("speed", Speeds).Targets("steering", Steerings).Input("image",
            Images).Build(), Options());
        three.Fit(Rows, Options());
        Assert.True(one.Compiled.Weights.SequenceEqual(two.Compiled.Weights));
        Assert.True(one.Compiled.Weights.SequenceEqual(three.Compiled.Weights));
        Assert.Equal(one.Evaluate(Columns)["gear_loss"], three.Evaluate(Rows)["gear_loss"]);
    }

    /// <summary>The order in which outputs are written says where an answer has them, and nothing else.</summary>
    [Fact]
    public void The_order_of_outputs_changes_no_bit()
    {
        Driver net = new(1);
        Turned turned = new(1);
        foreach (ParameterBlock block in net.Compiled.Info.Parameters)
            turned.SetParameter(block.Name, net.GetParameter(block.Name));
        net.Fit(Columns, Options());
        turned.Fit(Columns, Options());
        Assert.All(net.Compiled.Info.Parameters, block => Assert.Equal(net.GetParameter(block.Name), turned.GetParameter(block.Name)));
        Assert.Equal(["gear", "steering"], net.Compiled.Info.Outputs.Select(output => output.Name));
        Assert.Equal([("steering", 0), ("gear", 1)], turned.Compiled.Info.Outputs.Select(output => (output.Name, output.Offset)));
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(3, 16)]
    public void Threads_change_no_bit(int threads, int batch)
    {
        Driver one = new(1), other = new(1);
        one.Fit(Columns, new FitOptions { BatchSize = batch, Epochs = 2, MaxDegreeOfParallelism = 1 });
        other.Fit(Columns, new FitOptions { BatchSize = batch, Epochs = 2, MaxDegreeOfParallelism = threads, WorkPerThread = 1 });
        Assert.True(one.Compiled.Weights.SequenceEqual(other.Compiled.Weights));
    }

    [Fact]
    public void Views_keep_all_columns()
    {
        Dataset mixed = Columns.WithSampleWeights("gear", Speeds.Select(Math.Abs).ToArray()).Shuffle(5).Skip(3).Take(40);
        (Dataset first, Dataset last) = mixed.Split(0.25);
        Assert.Equal((30, 10), (first.Count, last.Count));
        float[] target = new float[4];
        for (int i = 0; i < first.Count; i++)
        {
            int source = Array.IndexOf(Speeds, first.Input("speed", i)[0]);
            Assert.Equal(Images.AsSpan(6 * source, 6), first.Input("image", i));
            Assert.Equal(Gears[source], first.Label("gear", i));
            first.CopyTarget(i, target);
            Assert.Equal(Steerings[source], target[0]);
            Assert.Equal(1, target[1 + Gears[source]]);
        }
        Assert.Equal(["image", "speed"], last.InputNames);
        Assert.Equal(["steering", "gear"], last.TargetNames);
        Assert.Throws<InvalidOperationException>(() => last.Label(0));
        Assert.Contains("\"image\", \"speed\"", Assert.Throws<ArgumentException>(() => last.Input("sped", 0).Length).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_or_unknown_is_named()
    {
        var net = new Driver(1);
        Refuse(
            "the inputs \"image\", \"speed\"; the data has columns \"image\", \"sped\": "
                + "\"speed\" is missing, and \"sped\" belongs to none",
            Dataset.Create(Count).Input("image", Images).Input("sped", Speeds).Targets("steering", Steerings).Labels("gear", Gears,
                3).Build());
        Refuse("outputs with a loss \"gear\", \"steering\"; the data has columns \"gear\": \"steering\" is missing",
            Dataset.Create(Count).Input("image", Images).Input("speed", Speeds).Labels("gear", Gears, 3).Build());
        Refuse("output \"gear\" has 3 numbers, for 3 classes; the data has 4 classes",
            Dataset.Create(Count).Input("image", Images).Input("speed", Speeds).Targets("steering", Steerings).Labels("gear", Gears,
                4).Build());
        Refuse("input \"speed\" takes 1 floats a sample; the data's column of that name has 6",
            Dataset.Create(Count).Input("image", Images).Input("speed", Images).Targets("steering", Steerings).Labels("gear", Gears,
                3).Build());
        Refuse("several outputs, \"gear\", \"steering\"; labels are for one", Dataset.FromLabels(new float[Count * 7], Gears, 3));
        Assert.Contains("\"gear\", \"steering\"", Assert.Throws<InvalidOperationException>(() => net.Classify(new float[7])).Message,
            StringComparison.Ordinal);
        Assert.Contains("are \"gear\", \"steering\"", Assert.Throws<ArgumentException>(() => net.Classify("geer", new float[7])).Message,
            StringComparison.Ordinal);
        Assert.Contains("\"gear\", \"steering\"", Assert.Throws<ArgumentException>(() => net.Evaluate(Columns,
            new EvaluateOptions { Metrics = [Metric.Accuracy.On("geer")] })).Message, StringComparison.Ordinal);

        void Refuse(string what, Dataset data) =>
            Assert.Contains(what, Assert.Throws<ArgumentException>(() => net.Fit(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Named_spans_are_the_row_and_allocate_nothing()
    {
        var net = new Driver(1);
        float[] row = net.Predict([.. Images[..6], Speeds[0], .. Images[6..12], Speeds[1]]), gear = new float[6], steering = new float[2];
        net.Predict(Images.AsSpan(0, 12), Speeds.AsSpan(0, 2), gear, steering);
        Assert.Equal([.. row[..3], .. row[4..7]], gear);
        Assert.Equal([row[3], row[7]], steering);
        Assert.Equal(Largest(gear.AsSpan(3)), net.Classify("gear", [.. Images[6..12], Speeds[1]]));
        float[] all = new float[Count * 3], turns = new float[Count];
        net.Predict(Images, Speeds, all, turns);
        Assert.Equal((gear[4], steering[1]), (all[4], turns[1]));
        Allocation.AssertNone(() => net.Predict(Images, Speeds, all, turns));
        Allocation.AssertNone(() => net.Predict(Images.AsSpan(0, 6), Speeds.AsSpan(0, 1), gear.AsSpan(0, 3), steering.AsSpan(0, 1)));
        Assert.Equal("speed", Assert.Throws<ArgumentException>(() => net.Predict(Images, Speeds.AsSpan(1), all, turns)).ParamName);
        Assert.Equal("image", Assert.Throws<ArgumentException>(() => net.Predict(Images.AsSpan(1), Speeds, all, turns)).ParamName);
        string message = Assert.Throws<ArgumentException>(() => net.Predict(Images, Speeds, all, turns.AsSpan(2))).Message;
        Assert.Contains(
            $"output \"steering\" has 1 floats a sample; for {Count} samples, as many as \"image\" has, that is {Count}, not {Count - 2}",
            message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_on_named_spans_is_one_on_rows_and_allocates_nothing()
    {
        Driver one = new(1), two = new(1);
        float[] gears = [.. Gears.SelectMany(gear => Enumerable.Range(0, 3).Select(c => c == gear ? 1f : 0))];
        float[] inputs = [.. Enumerable.Range(0, Count).SelectMany(i => Images[(6 * i)..(6 * i + 6)].Append(Speeds[i]))];
        float[] targets = [.. Enumerable.Range(0, Count).SelectMany(i => gears[(3 * i)..(3 * i + 3)].Append(Steerings[i]))];
        SGD rate = new(), other = new();
        Assert.Equal(one.TrainOnBatch(inputs, targets, rate), two.TrainOnBatch(Images, Speeds, gears, Steerings, other));
        Assert.True(one.Compiled.Weights.SequenceEqual(two.Compiled.Weights));
        Allocation.AssertNone(() => two.TrainOnBatch(Images, Speeds, gears, Steerings, other));
        Assert.Contains("several outputs", Assert.Throws<ArgumentException>(() => one.TrainOnBatch(inputs, Gears, rate)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Weights 0, 1 and 2: the divisor is the number of samples, and metrics do not ask.</summary>
    [Fact]
    public void Sample_weights_multiply_loss_and_gradient_and_no_divisor()
    {
        var net = new Line(1);
        net.SetParameter("dense_1/kernel", [2]);
        net.SetParameter("dense_1/bias", [0]);
        // Answers 2, 4, 6; errors 1, 2, 3.
        Dataset data = Dataset.FromTargets([1, 2, 3], [1, 2, 3], 3);
        Dataset weighted = data.WithSampleWeights([0, 1, 2]);
        Assert.Equal((1 + 4 + 9) / 3.0, net.Evaluate(data).Loss, 1e-6);
        Evaluation evaluation = net.Evaluate(weighted, new EvaluateOptions { Metrics = [Metric.MeanSquaredError] });
        Assert.Equal((0 + 4 + 2 * 9) / 3.0, evaluation.Loss, 1e-6);
        Assert.Equal((1 + 4 + 9) / 3.0, evaluation["mean_squared_error"], 1e-6);
        net.Fit(weighted, new FitOptions { Optimizer = new SGD { LearningRate = 1 }, BatchSize = 3 });
        // d/dw of weight (w x - t)² is 2 weight e x: (0 + 2·2·2 + 2·2·3·3) / 3; by the bias (0 + 2·2 + 2·2·3) / 3.
        Assert.Equal(2 - 44 / 3f, net.GetParameter("dense_1/kernel")[0], 1e-5);
        Assert.Equal(-16 / 3f, net.GetParameter("dense_1/bias")[0], 1e-5);
        Assert.Equal((4 + 18) / 3.0, net.Evaluate(new Func<Dataset>(() => { Reset(net); return weighted.Shuffle(3); })()).Loss, 1e-6);
        Assert.Throws<ArgumentException>(() => data.WithSampleWeights([1, 2]));
        Assert.Throws<ArgumentException>(() => data.WithSampleWeights([1, 2, -1]));
        Assert.Throws<ArgumentException>(() => data.WithSampleWeights([1, 2, float.NaN]));

        static void Reset(Line net)
        {
            net.SetParameter("dense_1/kernel", [2]);
            net.SetParameter("dense_1/bias", [0]);
        }
    }

    /// <summary>Labels, their ones and zeros, and probabilities mean the same class; evaluation does not ask.</summary>
    [Fact]
    public void Class_weights_count_in_training_alone()
    {
        float[] ones = [.. Gears.SelectMany(gear => Enumerable.Range(0, 3).Select(c => c == gear ? 1f : 0))];
        float[] soft = [.. Gears.SelectMany(gear => Enumerable.Range(0, 3).Select(c => c == gear ? 0.6f : 0.2f))];
        Dictionary<int, double> weights = new() { [0] = 0, [2] = 2 };
        float[] bySample = [.. Gears.Select(gear => gear switch { 0 => 0f, 2 => 2f, _ => 1f })];
        Dataset labels = Dataset.FromLabels(Images, Gears, 3);
        Gear counted = new(1), listed = new(1), hot = new(1), likely = new(1), likelyBySample = new(1);
        counted.Fit(labels.WithClassWeights(weights), Options());
        listed.Fit(labels.WithSampleWeights(bySample), Options());
        hot.Fit(Dataset.FromTargets(Images, ones, Count).WithClassWeights(weights), Options());
        Assert.True(counted.Compiled.Weights.SequenceEqual(listed.Compiled.Weights));
        Assert.True(counted.Compiled.Weights.SequenceEqual(hot.Compiled.Weights));
        likely.Fit(Dataset.FromTargets(Images, soft, Count).WithClassWeights(weights), Options());
        likelyBySample.Fit(Dataset.FromTargets(Images, soft, Count).WithSampleWeights(bySample), Options());
        Assert.True(likely.Compiled.Weights.SequenceEqual(likelyBySample.Compiled.Weights));
        Assert.Equal(counted.Evaluate(labels).Loss, counted.Evaluate(labels.WithClassWeights(weights)).Loss);
        Assert.NotEqual(counted.Evaluate(labels).Loss, counted.Evaluate(labels.WithSampleWeights(bySample)).Loss);
        Assert.Contains("no class 3; of 3 classes the numbers are 0 to 2", Assert.Throws<ArgumentException>(() =>
            labels.WithClassWeights(new Dictionary<int, double> { [3] = 1 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_are_an_outputs_own()
    {
        Driver gear = new(1), nothing = new(1);
        gear.Fit(Columns.WithSampleWeights("steering", new float[Count]), Options());
        Assert.Equal(new Driver(1).GetParameter("turn/kernel"), gear.GetParameter("turn/kernel"));
        Assert.NotEqual(new Driver(1).GetParameter("choose/kernel"), gear.GetParameter("choose/kernel"));
        nothing.Fit(Columns.WithSampleWeights("steering", new float[Count]).WithClassWeights("gear", new Dictionary<int,
            double>
        { [0] = 0, [1] = 0, [2] = 0 }), Options());
        Assert.True(new Driver(1).Compiled.Weights.SequenceEqual(nothing.Compiled.Weights));
    }

    [Fact]
    public void An_output_without_loss_needs_no_targets()
    {
        var net = new Seen(1);
        Assert.Equal((7, 3), (net.Compiled.Info.OutputLength, net.Compiled.Info.TargetLength));
        History history = net.Fit(Dataset.FromLabels(Images, Gears, 3), Options());
        Assert.Equal(["loss", "accuracy"], history.Names);
        float[] row = net.Predict(Images.AsSpan(0, 6)), seen = new float[4], answer = new float[3];
        net.Predict(Images.AsSpan(0, 6), seen, answer);
        Assert.Equal(row, seen.Concat(answer));
        Assert.Equal(Largest(answer), net.Classify(Images.AsSpan(0, 6)));
        Gear same = new(1);
        same.CopyWeightsFrom(new Seen(1));
        same.Fit(Dataset.FromLabels(Images, Gears, 3), Options());
        Assert.All(same.Compiled.Info.Parameters, block => Assert.Equal(same.GetParameter(block.Name), net.GetParameter(block.Name)));
    }

    /// <summary>The learned body stays, and so does a head.</summary>
    [Fact]
    public void Frozen_parts_stay_while_the_other_head_learns()
    {
        var net = new Driver(1);
        net.Freeze("body");
        net.Freeze("turn");
        net.Fit(Columns, Options());
        Driver fresh = new(1);
        foreach (string name in (string[])["body/kernel", "body/bias", "turn/kernel", "turn/bias"])
            Assert.Equal(fresh.GetParameter(name), net.GetParameter(name));
        Assert.NotEqual(fresh.GetParameter("choose/kernel"), net.GetParameter("choose/kernel"));
    }

    [Fact]
    public void Normalization_is_fitted_to_its_own_input_and_output()
    {
        var net = new Scaled(1);
        float[] heights = [.. Speeds.Select(speed => 100 + 20 * speed)];
        net.Compiled.Adapt(Dataset.Create(Count).Input("input", Images).Input("height", heights).Targets("gear", new float[Count * 2])
            .Targets("height_again", heights).Build());
        Assert.Equal(heights.Average(), net.GetParameter("norm/mean")[0], 1e-3);
        Assert.Equal(heights.Average(), net.GetParameter("back/mean")[0], 1e-3);
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            best = values[i] > values[best] ? i : best;
        return best;
    }

    [Network]
    [Input("image", 6), Input("speed", 1)]
    [Dense(8, Name = "body"), Tanh, Concat("speed", Name = "seen")]
    [Dense(3, Name = "choose"), Softmax, Output("gear")]
    [Dense(1, Name = "turn", From = "seen"), Output("steering", Weight = 0.1)]
    private sealed partial class Driver;

    [Network]
    [Input("image", 6), Input("speed", 1)]
    [Dense(8, Name = "body"), Tanh, Concat("speed", Name = "seen")]
    [Dense(3, Name = "choose"), Softmax(Name = "gears")]
    [Dense(1, Name = "turn", From = "seen")]
    [Output("steering", Weight = 0.1), Output("gear", From = "gears")]
    private sealed partial class Turned;

    [Network(1)]
    [Dense(1)]
    private sealed partial class Line;

    [Network(6)]
    [Dense(4), Tanh, Dense(3), Softmax]
    private sealed partial class Gear;

    [Network(6)]
    [Dense(4), Tanh, Output("seen", Loss = Loss.None), Dense(3), Softmax, Output("gear")]
    private sealed partial class Seen;

    [Network(6)]
    [Input("height", 1)]
    [Dense(2), Output("gear")]
    [Normalization(Name = "norm", From = "height"), Dense(4), Tanh, Dense(1), Normalization(Name = "back", Invert = true),
        Output("height_again")]
    private sealed partial class Scaled;
}
