using System.Runtime.CompilerServices;
using NetCompiler.CompilerServices;
using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>
/// Makes the passes of one network, each over one batch, as every worker of a team sees it. Training: each worker takes its rows through
/// forward and backward; barrier; each worker sums the gradients of its weight blocks over all rows, in order (and those of a worker that
/// is behind); barrier; it moves and transposes them, unless something is not finite (<see cref="StepGuard"/>). Where a batch leaves much
/// fewer numbers than there are parameters, these are looked at instead, and if they are certain to give finite weights, each block is
/// moved at once. A first step transposes before, and has a barrier more. Large batches repeat the first two phases part by
/// part. Batch normalisation cuts the row phase into parts, between which all workers meet and reduce what the samples left. No number
/// depends on the number of workers. Whoever holds the store's claim may use it.
/// </summary>
internal sealed partial class TrainingStep
{
    /// <summary>Gradients of neighbouring blocks are looked at together, up to about so many: few enough that they are still in
    /// cache.</summary>
    private const int LookedAtTogether = 4096;

    private readonly NetworkCode _code;
    private readonly NetworkInfo _info;
    private readonly ParameterStore _store;
    private readonly WeightBlock[] _blocks;
    private readonly int _transposeParts;
    private readonly int[][] _partsOf;
    private readonly int[] _blocksOf, _waitsFor;
    private readonly double[] _squares;
    private readonly FrozenBlocks _frozen;
    private readonly WeightPenalties _penalties;
    private SharedRuns _runs;

    // The pass under way.
    private TrainingBatch _batch = null!;
    private StepKind _kind;
    private DataBinding? _data;
    private int[]? _order;
    private int _first, _rows;

    // How many steps of all samples count, where samples have lengths.
    private long _steps;
    private bool _isFollowed, _isTransposed, _foresees;
    private double _weightPenalty;
    private Optimizer? _optimizer;
    private OutputMetric[] _metrics = [];
    private float[] _metricValues = [], _weights = [];
    private WorkerTeam? _team;

    /// <summary>The version of the parameters that are transposed; -1 for none.</summary>
    private int _transposedVersion = -1;
    private bool _hasGradients;

    /// <summary>Makes the passes of one network.</summary>
    /// <param name="code">Its arithmetic.</param>
    /// <param name="store">Its parameters.</param>
    internal TrainingStep(NetworkCode code, ParameterStore store)
    {
        (_code, _info, _store) = (code, code.Info, store);
        _blocks = [.. _info.WeightBlocks];
        foreach (WeightBlock block in _blocks)
            Check(block);
        _squares = new double[store.Blocks.Length];
        LossSums = new double[_info.Trained.Length];
        Memory = new StepMemory(_info);
        Guard = new StepGuard(store);
        _frozen = new FrozenBlocks(_info, store);
        _penalties = new WeightPenalties(_info, store);
        _runs = RunsFor(1);
        WeightBlock[] parts = [.. _info.TransposeParts];
        _transposeParts = parts.Length;
        _partsOf = new int[_blocks.Length][];
        for (int i = 0; i < _partsOf.Length; i++)
            _partsOf[i] = PartsOf(_blocks[i], parts);
        _blocksOf = new int[parts.Length];
        foreach (int[] range in _partsOf)
            foreach (int part in range)
                _blocksOf[part]++;
        _waitsFor = new int[parts.Length];
    }

    /// <summary>The numbers of the transposed parts that a block has something of.</summary>
    private static int[] PartsOf(WeightBlock block, WeightBlock[] parts)
    {
        var numbers = new List<int>();
        for (int i = 0; i < parts.Length; i++)
            if (parts[i].Offset < block.Offset + block.Length && block.Offset < parts[i].Offset + parts[i].Length)
                numbers.Add(i);
        return [.. numbers];
    }

    /// <summary>Where the batches are.</summary>
    internal StepMemory Memory { get; }

