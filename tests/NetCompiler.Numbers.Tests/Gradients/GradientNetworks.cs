namespace NetCompiler.Tests;

/// <summary>The last operation belongs to the loss.</summary>
[Network(5, InputGradient = true)]
[Dense(7), Tanh, Dense(1), Sigmoid]
public sealed partial class RowCritic;

/// <summary>Borders, pixels that are no whole vectors, statistics, and units that training drops out.</summary>
[Network(6, 8, 2, InputGradient = true)]
[Conv2D(5, 3, Padding = Padding.Same), BatchNorm, LeakyReLU]
[MaxPool2D(2), Dropout(0.4), Flatten, Dense(3), Softmax]
public sealed partial class ImageCritic;

/// <summary>What joins the copy of the input, and what several read.</summary>
[Network(9, InputGradient = true)]
[Tanh(Name = "seen"), Dense(9), SiLU, Add("seen"), Dense(4)]
public sealed partial class ShortCut;

/// <summary>Inputs that are segments of a row.</summary>
[Network(InputGradient = true), Input("far", 3), Input("near", 20)]
[Dense(6, From = "far"), Tanh, Concat("near"), Dense(2)]
public sealed partial class TwoViews;

/// <summary>A sequence.</summary>
[Network(6, 3, InputGradient = true)]
[GRU(5), Dense(2)]
public sealed partial class Listener;

/// <summary>The critic with a loss of the caller's.</summary>
[Network(5, InputGradient = true, Loss = Loss.Custom)]
[Dense(7), Tanh, Dense(2)]
public sealed partial class FreeCritic;

/// <summary>Two heads by the caller's loss.</summary>
[Network(4, Loss = Loss.Custom)]
[Dense(8), BatchNorm, Tanh(Name = "body"), Dense(3), Softmax, Output("policy")]
[Dense(1, From = "body"), Output("value")]
public sealed partial class TwoHeads;

/// <summary>Gives what <see cref="RowCritic"/> judges.</summary>
[Network(3, Loss = Loss.Custom)]
[Dense(8), ReLU, Dense(5), Tanh]
public sealed partial class Maker;

/// <summary>The same by a loss that is known.</summary>
[Network(3)]
[Dense(8), ReLU, Dense(5), Tanh]
public sealed partial class KnownMaker;

/// <summary>A critic with statistics, for turns with <see cref="Maker"/>.</summary>
[Network(5, InputGradient = true)]
[Dense(7), BatchNorm, ReLU, Dense(1), Sigmoid]
public sealed partial class NormedCritic;
