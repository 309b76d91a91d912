using NetCompiler.CompilerServices;
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
        PhasedCode code = new();
        CompiledNetwork net = new(code, seed: 1);
        using WorkerTeam team = new(workers, net.Training.Work);
        Dataset data = Dataset.FromTargets(new float[PhasedCode.Rows], new float[PhasedCode.Rows], PhasedCode.Rows);
        net.Training.Run(new StepRequest
        {
            Kind = StepKind.Gradients,
            Samples = new StepSamples(DataBinding.Of(net.Info, data, "data"), null, 0, PhasedCode.Rows),
            IsTraining = true,
            Team = team,
        });
        Assert.Equal([PhasedCode.Rows, PhasedCode.Units, PhasedCode.Rows, PhasedCode.Units, PhasedCode.Rows], code.Done);
        Assert.Empty(code.Ahead);
    }

    /// <summary>A network without arithmetic: three parts of the row phase with two reductions between them.</summary>
    private sealed class PhasedCode() : NetworkCode(OneWeight.Describe(nameof(PhasedCode), reductions: [Units, Units]))
    {
        internal const int Rows = 8, Units = 8;
        private int _furthest;

        /// <summary>How many rows and units went through each phase.</summary>
        internal int[] Done { get; } = new int[5];

        /// <summary>What was entered before the phase before it was done.</summary>
        internal List<string> Ahead { get; } = [];

        public override void Forward(ref float weights, ref float prepared, ref float x, ref float y, ref float work, int rows) { }

        public override void RunPart(TrainingBatch batch, int part, int first, int count, bool training)
            => Enter(2 * part, count, dawdles: first == 0);

        public override void Reduce(TrainingBatch batch, int reduction, int unit, int rows)
            => Enter(2 * reduction + 1, 1, dawdles: unit == 0);

        public override void AddGradients(TrainingBatch batch, int block, int rows) { }

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