    /// <summary>Knows whether the last step was made.</summary>
    internal StepGuard Guard { get; }

    /// <summary>The sum of the batch's losses, in the order of its samples; of several outputs, each times its weight;
    /// with penalties.</summary>
    internal double LossSum { get; private set; }

    /// <summary>The same for each output that is trained, without its weight.</summary>
    internal double[] LossSums { get; }

    /// <summary>Each metric's sum over the batch.</summary>
    internal double[] MetricSums { get; private set; } = [];

    /// <summary>The gradients of the last step, laid out as the parameters; empty before the first.</summary>
    internal ReadOnlySpan<float> Gradients => _hasGradients ? Memory.Gradients : default;

    /// <summary>The number of steps made outside of Fit: keys their dropout.</summary>
    internal long LooseSteps { get; set; }

    /// <summary>The key of a step's random numbers: SplitMix64's mixing of seed and step.</summary>
    internal static int RandomKey(int seed, long step)
    {
        ulong z = (ulong)step * 0x9E3779B97F4A7C15 + ((ulong)(uint)seed << 32 | 0x632BE59B);
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return (int)(z ^ z >> 31);
    }

    /// <summary>Makes one pass; what came of it is in <see cref="LossSum"/>, <see cref="MetricSums"/>, <see cref="Gradients"/> and
    /// <see cref="Guard"/>. Allocates nothing once a request of its kind has had as many samples, metrics and workers.</summary>
    internal void Run(in StepRequest request)
    {
        try
        {
            Take(request);
            if (_team is null)
                Work(0, request.Samples);
            else
                _team.Run();
            Complete();
        }
        finally
        {
            End();
        }
    }

    /// <summary>Lets go of what belongs to the caller.</summary>
    internal void End() => (_data, _order, _optimizer, _team, _metrics) = (null, null, null, null, []);

    /// <summary>Makes memory for so many samples and a pass that computes gradients of nothing, unless there were gradients
    /// before.</summary>
    internal void WarmUp(int rows)
    {
        Memory.Batch(rows, _store.Values);
        MakeRows(rows);
        if (_hasGradients)
            return;
        Run(new StepRequest
        {
            Kind = StepKind.Gradients,
            Samples = new StepSamples(new float[_info.InputLength], new float[_info.TargetLength], 1),
            IsTraining = true,
        });
        ResetStates();
        _hasGradients = false;
    }

    /// <summary>One worker's share of the pass under way.</summary>
    internal void Work(int worker) => Work(worker, new StepSamples(_data!, _order, _first, _rows));

    private void Check(WeightBlock block)
    {
        bool isAligned = block.Offset % 16 == 0 && block.Length % 16 == 0;
        if (isAligned && block.Offset >= 0 && block.Length >= 0 && block.Offset <= _info.WeightFloats - block.Length)
            return;
        throw new InvalidOperationException(
            Invariant($"{_info.Name}: weight block at {block.Offset}, {block.Length} floats, of {_info.WeightFloats}; ") +
            "blocks begin and end at multiples of 16 floats inside the parameters.");
    }

    private SharedRuns RunsFor(int workers)
    {
        long[] work = new long[_blocks.Length];
        for (int i = 0; i < work.Length; i++)
            work[i] = _frozen[i] ? 0 : _blocks[i].Work;
        return new SharedRuns(work, workers);
    }

