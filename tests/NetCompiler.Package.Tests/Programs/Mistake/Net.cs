using NetCompiler;

[Network(4)]
[Dense(0)]
public partial class Net;
