using System.Globalization;
using System.Text.RegularExpressions;

namespace NetCompiler;

/// <summary>Saves the weights after epochs (Keras's callback and defaults), as safetensors.</summary>
/// <param name="path">The file. <c>{epoch}</c> stands for the epoch, from 1, and <c>{val_loss}</c> and the like for the epoch's figures; a .NET format
/// may follow a colon: <c>weights-{epoch:00}-{val_loss:0.000}.safetensors</c>.</param>
public sealed partial class ModelCheckpoint(string path) : Callback
{
    private readonly string _path = string.IsNullOrWhiteSpace(path) ? throw new ArgumentException("A checkpoint needs a file name.", nameof(path)) : path;
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
        foreach (Match place in Place.Matches(_path))
            if (place.Groups[1].Value is string name && name != "epoch" && !context.History.Names.Contains(name))
                throw new InvalidOperationException($"The checkpoint's file name has {place.Value}, but this training has only epoch, {string.Join(", ", context.History.Names)}.");
        if (SaveBestOnly)
            _figure = new MonitoredFigure(this, Monitor, Mode, 0, context);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (SaveBestOnly && !_figure.Improve(context))
            return;
        string file = Place.Replace(_path, place =>
        {
            string format = place.Groups[2].Value;
            return place.Groups[1].Value == "epoch"
                ? (context.Epoch + 1).ToString(format, CultureInfo.InvariantCulture)
                : context.History[place.Groups[1].Value][^1].ToString(format.Length == 0 ? "0.0000" : format, CultureInfo.InvariantCulture);
        });
        NetworkFile.Save(context.Network, file);
        LastFile = file;
    }

    [GeneratedRegex(@"\{(\w+)(?::([^{}]*))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place { get; }
}