    /// <summary>Makes a request the pass under way.</summary>
    private void Take(in StepRequest request)
    {
        StepSamples samples = request.Samples;
        bool carries = Carries(request);
        _kind = request.Kind;
        (_data, _order, _first, _rows) = (samples.Data, samples.Order, samples.First, samples.Count);
        (_team, _metrics, _steps) = (request.Team, request.Metrics ?? [], CountSteps(samples));
        _optimizer = _kind == StepKind.Train ? request.Optimizer : null;
        if (MetricSums.Length != _metrics.Length)
            MetricSums = new double[_metrics.Length];
        int workers = _team?.Count ?? 1;
        bool isOther = _frozen.Update();
        if (_runs.Workers != workers || isOther)
            _runs = RunsFor(workers);
        Guard.Begin(workers);

        _batch = Memory.Batch(Math.Max(_rows, request.Capacity), request.OtherWeights ?? _store.Values);
        int values = _metrics.Length * _batch.Capacity;
        if (_metricValues.Length < values)
            _metricValues = new float[values];
        if (_weights.Length < _batch.Losses.Length)
            _weights = new float[_batch.Losses.Length];
        _weightPenalty = _penalties.Of(_batch.Weights.Span);
        (_batch.Scale, _batch.CarriesState) = (1f / _rows, carries);
        (_batch.RandomKey, _batch.Dropout, _batch.UsesBatchStatistics) = (request.RandomKey, request.IsTraining, request.IsTraining);
        if (_kind == StepKind.Evaluate)
            return;
        if (_kind == StepKind.InputGradients)
        {
            // Whoever learns: all pass gradients back.
            (_isTransposed, _batch.LearningStages) = (_transposedVersion == _store.Memory.Version, []);
            (_transposedVersion, _foresees, _isFollowed) = (-1, false, false);
            return;
        }
        _hasGradients = true;
        _frozen.Apply(_batch);
        (_isTransposed, _transposedVersion, _isFollowed) = (_transposedVersion == _store.Memory.Version, -1, request.IsFollowed);
        _optimizer?.PrepareStep();
        _foresees = _optimizer is { NeedsWholeGradient: false } && _rows <= _batch.Capacity && _info.Reductions.Count == 0
            && !_penalties.Any && 2L * (_batch.Work.Length + _batch.Inputs.Length) < _info.WeightFloats;
    }

    private void Complete()
    {
        if (_optimizer is null || Guard.Fault != StepFault.None)
            return;
        Guard.Complete(_optimizer, _batch.Weights.Span);
        _store.Memory.Moved();
        Guard.Follow();
        if (Guard.Fault != StepFault.None)
            return;
        if (_isFollowed)
            _transposedVersion = _store.Memory.Version;
        _optimizer.CompleteStep();
    }

    private void Work(int worker, in StepSamples samples)
    {
        int workers = _team?.Count ?? 1;
        if (worker == 0)
        {
            Array.Clear(MetricSums);
            _blocksOf.CopyTo(_waitsFor, 0);
            Guard.BeginStep();
        }
        if (_kind != StepKind.Evaluate && !_isTransposed)
            TransposeShare(worker, workers);

        Span<double> losses = stackalloc double[_info.Trained.Length];
        losses.Clear();
        double loss = 0, penalty = 0;
        bool isForeseen = false;
        for (int first = 0; first < _rows; first += _batch.Capacity)
        {
            int rows = Math.Min(_batch.Capacity, _rows - first);
            bool last = first + rows == _rows;
            _batch.FirstSample = first;
            _runs.Restart(worker);
            RowShare(first, rows, worker, workers, samples);
            _team?.Barrier();

            penalty += AddPenalties(rows);
            loss = AddLosses(losses, rows) + penalty + _weightPenalty * _rows;
            if (worker == 0)
                AddMetrics(rows);
            if (_kind == StepKind.InputGradients)
            {
                KeepInputGradients(first, rows);
            }
            else if (_kind != StepKind.Evaluate)
            {
                isForeseen = last && _foresees && Foresee(worker, workers, loss);
                WeightShare(worker, rows, last, isForeseen);
            }
            if (!last)
                _team?.Barrier();
        }
        if (worker == 0)
        {
            LossSum = loss;
            losses.CopyTo(LossSums);
        }
        if (_optimizer is not null && !isForeseen)
            MoveShare(_optimizer, loss, worker, workers);
    }

    private static int Share(int count, int worker, int workers) => (int)((long)count * worker / workers);

