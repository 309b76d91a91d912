using Xunit;

namespace NetCompiler.Tests;

/// <summary>What all samples of a batch are needed for begins when all have come, and nobody goes on before it is done.</summary>
public class BatchStatisticsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>One worker dawdles in every phase. Another that does not wait is a phase ahead by then.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void NoWorkerIsAPhaseAhead(int workers)
    {
        PhasedNet net = new();
        using WorkerTeam team = new(workers, net.Training.Step.Work);
        Dataset data = Dataset.FromTargets(new float[PhasedNet.Rows], new float[PhasedNet.Rows], PhasedNet.Rows);
        TrainingStep step = net.Training.Step;
        step.Begin([], team);
        step.Choose(data, null, 0, PhasedNet.Rows, PhasedNet.Rows);
        step.Learn(null, 0, dropout: true);
        step.Run();
        step.End();
        Assert.Equal([PhasedNet.Rows, PhasedNet.Units, PhasedNet.Rows, PhasedNet.Units, PhasedNet.Rows], net.Done);
        Assert.Empty(net.Ahead);
    }

    /// <summary>A network without arithmetic: three parts of the row phase with two reductions between them.</summary>
    private sealed class PhasedNet() : CompiledNetwork(OneWeight.Describe(nameof(PhasedNet), reductions: [Units, Units]), seed: 1)
    {
        internal const int Rows = 8, Units = 8;
        private int _furthest;

        /// <summary>How many rows and units went through each phase.</summary>
        internal int[] Done { get; } = new int[5];

        /// <summary>What was entered before the phase before it was done.</summary>
        internal List<string> Ahead { get; } = [];

        protected override void Forward(ref float weights, ref float x, ref float y, ref float work, int rows) { }

        protected override void RunPartCore(TrainingBatch batch, int part, int first, int count, bool training)
            => Enter(2 * part, count, dawdles: first == 0);

        protected override void ReduceCore(TrainingBatch batch, int reduction, int unit, int rows)
            => Enter(2 * reduction + 1, 1, dawdles: unit == 0);

        protected override void AddGradientsCore(TrainingBatch batch, int block, int rows) { }

        private void Enter(int phase, int count, bool dawdles)
        {
            lock (Done)
            {
                _furthest = Math.Max(_furthest, phase);
                if (phase > 0 && Done[phase - 1] != Rows)
                    Ahead.Add($"{Done[phase - 1]} of {Rows} were through phase {phase - 1} when phase {phase} began.");
            }
            if (dawdles)
                SpinWait.SpinUntil(() => Volatile.Read(ref _furthest) > phase, Patience);
            lock (Done)
                Done[phase] += count;
        }
    }
}
