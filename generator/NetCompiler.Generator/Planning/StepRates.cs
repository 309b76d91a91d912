using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>At which steps the stages of a network of one step have anything to do.</summary>
internal static class StepRates
{
    /// <summary>When each value has a next number; value 0 is the step's input, stage i gives value i + 1.</summary>
    public static StepRate[] OfValues(EquatableArray<Stage> stages)
    {
        var rates = new StepRate[stages.Count + 1];
        rates[0] = StepRate.Every;
        for (int i = 0; i < stages.Count; i++)
        {
            StepRate read = rates[stages[i].Input.Value];
            rates[i + 1] = stages[i].Head is RecallHead recall ? read.Behind(recall.Recall.Window) : read;
        }
        return rates;
    }

    /// <summary>When a network gives an answer.</summary>
    public static StepRate OfAnswer(Plan step) => OfValues(step.Stages)[step.Prediction.Outputs[0]];

    /// <summary>Multiply-adds of a step, on average.</summary>
    public static long MultiplyAdds(Plan step)
    {
        StepRate[] rates = OfValues(step.Stages);
        return (long)Math.Ceiling(
            step.Stages.Sum(stage => stage.Rows * (stage.Head?.Layer.MultiplyAdds ?? 0) / (double)rates[stage.Input.Value].Period));
    }
}
