using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>
/// Places what training computes by how long it lives in the schedule; what the weight phase reads outlives the row phase. Threads are at
/// different steps at a time, each with its own samples, so only a sample's own memory may be used again:
/// <list type="bullet">
/// <item>where samples lie in one buffer behind the other, by a buffer of the same distance from sample to sample;</item>
/// <item>what only loops over samples touch lies sample by sample, and there by any.</item>
/// </list>
/// What relies on zeros that nobody writes, in borders and in gaps, shares with nobody.
/// </summary>
internal sealed class TrainingBuffers
{
    private readonly Stage[] _stages;
    private readonly int _first;
    private readonly Pass _pass;
    private readonly Dictionary<Buffer, Use> _uses = [];

    private TrainingBuffers(EquatableArray<Stage> stages, int first, Pass pass) => (_stages, _first, _pass) = ([.. stages], first, pass);

    /// <summary>The stages with their places.</summary>
    /// <param name="stages">The stages of training.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="pass">What training runs.</param>
    /// <param name="floats">The memory that each sample needs.</param>
    public static EquatableArray<Stage> Place(EquatableArray<Stage> stages, int first, Pass pass, out int floats)
    {
        var self = new TrainingBuffers(stages, first, pass);
        self.Play();
        Dictionary<Buffer, Buffer> places = self.Place(out floats);
        return stages.Select(stage => Replace(stage, buffer =>
            places.TryGetValue(buffer, out Buffer? place) ? place : buffer.Memory == Memory.Batch ? Buffer.None : buffer))
            .ToEquatableArray();
    }

    private Dictionary<Buffer, Buffer> Place(out int floats)
    {
        var places = new Dictionary<Buffer, Buffer>();
        int batch = PlaceByBuffer(places);
        floats = batch;
        foreach (IGrouping<int, KeyValuePair<Buffer, Use>> rows in _uses.Where(use => IsAlone(use.Value)).GroupBy(use => use.Value.Rows))
        {
            KeyValuePair<Buffer, Use>[] alone = [.. rows];
            int[] offsets = Packing.Offsets([.. alone.Select(use => use.Value.Life(use.Key.Floats / rows.Key))], out int length);
            int stride = RowPadding.Stride(length);
            for (int i = 0; i < alone.Length; i++)
                places[alone[i].Key] = new Buffer(Memory.Sample, alone[i].Key.Floats, offsets[i]) { Ahead = floats, Stride = stride };
            floats += rows.Key * stride;
        }
        return places;
    }

    /// <summary>Buffers one behind the other, each with room for all samples. One whose time is over goes to the next of its
    /// length.</summary>
    private int PlaceByBuffer(Dictionary<Buffer, Buffer> places)
    {
        int end = 0;
        var rooms = new List<(Buffer Buffer, int Free)>();
        foreach (KeyValuePair<Buffer, Use> use in _uses.Where(use => !IsAlone(use.Value)).OrderBy(use => use.Value.From).ThenBy(use =>
            use.Key.Offset))
        {
            int room = use.Value.IsShareable ? rooms.FindIndex(room => room.Buffer.Floats == use.Key.Floats && room.Free < use.Value.From)
                : -1;
            Buffer place = room >= 0 ? rooms[room].Buffer : use.Key with { Offset = end };
            int free = use.Value.IsShareable ? use.Value.To : int.MaxValue;
            if (room >= 0)
            {
                rooms[room] = (place, free);
            }
            else
            {
                rooms.Add((place, free));
                end += place.Floats;
            }
            places[use.Key] = place;
        }
        return end;
    }

    private static bool IsAlone(Use use) => use is { IsShareable: true, Rows: > 0 } && use.To < int.MaxValue;

