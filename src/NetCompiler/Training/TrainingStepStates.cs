using static System.FormattableString;

namespace NetCompiler;

/// <content>What stateful layers carry from batch to batch.</content>
internal sealed partial class TrainingStep
{
    /// <summary>The samples of the batches that states are carried between; 0 before the first.</summary>
    private int _carriedRows;

    /// <summary>Makes all samples of the next batch begin anew.</summary>
    internal void ResetStates()
    {
        Memory.ResetStates();
        _carriedRows = 0;
    }

    /// <summary>Whether a pass goes on from the states of the one before: one that learns does; others begin anew and leave
    /// nothing.</summary>
    /// <exception cref="ArgumentException">It has another number of samples.</exception>
    private bool Carries(in StepRequest request)
    {
        if (_info.CarriedFloats == 0 || !request.IsTraining || request.Kind < StepKind.Gradients)
            return false;
        int rows = request.Samples.Count;
        if (_carriedRows != 0 && _carriedRows != rows)
            throw new ArgumentException(
                Invariant($"{_info.Name} has stateful layers, and each sample goes on where that of the batch before ended, of which ") +
                Invariant($"there were {_carriedRows:N0}; this batch has {rows:N0}. ResetStates begins anew."));
        _carriedRows = rows;
        return true;
    }
}
