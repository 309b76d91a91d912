namespace NetCompiler;

/// <summary>What code is generated for a network; less of it makes a smaller program.</summary>
public enum NetworkMode
{
    /// <summary>Everything: prediction, training, evaluation.</summary>
    Full,

    /// <summary>Prediction only: no backward code, no dropout, no training memory. For a net that is trained elsewhere and loaded, or whose
    /// weights are set by hand.</summary>
    InferenceOnly,
}
