namespace NetCompiler;

/// <summary>Scaled exponential linear unit: y = λ x for x &gt; 0, λ α (exp(x) - 1) else, λ = 1.0507009873554805, α = 1.6732632423543772
/// (Klambauer et al., 2017). Output: the input's shape.</summary>
/// <remarks>Made for kernels drawn by <see cref="Initializer.LecunNormal"/>.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SELUAttribute : LayerAttribute;
