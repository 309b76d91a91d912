using System.Runtime.CompilerServices;
using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>
/// One pass of one batch, as every worker of a team sees it. Training: each worker takes its rows through forward and backward; barrier;
/// each worker sums the gradients of its weight blocks over all rows, in order (and those of a worker that is behind); barrier; it moves
/// and transposes them, unless something is not finite (<see cref="StepGuard"/>). A first step transposes before, and has a barrier more.
/// Large batches repeat the first two phases part by part. Batch normalisation cuts the row phase into parts, between which all workers
/// meet and reduce what the samples left. No number depends on the number of workers.
/// </summary>
internal sealed class TrainingStep
{
    /// <summary>Gradients of neighbouring blocks are looked at together, up to about so many: few enough that they are still in
    /// cache.</summary>
    private const int LookedAtTogether = 4096;

    private readonly CompiledNetwork _network;
    private readonly TrainingState _state;
    private readonly double[] _squares;
    private TrainingBatch _batch = null!;
    private Dataset? _data;
    private int[]? _order;
    private int _first, _rows;
    private bool _training, _isFollowed, _isTransposed;
    private Optimizer? _optimizer;
    private Metric[] _metrics = [];
    private float[] _metricValues = [];
    private WorkerTeam? _team;
    private SharedRuns _runs;
    private readonly (int First, int End)[] _partsOf;
    private readonly int[] _blocksOf, _waitsFor;

    internal TrainingStep(CompiledNetwork network, TrainingState state)
    {
        _network = network;
        _state = state;
        _squares = new double[state.Parameters.Length];
        Guard = new StepGuard(network);
        _runs = RunsFor(1);
        WeightBlock[] parts = state.TransposeParts;
        _partsOf = [.. state.Blocks.Select(block => (parts.Count(part => part.Offset + part.Length <= block.Offset), parts.Count(part => part.Offset < block.Offset + block.Length)))];
        _blocksOf = [.. parts.Select((_, part) => _partsOf.Count(range => range.First <= part && part < range.End))];
        _waitsFor = new int[parts.Length];
    }

    /// <summary>Knows whether the last step was made.</summary>
    internal StepGuard Guard { get; }

    /// <summary>The sum of the batch's losses, in the order of its samples.</summary>
    internal double LossSum { get; private set; }

    /// <summary>Each metric's sum over the batch.</summary>
    internal double[] MetricSums { get; private set; } = [];

    /// <summary>Chooses what all steps of one training or evaluation share.</summary>
    internal void Begin(Metric[] metrics, WorkerTeam? team)
    {
        _metrics = metrics;
        if (MetricSums.Length != metrics.Length)
            MetricSums = new double[metrics.Length];
        _team = team;
        int workers = team?.Count ?? 1;
        if (_runs.Workers != workers)
            _runs = RunsFor(workers);
        Guard.Begin(workers);
        _isTransposed = false;
    }

    private SharedRuns RunsFor(int workers) => new([.. _state.Blocks.Select(block => block.Work)], workers);

    /// <summary>Lets go of the caller's objects.</summary>
    internal void End()
    {
        (_data, _order, _optimizer, _team) = (null, null, null, null);
        _metrics = [];
    }

    /// <summary>Chooses the samples of the next pass.</summary>
    /// <param name="data">The samples; null where the caller's memory holds them.</param>
    /// <param name="order">Their order, or null for the dataset's.</param>
    /// <param name="first">The first sample's position in that order.</param>
    /// <param name="rows">The number of samples.</param>
    /// <param name="capacity">How many samples at least the memory should hold.</param>
    internal void Choose(Dataset? data, int[]? order, int first, int rows, int capacity)
    {
        _batch = _state.Batch(capacity);
        int values = _metrics.Length * _batch.Capacity;
        if (_metricValues.Length < values)
            _metricValues = new float[values];
        (_data, _order, _first, _rows) = (data, order, first, rows);
        _batch.Scale = 1f / rows;
        (_training, _optimizer) = (false, null);
        _batch.UsesBatchStatistics = false;
    }

    /// <summary>Makes the next pass one that computes gradients, and with an optimizer moves the weights if the loss is finite.</summary>
    /// <param name="optimizer">Moves the weights; null for gradients alone.</param>
    /// <param name="randomKey">The key of the step's random numbers.</param>
    /// <param name="dropout">Whether units are dropped out and statistics are the batch's.</param>
    /// <param name="isFollowed">Whether another step comes next, unless <see cref="Begin"/> is called before: nobody else touches the weights in between, so that this step can
    /// transpose them for the next.</param>
    internal void Learn(Optimizer? optimizer, int randomKey, bool dropout, bool isFollowed = false)
    {
        (_training, _optimizer, _isFollowed) = (true, optimizer, isFollowed);
        _state.HasGradients = true;
        (_batch.RandomKey, _batch.Dropout, _batch.UsesBatchStatistics) = (randomKey, dropout, dropout);
        optimizer?.PrepareStep();
    }

    /// <summary>Runs the pass: on the team, or on this thread alone.</summary>
    internal void Run()
    {
        if (_team is null)
            Work(0);
        else
            _team.Run();
        Complete();
    }

