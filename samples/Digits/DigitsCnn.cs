using NetCompiler;

namespace Digits;

/// <summary>Reads an 8 × 8 picture of a digit by looking at neighbouring pixels together; has fewer parameters than
/// <see cref="DigitsNet"/>.</summary>
[Network(8, 8, 1)]
[Conv2D(16, 3, Padding = Padding.Same), ReLU]
[Conv2D(32, 3, Padding = Padding.Same), ReLU]
[MaxPool2D(2), Dropout(0.25)]
[Flatten]
[Dense(64), ReLU, Dropout(0.5)]
[Dense(10), Softmax]
internal sealed partial class DigitsCnn;
