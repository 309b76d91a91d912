namespace NetCompiler.Tool.Nets;

/// <summary>Layers that stand in a net several times: a class of their own.</summary>
/// <param name="name">The class.</param>
/// <param name="body">Its layers, without tensors; what comes in is their only input.</param>
/// <param name="settings">Its settings, with the value of each where a use gives none.</param>
internal sealed class NetBlock(string name, Net body, IReadOnlyList<BlockSetting> settings)
{
    /// <summary>The class.</summary>
    public string Name { get; set; } = name;

    /// <summary>Its layers, without tensors.</summary>
    public Net Body => body;

    /// <summary>Its settings.</summary>
    public IReadOnlyList<BlockSetting> Settings => settings;

    /// <summary>The names of its layers.</summary>
    public LayerNaming Naming => field ??= new(body);
}

/// <summary>A whole number that a block's uses may choose; as an argument of a layer it stands for that.</summary>
/// <param name="Block">The block's class.</param>
/// <param name="Name">The constant's name.</param>
/// <param name="Value">What it is where a use gives none.</param>
internal sealed record BlockSetting(string Block, string Name, int Value);

/// <summary>A block in a place where it stands.</summary>
/// <param name="block">The block.</param>
/// <param name="layers">What it stands for, layer by layer.</param>
/// <param name="settings">The values of its settings.</param>
internal sealed class NetUse(NetBlock block, IReadOnlyList<NetLayer> layers, IReadOnlyList<int> settings)
    : NetLayer(typeof(UseAttribute<>), layers[^1].Shape)
{
    /// <summary>The block.</summary>
    public NetBlock Block => block;

    /// <summary>What it stands for, layer by layer.</summary>
    public IReadOnlyList<NetLayer> Layers => layers;

    /// <summary>Whether it stands for that at every step of what it reads.</summary>
    public bool IsDistributed { get; init; }

    /// <inheritdoc/>
    public override string Word => block.Name;

    /// <summary>Whether another stands behind it as one of its repetitions.</summary>
    public bool IsRepeatedBy(NetLayer next) => next is NetUse use && use.Block == block && use.Settings.SequenceEqual(settings)
        && use.Reads is [var read] && read == this && Name is null && use.Name is null;

    /// <summary>The attribute without brackets.</summary>
    /// <param name="repeat">How often it stands here.</param>
    /// <param name="from">The value that it reads, if that is not the one before.</param>
    public string Text(int repeat, string? from)
    {
        int count = settings.Count;
        while (count > 0 && settings[count - 1] == block.Settings[count - 1].Value)
            count--;
        string[] texts =
        [
            .. settings.Take(count).Select(value => AttributeText.Literal(value)),
            .. repeat > 1 ? [$"Repeat = {AttributeText.Literal(repeat)}"] : Array.Empty<string>(),
            .. Name is null ? [] : new[] { $"Name = {AttributeText.Literal(Name)}" },
            .. from is null ? [] : new[] { $"From = {AttributeText.Literal(from)}" },
        ];
        string word = $"{(IsDistributed ? "TimeDistributed" : "Use")}<{block.Name}>";
        return texts.Length == 0 ? word : $"{word}({string.Join(", ", texts)})";
    }

    private IReadOnlyList<int> Settings => settings;
}