    /// <summary>Runs the pass on this thread with samples from the caller's memory.</summary>
    internal void Run(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, ReadOnlySpan<int> labels)
    {
        Work(0, inputs, targets, labels);
        Complete();
    }

    /// <summary>Why the last step was not made, as the end of a sentence.</summary>
    internal string DescribeFault()
    {
        (int index, float value) = Guard.Culprit;
        switch (Guard.Fault)
        {
            case StepFault.Loss:
                return Invariant($"the loss is {LossSum / _rows}");
            case StepFault.Gradient:
                index = Dataset.IndexOfNotFinite(_batch.Gradients.Span);
                return Invariant($"the gradient of {NameOf(index)} has {_batch.Gradients.Span[index]} in it");
            case StepFault.Statistic:
                foreach (WeightBlock block in _state.Blocks)
                    if (block.Average is { } average && _batch.Statistics.Span.Slice(average.Offset, average.Length) is var statistics
                        && Dataset.IndexOfNotFinite(statistics) is >= 0 and int at)
                        return Invariant($"the batch's statistic for {NameOf(block.Offset)} has {statistics[at]} in it");
                goto default;
            case StepFault.Weight:
                return Invariant($"{NameOf(index)} would have {value} in it after the step");
            default:
                return Invariant($"{_optimizer!.GetType().Name}'s state for {NameOf(index)} would have {value} in it after the step");
        }
    }

    /// <summary>The tensor that a place in the flat buffer belongs to.</summary>
    private string NameOf(int index) => _state.Parameters.Last(block => block.Offset <= index).Name;

    /// <summary>One worker's share of the pass.</summary>
    internal void Work(int worker) => Work(worker, default, default, default);

    private void Complete()
    {
        _isTransposed &= !_training;
        if (_optimizer is null || Guard.Fault != StepFault.None)
            return;
        Guard.Complete(_optimizer, _batch.Weights.Span);
        _network.WeightsMoved();
        if (Guard.Fault != StepFault.None)
            return;
        _isTransposed = _isFollowed;
        _optimizer.CompleteStep();
    }

    private void Work(int worker, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, ReadOnlySpan<int> labels)
    {
        int workers = _team?.Count ?? 1;
        if (worker == 0)
        {
            Array.Clear(MetricSums);
            _blocksOf.CopyTo(_waitsFor, 0);
            Guard.BeginStep();
        }
        if (_training && !_isTransposed)
            TransposeShare(worker, workers);

        double loss = 0;
        for (int first = 0; first < _rows; first += _batch.Capacity)
        {
            int rows = Math.Min(_batch.Capacity, _rows - first);
            bool last = first + rows == _rows;
            _batch.FirstSample = first;
            _runs.Restart(worker);
            RowShare(first, rows, worker, workers, inputs, targets, labels);
            _team?.Barrier();

            loss = AddLosses(loss, rows);
            if (worker == 0)
                AddMetrics(rows);
            if (_training)
                WeightShare(worker, rows, last && _optimizer is not null);
            if (!last)
                _team?.Barrier();
        }
        if (worker == 0)
            LossSum = loss;
        if (_optimizer is not null)
            MoveShare(_optimizer, loss, worker, workers);
    }

    private static int Share(int count, int worker, int workers) => (int)((long)count * worker / workers);

    private void TransposeShare(int worker, int workers)
    {
        int parts = _state.TransposeParts.Length;
        if (parts == 0)
            return;
        int end = Share(parts, worker + 1, workers);
        for (int part = Share(parts, worker, workers); part < end; part++)
            _network.Transpose(_batch, part);
        _team?.Barrier();
    }

    private void RowShare(int first, int rows, int worker, int workers, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, ReadOnlySpan<int> labels)
    {
        NetworkInfo info = _network.Info;
        int start = Share(rows, worker, workers), end = Share(rows, worker + 1, workers);
        CopySamples(first, start, end, inputs, targets, labels);
        RunPart(0);
        int reductions = _training ? info.Reductions.Count : info.ForwardReductions;
        for (int i = 0; i < reductions; i++)
        {
            _team?.Barrier();
            int units = info.Reductions[i], last = Share(units, worker + 1, workers);
            for (int unit = Share(units, worker, workers); unit < last; unit++)
                _network.Reduce(_batch, i, unit, rows);
            _team?.Barrier();
            RunPart(i + 1);
        }
        MeasureSamples(start, end);

        void RunPart(int part)
        {
            if (start < end)
                _network.RunPart(_batch, part, start, end - start, _training);
        }
    }

