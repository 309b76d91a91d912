// Predicts with the weights inside the assembly, and prints the bits. `Player FILE` takes the weights from a file instead.
using System.Runtime.InteropServices;
using Player;

DigitsNet net = args.Length == 0 ? DigitsNet.Pretrained : DigitsNet.Load(args[0]);
float[] picture = new float[DigitsNet.InputLength], probabilities = new float[DigitsNet.OutputLength];
for (int i = 0; i < picture.Length; i++)
    picture[i] = i / 64f;
net.Predict(picture, probabilities);
Console.WriteLine($"bits {Convert.ToHexString(MemoryMarshal.AsBytes<float>(probabilities))}");
