using System.Runtime.CompilerServices;
using NetCompiler.CompilerServices;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Parameters that change as a whole while others read them: edits, copies, averages.</summary>
[Collection(Allocation.Collection)]
public partial class WeightPublicationTests
{
    /// <summary>Only a test that fails waits so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public void An_edit_is_seen_when_it_is_disposed_and_not_before()
    {
        var net = new Target(1);
        float[] x = new float[Target.InputLength], before = net.Predict(x);
        float[] weights = net.Compiled.Weights.ToArray();
        WeightEdit edit = net.Compiled.EditWeights();
        Assert.Equal(weights, edit.Values.ToArray());
        edit.Values.Clear();
        Assert.Equal(weights, net.Compiled.Weights.ToArray());
        Assert.Equal(before, net.Predict(x));
        edit.Dispose();
        Assert.All(net.Compiled.Weights.ToArray(), weight => Assert.Equal(0, weight));
        Assert.True(edit.Values.IsEmpty);
        edit.Dispose();
        Assert.Equal(new float[Target.OutputLength], net.Predict(x));
    }

    [Fact]
    public void Nobody_trains_or_replaces_what_is_being_edited()
    {
        var net = new Target(1);
        float[] x = new float[Target.InputLength], t = new float[Target.OutputLength];
        WeightEdit edit = net.Compiled.EditWeights();
        string message = Assert.Throws<InvalidOperationException>(() => net.TrainOnBatch(x, t, new SGD())).Message;
        Assert.Contains("dispose what EditWeights gave first", message);
        Assert.Throws<InvalidOperationException>(() => net.SetParameter("dense_2/bias", t));
        Assert.Throws<InvalidOperationException>(() => net.CopyWeightsFrom(new Target(2)));
        edit.Dispose();
        net.TrainOnBatch(x, t, new SGD());
    }

    [Fact]
    public void Nothing_is_edited_while_it_is_trained()
    {
        var net = new SingleLayer(3, 2, Loss.MeanSquaredError);
        Exception? refusal = null;
        net.OnRows = (_, _) => refusal = Record.Exception(() => net.EditWeights().Dispose());
        Trainer.TrainOnBatch(net, new float[3], new float[2], new SGD());
        Assert.Contains("cannot be replaced now", Assert.IsType<InvalidOperationException>(refusal).Message);
    }

    /// <summary>Writers that alternate with whole weights of one value each; readers multiply by what was prepared from them and by the
    /// weight itself.</summary>
    [Fact]
    public void Predictions_are_of_one_publication_whoever_publishes_how_fast()
    {
        const int Publications = 20_000, Floats = 256;
        var code = new MeanCode(Floats);
        CompiledNetwork net = new(code, 1), one = new(code, 1), two = new(code, 1);
        Fill(one, 1);
        Fill(two, 2);
        net.CopyWeightsFrom(one);
        bool ends = false;
        var wrong = new List<float>();
        long read = 0;
        Thread[] readers = [.. Enumerable.Range(0, 3).Select(reader => new Thread(() =>
        {
            float[] x = [1, 1, 1], y = new float[3], copy = new float[Floats];
            int rows = reader == 0 ? 3 : 1;
            while (!Volatile.Read(ref ends))
            {
                net.Predict(x.AsSpan(0, rows), y.AsSpan(0, rows));
                net.Store.CopyTo(copy);
                Interlocked.Increment(ref read);
                foreach (float answer in y.AsSpan(0, rows))
                    if (answer is not (1 or 2))
                        lock (wrong)
                            wrong.Add(answer);
                if (copy.AsSpan().IndexOfAnyExcept(copy[0]) >= 0)
                    lock (wrong)
                        wrong.Add(float.NaN);
            }
        }))];
        foreach (Thread thread in readers)
            thread.Start();
        for (int i = 0; i < Publications; i++)
            net.CopyWeightsFrom(i % 2 == 0 ? two : one);
        Assert.True(SpinWait.SpinUntil(() => Interlocked.Read(ref read) > 100, Patience));
        Volatile.Write(ref ends, true);
        foreach (Thread thread in readers)
            thread.Join();
        Assert.Empty(wrong);
    }