    private void TransposeShare(int worker, int workers)
    {
        if (_transposeParts == 0)
            return;
        int end = Share(_transposeParts, worker + 1, workers);
        for (int part = Share(_transposeParts, worker, workers); part < end; part++)
            _code.Transpose(_batch, part);
        _team?.Barrier();
    }

    private void RowShare(int first, int rows, int worker, int workers, in StepSamples samples)
    {
        int start = Share(rows, worker, workers), end = Share(rows, worker + 1, workers);
        CopySamples(first, start, end, samples);
        RunParts(0, _kind == StepKind.Evaluate ? _info.ForwardReductions : _info.Reductions.Count, rows, worker, workers);
        MeasureSamples(first, start, end, samples);
    }

    /// <summary>Some parts of the row phase, with what stands between them.</summary>
    private void RunParts(int first, int last, int rows, int worker, int workers)
    {
        int start = Share(rows, worker, workers), end = Share(rows, worker + 1, workers);
        for (int part = first; part <= last; part++)
        {
            if (part > first)
            {
                _team?.Barrier();
                int units = _info.Reductions[part - 1], lastUnit = Share(units, worker + 1, workers);
                for (int unit = Share(units, worker, workers); unit < lastUnit; unit++)
                    _code.Reduce(_batch, part - 1, unit, rows);
                _team?.Barrier();
            }
            if (start < end)
                _code.RunPart(_batch, part, start, end - start, _kind != StepKind.Evaluate);
        }
    }

    /// <summary>Sums gradients; of the last samples, looks at them for <see cref="MoveShare"/>, or moves the weights at once.</summary>
    private void WeightShare(int worker, int rows, bool isLast, bool moves)
    {
        bool isLooked = isLast && _optimizer is not null && !moves;
        int gradient = 0, statistic = 0, start = 0, end = 0;
        for (int i; (i = _runs.Take(worker)) >= 0;)
        {
            if (_frozen[i])
                continue;
            ref readonly WeightBlock block = ref _blocks[i];
            if (block.Average is null)
                _code.AddGradients(_batch, i, rows);
            if (isLast)
                _penalties.AddGradients(block.Offset, block.Length, _batch);
            if (moves)
                Move(i, 1);
            if (!isLooked)
                continue;
            for (int use = 0; use < block.Averages; use++)
                statistic = Math.Max(statistic, Magnitude.LargestBits(StatisticsOf(block.AverageAt(use))));
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
        for (int i = worker; i < _store.Blocks.Length; i += workers)
        {
            _squares[i] = Optimizer.SumOfSquares(_store.Blocks[i], _batch.Gradients.Span);
            optimizer.ClipTensor(_store.Blocks[i], _batch.Gradients.Span, _squares[i]);
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
        WeightBlock block = _blocks[index];
        Span<float> weights = _batch.Weights.Span.Slice(block.Offset, block.Length);
        if (_frozen[index])
        {
            // What it was transposed to stands, but another block may wait with it.
        }
        else if (block.Averages > 0)
            for (int use = 0; use < block.Averages; use++)
                MoveAverage(weights, StatisticsOf(block.AverageAt(use)), block.AverageAt(use).Momentum);
        else
            _optimizer!.Apply(weights, _batch.Gradients.Span.Slice(block.Offset, block.Length), block.Offset, scale);
        if (!_isFollowed)
            return;
        foreach (int part in _partsOf[index])
            if (Interlocked.Decrement(ref _waitsFor[part]) == 0)
                _code.Transpose(_batch, part);
    }

    private ReadOnlySpan<float> StatisticsOf(MovingAverage average) => _batch.Statistics.Span.Slice(average.Offset, average.Length);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MoveAverage(Span<float> averages, ReadOnlySpan<float> statistics, float momentum)
    {
        for (int i = 0; i < statistics.Length; i++)
            averages[i] = averages[i] * momentum + statistics[i] * (1 - momentum);
    }
}
