using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>A layer of several parts that carries a state from step to step, which others may read behind the last one.</summary>
internal interface IGivesState
{
    /// <summary>The shape of its state: h, then what else there is, row by row, of both directions where there are two; one row alone is no
    /// table.</summary>
    Shape State { get; }

    /// <summary>The parts where the last state is read.</summary>
    /// <param name="givesOutput">Whether the output is, too.</param>
    /// <returns>The parts, and which of their values are output and state.</returns>
    (EquatableArray<LayerPart> Parts, int Output, int State) GivingState(bool givesOutput);
}