    private void Play()
    {
        int time = 0;
        foreach (Step step in _pass.Schedule)
        {
            foreach (Step inner in step is ForEachSample loop ? loop.Body : (IEnumerable<Step>)[step])
            {
                foreach ((Buffer buffer, bool isShareable) in TouchedBy(inner))
                    Touch(buffer, isShareable, time, (step as ForEachSample)?.Rows ?? 0);
                time++;
            }
        }
        // The caller reads the inputs' gradients in the end.
        foreach (Stage stage in _stages.Where(stage => stage.InputPort is not null))
            Touch(stage.Gradient, false, int.MaxValue);
        foreach (Stage stage in _stages.Where(stage => stage.WeightBlocks.Count > 0))
        {
            if (stage.Head is RecurrentHead recurrent)
                foreach ((Buffer buffer, bool isShareable) in OfSteps(recurrent).Concat(GradientsOf(stage.HeadReads)))
                    Touch(buffer, isShareable, int.MaxValue);
            if (stage.Head is ContractionHead or LookupHead)
                foreach ((Buffer buffer, bool isShareable) in ValuesOf(stage.HeadReads).Append(GradientOf(stage)))
                    Touch(buffer, isShareable, int.MaxValue);
            foreach (LearnedTensor tensor in stage.Learned)
                Touch(tensor.SampleGradients, false, int.MaxValue);
        }
    }

    /// <param name="buffer">The buffer.</param>
    /// <param name="isShareable">Whether it may share memory.</param>
    /// <param name="time">When.</param>
    /// <param name="rows">The rows of a sample that the loop around has; 0 outside of loops.</param>
    private void Touch(Buffer buffer, bool isShareable, int time, int rows = 0)
    {
        if (buffer.Memory != Memory.Batch)
            return;
        Use use = _uses.TryGetValue(buffer, out Use? found) ? found : new Use(time, time, rows, isShareable);
        _uses[buffer] = new Use(Math.Min(use.From, time), Math.Max(use.To, time), use.Rows == rows ? rows : 0, use.IsShareable);
    }

    /// <summary>What a step reads and writes, and whether it may share memory.</summary>
    private IEnumerable<(Buffer Buffer, bool IsShareable)> TouchedBy(Step step)
    {
        Stage? stage = step switch { Call call => _stages[call.Stage - _first], Meet meet => _stages[meet.Stage - _first], _ => null };
        var norm = stage?.Head as NormHead;
        bool isImage = norm is { Pixels: > 1 };
        return step switch
        {
            Call { Phase: Phase.Gather } => InputsOf(stage!).Append((norm!.Sums, false)),
            Call { Phase: Phase.Forward } =>
                InputsOf(stage!).Concat(Enumerable.Range(0, stage!.InTraining + 1).Select(value => ValueOf(stage, value)))
                    .Concat(stage.Head is RecurrentHead recurrent ? OfSteps(recurrent) : [])
                    .Concat(WeightsOf(stage)),
            Call { Phase: Phase.Backward } => TouchedBackward(stage!).Concat(isImage ? InputsOf(stage!).Append((norm!.Sums, false)) : []),
            Call { Phase: Phase.PassGradient } =>
                InputsOf(stage!).Concat(GradientsOf(stage!.HeadReads)).Append(GradientOf(stage!)),
            Meet when isImage => [(norm!.Sums, false)],
            Meet { IsBackward: true } => InputsOf(stage!).Append(GradientOf(stage!)),
            Meet => InputsOf(stage!),
            ComputeLoss => _pass.Outputs.Select(output => _stages[output - 1 - _first]).SelectMany(output =>
                new[] { ValueOf(output, output.InTraining), GradientOf(output) }),
            _ => [],
        };
    }

    private IEnumerable<(Buffer Buffer, bool IsShareable)> TouchedBackward(Stage stage)
    {
        IEnumerable<(Buffer, bool)> touched = [GradientOf(stage), .. stage.Learned.Select(tensor => (tensor.SampleGradients, false))];
        // Where the last contribution took the gradient over, what the operations read was read then.
        if (stage.TakenOver is null)
            touched = touched.Concat(Enumerable.Range(0, stage.InTraining + 1).Where(value =>
                Epilogues.IsKept(stage.Operations, value, stage.InTraining)).Select(value => ValueOf(stage, value)));
        if (stage.Head is WindowHead { Window.IsMaximum: true })
            touched = touched.Concat(ValuesOf(stage.HeadReads)).Append(ValueOf(stage, 0));
        if (stage.Head is ProductHead or RecurrentHead or AttentionHead)
            touched = touched.Concat(ValuesOf(stage.HeadReads)).Concat(WeightsOf(stage));
        if (stage.Head is RecurrentHead recurrent)
            touched = touched.Concat(OfSteps(recurrent));
        touched = touched.Concat(ValuesOf(stage.OperandReads)).Concat(GradientsOf(stage.OperandReads));
        return stage.Head is NormHead ? touched : touched.Concat(GradientsOf(stage.HeadReads));
    }

