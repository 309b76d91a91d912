using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>
/// Makes every choice about a checked network. Never fails. The passes, in this order because each needs what those before decided:
/// <list type="number">
/// <item><see cref="LateActivations"/>, <see cref="Penalties"/> and <see cref="TrainedOutputs"/>, then <see cref="CopiedInputs"/>, make the
/// graph that training sees;</item>
/// <item><see cref="StageBuilder"/> joins layers to stages and lays out what they give, by who reads it;</item>
/// <item><see cref="StagePlanner"/> chooses epilogues and tiles, what training keeps, and the work on weights;</item>
/// <item><see cref="Gradients"/> orders what adds up to gradients;</item>
/// <item><see cref="PoolFusion"/> computes pools with what they read;</item>
/// <item><see cref="Scheduler"/> orders all work;</item>
/// <item><see cref="PredictionBuffers"/> and <see cref="TrainingBuffers"/> place values by how long they live in that order.</item>
/// </list>
/// </summary>
internal static class Planner
{
    /// <summary>Workspace of prediction, in floats, that stays in a core's cache beside the weights that stream through it.</summary>
    private const int CachedFloats = 256 * 1024;

    /// <summary>Samples that go through the layers together, at most.</summary>
    private const int MostRows = 256;

    public static Plan MakePlan(Network written)
    {
        Network network = LateActivations.Of(written);
        // A normalisation over the batch is folded into what is before it in prediction alone.
        // What is only read is no part of training, and only training has copies of inputs.
        bool isSplit = !network.IsInferenceOnly
            && (network.HasInputGradient || Penalties.Any(network) || network.Nodes.Any(node => node.Layer is BatchLayer)
                || network.Outputs.Any(output => !output.IsTrained));
        Network predicting = Penalties.WithoutSampling(network);
        var arenas = new Arenas { Prepared = isSplit ? null : new Arena(Memory.Prepared) };
        Part training = MakePart(
            network.IsInferenceOnly ? predicting : CopiedInputs.Of(TrainedOutputs.Of(Penalties.Of(network))),
            onlyPredicts: network.IsInferenceOnly, trains: !network.IsInferenceOnly, arenas);
        Arenas predictedArenas = isSplit ? new Arenas { Prepared = new Arena(Memory.Prepared) } : arenas;
        Part prediction = isSplit ? MakePart(predicting, onlyPredicts: true, trains: false, predictedArenas) : training;

        EquatableArray<Stage> predicted = FusePools(prediction.Stages, prediction.Outputs);
        var pass = new Pass(Scheduler.Predict(predicted, isOneRow: network.StateFloats > 0), prediction.Outputs, prediction.InputStride);
        bool copiesInput = pass.InputStride != (int)network.Input.Length && predicted.Any(stage =>
            (stage.Head is null ? stage.OperandReads : stage.Reads).Any(read => read.Value == 0));
        (predicted, Buffer inputCopy, int shared, int perRow) = PredictionBuffers.Place(predicted, pass, copiesInput);

        int first = isSplit ? predicted.Count : 0, trainingFloats = 0;
        EquatableArray<Stage> trained = isSplit ? training.Stages.Select(stage => Renumber(stage, network, first)).ToEquatableArray()
            : predicted;
        Pass trainingPass = Pass.None;
        if (!network.IsInferenceOnly)
        {
            trainingPass = new Pass(
                Scheduler.Train(trained, first, network.HasCustomLoss), training.Outputs.Select(value => value + first).ToEquatableArray(),
                training.InputStride);
            trained = TrainingBuffers.Place(trained, first, trainingPass, out trainingFloats);
        }
        return new Plan(
            written, isSplit ? predicted.Concat(trained).ToEquatableArray() : trained, pass, trainingPass, training.Objectives,
            new MemoryFloats(shared, perRow, trainingFloats, arenas.Transposed.Floats, arenas.Statistics.Floats,
                predictedArenas.Prepared!.Floats, arenas.Carried.Floats))
        {
            InputCopy = inputCopy,
            Penalised = training.Penalised,
            Step = network.Step is null ? null : MakePlan(network.Step),
            Views = Views.Of(written).Select(view => new PlannedView(view, MakePlan(view.Network))).ToEquatableArray(),
            PredictedRows = Math.Max(1, Math.Min(MostRows, CachedFloats / perRow)),
        };
    }

