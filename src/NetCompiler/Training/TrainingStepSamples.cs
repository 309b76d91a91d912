using System.Runtime.CompilerServices;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>What a pass takes of samples, and what it knows of them in the end: targets and weights, losses and metrics.</summary>
internal sealed partial class TrainingStep
{
    private void CopySamples(int first, int start, int end, in StepSamples samples)
    {
        Span<float> x = _batch.Inputs.Span, t = _batch.Targets.Span;
        bool training = _kind == StepKind.Train;
        for (int row = start; row < end; row++)
        {
            samples.CopyInputs(first + row, x.Slice(row * _info.InputStride, _info.InputStride), _info);
            for (int i = 0; i < _info.Trained.Length; i++)
            {
                TrainedOutput output = _info.Trained[i];
                Span<float> target = output.Of(t, _batch.Capacity, row);
                samples.CopyTarget(first + row, i, target, _info);
                if (training && samples.WeighsSteps(i))
                    samples.Data!.WeighSteps(i, target);
                float weight = samples.WeightOf(first + row, i, training) * ShareOf(output, row);
                int place = i * _batch.Capacity + row;
                _weights[place] = weight;
                // The caller's derivatives are used as they are.
                _batch.Scales.Span[place] = output.Port.Loss == Loss.Custom ? 1 : _batch.Scale * output.Port.Weight * weight;
            }
            for (int i = 0; i < _info.Penalties.Count; i++)
                _batch.Scales.Span[(_info.Trained.Length + i) * _batch.Capacity + row] = _batch.Scale * _info.Penalties[i];
        }
    }

    /// <summary>How many steps of a row count.</summary>
    private int LengthOf(int row) => (int)_batch.Inputs.Span[row * _info.InputStride + _info.Inputs[_info.LengthsInput].Offset];

    /// <summary>What a sample's mean over its steps counts in the mean over all samples' steps, in samples.</summary>
    private float ShareOf(TrainedOutput output, int row) =>
        !output.Port.IsMasked ? 1 : _steps == 0 ? 0 : (float)((double)LengthOf(row) * _rows / _steps);

    private long CountSteps(in StepSamples samples)
    {
        long steps = 0;
        for (int sample = 0; sample < samples.Count && _info.LengthsInput >= 0; sample++)
            steps += samples.LengthOf(sample, _info);
        return steps;
    }

    private void MeasureSamples(int first, int start, int end, in StepSamples samples)
    {
        Span<float> y = _batch.Outputs.Span, t = _batch.Targets.Span;
        int capacity = _batch.Capacity;
        // Metrics count all steps alike.
        for (int i = 0; i < _info.Trained.Length && _metrics.Length > 0; i++)
            for (int row = start; row < end && _kind == StepKind.Train && samples.WeighsSteps(i); row++)
                samples.CopyTarget(first + row, i, _info.Trained[i].Of(t, capacity, row), _info);
        for (int m = 0; m < _metrics.Length; m++)
        {
            TrainedOutput output = _info.Trained[_metrics[m].Output];
            for (int row = start; row < end; row++)
            {
                int length = output.Port.IsMasked ? LengthOf(row) * output.Port.StepLength : output.Port.Length;
                _metricValues[m * capacity + row] = length == 0 ? 0 : ShareOf(output, row) * _metrics[m].Metric.Compute(
                    output.Of(y, capacity, row)[..length], output.Of(t, capacity, row)[..length]);
            }
        }
    }

    /// <summary>Adds to the sum of each output's losses; returns the sum that is minimised.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double AddLosses(Span<double> sums, int rows)
    {
        double total = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            int place = i * _batch.Capacity;
            double sum = sums[i];
            foreach (float loss in _batch.Losses.Span.Slice(place, rows))
                sum += (double)loss * _weights[place++];
            sums[i] = sum;
            total += _info.Trained[i].Port.Weight * sum;
        }
        return total;
    }

    /// <summary>What the penalties of values add to the sum that is minimised, of so many samples.</summary>
    private double AddPenalties(int rows)
    {
        double total = 0;
        for (int i = 0; i < _info.Penalties.Count; i++)
        {
            double sum = 0;
            foreach (float penalty in _batch.Losses.Span.Slice((_info.Trained.Length + i) * _batch.Capacity, rows))
                sum += penalty;
            total += _info.Penalties[i] * sum;
        }
        return total;
    }

    private void AddMetrics(int rows)
    {
        for (int m = 0; m < _metrics.Length; m++)
            foreach (float value in _metricValues.AsSpan(m * _batch.Capacity, rows))
                MetricSums[m] += value;
    }

    /// <summary>Whether what the samples have left is so small that gradients and all that comes of them are certain to be finite. Every
    /// worker gets the same answer.</summary>
    private bool Foresee(int worker, int workers, double loss)
    {
        ReadOnlySpan<float> work = _batch.Work.Span, inputs = _batch.Inputs.Span;
        // Of several outputs one may be what others are made of.
        ReadOnlySpan<float> outputs = _info.Outputs.Count > 1 ? _batch.Outputs.Span : default;
        Guard.Foresee(worker, Math.Max(Math.Max(LargestOfShare(work), LargestOfShare(inputs)), LargestOfShare(outputs)));
        _team?.Barrier();
        return double.IsFinite(loss) && Guard.IsForeseen(worker, workers, _optimizer!, work.Length + inputs.Length + outputs.Length);

        int LargestOfShare(ReadOnlySpan<float> values) => Magnitude.LargestBits(
            workers == 1 ? values : values[Share(values.Length, worker, workers)..Share(values.Length, worker + 1, workers)]);
    }
}
