using NetCompiler;

namespace Common
{
    /// <summary>Everyone's.</summary>
    [Network(2), Dense(8), Tanh, Dense(1), Sigmoid]
    public sealed partial class XorGate
    {
    }

    /// <summary>The friend's.</summary>
    [Network(3), Dense(2)]
    internal sealed partial class Hidden
    {
    }
}