    private static Part MakePart(Network network, bool onlyPredicts, bool trains, Arenas arenas)
    {
        (EquatableArray<StageDraft> drafts, EquatableArray<int> outputs) = new StageBuilder(network, onlyPredicts).Run();
        EquatableArray<Objective> objectives = !trains ? [] : network.Outputs.Select((output, i) =>
            ChooseObjective(network, output, drafts[LastOperations(drafts, outputs[i]) - 1].Operations.LastOrDefault()?.Layer))
            .ToEquatableArray();
        var planner = new StagePlanner(network, drafts, outputs, objectives, trains, arenas);
        return new Part(planner.Run(), outputs, planner.InputStride, objectives)
        {
            Penalised = network.Outputs.Where(output => output.Penalty is not null).ToEquatableArray(),
        };
    }

    /// <summary>The value whose operations are the last in front of an answer: where that is only laid out anew, those of what it is a
    /// copy of.</summary>
    public static int LastOperations(EquatableArray<StageDraft> drafts, int answer) =>
        drafts[answer - 1] is { Head: Repack, Operations.Count: 0, Reads: var reads } && reads[0].Value > 0
            && drafts.Sum(draft => draft.Reads.Count(read => read.Value == reads[0].Value)) == 1
            ? reads[0].Value : answer;

    /// <summary>A pool that alone reads what it pools may be computed along.</summary>
    private static EquatableArray<Stage> FusePools(EquatableArray<Stage> stages, EquatableArray<int> outputs)
    {
        Stage[] fused = [.. stages];
        for (int i = 0; i < fused.Length; i++)
        {
            int[] readers = [.. Enumerable.Range(0, fused.Length).Where(reader => fused[reader].Reads.Any(read => read.Value == i + 1))];
            if (readers.Length != 1 || outputs.Contains(i + 1) || PoolFusion.Choose(fused[i], fused[readers[0]]) is not { } fusion)
                continue;
            fused[i] = fused[i] with { Fusion = fusion };
            fused[readers[0]] = fused[readers[0]] with { IsFused = true };
        }
        return fused.ToEquatableArray();
    }

    /// <summary>A stage of training behind those of prediction.</summary>
    private static Stage Renumber(Stage stage, Network network, int first) => stage with
    {
        Name = stage.Name.Insert(network.Class.Name.Length, "Training"),
        Reads = stage.Reads.Select(read => read.Value == 0 ? read : read with { Value = read.Value + first }).ToEquatableArray(),
        Contributions = stage.Contributions
            .Select(contribution => contribution.Stage < 0 ? contribution : contribution with { Stage = contribution.Stage + first })
                .ToEquatableArray(),
    };

    private static Objective ChooseObjective(Network network, OutputPort output, Layer? activation)
    {
        if (output.Penalty is { } penalty)
            return new Objective(output.Name, network.ShapeOf(output.Value),
                new LossForm(output.Loss, penalty.Formula, penalty.Value, penalty.Gradient, IsMean: false) { IsSum = true }, null, 0, 0)
            {
                IsMasked = output.IsMasked,
            };
        LossForm form = LossCatalog.Of(output);
        float threshold = LossCatalog.DecisionThreshold(network, output);
        bool isFused = activation is not null && form.Fuses == activation.Meaning;
        return new Objective(
            output.Name, network.ShapeOf(output.Value), isFused ? form.Fused ?? form : form, isFused ? activation : null,
            output.LabelSmoothing, threshold)
        {
            IsMasked = output.IsMasked,
        };
    }

    /// <summary>What one way through the network is made of.</summary>
    private sealed record Part(EquatableArray<Stage> Stages, EquatableArray<int> Outputs, int InputStride,
        EquatableArray<Objective> Objectives)
    {
        public EquatableArray<OutputPort> Penalised { get; init; } = [];
    }
}
