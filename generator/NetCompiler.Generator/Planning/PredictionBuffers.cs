using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Planning;

/// <summary>
/// Places what prediction computes: the input's copy, every stage's result, and the workspace of those that need one. A value lives from
/// the call that writes it to the last that reads it. What only calls of one loop over samples touch is shared by all samples; other values
/// have room for each, and live as long as the loops in which they are touched.
/// </summary>
internal sealed class PredictionBuffers
{
    private readonly EquatableArray<Stage> _stages;
    private readonly Pass _pass;
    private readonly Dictionary<int, Moment> _moments = [];
    private readonly int _end;

    private PredictionBuffers(EquatableArray<Stage> stages, Pass pass)
    {
        (_stages, _pass) = (stages, pass);
        int time = 0;
        foreach (Step step in pass.Schedule)
        {
            Call[] calls = [.. step is ForEachSample loop ? loop.Body.OfType<Call>() : new[] { (Call)step }];
            foreach (Call call in calls)
                _moments[call.Stage] = new Moment(time + Array.IndexOf(calls, call), time, time + calls.Length - 1, step is ForEachSample);
            time += calls.Length;
        }
        _end = time;
    }

    /// <summary>The stages with their places.</summary>
    /// <param name="stages">All stages.</param>
    /// <param name="pass">What prediction runs.</param>
    /// <param name="copiesInput">Whether samples are copied first.</param>
    public static (EquatableArray<Stage> Stages, Buffer InputCopy, int Shared, int PerRow) Place(EquatableArray<Stage> stages, Pass pass,
        bool copiesInput) =>
        new PredictionBuffers(stages, pass).Place(copiesInput);

    private (EquatableArray<Stage> Stages, Buffer InputCopy, int Shared, int PerRow) Place(bool copiesInput)
    {
        var needs = new List<Need>();
        if (copiesInput)
            needs.Add(NeedOf(0, _pass.InputStride, 1));
        for (int i = 0; i < _stages.Count; i++)
            needs.Add(_stages[i].Fusion is null ? NeedOf(i + 1, _stages[i].Stride, _stages[i].Rows)
                : new Need(i + 1, IsWork: false, IsPerRow: false, new Life(0, 0, 0)));
        for (int i = 0; i < _stages.Count; i++)
            if (_stages[i].NeedsWorkspace)
                needs.Add(new Need(i + 1, IsWork: true, IsPerRow: _stages[i].RowWorkFloats > 0,
                    new Life(
                        _stages[i].RowWorkFloats == 0 ? _stages[i].WorkFloats
                            : _stages[i].Rows * (_stages[i].WorkFloats + _stages[i].RowWorkFloats),
                        _moments[i].Time, _moments[i].Time)));

        var buffers = new Dictionary<(int Value, bool IsWork), Buffer>();
        int shared = Pack(Memory.Shared, [.. needs.Where(need => !need.IsPerRow)], buffers),
            perRow = Pack(Memory.Batch, [.. needs.Where(need => need.IsPerRow)], buffers);
        EquatableArray<Stage> placed = _stages.Select((stage, i) => stage with
        {
            Predicted = buffers[(i + 1, false)],
            Workspace = stage.NeedsWorkspace ? buffers[(i + 1, true)] : Buffer.None,
        }).ToEquatableArray();
        return (placed, copiesInput ? buffers[(0, false)] : Buffer.None, shared, perRow);
    }

    private static int Pack(Memory memory, Need[] needs, Dictionary<(int Value, bool IsWork), Buffer> buffers)
    {
        int[] offsets = Packing.Offsets([.. needs.Select(need => need.Life)], out int floats);
        for (int i = 0; i < needs.Length; i++)
            buffers[(needs[i].Value, needs[i].IsWork)] = new Buffer(memory, needs[i].Life.Floats, offsets[i]);
        return floats;
    }

    /// <param name="value">The value.</param>
    /// <param name="floats">Floats of a row.</param>
    /// <param name="rows">Rows of a sample.</param>
    private Need NeedOf(int value, int floats, int rows)
    {
        Moment[] touched = [.. TouchedBy(value)];
        bool isInside = touched.All(moment => moment.IsInLoop && moment.LoopStart == touched[0].LoopStart);
        return isInside
            ? new Need(value, IsWork: false, IsPerRow: false, new Life(floats, touched.Min(moment => moment.Time),
                touched.Max(moment => moment.Time)))
            : new Need(value, IsWork: false, IsPerRow: true, new Life(rows * floats, touched.Min(moment => moment.LoopStart),
                touched.Max(moment => moment.LoopEnd)));
    }

    /// <summary>The call that gives a value, and those that read it.</summary>
    private IEnumerable<Moment> TouchedBy(int value)
    {
        yield return value == 0 ? new Moment(-1, -1, -1, IsInLoop: false) : _moments[CallerOf(value - 1)];
        for (int i = 0; i < _stages.Count; i++)
            if (!_stages[i].IsFused && _stages[i].Reads.Any(read => read.Value == value))
                yield return _moments[i];
        if (_pass.Outputs.Contains(value))
            yield return new Moment(_end, _end, _end, IsInLoop: false);
    }

    /// <summary>The stage whose call computes a stage.</summary>
    private int CallerOf(int stage) => _stages[stage].IsFused ? _stages[stage].Input.Giver : stage;

    /// <summary>A call in the linear schedule, with the loop around it.</summary>
    private sealed record Moment(int Time, int LoopStart, int LoopEnd, bool IsInLoop);

    private sealed record Need(int Value, bool IsWork, bool IsPerRow, Life Life);
}
