using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Consecutive elementwise layers of a stage that one loop computes, from value <paramref name="From"/> to value <paramref
/// name="To"/>.</summary>
/// <param name="Name">The generated method.</param>
internal sealed record ElementwiseRun(string Name, int From, int To, bool InTraining, bool IsBackward)
{
    /// <summary>The layers that do something in this pass.</summary>
    public IEnumerable<ElementwiseLayer> Operations(Stage stage) =>
        Enumerable.Range(From, To - From).Select(i => (ElementwiseLayer)stage.Operations[i]).Where(layer =>
            (InTraining ? layer.TrainingForward : layer.Forward) != Expression.X);

    /// <summary>The values that the loop reads or stores.</summary>
    public IEnumerable<int> Values(Stage stage)
    {
        var values = new SortedSet<int>();
        if (!IsBackward)
        {
            values.Add(From);
            values.Add(To);
            for (int i = From + 1; i < To; i++)
                if (InTraining && stage.Values[i] != Buffer.None)
                    values.Add(i);
            return values;
        }
        for (int i = From; i < To; i++)
        {
            Layer layer = stage.Operations[i];
            if (Epilogues.Reads(layer, Expression.X))
                values.Add(i);
            if (Epilogues.Reads(layer, Expression.Y))
                values.Add(i + 1);
        }
        return values;
    }

    /// <summary>The other values that the run's layers read.</summary>
    public IEnumerable<Operand> Operands(Stage stage) => stage.Operands.Where(operand => operand.Operation >= From && operand.Operation < To
        && (!IsBackward || Epilogues.Reads(stage.Operations[operand.Operation], Expression.In(operand.Input))));

    /// <summary>Those to whose gradients the run contributes: the last first.</summary>
    public IEnumerable<Operand> OperandGradients(Stage stage) => !IsBackward ? [] : stage.Operands.Reverse().Where(operand =>
        operand.Operation >= From && operand.Operation < To && stage.Reads[operand.Read].NeedsGradient);

    /// <summary>The learned tensors of the run's layers.</summary>
    public IEnumerable<LearnedTensor> LearnedTensors(Stage stage) =>
        stage.Learned.Where(alpha => alpha.Operation >= From && alpha.Operation < To);

    /// <summary>What the run's fitted layers scale and shift by.</summary>
    public IEnumerable<FittedNumbers> Fitted(Stage stage) =>
        stage.Fitted.Where(fitted => fitted.Operation >= From && fitted.Operation < To);

    /// <summary>The operations that draw random numbers, and which.</summary>
    public IEnumerable<(int Operation, Expression.Random Random)> Randoms(Stage stage)
    {
        for (int i = From; i < To; i++)
        {
            var layer = (ElementwiseLayer)stage.Operations[i];
            Expression expression = IsBackward ? layer.Backward : InTraining ? layer.TrainingForward : layer.Forward;
            if (RandomOf(expression) is { } random)
                yield return (i, random);
        }
    }

    /// <summary>The random number in an expression, if there is one.</summary>
    public static Expression.Random? RandomOf(Expression expression) => expression switch
    {
        Expression.Random random => random,
        Expression.Binary binary => RandomOf(binary.Left) ?? RandomOf(binary.Right),
        Expression.Function function => function.Arguments.Select(RandomOf).FirstOrDefault(random => random is not null),
        _ => null,
    };

    /// <summary>The buffers as parameters (<c>ref float v0, </c>) or, with another prefix, as arguments.</summary>
    public string Parameters(Stage stage, string prefix)
    {
        IEnumerable<string> names = Values(stage).Select(value =>
            $"v{value}").Concat(LearnedTensors(stage).Select(alpha => $"alpha{alpha.Operation}"));
        if (IsBackward)
            names = names.Concat(LearnedTensors(stage).Select(alpha => $"dalpha{alpha.Operation}"));
        names = names.Concat(Operands(stage).Select(operand => operand.Name));
        names = names.Concat(OperandGradients(stage).Select(operand => $"d{operand.Name}"));
        names = names.Concat(Fitted(stage).Select(fitted => $"numbers{fitted.Operation}"));
        return string.Concat(names.Select(name => $"{prefix}{name}, "));
    }

    /// <summary>What random numbers need, as parameters.</summary>
    public string RandomParameters(Stage stage) => Randoms(stage).Any() ? ", TrainingBatch batch, int first" : "";

    /// <summary>What random numbers need, as arguments.</summary>
    public string RandomArguments(Stage stage) => Randoms(stage).Any() ? $", batch, {stage.FirstRow}" : "";
}
