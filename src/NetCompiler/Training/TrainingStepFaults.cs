using static System.FormattableString;

namespace NetCompiler;

/// <summary>What is said of a step that was not made.</summary>
internal sealed partial class TrainingStep
{
    /// <summary>Why the last step was not made, as the end of a sentence.</summary>
    /// <param name="optimizer">Whose step it was.</param>
    internal string DescribeFault(Optimizer optimizer)
    {
        (int index, float value) = Guard.Culprit;
        switch (Guard.Fault)
        {
            case StepFault.Loss:
                return Invariant($"the loss is {LossSum / _rows}");
            case StepFault.Gradient:
                index = FiniteNumbers.IndexOfNotFinite(_batch.Gradients.Span);
                return Invariant($"the gradient of {NameOf(index)} has {_batch.Gradients.Span[index]} in it");
            case StepFault.Statistic:
                for (int number = 0; number < _blocks.Length; number++)
                    for (int i = 0; i < (_frozen[number] ? 0 : _blocks[number].Averages); i++)
                        if (StatisticsOf(_blocks[number].AverageAt(i)) is var statistics
                            && FiniteNumbers.IndexOfNotFinite(statistics) is >= 0 and int at)
                            return Invariant($"the batch's statistic for {NameOf(_blocks[number].Offset)} has {statistics[at]} in it");
                goto default;
            case StepFault.Weight:
                return Invariant($"{NameOf(index)} would have {value} in it after the step");
            default:
                return Invariant($"{optimizer.GetType().Name}'s state for {NameOf(index)} would have {value} in it after the step");
        }
    }

    /// <summary>The tensor that a place in the flat buffer belongs to.</summary>
    private string NameOf(int index) => _store.At(index).Name;
}
