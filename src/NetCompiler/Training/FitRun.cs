using System.Diagnostics;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>One call of Fit: epochs of steps, validation, callbacks, progress.</summary>
internal sealed partial class FitRun
{
    private static readonly long ReportInterval = Stopwatch.Frequency / 10;
    private readonly CompiledNetwork _network;
    private readonly TrainingStep _step;
    private readonly DataBinding _data;
    private readonly DataBinding? _validation;
    private readonly Dataset _train;
    private readonly FitOptions _options;
    private readonly int _batchSize;
    private readonly Figures _figures;
    private readonly Optimizer _optimizer;
    private readonly WorkerTeam _team;
    private readonly Action<bool> _holds;
    private readonly History _history;
    private readonly TrainingContext _context;
    private readonly string[] _names, _allNames;
    private readonly double[] _values;
    private readonly float[] _snapshot;
    private readonly int[]? _order;
    private readonly Callback[] _callbacks;
    private ScaleCheck? _scale;
    private long _steps, _lastReport;

    // Where training goes on: the epoch, its next sample, and the steps made in it.
    private (int Epoch, int First, int Steps) _position;

    /// <summary>Prepares. <paramref name="holds"/> is told when the network's claim is given back, and taken again, around code of the
    /// user.</summary>
    internal FitRun(CompiledNetwork network, DataBinding data, DataBinding? validation, FitOptions options, int batchSize, Figures figures,
        Optimizer optimizer, WorkerTeam team, Action<bool> holds)
    {
        (_network, _step, _data, _validation, _options) = (network, network.Training, data, validation, options);
        (_batchSize, _figures, _optimizer, _team, _holds) = (batchSize, figures, optimizer, team, holds);
        Dataset train = _train = data.Data;
        _names = figures.Names;
        _allNames = validation is null ? _names : [.. _names, .. _names.Select(name => $"val_{name}")];
        _values = new double[_allNames.Length];
        _history = new History(_allNames, batchSize, NotesOn(options, train, batchSize));
        _context = new TrainingContext(network, optimizer, _history, options.Epochs, figures);
        _snapshot = new float[network.Info.WeightFloats];
        _order = options.Shuffle ? new int[train.Count] : null;
        _callbacks = [.. options.Callbacks];
    }

    private static string[] NotesOn(FitOptions options, Dataset train, int batchSize)
    {
        if (batchSize == options.BatchSize)
            return [];
        string all = Invariant($"there are {train.Count:N0} training samples: each epoch is one step with all of them.");
        return [Invariant($"BatchSize is {options.BatchSize:N0}, but {all}")];
    }

    internal History Run()
    {
        Notify(static (callback, context) => callback.OnTrainBegin(context));
        foreach (Callback callback in _callbacks)
            callback.Resume(this);
        while (_position.Epoch < _options.Epochs && _context.StopReason is null)
        {
            int epoch = _context.Epoch = _position.Epoch;
            if (_position.First == 0)
            {
                Notify(static (callback, context) => callback.OnEpochBegin(context));
                _step.ResetStates();
            }
            RunEpoch(epoch);
            Notify(static (callback, context) => callback.OnEpochEnd(context));
            _position = (epoch + 1, 0, 0);
            LetBackup(isLast: true);
        }
        Notify(static (callback, context) => callback.OnTrainEnd(context));
        _history.StopReason = _context.StopReason;
        _step.ResetStates();
        return _history;
    }

