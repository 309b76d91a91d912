using NetCompiler;

/// <summary>A network outside of any namespace.</summary>
[Network(3)]
[Dense(2), Softmax]
internal sealed partial class GlobalNet;
