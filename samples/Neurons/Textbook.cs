using NetCompiler;

namespace Neurons;

/// <summary>The units in the order of the textbook; each method shows one and draws its decision region.</summary>
internal sealed class Textbook(DirectoryInfo pictures)
{
    private static readonly float[] Corners = [0, 0, 0, 1, 1, 0, 1, 1];

    internal IEnumerable<Lesson> Lessons()
    {
        yield return Gate("AND", [1, 1], -1.5f, [0, 0, 0, 1]);
        yield return Gate("OR", [1, 1], -0.5f, [0, 1, 1, 1]);
        yield return Not();
        yield return Perceptron();
        (Dataset blobs, float[] inputs, int[] labels) = OverlappingClasses();
        yield return Linear(blobs, inputs, labels);
        yield return Logistic(blobs, inputs, labels);
        yield return DeltaRule(blobs, inputs, labels);
        yield return XorByHand();
        yield return XorByOneUnit();
        yield return XorByHiddenLayer();
        yield return new Recollection(Path.Combine(pictures.FullName, "hopfield.svg")).Recall();
    }

    /// <summary>A threshold unit computes AND and OR: the line w · x + b = 0 parts the corners.</summary>
    private Lesson Gate(string name, float[] weights, float bias, int[] truth)
    {
        var net = new ThresholdUnit();
        net.Compiled.SetParameter("dense_1/kernel", weights);
        net.Compiled.SetParameter("dense_1/bias", bias);

        var answers = new int[4];
        net.Classify(Corners, answers);
        Draw(net, name.ToLowerInvariant(), $"{name}: a threshold unit", $"y = 1 where x₁ + x₂ > {-bias}", Corners, truth);
        return new Lesson($"Threshold {name}", Table(answers), $"is {Table(truth)}", answers.SequenceEqual(truth));
    }

    /// <summary>With a negative weight the unit negates.</summary>
    private Lesson Not()
    {
        var net = new ThresholdUnitOfOne();
        net.Compiled.SetParameter("dense_1/kernel", -1);
        net.Compiled.SetParameter("dense_1/bias", 0.5f);

        var answers = new int[2];
        net.Classify([0, 1], answers);
        Draw(net, "not", "NOT: a threshold unit", "y = 1 where -x₁ > -0.5", [0, 1], [1, 0]);
        return new Lesson("Threshold NOT", Table(answers), "is 1 0", answers is [1, 0]);
    }

    /// <summary>Rosenblatt's rule w += (t - o) x changes nothing where the answer is right. If a line parts the classes, it comes to rest
    /// after at most (R / γ)² mistakes (Novikoff, 1962): R the longest sample (1, x), γ the margin of any line that parts them.</summary>
    private Lesson Perceptron()
    {
        (float[] inputs, int[] labels, double mostMistakes) = SeparableClasses();
        var net = new ThresholdUnit();
        var rule = new SGD { LearningRate = 1 };

        int mistakes = 0, epochs = 0, mistakesOfEpoch;
        Console.WriteLine("The perceptron rule, from zero weights:");
        do
        {
            mistakesOfEpoch = 0;
            for (int i = 0; i < labels.Length; i++)
            {
                ReadOnlySpan<float> x = inputs.AsSpan(2 * i, 2);
                if (net.Classify(x) != labels[i])
                    mistakesOfEpoch++;
                net.TrainOnBatch(x, [labels[i]], rule);
            }
            mistakes += mistakesOfEpoch;
            (double w1, double w2, double b) = Weights(net);
            Console.WriteLine($"  epoch {++epochs}: {mistakesOfEpoch,2} updates, w = ({w1,6:F2}, {w2,6:F2}), b = {b,4:F0}");
        }
        while (mistakesOfEpoch > 0 && mistakes <= mostMistakes);

        Draw(net, "perceptron", "Perceptron", $"{mistakes} updates in {epochs} epochs, then at rest", inputs, labels);
        return new Lesson("Perceptron", $"at rest after {mistakes} updates, accuracy {Accuracy(net, inputs, labels):P0}",
            $"at rest after at most (R/γ)² = {mostMistakes:F0}",
            mistakesOfEpoch == 0 && mistakes <= mostMistakes && Accuracy(net, inputs, labels) == 1);
    }

