using System;
using NetCompiler;
using Common;

var xor = new XorGate(seed: 1);
xor.Fit(Dataset.FromLabels([0, 0, 0, 1, 1, 0, 1, 1], [0, 1, 1, 0], classes: 2),
    new FitOptions { Epochs = 500, BatchSize = 4, Optimizer = new Adam { LearningRate = 0.05 }, Seed = 1 });
float[] answers = new float[4];
xor.Predict([0, 0, 0, 1, 1, 0, 1, 1], answers);
Console.WriteLine(string.Join(' ', Array.ConvertAll(answers, answer => answer > 0.5f ? 1 : 0)));

float[] two = new float[Hidden.OutputLength];
new Hidden(seed: 1).Predict([1, 2, 3], two);
Console.WriteLine(two.Length);