    /// <summary>Bursts of publications that write their number to two places, each much shorter than a copy of all between. (The ends are
    /// no such places: what copies memory may begin with both.)</summary>
    [Fact]
    public void Copies_are_of_one_publication_however_long_they_take()
    {
        const int Floats = 1 << 20, Bursts = 60;
        ParameterStore store = new CompiledNetwork(new MeanCode(Floats), 1).Store;
        Publish(0);
        int bursts = 0, torn = 0;
        var writer = new Thread(() =>
        {
            for (int number = 1; Volatile.Read(ref bursts) < Bursts; Interlocked.Increment(ref bursts), Thread.Sleep(3))
                for (long start = Environment.TickCount64; Environment.TickCount64 - start < 3; number++)
                    Publish(number);
        });
        writer.Start();
        float[] copy = new float[Floats];
        while (Volatile.Read(ref bursts) < Bursts)
        {
            store.CopyTo(copy);
            torn += copy[0] == copy[Floats / 2] ? 0 : 1;
        }
        writer.Join();
        Assert.Equal(0, torn);

        void Publish(float number)
        {
            Span<float> values = store.BeginReplacing().Floats.Span;
            (values[0], values[Floats / 2]) = (number, number);
            store.Memory.Publish();
            store.Memory.EndReplacing();
        }
    }

    /// <summary>What a reader does that is overtaken each time: in the end it keeps publications up, and answers.</summary>
    [Fact]
    public void A_prediction_that_is_overtaken_again_and_again_ends()
    {
        var code = new MeanCode(16);
        CompiledNetwork net = new(code, 1), other = new(code, 1);
        Fill(net, 1);
        Fill(other, 2);
        int overtakings = 0;
        code.WhileForward = () =>
        {
            if (Record.Exception(() => net.CopyWeightsFrom(other)) is not null)
                return;
            overtakings++;
            net.CopyWeightsFrom(other);
        };
        Assert.Equal(2, net.Predict([1f])[0]);
        Assert.InRange(overtakings, 2, 4);
    }

    [Fact]
    public void Copies_are_the_others_weights_to_the_bit()
    {
        Target a = new(1), b = new(2);
        b.CopyWeightsFrom(a);
        Assert.Equal(a.Compiled.Weights.ToArray(), b.Compiled.Weights.ToArray());
        b.MoveTowards(new Target(3), 0);
        Assert.Equal(a.Compiled.Weights.ToArray(), b.Compiled.Weights.ToArray());
        b.MoveTowards(new Target(3), 1);
        Assert.Equal(new Target(3).Compiled.Weights.ToArray(), b.Compiled.Weights.ToArray());
        b.CopyWeightsFrom(b);
        Assert.Equal(new Target(3).Compiled.Weights.ToArray(), b.Compiled.Weights.ToArray());
    }

