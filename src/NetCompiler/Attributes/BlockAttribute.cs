namespace NetCompiler;

/// <summary>Makes a class of layers one that other classes use as a layer: <see cref="UseAttribute{TBlock}"/>. The shape that comes in is
/// that of the place where it is used; <c>input</c> is the value that comes in, and its last layer gives what goes out.</summary>
/// <remarks>Every <c>const int</c> of the class is a setting of the block, with its value where a use gives none: layers name it as
/// <c>Residual.Filters</c>, alone or in sums, differences, products and quotients. Names of layers are the block's own. The class needs no
/// other half, so it need not be partial.</remarks>
/// <example><code>
/// [Block]
/// [Conv2D(Residual.Filters, 3, Padding = Padding.Same), BatchNorm, ReLU]
/// [Conv2D(Residual.Filters, 3, Padding = Padding.Same), BatchNorm, Add("input"), ReLU]
/// public class Residual
/// {
///     public const int Filters = 16;
/// }
/// </code></example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BlockAttribute : Attribute;
