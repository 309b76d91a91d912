namespace NetCompiler;

/// <summary>How a bidirectional layer puts the outputs of both directions together.</summary>
public enum MergeMode
{
    /// <summary>One behind the other, forward first: 2 · units.</summary>
    Concat,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their product, number by number.</summary>
    Multiply,

    /// <summary>Their mean.</summary>
    Average,
}
