using NetCompiler;

namespace Alvinn;

/// <summary>The same camera and the same steering units with what was learned about images since: three small convolutions between
/// them.</summary>
[Network(30, 32, 1)]
[Rescaling(2, Offset = -1)]
[Conv2D(8, 5, Strides = 2), ReLU]
[Conv2D(16, 3, Strides = 2), ReLU]
[Conv2D(16, 3), ReLU]
[Flatten, Dropout(0.2)]
[Dense(32), ReLU]
[Dense(30), Sigmoid]
internal sealed partial class AlvinnCnn;
