using System.Runtime.CompilerServices;
using NetCompiler.CompilerServices;

namespace NetCompiler.Tests;

/// <summary>One Dense layer written by hand, the way generated code works with the runtime: what training is tested on without the
/// generator. Identity with mean squared error, sigmoid with binary or softmax with categorical cross-entropy, by <see cref="Loss"/>;
/// dropout on the input.</summary>
internal sealed class SingleLayer : CompiledNetwork
{
    public SingleLayer(int inputs, int outputs, Loss loss, int seed = 1, float dropout = 0)
        : base(new LayerCode(inputs, outputs, loss, dropout), seed) => ((LayerCode)Code).Network = this;

    /// <summary>When set, called at the start of every row phase.</summary>
    public Action<int, int>? OnRows { get; set; }

    /// <summary>Keys of the steps seen by row phases.</summary>
    public List<int> Keys { get; } = [];

    private static int Pad(int n) => (n + 15) / 16 * 16;

    private static NetworkInfo Describe(int inputs, int outputs, Loss loss)
    {
        int stride = Pad(outputs);
        var blocks = new List<WeightBlock>();
        for (int row = 0; row < inputs; row += 2)
            blocks.Add(new WeightBlock(row * stride, Math.Min(2, inputs - row) * stride, Math.Min(2, inputs - row) * stride));
        blocks.Add(new WeightBlock(inputs * stride, stride, stride));
        return new NetworkInfo
        {
            Name = nameof(SingleLayer),
            Summary = "",
            InputShape = [inputs],
            OutputShape = [outputs],
            InputLength = inputs,
            OutputLength = outputs,
            Loss = loss,
            DecisionThreshold = 0.5f,
            Parameters =
            [
                new ParameterBlock(
                    "dense/kernel", [inputs, outputs], 0, inputs, outputs, stride, Initializer.GlorotUniform, inputs, outputs),
                new ParameterBlock("dense/bias", [outputs], inputs * stride, 1, outputs, stride, Initializer.Zeros, inputs, outputs),
            ],
            WeightFloats = (inputs + 1) * stride,
            InputStride = Pad(inputs),
            OutputStride = stride,
            InferenceFloatsPerRow = 0,
            InferenceRows = 8,
            TrainingFloatsPerRow = stride + Pad(inputs),
            TransposedFloats = inputs * stride,
            TransposeParts = WeightBlock.Split(0, inputs * stride, stride, 0),
            WeightBlocks = blocks,
            MultiplyAdds = inputs * outputs,
        };
    }

    private sealed class LayerCode(int inputs, int outputs, Loss loss, float dropout) : NetworkCode(Describe(inputs, outputs, loss))
    {
        private readonly int _in = inputs, _out = outputs, _stride = Pad(outputs);
        private readonly float _rate = dropout;

        internal SingleLayer Network { get; set; } = null!;

        public override void Forward(ref float weights, ref float prepared, ref float x, ref float y, ref float work, int rows)
        {
            for (int r = 0; r < rows; r++)
                Row(ref weights, ref Unsafe.Add(ref x, r * _in), ref Unsafe.Add(ref y, r * _out));
        }

        public override void Transpose(TrainingBatch batch, int part) =>
            batch.Weights.Span.Slice(part * _stride, _stride).CopyTo(batch.Transposed.Span[(part * _stride)..]);

        public override void RunRows(TrainingBatch batch, int first, int count, bool training)
        {
            Network.OnRows?.Invoke(first, count);
            if (first == 0)
                Network.Keys.Add(batch.RandomKey);
            int width = Info.InputStride;
            for (int r = first; r < first + count; r++)
            {
                Span<float> x = batch.Inputs.Span.Slice(r * width, _in);
                Span<float> dropped = batch.Work.Span.Slice(batch.Capacity * _stride + r * width, _in);
                Span<float> gradient = batch.Work.Span.Slice(r * _stride, _out);
                Span<float> y = batch.Outputs.Span.Slice(r * _stride, _out), t = batch.Targets.Span.Slice(r * _stride, _out);
                for (int k = 0; k < _in; k++)
                    dropped[k] = training && batch.Dropout && _rate > 0 ? x[k] * Mask(batch.RandomKey, batch.FirstSample + r, k) : x[k];
                Row(ref batch.Weights.Start, ref dropped[0], ref y[0]);
                double loss = 0;
                for (int j = 0; j < _out; j++)
                {
                    loss += Info.Loss switch
                    {
                        Loss.MeanSquaredError => (y[j] - t[j]) * (y[j] - t[j]) / _out,
                        Loss.BinaryCrossentropy => -(t[j] * Math.Log(y[j]) + (1 - t[j]) * Math.Log(1 - y[j])) / _out,
                        _ => t[j] == 0 ? 0 : -t[j] * Math.Log(y[j]),
                    };
                    float d = y[j] - t[j];
                    gradient[
                        j]
                        = batch.Scales.Span[r] * (
                            Info.Loss == Loss.MeanSquaredError ? 2 * d / _out : Info.Loss == Loss.BinaryCrossentropy ? d / _out : d);
                }
                batch.Losses.Span[r] = (float)loss;
            }
        }

        public override void AddGradients(TrainingBatch batch, int block, int rows)
        {
            WeightBlock run = Info.WeightBlocks[block];
            if (batch.FirstSample == 0)
                batch.Gradients.Span.Slice(run.Offset, run.Length).Clear();
            for (int offset = run.Offset; offset < run.Offset + run.Length; offset += _stride)
            {
                int k = offset / _stride;
                Span<float> sum = batch.Gradients.Span.Slice(offset, _out);
                for (int r = 0; r < rows; r++)
                {
                    float x = k == _in ? 1 : batch.Work.Span[batch.Capacity * _stride + r * Info.InputStride + k];
                    for (int j = 0; j < _out; j++)
                        sum[j] += x * batch.Work.Span[r * _stride + j];
                }
            }
        }

        private float Mask(int key, int sample, int unit) =>
            new RandomSequence(key ^ sample * 7919, unit).NextDouble() < _rate ? 0 : 1 / (1 - _rate);

        private void Row(ref float weights, ref float x, ref float y)
        {
            float most = float.NegativeInfinity;
            for (int j = 0; j < _out; j++)
            {
                float z = Unsafe.Add(ref weights, _in * _stride + j);
                for (int k = 0; k < _in; k++)
                    z += Unsafe.Add(ref weights, k * _stride + j) * Unsafe.Add(ref x, k);
                Unsafe.Add(ref y, j) = Info.Loss == Loss.BinaryCrossentropy ? 1 / (1 + MathF.Exp(-z)) : z;
                most = Math.Max(most, z);
            }
            if (Info.Loss != Loss.CategoricalCrossentropy)
                return;
            float total = 0;
            for (int j = 0; j < _out; j++)
                total += Unsafe.Add(ref y, j) = MathF.Exp(Unsafe.Add(ref y, j) - most);
            for (int j = 0; j < _out; j++)
                Unsafe.Add(ref y, j) /= total;
        }
    }
}