    /// <summary>Gradient descent on the squared error ends where the normal equations Xᵀ X w = Xᵀ t say.</summary>
    private Lesson Linear(Dataset data, float[] inputs, int[] labels)
    {
        var net = new LinearUnit();
        net.Fit(data, new FitOptions { Epochs = 300, BatchSize = data.Count, Optimizer = new SGD { LearningRate = 0.2 } });

        var (w1, w2, b) = ClosedForm.LeastSquares(inputs, labels);
        double distance = Distance(Weights(net), (w1, w2, b));
        Evaluation score = net.Evaluate(data, new EvaluateOptions { Metrics = [Metric.Accuracy] });
        Draw(
            net, "linear", "Linear unit: least squares", $"mean squared error {score.Loss:F4}, accuracy {score.Accuracy:P1}", inputs,
            labels);
        return new Lesson("Linear unit", $"MSE {score.Loss:F4}, accuracy {score.Accuracy:P1}",
            $"is the closed form: off by {distance:0.0e+0}", distance < 1e-5);
    }

    /// <summary>Cross-entropy has one minimum, the maximum-likelihood fit; Newton's method gives it independently.</summary>
    private Lesson Logistic(Dataset data, float[] inputs, int[] labels)
    {
        var net = new LogisticUnit();
        net.Fit(data, new FitOptions { Epochs = 1000, BatchSize = data.Count, Optimizer = new SGD { LearningRate = 1, Momentum = 0.9 } });

        double distance = Distance(Weights(net), ClosedForm.MaximumLikelihood(inputs, labels));
        Evaluation score = net.Evaluate(data);
        Draw(
            net, "logistic", "Logistic unit: cross-entropy", $"cross-entropy {score.Loss:F4}, accuracy {score.Accuracy:P1}", inputs,
            labels);
        return new Lesson("Logistic unit", $"cross-entropy {score.Loss:F4}, accuracy {score.Accuracy:P1}",
            $"is Newton's maximum likelihood: off by {distance:0.0e+0}", distance < 1e-3);
    }

    /// <summary>One step is the delta rule Δw = η (t - o) o (1 - o) x. The squared error that falls is (t - o)², twice the textbook's ½(t -
    /// o)², so η is twice the learning rate.</summary>
    private Lesson DeltaRule(Dataset data, float[] inputs, int[] labels)
    {
        const float Eta = 0.5f;
        var net = new DeltaRuleUnit(seed: 1);
        (double x1, double x2, double target) = (inputs[0], inputs[1], labels[0]);
        (double w1, double w2, double b) = Weights(net);
        double o = 1 / (1 + Math.Exp(-(w1 * x1 + w2 * x2 + b)));
        double delta = Eta * (target - o) * o * (1 - o);
        net.TrainOnBatch(inputs.AsSpan(0, 2), [labels[0]], new SGD { LearningRate = Eta / 2 });
        double distance = Distance(Weights(net), (w1 + delta * x1, w2 + delta * x2, b + delta));

        net.Fit(data, new FitOptions { Epochs = 500, BatchSize = data.Count, Optimizer = new SGD { LearningRate = 1, Momentum = 0.9 } });
        Evaluation score = net.Evaluate(data, new EvaluateOptions { Metrics = [Metric.Accuracy] });
        net.ComputeGradients(inputs, [.. labels.Select(label => (float)label)]);
        float slope = net.Gradients.ToArray().Max(MathF.Abs);
        Draw(
            net, "delta-rule", "Logistic unit: the delta rule", $"mean squared error {score.Loss:F4}, accuracy {score.Accuracy:P1}", inputs,
            labels);
        return new Lesson("Delta rule", $"MSE {score.Loss:F4}, accuracy {score.Accuracy:P1}",
            $"a step is η (t - o) o (1 - o) x: off by {distance:0.0e+0}; comes to rest",
            distance < 1e-6 && slope < 1e-5 && score.Accuracy > 0.85);
    }

    /// <summary>XOR is OR and not AND: two lines, and so two units below a third.</summary>
    private Lesson XorByHand()
    {
        var net = new ThresholdNet();
        net.Compiled.SetParameter("dense_1/kernel", 1, 1, 1, 1);
        net.Compiled.SetParameter("dense_1/bias", -0.5f, -1.5f);
        net.Compiled.SetParameter("dense_2/kernel", 1, -1);
        net.Compiled.SetParameter("dense_2/bias", -0.5f);

        var answers = new int[4];
        net.Classify(Corners, answers);
        Draw(net, "xor-by-hand", "XOR: threshold units in two layers", "OR and not AND, weights by hand", Corners, [0, 1, 1, 0]);
        return new Lesson("XOR by hand", Table(answers), "is 0 1 1 0", answers is [0, 1, 1, 0]);
    }

