using NetCompiler;

namespace RuntimeOnly;

/// <summary>Stays empty: nothing here writes its other half.</summary>
[Network(2), Dense(1)]
public sealed partial class Net;
