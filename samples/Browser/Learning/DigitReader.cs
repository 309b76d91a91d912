using NetCompiler;

namespace Browser.Learning;

/// <summary>Reads a drawing of 8 × 8 grey levels; small enough that a browser that interprets it learns while one watches.</summary>
[Network(Size, Size, 1)]
[Conv2D(16, 3, Padding = Padding.Same), ReLU]
[MaxPool2D(2)]
[Conv2D(32, 3, Padding = Padding.Same), ReLU]
[Flatten, Dropout(0.3)]
[Dense(48), ReLU]
[Dense(Classes), Softmax]
internal sealed partial class DigitReader
{
    /// <summary>Rows, and columns, of a drawing.</summary>
    internal const int Size = 8;

    /// <summary>The digits 0 to 9.</summary>
    internal const int Classes = 10;
}