    /// <summary>What a cell has beside its sums: not all of it is written before it is read.</summary>
    private static IEnumerable<(Buffer Buffer, bool IsShareable)> OfSteps(RecurrentHead head) =>
        head.Buffers.Select(buffer => (buffer.Buffer, false));

    /// <summary>What attention keeps: nothing is read that was not written.</summary>
    private static IEnumerable<(Buffer Buffer, bool IsShareable)> WeightsOf(Stage stage) =>
        stage.Head is AttentionHead head ? [(head.Weights, true), (head.Dropped, true)] : [];

    private IEnumerable<(Buffer Buffer, bool IsShareable)> InputsOf(Stage stage) => ValuesOf(stage.Reads);

    private IEnumerable<(Buffer Buffer, bool IsShareable)> ValuesOf(IEnumerable<Read> reads) =>
        reads.Where(read => read.Giver >= 0).Select(GiverOf).Select(giver => ValueOf(giver, giver.InTraining));

    /// <summary>The gradients that are contributed to, what is added to them, and what takes them back through the operations of the stages
    /// that give the values.</summary>
    private IEnumerable<(Buffer Buffer, bool IsShareable)> GradientsOf(IEnumerable<Read> reads)
    {
        foreach (Read read in reads.Where(read => read.NeedsGradient))
        {
            Stage giver = GiverOf(read);
            yield return GradientOf(giver);
            yield return (read.Addend, IsWhole(read.GradientLayout));
            if (giver.TakenOver is { } value)
                yield return ValueOf(giver, value);
        }
    }

    private Stage GiverOf(Read read) => _stages[read.Giver - _first];

    private static (Buffer Buffer, bool IsShareable) ValueOf(Stage stage, int value) => (stage.BufferOf(value), IsWhole(stage.Layout));

    private static (Buffer Buffer, bool IsShareable) GradientOf(Stage stage) => (stage.Gradient, IsWhole(stage.GradientLayout));

    /// <summary>Whether all numbers are written before any is read: there is no border, no gap, and nothing behind a row.</summary>
    private static bool IsWhole(Layout layout) =>
        layout.Border == Border.None && layout.Channels % RowPadding.Lanes == 0 && layout.Pitch == layout.Channels
        && (layout.Height * layout.Width > 1 || layout.RepeatStride == layout.Floats);

    private static Stage Replace(Stage stage, Func<Buffer, Buffer> place) => stage with
    {
        Values = stage.Values.Select(place).ToEquatableArray(),
        Gradient = place(stage.Gradient),
        Reads = stage.Reads.Select(read => read with { Addend = place(read.Addend) }).ToEquatableArray(),
        Learned = stage.Learned.Select(tensor => tensor with { SampleGradients = place(tensor.SampleGradients) }).ToEquatableArray(),
        Head = stage.Head switch
        {
            NormHead norm => norm with { Sums = place(norm.Sums) },
            AttentionHead attention => attention with { Weights = place(attention.Weights), Dropped = place(attention.Dropped) },
            RecurrentHead recurrent => recurrent with
            {
                Buffers = recurrent.Buffers.Select(buffer => buffer with { Buffer = place(buffer.Buffer) }).ToEquatableArray(),
            },
            _ => stage.Head,
        },
    };

    /// <summary>When a buffer is used.</summary>
    /// <param name="From">The first step.</param>
    /// <param name="To">The last; at the end of time for the weight phase.</param>
    /// <param name="Rows">Where only loops over samples touch it: the rows that a sample has in all of them; else 0.</param>
    /// <param name="IsShareable">Whether it may share memory.</param>
    private sealed record Use(int From, int To, int Rows, bool IsShareable)
    {
        public Life Life(int floats) => new(floats, From, To);
    }
}