    [Fact]
    public void Moving_towards_others_is_the_formula_in_single_precision()
    {
        Target a = new(1), b = new(2);
        float[] from = b.Compiled.Weights.ToArray(), to = a.Compiled.Weights.ToArray();
        for (int step = 0; step < 3; step++)
        {
            b.MoveTowards(a, 0.25);
            for (int i = 0; i < from.Length; i++)
                from[i] = MathF.FusedMultiplyAdd(to[i] - from[i], 0.25f, from[i]);
            if (NetworkInfo.IsBitExact)
                Assert.Equal(from, b.Compiled.Weights.ToArray());
            else
                Assert.All(from.Zip(b.Compiled.Weights.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        }
        float[] padding = b.Compiled.Weights.ToArray();
        foreach (ParameterBlock block in b.Compiled.Info.Parameters)
            for (int row = 0; row < block.Rows; row++)
                padding.AsSpan(block.Offset + row * block.RowStride, block.Columns).Clear();
        Assert.All(padding, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Copying_moving_and_editing_allocate_nothing()
    {
        Target a = new(1), b = new(2);
        float[] x = new float[Target.InputLength], y = new float[Target.OutputLength];
        Allocation.AssertNone(() =>
        {
            b.CopyWeightsFrom(a);
            b.MoveTowards(a, 0.5);
            b.SetParameter("dense_2/bias", y);
            using (WeightEdit edit = b.Compiled.EditWeights())
                edit.Values[0] = 1;
            b.Predict(x, y);
        });
    }

    [Fact]
    public void Networks_of_other_layers_are_refused_with_the_first_difference()
    {
        INetwork other = new Smaller(1);
        float[] before = other.Compiled.Weights.ToArray();
        string message = Assert.Throws<ArgumentException>("source", () => other.CopyWeightsFrom(new Target(1))).Message;
        Assert.StartsWith(
            "Smaller and Target have different parameters: number 1 is dense_1/kernel (5, 4) here and dense_1/kernel (5, 8) there.",
            message);
        Assert.Throws<ArgumentNullException>("source", () => other.CopyWeightsFrom(null!));
        Assert.Throws<ArgumentOutOfRangeException>("tau", () => other.MoveTowards(new Smaller(2), 1.5));
        Assert.Throws<ArgumentOutOfRangeException>("tau", () => other.MoveTowards(new Smaller(2), double.NaN));
        Assert.Equal(before, other.Compiled.Weights.ToArray());
    }

    /// <summary>The twin that only predicts takes the weights of the one that learns.</summary>
    [Fact]
    public void A_network_for_inference_takes_the_weights_of_its_twin()
    {
        var learner = new Target(1);
        INetwork player = new Player(2);
        player.CopyWeightsFrom(learner);
        float[] x = [1, 2, 3, 4, 5];
        Assert.Equal(learner.Predict(x), player.Predict(x));
        Assert.Throws<InvalidOperationException>(() => player.Fit(Dataset.FromTargets(x, new float[3], 1)));
        Assert.Throws<InvalidOperationException>(() => player.GetGradient("dense_1/kernel"));
    }

    /// <summary>Averages of weights by publication: a state that training left is prepared anew, too.</summary>
    [Fact]
    public void What_predictions_prepare_follows()
    {
        Normed a = new(1), b = new(2);
        float[] x = new Samples(1).Normal(Normed.InputLength), t = new float[Normed.OutputLength];
        Assert.True(a.Compiled.Info.PreparedFloats > 0);
        b.Predict(x);
        b.CopyWeightsFrom(a);
        Assert.Equal(a.Predict(x), b.Predict(x));
        var optimizer = new SGD { LearningRate = 0.1 };
        a.TrainOnBatch(x, t, optimizer);
        b.CopyWeightsFrom(a);
        b.CopyWeightsFrom(a);
        Assert.Equal(a.Predict(x), b.Predict(x));
    }

    /// <summary>After warming up, the first calls of a thread allocate nothing that they do not return.</summary>
    [Fact]
    public void First_calls_after_warming_up_allocate_nothing()
    {
        const int Batch = 40;
        var optimizer = new Adam();
        long allocated = -1;
        float[] x = new float[Batch * Target.InputLength], y = new float[Batch * Target.OutputLength];
        int[] classes = new int[Batch];
        var thread = new Thread(() =>
        {
            INetwork net = new Target(1);
            net.WarmUp(Batch, optimizer);
            Assert.True(net.Gradients.IsEmpty);
            long before = GC.GetAllocatedBytesForCurrentThread();
            net.Predict(x, y);
            net.Classify(x, classes);
            net.Classify(x.AsSpan(0, Target.InputLength));
            net.TrainOnBatch(x, y, optimizer);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        thread.Start();
        thread.Join();
        // What a collection leaves of the thread's allocation context counts as allocated; the memory of a batch here is more.
        Assert.InRange(allocated, 0, 8192);
        Assert.Equal(1, optimizer.Steps);
    }

    [Fact]
    public void Warming_up_changes_nothing()
    {
        Normed warm = new(1), cold = new(1);
        float[] x = new Samples(1).Normal(3 * Normed.InputLength), t = new Samples(2).Normal(3 * Normed.OutputLength);
        warm.WarmUp(3, null);
        Assert.Equal(cold.Compiled.Weights.ToArray(), warm.Compiled.Weights.ToArray());
        Adam first = new(), second = new();
        warm.WarmUp(3, first);
        for (int step = 0; step < 3; step++)
            Assert.Equal(cold.TrainOnBatch(x, t, second), warm.TrainOnBatch(x, t, first));
        float[] gradients = warm.Gradients.ToArray();
        warm.WarmUp(3);
        Assert.Equal(gradients, warm.Gradients.ToArray());
        Assert.Equal(cold.Compiled.Weights.ToArray(), warm.Compiled.Weights.ToArray());
        new Player(1).WarmUp(5);
        Assert.Throws<ArgumentOutOfRangeException>("batchSize", () => warm.WarmUp(-1));
    }

    /// <summary>Code for any network does what the class's own members do.</summary>
    [Fact]
    public void The_interface_does_what_the_class_does()
    {
        Target net = new(1);
        INetwork any = new Target(1);
        float[] x = new Samples(1).Normal(4 * Target.InputLength), t = new Samples(2).Normal(4 * Target.OutputLength);
        Assert.Equal(net.Predict(x), any.Predict(x));
        int[] classes = new int[4], others = new int[4];
        net.Classify(x, classes);
        any.Classify(x, others);
        Assert.Equal(classes, others);
        Assert.Equal(net.Classify(x.AsSpan(0, 5)), any.Classify(x.AsSpan(0, 5)));
        Assert.Equal(net.ComputeGradients(x, t), any.ComputeGradients(x, t));
        Assert.Equal(net.Gradients.ToArray(), any.Gradients.ToArray());
        Assert.Equal(net.GetGradient("dense_1/bias"), any.GetGradient("dense_1/bias"));
        Assert.Equal(net.TrainOnBatch(x, t, new SGD()), any.TrainOnBatch(x, t, new SGD()));
        Dataset data = Dataset.FromTargets(x, t, 4);
        Assert.Equal(net.Fit(data, new FitOptions { Epochs = 2 })["loss"], any.Fit(data, new FitOptions { Epochs = 2 })["loss"]);
        Assert.Equal(net.Evaluate(data)["loss"], any.Evaluate(data)["loss"]);
        any.SetParameter("dense_1/bias", new float[8]);
        Assert.Equal(new float[8], any.GetParameter("dense_1/bias"));
        any.MoveTowards(net, 1);
        Assert.Equal(net.Compiled.Weights.ToArray(), any.Compiled.Weights.ToArray());
    }

    private static void Fill(CompiledNetwork network, float value)
    {
        using WeightEdit edit = network.EditWeights();
        edit.Values.Fill(value);
    }

    /// <summary>Answers with the mean of all weights and of all numbers prepared from them, which are their copies: a whole number where
    /// all are of one publication.</summary>
    private sealed class MeanCode(int floats) : NetworkCode(new NetworkInfo
    {
        Name = "Mean",
        Summary = "",
        InputShape = [1],
        OutputShape = [1],
        InputLength = 1,
        OutputLength = 1,
        Loss = Loss.MeanSquaredError,
        DecisionThreshold = 0.5f,
        Parameters = [new ParameterBlock("mean/weights", [floats], 0, 1, floats, floats, Initializer.Zeros, 1, 1)],
        WeightFloats = floats,
        PreparedFloats = floats,
        InputStride = 16,
        OutputStride = 16,
        InferenceFloatsPerRow = 16,
        InferenceRows = 8,
        TrainingFloatsPerRow = 16,
        TransposedFloats = 0,
        TransposeParts = [],
        WeightBlocks = [],
        MultiplyAdds = 1,
    })
    {
        internal Action? WhileForward { get; set; }

        public override void Forward(ref float weights, ref float prepared, ref float x, ref float y, ref float work, int rows)
        {
            float sum = 0;
            for (int i = 0; i < floats; i++)
                sum += Unsafe.Add(ref weights, i) + Unsafe.Add(ref prepared, i);
            WhileForward?.Invoke();
            for (int row = 0; row < rows; row++)
                Unsafe.Add(ref y, row) = sum / (2 * floats);
        }

        public override void Prepare(ref float weights, ref float prepared)
        {
            for (int i = 0; i < floats; i++)
                Unsafe.Add(ref prepared, i) = Unsafe.Add(ref weights, i);
        }
    }

    [Network(5)]
    [Dense(8), ReLU]
    [Dense(3)]
    private sealed partial class Target;

    [Network(5, Mode = NetworkMode.InferenceOnly)]
    [Dense(8), ReLU]
    [Dense(3)]
    private sealed partial class Player;

    [Network(5)]
    [Dense(4), ReLU]
    [Dense(3)]
    private sealed partial class Smaller;

    [Network(6, 6, 2)]
    [Conv2D(4, 3), BatchNorm, ReLU]
    [GlobalAveragePool, Dense(2)]
    private sealed partial class Normed;
}
