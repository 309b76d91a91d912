using NetCompiler;
using Shared;

namespace Sequences;

/// <summary>A hundred numbers from 0 to 1, two of which are marked: what is the sum of those? (Hochreiter and Schmidhuber, 1997.) To answer
/// 1 has the mean squared error 1/6; who does better remembers.</summary>
internal static class Adding
{
    private const int Batch = 64, Tests = 1000, Every = 50;
    private const double Guess = 1.0 / 6;

    /// <summary>Both learn from the same batches.</summary>
    /// <returns>Whether the LSTM came out no worse than the simple network.</returns>
    internal static bool Run(int batches, int seed, string output, Action<FormattableString> say, CancellationToken cancellation)
    {
        var random = new RandomSequence(seed);
        (float[] tests, float[] sums) = Draw(ref random, Tests);
        (INetwork Network, string Name, string Color, List<(double X, double Y)> Points)[] learners =
        [
            (new SimpleAdder(seed), "SimpleRNN(64)", "#2166ac", []), (new GatedAdder(seed), "LSTM(64)", "#d95f02", []),
        ];
        Adam[] optimizers = [Make(), Make()];
        for (int batch = 0; batch <= batches && !cancellation.IsCancellationRequested; batch++)
        {
            if (batch % Every == 0 || batch == batches)
                foreach (var learner in learners)
                    learner.Points.Add((batch, Error(learner.Network.Predict(tests), sums)));
            if (batch % 500 == 0)
                say($"{batch,5} batches: {learners[0].Points[^1].Y:0.0000} SimpleRNN, {learners[1].Points[^1].Y:0.0000} LSTM");
            (float[] inputs, float[] targets) = Draw(ref random, Batch);
            for (int i = 0; i < learners.Length; i++)
                learners[i].Network.TrainOnBatch(inputs, targets, optimizers[i]);
        }
        foreach (var learner in learners)
            say($"{learner.Name}: mean squared error {learner.Points[^1].Y:0.0000} on new sums; to answer 1 has {Guess:0.0000}.");
        string place = Path.Combine(output, "adding.svg");
        var picture = new CurvePicture("Two numbers of a hundred", "Mean squared error on 1,000 new sums; the line is that of answering 1",
            "batches of 64", batches, 0.25);
        picture.Level(Guess, "answering 1");
        foreach (var learner in learners)
            picture.Add(learner.Name, learner.Color, learner.Points);
        picture.Save(place);
        say($"The curves: {place}");
        return learners[1].Points[^1].Y <= 1.2 * learners[0].Points[^1].Y;

        static Adam Make() => new() { LearningRate = 0.002, ClipNorm = 1 };
    }

    private static (float[] Inputs, float[] Sums) Draw(ref RandomSequence random, int count)
    {
        float[] inputs = new float[count * SimpleAdder.InputLength], sums = new float[count];
        for (int sample = 0; sample < count; sample++)
        {
            Span<float> steps = inputs.AsSpan(sample * SimpleAdder.InputLength, SimpleAdder.InputLength);
            for (int i = 0; i < steps.Length; i += 2)
                steps[i] = (float)random.NextDouble();
            (int first, int second) = (random.Next(50), 50 + random.Next(50));
            steps[2 * first + 1] = steps[2 * second + 1] = 1;
            sums[sample] = steps[2 * first] + steps[2 * second];
        }
        return (inputs, sums);
    }

    private static double Error(float[] answers, float[] sums) =>
        answers.Zip(sums, (answer, sum) => Math.Pow(answer - sum, 2)).Average();
}

/// <summary>A number and its mark at each of a hundred steps.</summary>
[Network(100, 2)]
[SimpleRNN(64), Dense(1)]
internal sealed partial class SimpleAdder;

/// <summary>The same with gates.</summary>
[Network(100, 2)]
[LSTM(64), Dense(1)]
internal sealed partial class GatedAdder;
