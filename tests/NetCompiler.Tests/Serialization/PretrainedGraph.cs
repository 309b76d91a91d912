namespace NetCompiler.Tests;

/// <summary>Two layers, and their input beside them.</summary>
[Block]
[Dense(9), Tanh, Dense(7), Add("input")]
internal sealed class PretrainedBlock;

/// <summary>What is no chain: blocks, a layer that is used twice, two inputs and two outputs.</summary>
[Network(7)]
[Input("speed", 2)]
[Use<PretrainedBlock>(Name = "body", Repeat = 2), Concat("speed")]
[Dense(9, Name = "twin"), Tanh, Dense(9, Share = "twin"), Tanh(Name = "seen")]
[Dense(2), Output("steering")]
[Dense(3, From = "seen"), Softmax, Output("gear")]
internal sealed partial class PretrainedGraph;
