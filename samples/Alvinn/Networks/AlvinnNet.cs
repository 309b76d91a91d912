using NetCompiler;

namespace Alvinn;

/// <summary>The road follower of D. Pomerleau (1989): a camera's 30 x 32 pixels, four hidden units and 30 steering units, all logistic, by
/// squared error.</summary>
[Network(30, 32, 1, Loss = Loss.MeanSquaredError)]
[Rescaling(2, Offset = -1), Flatten]
[Dense(4), Sigmoid]
[Dense(30), Sigmoid]
internal sealed partial class AlvinnNet;
