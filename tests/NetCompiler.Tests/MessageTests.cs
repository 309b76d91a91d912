using System.Globalization;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>What exceptions say is the same in every culture.</summary>
public class MessageTests
{
    private static SingleLayer Net => new(3, 2, Loss.MeanSquaredError);

    private static SingleLayer Yes => new(3, 1, Loss.BinaryCrossentropy);

    private static readonly (Action Refused, string Message)[] Cases =
    [
        (() => Net.Predict(new float[1234], new float[2]), "takes 3 floats a sample; 1,234 is not a whole number of samples"),
        (
            () => Net.Predict(new float[3003], new float[5]),
            "gives 2 floats a sample; for 1,001 samples that is 2,002, but there is room for 5"),
        (
            () => Net.Classify(new float[3003]),
            "takes 3 floats a sample; there are 3,003. For many samples give a span for their classes, too. (Parameter 'input')"),
        (() => Net.Classify(new float[7], new int[2000]), "for 2,000 classes that is 6,000, but there are 7"),
        (() => Net.SetParameter("dense/bias", -0.5f, float.NegativeInfinity), "Value 1 for SingleLayer's dense/bias is -Infinity"),
        (() => Net.Fit(Dataset.FromTargets(new float[4000], new float[2000], 1000)), "takes 3 inputs a sample; the data has 4"),
        (
            () => Net.Fit(Dataset.FromTargets(new float[3], new float[2], 1), new FitOptions { BatchSize = -1234 }),
            "BatchSize is -1,234; a step takes at least 1"),
        (
            () => Net.Fit(Dataset.FromTargets(new float[3], new float[2], 1), new FitOptions { ValidationSplit = -0.5 }),
            "ValidationSplit is -0.5; it must be"),
        (() => Net.TrainOnBatch(new float[3], [-1], new SGD()), "The label of sample 0 is -1; for SingleLayer labels are 0 to 1"),
        (
            () => Net.Fit(Dataset.FromTargets(new float[30], new float[20], 10), new FitOptions { ValidationSplit = 0.999 }),
            "ValidationSplit is 0.999; of 10 samples that leaves none to train on"),
        (
            () => Yes.Fit(Dataset.FromTargets(new float[9], [0, 1, -1.5f], 3)),
            "The target of sample 2 is -1.5 in column 0; SingleLayer's loss, BinaryCrossentropy, takes probabilities, 0 to 1"),
        (() => Yes.Evaluate(Dataset.FromTargets(new float[9], [0, 1.5f, 1], 3)), "The target of sample 1 is 1.5 in column 0"),
        (() => Yes.TrainOnBatch(new float[9], [0, 1, -1.5f], new SGD()), "The target of sample 2 is -1.5 in column 0"),
        (() => Yes.ComputeGradients(new float[9], [0, 1, -1.5f]), "The target of sample 2 is -1.5 in column 0"),
        (() => Dataset.FromTargets(new float[1234], new float[1000], 1000), "1,234 floats cannot be shared by 1,000 samples: 1.234 each"),
        (
            () => Dataset.FromTargets(new float[1000], new float[1000], 1000).Take(1234),
            "Of 1,000 samples, 1 to 1,000 can be taken, not 1,234"),
        (() => Dataset.FromTargets(new float[2], new float[2], 2).Split(-0.5), "above 0 and below 1, not -0.5"),
        (() => new SGD { LearningRate = -0.5 }, "zero or more, not -0.5"),
        (() => new Adam { Beta1 = -0.5 }, "Beta1 is a number of at least 0 and below 1, not -0.5"),
        (() => new AdamW { Beta2 = 1 }, "Beta2 is a number of at least 0 and below 1, not 1"),
        (() => new EarlyStopping { Patience = -1000 }, "Patience is a number of epochs, 0 or more, not -1000"),
        (() => new ReduceLROnPlateau { Patience = -1000 }, "Patience is a number of epochs, 0 or more, not -1000"),
        (() => throw new TrainingDivergedException(1, 2, -1.5, StepFault.Weight, "w is bad", new SGD { LearningRate = 0.25 }),
            "step 2: w is bad, after loss -1.5, at learning rate 0.25. The weights of the epoch's beginning are restored. Train again with "
                + "a new optimizer and a smaller learning rate (try 0.01)"),
    ];

    [Fact]
    public void Messages_do_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "\u2212";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = "'";
        culture.NumberFormat.NegativeInfinitySymbol = "\u2212\u221e";
        try
        {
            CultureInfo.CurrentCulture = culture;
            foreach ((Action refused, string message) in Cases)
                Assert.Contains(message, Assert.ThrowsAny<Exception>(refused).Message, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
