namespace NetCompiler.Tests;

/// <summary>All layers on machines that have less.</summary>
public sealed class HardwareTests : HardwareProof;
