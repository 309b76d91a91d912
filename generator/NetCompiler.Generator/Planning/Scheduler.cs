using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Planning;

/// <summary>Orders the work of stages: schedules are made here and nowhere else.</summary>
internal static class Scheduler
{
    /// <summary>Prediction: the stages in order, but for those that another computes along.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="isOneRow">Whether there is never more than one sample, so that there are no loops.</param>
    public static EquatableArray<Step> Predict(EquatableArray<Stage> stages, bool isOneRow)
    {
        var schedule = new Builder(stages, 0, isOneRow);
        for (int i = 0; i < stages.Count; i++)
            if (!stages[i].IsFused)
                schedule.Call(i, Phase.Predict);
        return schedule.Finish();
    }

    /// <summary>A step of training: forward, the loss, and backward through the stages that learn or are followed by some that do. A
    /// normalisation over the batch makes all samples meet, on the way forward to know its statistics, on the way back to know what they
    /// contribute.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="awaitsLoss">Whether the loss is the caller's.</param>
    public static EquatableArray<Step> Train(EquatableArray<Stage> stages, int first, bool awaitsLoss)
    {
        var schedule = new Builder(stages, first, isOneRow: false);
        for (int i = 0; i < stages.Count; i++)
        {
            if (stages[i].Head is NormHead norm)
            {
                if (norm.Pixels > 1)
                    schedule.Call(i, Phase.Gather);
                schedule.Add(new Meet(first + i, IsBackward: false));
            }
            schedule.Call(i, Phase.Forward);
        }
        if (awaitsLoss)
            schedule.Add(new AwaitLoss());
        schedule.Add(new ComputeLoss());
        if (stages.Any(stage => stage.HasBackwardCall))
            schedule.Add(new EndEvaluation());
        for (int i = stages.Count - 1; i >= 0; i--)
        {
            if (!stages[i].HasBackwardCall)
                continue;
            schedule.Call(i, Phase.Backward);
            if (stages[i].Head is not NormHead)
                continue;
            schedule.Add(new Meet(first + i, IsBackward: true));
            if (stages[i].PassesGradient)
                schedule.Call(i, Phase.PassGradient);
        }
        return schedule.Finish();
    }

    /// <summary>Collects steps. Stages through which samples go one by one share a loop over samples as long as they follow each
    /// other and see the same steps by themselves.</summary>
    private sealed class Builder(EquatableArray<Stage> stages, int first, bool isOneRow)
    {
        private readonly List<Step> _steps = [], _body = [];
        private int _rows;

        public void Call(int stage, Phase phase)
        {
            var call = new Call(first + stage, phase);
            if (!stages[stage].OneByOne || isOneRow && stages[stage].Rows == 1)
            {
                Add(call);
                return;
            }
            if (_rows != stages[stage].Rows)
                CloseLoop();
            _rows = stages[stage].Rows;
            _body.Add(call);
        }

        public void Add(Step step)
        {
            CloseLoop();
            _steps.Add(step);
        }

        public EquatableArray<Step> Finish()
        {
            CloseLoop();
            return _steps.ToEquatableArray();
        }

        private void CloseLoop()
        {
            if (_body.Count == 0)
                return;
            _steps.Add(new ForEachSample(_body.ToEquatableArray(), _rows));
            _body.Clear();
        }
    }
}
