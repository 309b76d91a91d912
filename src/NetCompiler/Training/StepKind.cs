namespace NetCompiler;

/// <summary>How far a pass over one batch goes.</summary>
internal enum StepKind
{
    /// <summary>Forward and losses.</summary>
    Evaluate,

    /// <summary>Backward, too, as far as the inputs; nothing is done about parameters.</summary>
    InputGradients,

    /// <summary>Backward, too: the gradient of the mean loss by every parameter.</summary>
    Gradients,

    /// <summary>The optimizer's step, too, unless something is not finite.</summary>
    Train,
}
