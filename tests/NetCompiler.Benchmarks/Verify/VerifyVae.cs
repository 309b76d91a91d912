using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace NetCompiler.Benchmarks.Verify;

[Network(9)]
[Dense(20), SiLU(Name = "seen")]
[Dense(3, Name = "log_variance")]
[Dense(3, From = "seen"), Sample("log_variance"), Output("drawn", Loss = Loss.Custom)]
[Dense(16), SiLU, Dense(9), Output("decoded", Loss = Loss.Custom)]
internal sealed partial class SmallVae;

/// <summary>A variational autoencoder's step from equal weights, with equal noise, in ours and in TorchSharp: then all weights are
/// compared.</summary>
internal static class VerifyVae
{
    private const int Batch = 16, Drawn = 3, Row = Drawn + 9;

    /// <summary>The largest difference of a weight, relative to how far the largest of its tensor has moved.</summary>
    /// <param name="spoil">Whether the decoder's first weight is changed by 1 % in ours alone.</param>
    public static double Measure(bool spoil)
    {
        using DisposeScope scope = NewDisposeScope();
        var vae = new SmallVae(1);
        var random = new RandomSequence(4);
        float[] inputs = new float[Batch * SmallVae.InputLength];
        foreach (ref float value in inputs.AsSpan())
            value = (float)random.NextNormal();
        (Tensor[] p, double[][] start) = TorchStep.TensorsOf(vae.Compiled);
        if (spoil)
        {
            float[] kernel = vae.GetParameter("dense_3/kernel");
            kernel[0] *= 1.01f;
            vae.SetParameter("dense_3/kernel", kernel);
        }
        // The errors' squares and the divergence, both summed over a sample, mean over samples; what was drawn tells the noise.
        var state = (Inputs: inputs, Drawn: new float[Batch * Drawn]);
        vae.TrainOnBatch(inputs, new SGD { LearningRate = TorchStep.Rate / 10 }, state, static (outputs, gradients, state) =>
        {
            float sum = 0;
            for (int i = 0; i < outputs.Length; i++)
            {
                (int sample, int place) = (i / Row, i % Row);
                if (place < Drawn)
                {
                    state.Drawn[sample * Drawn + place] = outputs[i];
                    continue;
                }
                float error = outputs[i] - state.Inputs[sample * 9 + place - Drawn];
                gradients[i] = 2 * error / Batch;
                sum += error * error / Batch;
            }
            return sum;
        });

        Tensor x = tensor(inputs, [Batch, SmallVae.InputLength]).to(ScalarType.Float64);
        Tensor seen = Functional.silu(x.matmul(p[0]) + p[1]), s = seen.matmul(p[2]) + p[3], m = seen.matmul(p[4]) + p[5];
        Tensor noise = ((tensor(state.Drawn, [Batch, Drawn]).to(ScalarType.Float64) - m) / (s / 2).exp()).detach();
        Tensor y = Functional.silu((m + (s / 2).exp() * noise).matmul(p[6]) + p[7]).matmul(p[8]) + p[9];
        Tensor divergence = -0.5 * (1 + s - m.pow(2) - s.exp()).sum();
        TorchStep.Move(((y - x).pow(2).sum() + divergence) / Batch, p, TorchStep.Rate / 10);
        return TorchStep.Difference(vae.Compiled, p, start);
    }
}
