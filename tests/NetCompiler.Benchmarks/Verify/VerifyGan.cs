using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace NetCompiler.Benchmarks.Verify;

[Network(6, Loss = Loss.Custom)]
[Dense(20), SiLU, Dense(9), Tanh]
internal sealed partial class GanMaker;

[Network(9, InputGradient = true)]
[Dense(24), SiLU, Dense(12), Tanh, Dense(1), Sigmoid]
internal sealed partial class GanCritic;

/// <summary>A critic's step and its generator's from equal weights, in ours and in TorchSharp: then all weights are compared.</summary>
internal static class VerifyGan
{
    private const int Batch = 16;

    /// <summary>The largest difference of a weight, relative to how far the largest of its tensor has moved.</summary>
    /// <param name="spoil">Whether the generator's first weight is changed by 1 % in ours alone.</param>
    public static double Measure(bool spoil)
    {
        using DisposeScope scope = NewDisposeScope();
        (GanMaker maker, GanCritic critic) = (new GanMaker(1), new GanCritic(2));
        var random = new RandomSequence(3);
        float[] noise = Normal(Batch * GanMaker.InputLength), real = Normal(Batch * GanCritic.InputLength);
        (Tensor[] makers, double[][] makerStart) = TorchStep.TensorsOf(maker.Compiled);
        (Tensor[] critics, double[][] criticStart) = TorchStep.TensorsOf(critic.Compiled);

        Tensor x = tensor(real, [Batch, GanCritic.InputLength]).to(ScalarType.Float64),
            z = tensor(noise, [Batch, GanMaker.InputLength]).to(ScalarType.Float64);
        Tensor says = cat([zeros(Batch, 1, ScalarType.Float64), ones(Batch, 1, ScalarType.Float64)], 0);
        TorchStep.Move(Functional.binary_cross_entropy_with_logits(Judge(cat([Make().detach(), x], 0)), says), critics);
        TorchStep.Move(Functional.binary_cross_entropy_with_logits(Judge(Make()), ones(Batch, 1, ScalarType.Float64)), makers);

        if (spoil)
        {
            float[] kernel = maker.GetParameter("dense_1/kernel");
            kernel[0] *= 1.01f;
            maker.SetParameter("dense_1/kernel", kernel);
        }
        float[] both = new float[2 * real.Length], answers = new float[2 * Batch], blame = new float[real.Length];
        real.CopyTo(both, real.Length);
        answers.AsSpan(Batch).Fill(1);
        maker.Predict(noise, both.AsSpan(0, real.Length));
        critic.TrainOnBatch(both, answers, new SGD { LearningRate = TorchStep.Rate });
        critic.InputGradient(both.AsSpan(0, real.Length), answers.AsSpan(Batch), blame);
        maker.TrainOnBatch(noise, new SGD { LearningRate = TorchStep.Rate }, blame, static (_, gradients, blame) =>
        {
            blame.CopyTo(gradients);
            return 0;
        });
        return Math.Max(
            TorchStep.Difference(maker.Compiled, makers, makerStart), TorchStep.Difference(critic.Compiled, critics, criticStart));

        float[] Normal(int count)
        {
            float[] values = new float[count];
            foreach (ref float value in values.AsSpan())
                value = (float)random.NextNormal();
            return values;
        }

        Tensor Make() => Functional.silu(z.matmul(makers[0]) + makers[1]).matmul(makers[2]).add(makers[3]).tanh();

        Tensor Judge(Tensor samples) => Functional.silu(samples.matmul(critics[0]) + critics[1]).matmul(critics[2]).add(critics[3]).tanh()
            .matmul(critics[4]).add(critics[5]);
    }
}
