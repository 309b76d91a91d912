// `Digits train FILE` trains on noisy strokes and saves; `Digits predict FILE` loads and predicts. Both print the bits of one prediction.
// `Digits embedded -` does so with the weights inside the assembly, once there are some.
using System.Globalization;
using System.Runtime.InteropServices;
using Digits;
using NetCompiler;

string command = args[0], path = args[1];
if (command == "train")
{
    const int Count = 300;
    var random = new Random(1);
    float[] pictures = new float[Count * DigitsNet.InputLength];
    int[] labels = new int[Count];
    for (int i = 0; i < Count; i++)
    {
        labels[i] = i % 10;
        for (int j = 0; j < DigitsNet.InputLength; j++)
            pictures[i * DigitsNet.InputLength + j] = 0.5f * random.NextSingle() + (j % 10 == labels[i] ? 0.5f : 0);
    }
    Dataset digits = Dataset.FromLabels(pictures, labels, classes: 10);
    var trained = new DigitsNet(seed: 1);
    trained.Fit(digits, new FitOptions { Epochs = 10, BatchSize = 32, Optimizer = new Adam(), Seed = 1 });
    trained.Save(path);
    Console.WriteLine($"accuracy {trained.Evaluate(digits).Accuracy.ToString(CultureInfo.InvariantCulture)}");
}
#if TRAINED
DigitsNet net = command == "embedded" ? DigitsNet.Pretrained : DigitsNet.Load(path);
#else
DigitsNet net = DigitsNet.Load(path);
#endif
float[] picture = new float[DigitsNet.InputLength], probabilities = new float[DigitsNet.OutputLength];
for (int i = 0; i < picture.Length; i++)
    picture[i] = i / 64f;
net.Predict(picture, probabilities);
Console.WriteLine($"bits {Convert.ToHexString(MemoryMarshal.AsBytes<float>(probabilities))}");
