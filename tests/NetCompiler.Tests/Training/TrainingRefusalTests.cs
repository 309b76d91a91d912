using Xunit;
using static NetCompiler.Tests.TrainingTests;

namespace NetCompiler.Tests;

public class TrainingRefusalTests
{
    [Fact]
    public void TwoTrainingsAtOnceAreRefused()
    {
        SingleLayer net = Net();
        using var inside = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        net.OnRows = (_, _) =>
        {
            inside.Set();
            release.Wait(TestContext.Current.CancellationToken);
        };
        var thread = new Thread(() => Trainer.Fit(net, Samples(10)));
        thread.Start();
        inside.Wait(TestContext.Current.CancellationToken);
        Assert.Contains("One training at a time", Assert.Throws<InvalidOperationException>(() => Trainer.Fit(net, Samples(10))).Message);
        Assert.Throws<InvalidOperationException>(() => Trainer.Evaluate(net, Samples(10)));
        Assert.Throws<InvalidOperationException>(() => Trainer.TrainOnBatch(net, new float[Inputs], new float[Classes], new SGD()));
        var file = new MemoryStream();
        NetworkFile.Save(Net(), file);
        file.Position = 0;
        ParameterBuffer weights = net.Store.Memory.Current;
        Assert.Contains("cannot be replaced now", Assert.Throws<InvalidOperationException>(() => NetworkFile.Load(net, file)).Message);
        Assert.Throws<InvalidOperationException>(() => net.SetParameter("dense/bias", 1, 2, 3, 4, 5));
        Assert.Same(weights, net.Store.Memory.Current);
        release.Set();
        thread.Join();
        net.OnRows = null;
        Trainer.Fit(net, Samples(10));
    }

    [Fact]
    public void BadInputIsNamedWithItsNumbers()
    {
        SingleLayer net = Net();
        void Refuses(string part, Action action) => Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(action).Message);
        Refuses("BatchSize is 0; a step takes at least 1 sample", () => Trainer.Fit(net, Samples(20), new FitOptions { BatchSize = 0 }));
        Refuses("BatchSize is -3; a step", () => Trainer.Fit(net, Samples(20), new FitOptions { BatchSize = -3 }));
        Refuses("Callbacks is null", () => Trainer.Fit(net, Samples(20), new FitOptions { Callbacks = null! }));
        Refuses("Callbacks holds null at 0", () => Trainer.Fit(net, Samples(20), new FitOptions { Callbacks = [null!] }));
        Refuses("Epochs is 0", () => Trainer.Fit(net, Samples(20), new FitOptions { Epochs = 0 }));
        Refuses("ValidationSplit is 1", () => Trainer.Fit(net, Samples(20), new FitOptions { ValidationSplit = 1 }));
        Refuses(
            "ValidationSplit is 0.9; of 2 samples that leaves none to train on",
            () => Trainer.Fit(net, Samples(2), new FitOptions { ValidationSplit = 0.9 }));
        Refuses("choose one", () => Trainer.Fit(net, Samples(20), new FitOptions { ValidationSplit = 0.5, Validation = Samples(3) }));
        Refuses("MaxDegreeOfParallelism is 0", () => Trainer.Fit(net, Samples(20), new FitOptions { MaxDegreeOfParallelism = 0 }));
        Refuses("takes 13 inputs a sample; the data has 2", () => Trainer.Fit(net, Dataset.FromLabels([1, 2], [0], 5)));
        Refuses("5 outputs, for 5 classes; the data has 4", () => Trainer.Fit(net, Dataset.FromLabels(new float[13], [0], 4)));
        Refuses("5 outputs; the data has 3 targets", () => Trainer.Evaluate(net, Dataset.FromTargets(new float[13], new float[3], 1)));
        Refuses("named \"accuracy\"", () => Trainer.Fit(net, Samples(20), new FitOptions { Metrics = [Metric.Accuracy, Metric.Accuracy] }));
        var sgd = new SGD();
        Refuses("14 is not a whole number", () => Trainer.TrainOnBatch(net, new float[14], new float[5], sgd));
        Refuses("0 is not a whole number", () => Trainer.TrainOnBatch(net, [], new float[5], sgd));
        Refuses("2 samples need 10 targets, but there are 5", () => Trainer.TrainOnBatch(net, new float[26], new float[5], sgd));
        Refuses("2 samples but 1 labels", () => Trainer.TrainOnBatch(net, new float[26], new int[1], sgd));
        Refuses("label of sample 1 is 5", () => Trainer.TrainOnBatch(net, new float[26], [0, 5], sgd));
        float[] nan = new float[26];
        nan[15] = float.NaN;
        Refuses("input of sample 1 is NaN in column 2", () => Trainer.TrainOnBatch(net, nan, new float[10], sgd));
        Refuses(
            "target of sample 1 is NaN in column 4",
            () => Trainer.TrainOnBatch(net, new float[26], [0, 0, 0, 0, 0, 0, 0, 0, 0, float.NaN], sgd));
    }
}
