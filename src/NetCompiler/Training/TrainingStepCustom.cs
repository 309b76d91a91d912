using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>Passes whose loss is the caller's, in two halves, and what passes leave of the inputs' gradients. On one thread.</summary>
internal sealed partial class TrainingStep
{
    private float[] _outputs = [], _outputGradients = [], _inputGradients = [];

    /// <summary>The loss's derivative by the inputs, sample by sample as they came, as the last pass of
    /// <see cref="StepKind.InputGradients"/> left it.</summary>
    internal ReadOnlySpan<float> InputGradients => _inputGradients.AsSpan(0, _rows * _info.InputLength);

    /// <summary>The answers that the first half left: the trained outputs of each sample side by side.</summary>
    internal ReadOnlySpan<float> CustomOutputs => _outputs.AsSpan(0, _rows * _info.TargetLength);

    /// <summary>Where the caller writes the loss's derivative by each of them: 0 after the first half.</summary>
    internal Span<float> CustomGradients => _outputGradients.AsSpan(0, _rows * _info.TargetLength);

    /// <summary>Makes what passes of so many samples leave or hand out row by row, as far as this network has such passes.</summary>
    private void MakeRows(int rows)
    {
        (int outputs, int inputs) = (rows * _info.TargetLength, rows * _info.InputLength);
        if (_info.HasCustomLoss && _outputs.Length < outputs)
            (_outputs, _outputGradients) = (new float[outputs], new float[outputs]);
        if (_info.InputGradients.Count > 0 && _inputGradients.Length < inputs)
            _inputGradients = new float[inputs];
    }

    /// <summary>The first half of a pass: forward, as far as the answers. Allocates nothing once a batch as large was passed.</summary>
    /// <param name="request">What to do, with samples that have no targets.</param>
    /// <param name="inputs">The samples.</param>
    internal void BeginCustom(in StepRequest request, ReadOnlySpan<float> inputs)
    {
        Take(request);
        MakeRows(_rows);
        CustomGradients.Clear();
        _blocksOf.CopyTo(_waitsFor, 0);
        Guard.BeginStep();
        if (!_isTransposed)
            TransposeShare(0, 1);
        _batch.FirstSample = 0;
        _runs.Restart(0);
        CopySamples(0, 0, _rows, new StepSamples(inputs, CustomGradients, _rows));
        RunParts(0, _info.ForwardReductions - 1, _rows, 0, 1);
        CopyRows(_batch.Outputs.Span, _outputs, gives: false);
    }

    /// <summary>The second half: backward from what the caller wrote, and the step.</summary>
    /// <param name="loss">The caller's loss of the batch.</param>
    /// <returns>The same with penalties.</returns>
    internal float CompleteCustom(float loss)
    {
        CopyRows(_batch.Targets.Span, _outputGradients, gives: true);
        RunParts(_info.ForwardReductions, _info.Reductions.Count, _rows, 0, 1);
        LossSum = (loss + _weightPenalty) * _rows + AddPenalties(_rows);
        float value = (float)(LossSum / _rows);
        if (_kind == StepKind.InputGradients)
        {
            KeepInputGradients(0, _rows);
            return value;
        }
        WeightShare(0, _rows, isLast: true, moves: false);
        if (_optimizer is not null)
            MoveShare(_optimizer, LossSum, 0, 1);
        Complete();
        return value;
    }

    /// <summary>Copies between the rows of a batch, one output behind the other, and rows that have them side by side.</summary>
    private void CopyRows(Span<float> values, float[] rows, bool gives)
    {
        foreach (TrainedOutput output in _info.Trained)
        {
            for (int row = 0; row < _rows; row++)
            {
                Span<float> inBatch = output.Of(values, _batch.Capacity, row),
                    inRow = rows.AsSpan(row * _info.TargetLength + output.TargetOffset, inBatch.Length);
                (gives ? inRow : inBatch).CopyTo(gives ? inBatch : inRow);
            }
        }
    }

    private void KeepInputGradients(int first, int rows)
    {
        MakeRows(_rows);
        for (int port = 0; port < _info.Inputs.Count; port++)
        {
            InputPort input = _info.Inputs[port];
            (int ahead, int stride) = (_info.InputGradients[2 * port], _info.InputGradients[2 * port + 1]);
            for (int row = 0; row < rows; row++)
            {
                Span<float> kept = _inputGradients.AsSpan((first + row) * _info.InputLength + input.Offset, input.Length);
                if (ahead < 0)
                    kept.Clear();
                else
                    _batch.Work.Span.Slice(_batch.Capacity * ahead + row * stride, input.Length).CopyTo(kept);
            }
        }
        // Nothing has moved: what is transposed stays good.
        _transposedVersion = _store.Memory.Version;
    }
}
