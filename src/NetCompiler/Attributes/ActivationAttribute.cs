using System.ComponentModel;

namespace NetCompiler;

/// <summary>The base of <see cref="ActivationAttribute{TFunction}"/>, for code that looks at attributes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ActivationAttribute : LayerAttribute
{
    private protected ActivationAttribute(Type function) => Function = function;

    /// <summary>The type that has the function.</summary>
    public Type Function { get; }
}

/// <summary>An activation function of your own, as in <c>[Dense(64), Activation&lt;Squareplus&gt;]</c>: y = f(x) for every number. Output:
/// the input's shape. The generated code calls the type's two methods where those of built-in activations would stand, in the same
/// loops.</summary>
/// <typeparam name="TFunction">A type that implements <see cref="IActivation"/>, which the whole assembly can see. It cannot be
/// generic.</typeparam>
/// <remarks>What it gives counts as any numbers, so the default loss behind it is <see cref="Loss.MeanSquaredError"/>, and losses of
/// probabilities cannot follow it; one of your own can (<see cref="NetworkAttribute.LossType"/>). Files hold parameters alone and know
/// nothing of it.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ActivationAttribute<TFunction>() : ActivationAttribute(typeof(TFunction));
