namespace NetCompiler;

/// <summary>What the generated code knows of the layers and <see cref="NetworkInfo"/> does not: a program that never asks is without
/// it.</summary>
internal interface ILayerSettings
{
    /// <summary>A line for each layer: the properties of its attribute.</summary>
    string LayerSettings { get; }
}
