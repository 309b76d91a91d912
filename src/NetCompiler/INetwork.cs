namespace NetCompiler;

/// <summary>A network class whose other half was generated. Its working members are public members of the class itself; this interface
/// lets code take any network.</summary>
public interface INetwork
{
    /// <summary>The generated code with its memory: parameters, training state.</summary>
    CompiledNetwork Compiled { get; }
}
