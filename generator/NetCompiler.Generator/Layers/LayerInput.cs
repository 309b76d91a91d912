using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>A value that a layer takes.</summary>
/// <param name="Name">The name of what gives it.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Title">What gives it, as a reader would say it; null for the network's input.</param>
internal sealed record LayerInput(string Name, Shape Shape, string? Title = null)
{
    /// <summary>Whether it is an input of the network, or a step of one.</summary>
    public bool IsInput { get; init; }

    /// <summary>The steps that it is one of each of, the outermost first: those of the <c>[TimeDistributed]</c> around it.</summary>
    public EquatableArray<int> Around { get; init; } = [];

    /// <summary>What its numbers stand for.</summary>
    public OutputMeaning Meaning { get; init; }

    /// <summary>The shape of the last state of the recurrent layer that gives it; null where another does.</summary>
    public Shape? State { get; init; }

    /// <summary>Shape and source, for messages: <c>(14, 14, 16) from Conv2D(16, 3×3), conv2d_2</c>.</summary>
    public string Text => $"{Shape} from {(Title is null ? "the network's input" : $"{Title}, {Name}")}";
}
