using System.CommandLine;
using System.Globalization;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Commands;

/// <summary>What all commands that read ONNX files take.</summary>
internal sealed class OnnxCommandOptions
{
    private readonly Option<string[]> _shapes = new("--shape")
    {
        Description = "An input's sizes where the file leaves them open: input=1,3,224,224.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _outputs = new("--outputs")
    {
        Description = "The values to keep, also inner ones; without it, all outputs.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _states = new("--state")
    {
        Description = "An input that holds recurrent layers' states, and the output that gives the next: input=output. The class's Step "
            + "then carries them.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _resetsAfter = new("--reset-after")
    {
        Description = "Every GRU resets after its product, as PyTorch's do; some of its exporters forgot to write that.",
    };

    private readonly Option<bool> _isFlat = new("--flat")
    {
        Description = "Writes out layers that repeat, instead of a class for them that is used several times.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_resetsAfter);
        command.Options.Add(_isFlat);
        command.Options.Add(_shapes);
        command.Options.Add(_outputs);
        command.Options.Add(_states);
    }

    public OnnxOptions Read(ParseResult result) => new()
    {
        Shapes = (result.GetValue(_shapes) ?? []).Select(Shape).ToDictionary(pair => pair.Name, pair => pair.Sizes),
        Outputs = result.GetValue(_outputs) ?? [],
        States = States(result.GetValue(_states) ?? []),
        ResetsAfter = result.GetValue(_resetsAfter),
        IsFlat = result.GetValue(_isFlat),
    };

    private static Dictionary<string, string> States(string[] texts)
    {
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in texts)
            if (text.Split('=') is not [{ Length: > 0 } input, { Length: > 0 } output] || !states.TryAdd(input, output))
                throw new ToolException($"--state {text}: expected an input and an output, once, such as h=h_next.");
        return states;
    }

    private static (string Name, int[] Sizes) Shape(string text)
    {
        int at = text.LastIndexOf('=');
        string[] sizes = at < 0 ? [] : text[(at + 1)..].Split(',');
        int[] numbers = [.. sizes.Select(size => int.TryParse(size, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new ToolException($"--shape {text}: {size} is no size."))];
        return numbers.Length > 0 ? (text[..at], numbers)
            : throw new ToolException($"--shape {text}: expected a name and sizes, such as input=1,3,224,224.");
    }
}
