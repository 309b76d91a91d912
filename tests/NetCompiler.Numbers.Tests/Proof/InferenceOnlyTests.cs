using Xunit;

namespace NetCompiler.Tests;

[Network(5, Mode = NetworkMode.InferenceOnly)]
[Dense(40), Tanh]
[Dense(33), ReLU, Dropout(0.5f)]
[Dense(3), Softmax]
internal sealed partial class InferenceOnlyNet;

[Network(5)]
[Dense(40), Tanh]
[Dense(33), ReLU, Dropout(0.5f)]
[Dense(3), Softmax]
internal sealed partial class InferenceOnlyTwin;

/// <summary>A network without training code answers as its trainable twin does, and says so when it is asked to learn.</summary>
public class InferenceOnlyTests
{
    [Fact]
    public void Answers_as_its_twin_to_the_bit()
    {
        var net = new InferenceOnlyNet(seed: 3);
        var twin = new InferenceOnlyTwin(seed: 3);
        float[] inputs = [.. Enumerable.Range(0, 35).Select(i => MathF.Sin(i))], a = new float[21], b = new float[21];
        net.Predict(inputs, a);
        twin.Predict(inputs, b);
        Assert.Equal(b, a);
    }

    [Fact]
    public void Refuses_to_learn_and_says_what_to_do()
    {
        var net = new InferenceOnlyNet();
        var error = Assert.Throws<InvalidOperationException>(() => net.Compiled.TrainOnBatch(new float[5], [1f, 0f, 0f], new SGD()));
        Assert.Contains("InferenceOnly", error.Message, StringComparison.Ordinal);
        Assert.Contains("leave Mode out", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => net.Compiled.Evaluate(Dataset.FromLabels(new float[5], [1], 3)));
    }

    [Fact]
    public void Has_a_small_part_of_the_code()
    {
        long Size(Type user) => typeof(InferenceOnlyTests).Assembly.GetTypes()
            .Where(type => type.Namespace == "NetCompiler.Generated" && type.Name.Contains($"{user.Name}_g>", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(
                System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public
                | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.DeclaredOnly))
            .Sum(method => (long)(method.GetMethodBody()?.GetILAsByteArray()?.Length ?? 0));
        (long small, long full) = (Size(typeof(InferenceOnlyNet)), Size(typeof(InferenceOnlyTwin)));
        Claim.True(small > 0 && 2 * small < full, $"{small} bytes of IL against {full}");
    }
}
