using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>The steps of a value, each by itself: what is behind, up to <see cref="AllSteps"/>, sees one step and has a row for
/// each.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Input">(steps, the shape of a step).</param>
internal sealed record EachStep(string Name, Shape Input)
    : MoveLayer(Name, Input, new Shape(Input.Dimensions.Skip(1).ToEquatableArray()))
{
    /// <summary>How many steps there are.</summary>
    public int Steps => Input.Dimensions[0];

    public override string Title => $"EachStep({Steps})";

    public override string Formula => "y = x, a row for each step";

    /// <summary>A row is read as vectors, so what stands behind its numbers is zero.</summary>
    public override EquatableArray<Move> Describe(Layout input, Layout output)
    {
        int last = Output.Dimensions[Output.Rank - 1];
        return
        [
            new Move(
                input.Start, output.Start, Loops(input, Input, output, Output, gathers: false), last,
                FillsOutput: Output.Rank > 1 || last % RowPadding.Lanes == 0, ReadsAll: true, ReadsOnce: true),
        ];
    }

    /// <summary>The loops that copy between a value of all steps and the rows of each.</summary>
    /// <param name="all">Where all steps lie.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="each">Where a step lies.</param>
    /// <param name="step">Its shape.</param>
    /// <param name="gathers">Whether steps come together; else each goes to its row.</param>
    public static EquatableArray<MoveLoop> Loops(Layout all, Shape shape, Layout each, Shape step, bool gathers)
    {
        int[] together = all.Steps(shape), apart = [each.RepeatStride, .. each.Steps(step)];
        return MoveLoop.Join(Enumerable.Range(0, step.Rank).Select(i => gathers
            ? new MoveLoop(shape.Dimensions[i], apart[i], together[i]) : new MoveLoop(shape.Dimensions[i], together[i], apart[i])));
    }
}

/// <summary>The steps together again.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Input">The shape of a step.</param>
/// <param name="Steps">How many there are.</param>
/// <param name="StepMeaning">What a step's numbers stand for.</param>
internal sealed record AllSteps(string Name, Shape Input, int Steps, OutputMeaning StepMeaning)
    : MoveLayer(Name, Input, new Shape(Input.Dimensions.Prepend(Steps).ToEquatableArray()))
{
    /// <summary>The attribute that stands for both and what is between.</summary>
    public const string Attribute = "TimeDistributed";

    public override string Title => $"{Attribute}({Steps})";

    public override string Formula => "y = the steps' rows together";

    public override OutputMeaning Meaning => StepMeaning;

    public override EquatableArray<Move> Describe(Layout input, Layout output) =>
    [
        new Move(
            input.Start, output.Start, EachStep.Loops(output, Output, input, Input, gathers: true),
            Input.Dimensions[Input.Rank - 1], FillsOutput: true, ReadsAll: true, ReadsOnce: true),
    ];
}
