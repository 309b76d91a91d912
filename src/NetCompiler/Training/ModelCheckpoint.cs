using System.Globalization;
using System.Text.RegularExpressions;

namespace NetCompiler;

/// <summary>Saves the weights after epochs (Keras's callback and defaults), as safetensors. When training starts, an
/// <see cref="IOException"/> tells that a folder is missing (none is made) or cannot be written to, and an
/// <see cref="InvalidOperationException"/> what is wrong in the file's name.</summary>
/// <param name="path">The file. <c>{epoch}</c> stands for the epoch, from 1, and <c>{val_loss}</c> and the like for the epoch's figures; a
/// .NET format may follow a colon: <c>weights-{epoch:00}-{val_loss:0.000}.safetensors</c>.</param>
/// <example><code>
/// net.Fit(train, new FitOptions
/// {
///     Epochs = 30,
///     Validation = test,
///     Callbacks = [new ModelCheckpoint("digits-{epoch:000}.safetensors")],
/// });
/// </code></example>
public sealed partial class ModelCheckpoint(string path) : Callback
{
    private readonly string _path =
        string.IsNullOrWhiteSpace(path) ? throw new ArgumentException("A checkpoint needs a file name.", nameof(path)) : path;
    private MonitoredFigure _figure;

    /// <summary>The figure that decides which weights are best. Default <c>val_loss</c>.</summary>
    public string Monitor { get; init; } = "val_loss";

    /// <summary>Whether only improvements are saved. Default: no, every epoch is.</summary>
    public bool SaveBestOnly { get; init; }

    /// <summary>Which values are better. Default: what the metric says.</summary>
    public MonitorMode Mode { get; init; }

    /// <summary>The file written last, or null.</summary>
    public string? LastFile { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        LastFile = null;
        foreach (Match place in Place().Matches(_path))
            if (place.Groups[1].Value is string name && name != "epoch" && !context.History.Names.Contains(name))
                throw new InvalidOperationException(
                    $"The checkpoint's file name has {place.Value}, but this training has only epoch, "
                        + $"{string.Join(", ", context.History.Names)}.");
        if (SaveBestOnly)
            _figure = new MonitoredFigure(this, Monitor, Mode, 0, context);
        CheckFiles(context);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (SaveBestOnly && !_figure.Improve(context))
            return;
        string file = FileOf(context.Epoch, name => context.History[name][^1]);
        NetworkFile.Save(context.Network, file);
        LastFile = file;
    }

    /// <inheritdoc/>
    public override void Save(CallbackMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        memory["best"] = _figure.Best;
    }

    /// <inheritdoc/>
    public override void Restore(CallbackMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        _figure.Best = memory["best"];
    }

    /// <summary>Tries everything that would else fail only after the first epoch, or after a later one whose folder is missing.</summary>
    private void CheckFiles(TrainingContext context)
    {
        string folder = Path.GetDirectoryName(_path) ?? "";
        bool isKnown = Place().Matches(folder).All(place => place.Groups[1].Value == "epoch");
        int epochs = isKnown && Place().IsMatch(folder) ? context.Epochs : 1;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            string file = FileOf(epoch, _ => 0);
            if (isKnown)
                WholeFile.Check(file, context.Network.Info.Name);
        }
    }

    private string FileOf(int epoch, Func<string, double> figure) => Place().Replace(_path, place =>
    {
        (string name, string format) = (place.Groups[1].Value, place.Groups[2].Value);
        try
        {
            return name == "epoch"
                ? (epoch + 1).ToString(format, CultureInfo.InvariantCulture)
                : figure(name).ToString(format.Length == 0 ? "0.0000" : format, CultureInfo.InvariantCulture);
        }
        catch (FormatException exception)
        {
            throw new InvalidOperationException(
                $"The checkpoint's file name has {place.Value}, but .NET has no format \"{format}\" for {name}: " +
                $"write {{{name}:{(name == "epoch" ? "00" : "0.000")}}} or the like.", exception);
        }
    });

    [GeneratedRegex(@"\{(\w+)(?::([^{}]*))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
