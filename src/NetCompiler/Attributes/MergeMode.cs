namespace NetCompiler;

/// <summary>How a bidirectional layer puts the outputs of both directions together.</summary>
public enum MergeMode
{
    /// <summary>One behind the other, forward first: 2 · units.</summary>
    Concat,

    /// <summary>Their sum, number by number: as many as units.</summary>
    Sum,

    /// <summary>Their product, number by number: as many as units.</summary>
    Multiply,

    /// <summary>Their mean, number by number: as many as units.</summary>
    Average,
}