    private void CopySamples(int first, int start, int end, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, ReadOnlySpan<int> labels)
    {
        NetworkInfo info = _network.Info;
        float no = 2 * info.DecisionThreshold - 1;
        Span<float> x = _batch.Inputs.Span, t = _batch.Targets.Span;
        for (int row = start; row < end; row++)
        {
            Span<float> input = x.Slice(row * info.InputStride, info.InputLength), target = t.Slice(row * info.OutputStride, info.OutputLength);
            if (_data is not null)
            {
                int index = _first + first + row;
                _data.CopySample(_order is null ? index : _order[index], input, target, no);
                continue;
            }
            inputs.Slice((first + row) * input.Length, input.Length).CopyTo(input);
            if (labels.IsEmpty)
                targets.Slice((first + row) * target.Length, target.Length).CopyTo(target);
            else
                Dataset.LabelToTarget(labels[first + row], target, no);
        }
    }

    private void MeasureSamples(int start, int end)
    {
        NetworkInfo info = _network.Info;
        ReadOnlySpan<float> y = _batch.Outputs.Span, t = _batch.Targets.Span;
        for (int m = 0; m < _metrics.Length; m++)
            for (int row = start; row < end; row++)
                _metricValues[m * _batch.Capacity + row] = _metrics[m].Compute(
                    y.Slice(row * info.OutputStride, info.OutputLength), t.Slice(row * info.OutputStride, info.OutputLength));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double AddLosses(double sum, int rows)
    {
        foreach (float loss in _batch.Losses.Span[..rows])
            sum += loss;
        return sum;
    }

    private void AddMetrics(int rows)
    {
        for (int m = 0; m < _metrics.Length; m++)
            foreach (float value in _metricValues.AsSpan(m * _batch.Capacity, rows))
                MetricSums[m] += value;
    }

    private void WeightShare(int worker, int rows, bool isLast)
    {
        int gradient = 0, statistic = 0, start = 0, end = 0;
        for (int i; (i = _runs.Take(worker)) >= 0;)
        {
            ref readonly WeightBlock block = ref _state.Blocks[i];
            if (block.Average is null)
                _network.AddGradients(_batch, i, rows);
            if (!isLast)
                continue;
            if (block.Average is { } average)
                statistic = Math.Max(statistic, Magnitude.LargestBits(_batch.Statistics.Span.Slice(average.Offset, average.Length)));
            if (block.Offset != end || end - start >= LookedAtTogether)
            {
                gradient = Math.Max(gradient, Magnitude.LargestBits(_batch.Gradients.Span[start..end]));
                start = block.Offset;
            }
            end = block.Offset + block.Length;
        }
        gradient = Math.Max(gradient, Magnitude.LargestBits(_batch.Gradients.Span[start..end]));
        Guard.Report(worker, gradient, statistic);
    }

    /// <summary>Moves the weights, if that leaves all of them finite.</summary>
    private void MoveShare(Optimizer optimizer, double loss, int worker, int workers)
    {
        _team?.Barrier();
        _runs.Restart(worker);
        (float gradient, float statistic) = Guard.Largest(workers);
        StepFault fault = double.IsFinite(loss) ? StepGuard.Judge(optimizer, gradient, statistic) : StepFault.Loss;
        if (fault != StepFault.None)
        {
            if (worker == 0)
                Guard.Refuse(fault);
            return;
        }
        if (!Guard.IsCertain(worker, optimizer, gradient, statistic))
        {
            _team?.Barrier();
            if (worker == 0)
                Guard.Secure(optimizer, _batch.Weights.Span, gradient, statistic);
            _team?.Barrier();
        }
        float scale = optimizer.NeedsWholeGradient ? Clip(optimizer, worker, workers) : 1;
        for (int i; (i = _runs.Take(worker, backwards: true)) >= 0;)
            Move(i, scale);
    }

    /// <summary>Clips by norms; returns the factor that all gradients are still to be multiplied by.</summary>
    private float Clip(Optimizer optimizer, int worker, int workers)
    {
        for (int i = worker; i < _state.Parameters.Length; i += workers)
        {
            _squares[i] = Optimizer.SumOfSquares(_state.Parameters[i], _batch.Gradients.Span);
            optimizer.ClipTensor(_state.Parameters[i], _batch.Gradients.Span, _squares[i]);
        }
        _team?.Barrier();
        double sum = 0;
        foreach (double square in _squares)
            sum += square;
        return optimizer.GlobalScale(sum);
    }

    /// <summary>Moves a block's weights, and transposes the parts that waited for no other block.</summary>
    private void Move(int index, float scale)
    {
        WeightBlock block = _state.Blocks[index];
        Span<float> weights = _batch.Weights.Span.Slice(block.Offset, block.Length);
        if (block.Average is { } average)
            MoveAverage(weights, _batch.Statistics.Span.Slice(average.Offset, average.Length), average.Momentum);
        else
            _optimizer!.Apply(weights, _batch.Gradients.Span.Slice(block.Offset, block.Length), block.Offset, scale);
        if (!_isFollowed)
            return;
        for (int part = _partsOf[index].First; part < _partsOf[index].End; part++)
            if (Interlocked.Decrement(ref _waitsFor[part]) == 0)
                _network.Transpose(_batch, part);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MoveAverage(Span<float> averages, ReadOnlySpan<float> statistics, float momentum)
    {
        for (int i = 0; i < statistics.Length; i++)
            averages[i] = averages[i] * momentum + statistics[i] * (1 - momentum);
    }
}