    /// <summary>No line parts XOR's corners (Minsky and Papert, 1969): the best one gets three right, and least cross-entropy is ln 2, at
    /// "one half" everywhere.</summary>
    private Lesson XorByOneUnit()
    {
        var net = new LogisticUnit(seed: 1);
        Evaluation score = LearnXor(net);
        Draw(
            net, "xor-one-unit", "XOR: one logistic unit cannot", $"cross-entropy {score.Loss:F4} = ln 2, accuracy {score.Accuracy:P0}",
            Corners, [0, 1, 1, 0]);
        return new Lesson("XOR, one unit", $"cross-entropy {score.Loss:F4}, accuracy {score.Accuracy:P0}",
            "cannot: cross-entropy stays at ln 2 = 0.6931", Math.Abs(score.Loss - Math.Log(2)) < 1e-4 && score.Accuracy <= 0.75);
    }

    /// <summary>With one hidden layer backpropagation finds a curve that does.</summary>
    private Lesson XorByHiddenLayer()
    {
        var net = new HiddenLayerNet(seed: 1);
        Evaluation score = LearnXor(net);
        Draw(
            net, "xor-hidden-layer", "XOR: one hidden layer can", $"cross-entropy {score.Loss:F4}, accuracy {score.Accuracy:P0}", Corners,
            [0, 1, 1, 0]);
        return new Lesson("XOR, hidden layer", $"cross-entropy {score.Loss:F4}, accuracy {score.Accuracy:P0}",
            "can: all four right, cross-entropy near 0", score.Accuracy == 1 && score.Loss < 0.01);
    }

    private static Evaluation LearnXor(INetwork net)
    {
        var xor = Dataset.FromLabels(Corners, [0, 1, 1, 0], classes: 2);
        net.Compiled.Fit(xor, new FitOptions { Epochs = 2000, Optimizer = new Adam { LearningRate = 0.02 } });
        return net.Compiled.Evaluate(xor);
    }

    private void Draw(INetwork net, string file, string title, string subtitle, float[] inputs, int[] labels) =>
        new RegionPicture(net, title, subtitle, inputs, labels).Save(Path.Combine(pictures.FullName, file + ".svg"));

    private static string Table(IEnumerable<int> answers) => string.Join(' ', answers);

    private static (double W1, double W2, double B) Weights(INetwork net)
    {
        float[] kernel = net.Compiled.GetParameter("dense_1/kernel");
        return (kernel[0], kernel[1], net.Compiled.GetParameter("dense_1/bias")[0]);
    }

    private static double Distance((double W1, double W2, double B) left, (double W1, double W2, double B) right) =>
        Math.Max(Math.Max(Math.Abs(left.W1 - right.W1), Math.Abs(left.W2 - right.W2)), Math.Abs(left.B - right.B));

    private static double Accuracy(ThresholdUnit net, float[] inputs, int[] labels)
    {
        var answers = new int[labels.Length];
        net.Classify(inputs, answers);
        return answers.Zip(labels).Count(pair => pair.First == pair.Second) / (double)labels.Length;
    }

    /// <summary>60 points around the origin, at least 0.06 from the line 0.6 x1 + 0.8 x2 = 0.2; and Novikoff's bound for that
    /// line.</summary>
    private static (float[] Inputs, int[] Labels, double MostMistakes) SeparableClasses()
    {
        var random = new RandomSequence(seed: 3);
        var (inputs, labels) = (new List<float>(), new List<int>());
        double longest = 0, margin = double.PositiveInfinity;
        while (labels.Count < 60)
        {
            double x1 = 3 * random.NextDouble() - 1.5, x2 = 3 * random.NextDouble() - 1.5, side = 0.6 * x1 + 0.8 * x2 - 0.2;
            if (Math.Abs(side) < 0.06)
                continue;
            inputs.AddRange([(float)x1, (float)x2]);
            labels.Add(side > 0 ? 1 : 0);
            longest = Math.Max(longest, 1 + x1 * x1 + x2 * x2);
            margin = Math.Min(margin, Math.Abs(side) / Math.Sqrt(0.6 * 0.6 + 0.8 * 0.8 + 0.2 * 0.2));
        }
        return ([.. inputs], [.. labels], longest / (margin * margin));
    }

    /// <summary>Two round normal classes of 100 points that overlap: of new points the best line would get Φ(√(0.8² + 0.4²) / 0.7) = 90 %
    /// right.</summary>
    private static (Dataset Data, float[] Inputs, int[] Labels) OverlappingClasses()
    {
        var random = new RandomSequence(seed: 5);
        var (inputs, labels) = (new float[400], new int[200]);
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = i % 2;
            double center = labels[i] == 1 ? 0.8 : -0.8;
            inputs[2 * i] = (float)(center + 0.7 * random.NextNormal());
            inputs[2 * i + 1] = (float)(0.5 * center + 0.7 * random.NextNormal());
        }
        return (Dataset.FromLabels(inputs, labels, classes: 2), inputs, labels);
    }
}
