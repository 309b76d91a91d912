using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>A stage's learned tensors as arguments, each followed by a comma.</summary>
internal static class Tensors
{
    /// <summary>The first of the numbers that prediction computes from the parameters once.</summary>
    public const string Prepared = "prepared";

    /// <summary>A contraction's kernel and bias.</summary>
    public static string Forward(ContractionHead product)
    {
        string kernel = $"ref {KernelOf(product)}, ";
        return product.Bias is null ? kernel : $"{kernel}ref {BiasOf(product)}, ";
    }

    /// <summary>Where a contraction's kernel is: among what prediction prepares, if it has taken in a normalisation.</summary>
    public static string KernelOf(ContractionHead product) => Address.Of(product.Kernel, Place(product));

    /// <summary>Where its bias is; of one without, the kernel, which stands for nothing.</summary>
    public static string BiasOf(ContractionHead product) => Address.Of(product.Bias ?? product.Kernel, Place(product));

    private static string Place(ContractionHead product) => product.Fold is null ? "weights" : Prepared;

    /// <summary>Those of a row layer.</summary>
    public static string Row(Stage stage, int operation) => string.Concat(stage.LearnedOf(operation).Select(Weights));

    /// <summary>The first of a row layer, if it learns that: what its backward pass reads.</summary>
    public static string First(Stage stage, int operation) => string.Concat(stage.FirstTensor(operation).Select(Weights));

    /// <summary>Those of the layers of a run.</summary>
    public static string Learned(Stage stage, ElementwiseRun run) => string.Concat(run.LearnedTensors(stage).Select(Weights));

    private static string Weights(LearnedTensor tensor) => $"ref {Address.Of(tensor.Parameter, "weights")}, ";
}