    private void RunEpoch(int epoch)
    {
        Shuffle(epoch);
        if (_steps == 0)
            _scale = new ScaleCheck(_network, _data, Measure);
        Span<double> sums = _values.AsSpan(0, _names.Length);
        if (_position.First == 0)
        {
            _network.Weights.CopyTo(_snapshot);
            sums.Clear();
        }
        long begin = _lastReport = Stopwatch.GetTimestamp(), paused = 0;
        int number = _position.Steps;
        for (int first = _position.First; first < _train.Count; first += _batchSize)
        {
            _position = (epoch, first, number);
            bool isCancelled = _options.CancellationToken.IsCancellationRequested;
            // Before an epoch's first step, what callbacks did at its beginning would be done twice: the end of the one before is kept.
            if (first > 0)
                LetBackup(isLast: isCancelled);
            if (isCancelled)
                _options.CancellationToken.ThrowIfCancellationRequested();
            int rows = Math.Min(_batchSize, _train.Count - first);
            number++;
            double last = Step(first, rows, sums);
            if (_step.Guard.Fault != StepFault.None)
                Diverged(epoch, number, last);
            long now = Stopwatch.GetTimestamp();
            if (_options.Progress is not null && now - _lastReport >= ReportInterval && first + rows < _train.Count)
            {
                Report(epoch, first + rows, _names, Stopwatch.GetElapsedTime(begin + paused, now), isEnd: false);
                paused += Stopwatch.GetTimestamp() - now;
                _lastReport = now;
            }
        }
        TimeSpan elapsed = Stopwatch.GetElapsedTime(begin + paused);
        foreach (ref double sum in sums)
            sum /= _train.Count;
        if (_validation is not null)
            Trainer.Measure(_step, _validation, new(_figures, _team), _values.AsSpan(_names.Length), _options.CancellationToken);
        _history.Add(_values);
        string? note = _scale?.After(_steps);
        if (note is not null)
            _history.AddNote(note);
        Report(epoch, _train.Count, _allNames, elapsed, isEnd: true, note);
    }

    /// <summary>The mean loss on other samples, between steps.</summary>
    private double Measure(DataBinding data)
    {
        var values = new double[_names.Length];
        Trainer.Measure(_step, data, new(_figures, _team), values, _options.CancellationToken);
        return values[0];
    }

    /// <summary>One step; returns its mean loss.</summary>
    private double Step(int first, int rows, Span<double> sums)
    {
        _step.Run(new StepRequest
        {
            Kind = StepKind.Train,
            Samples = new StepSamples(_data, _order, first, rows),
            Capacity = _batchSize,
            Optimizer = _optimizer,
            IsTraining = true,
            RandomKey = TrainingStep.RandomKey(_options.Seed, _steps++),
            IsFollowed = true,
            Metrics = _figures.Metrics,
            Team = _team,
        });
        _figures.Add(_step, sums);
        return _step.LossSum / rows;
    }

    /// <summary>An order that depends on nothing but seed and epoch.</summary>
    private void Shuffle(int epoch)
    {
        if (_order is null)
            return;
        for (int i = 0; i < _order.Length; i++)
            _order[i] = i;
        new RandomSequence(_options.Seed, epoch).Shuffle<int>(_order);
    }

    private void Diverged(int epoch, int step, double loss)
    {
        string what = _step.DescribeFault(_optimizer);
        _snapshot.CopyTo(_network.Store.Values.Span);
        _network.Store.Memory.Moved();
        throw new TrainingDivergedException(epoch + 1, step, loss, _step.Guard.Fault, what, _optimizer);
    }

    private void Report(int epoch, int samples, string[] names, TimeSpan elapsed, bool isEnd, string? note = null)
    {
        if (_options.Progress is not { } progress)
            return;
        double[] values = _values[..names.Length];
        if (!isEnd)
            foreach (ref double value in values.AsSpan())
                value /= samples;
        var report = new TrainingProgress(epoch + 1, _options.Epochs, samples, _train.Count, names, values, elapsed, isEnd) { Note = note };
        LetUser(() => progress.Report(report));
    }

    private void LetBackup(bool isLast)
    {
        foreach (Callback callback in _callbacks)
            callback.AfterStep(this, isLast);
    }

    private void Notify(Action<Callback, TrainingContext> call)
    {
        foreach (Callback callback in _callbacks)
            LetUser(() => call(callback, _context));
    }

    /// <summary>Runs the user's code with the claim given back, so that it may evaluate the network.</summary>
    private void LetUser(Action call)
    {
        _network.Store.Memory.Release();
        _holds(false);
        call();
        _network.Store.Memory.Claim();
        _holds(true);
    }
}
