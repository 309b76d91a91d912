using static System.FormattableString;

namespace NetCompiler;

/// <summary>
/// Keeps in a file what a training needs to go on, after every epoch and when it is cancelled (Keras's callback and defaults). A Fit that
/// finds the file goes on where that training was, in the middle of an epoch, too: parameters, moving averages, the optimizer's state
/// and learning rate, the order of samples, the masks of dropout, what other callbacks remember, the history. With the same settings and
/// data the result has the same bits as a training that was never stopped.
/// </summary>
/// <remarks>The program gives network, data, options and what it has frozen again. Of own optimizers the steps, the learning rate and the
/// state slots are kept, of own callbacks what <see cref="Callback.Save"/> writes down.</remarks>
/// <param name="path">The file.</param>
/// <example><code>
/// net.Fit(train, new FitOptions { Epochs = 200, Callbacks = [new BackupAndRestore("digits.backup")] });
/// </code></example>
public sealed class BackupAndRestore(string path) : Callback
{
    private const string Mark = "NetCompiler training 1";

    private readonly string _path =
        string.IsNullOrWhiteSpace(path) ? throw new ArgumentException("A backup needs a file name.", nameof(path)) : path;
    private readonly int? _saveFrequency;

    /// <summary>After how many steps the file is written anew within an epoch. At least 1; default: only after epochs. Networks with
    /// stateful layers write after epochs only.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? SaveFrequency
    {
        get => _saveFrequency;
        init => _saveFrequency = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(SaveFrequency), value, Invariant($"{nameof(SaveFrequency)} is a number of steps, 1 or more, not {value}."));
    }

    /// <summary>Whether the file is deleted when training has come to its end. Default: yes. Without that, a later Fit with more
    /// <see cref="FitOptions.Epochs"/> goes on from there.</summary>
    public bool DeleteCheckpoint { get; init; } = true;

    /// <summary>Whether the last Fit went on from the file.</summary>
    public bool HasRestored { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        HasRestored = false;
        WholeFile.Check(_path, $"The backup of {context.Network.Info.Name}");
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingContext context)
    {
        if (DeleteCheckpoint)
            File.Delete(_path);
    }

    internal override void Resume(FitRun run)
    {
        if (!File.Exists(_path))
            return;
        using FileStream file = ReadableFile.Open(_path, "The training was not taken up from", bufferSize: 1 << 16);
        using var reader = new BinaryReader(file);
        try
        {
            CheckTerms(run, ReadTerms(reader));
            run.Restore(reader, Mark);
        }
        catch (Exception exception) when (exception is IOException and not NetworkFileException or InvalidDataException or FormatException)
        {
            string what = exception is EndOfStreamException ? "it ends too early" : exception.Message;
            throw NetworkFileException.At(
                _path, file.Position, $"the backup is damaged: {what}. Delete it to begin training anew.", exception);
        }
        HasRestored = true;
    }

    internal override void AfterStep(FitRun run, bool isLast)
    {
        if (!isLast && (SaveFrequency is not int frequency || run.Steps % frequency != 0) || !run.CanStopHere)
            return;
        WholeFile.Write(_path, "The backup of the training", stream =>
        {
            // Neither is disposed: the stream is its owner's.
            var writer = new BinaryWriter(new BufferedStream(stream, 1 << 16));
            writer.Write(Mark);
            IReadOnlyList<(string Name, string Value)> terms = run.Terms;
            writer.Write(terms.Count);
            foreach ((string name, string value) in terms)
            {
                writer.Write(name);
                writer.Write(value);
            }
            run.Save(writer);
            writer.Write(Mark);
            writer.Flush();
        });
    }

    private Dictionary<string, string> ReadTerms(BinaryReader reader)
    {
        byte[] mark = reader.ReadBytes(1 + Mark.Length);
        if (!mark.AsSpan().SequenceEqual([(byte)Mark.Length, .. System.Text.Encoding.UTF8.GetBytes(Mark)]))
            throw NetworkFileException.At(
                _path, 0, $"this is no backup of a training. Give {nameof(BackupAndRestore)} another file name.");
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int count = reader.ReadInt32(); count > 0; count--)
            kept[reader.ReadString()] = reader.ReadString();
        return kept;
    }

    private void CheckTerms(FitRun run, Dictionary<string, string> kept)
    {
        string[] differences = [.. run.Terms.Where(term => kept.GetValueOrDefault(term.Name) != term.Value).Select(term =>
            $"{term.Name}: {term.Value}, but {kept.GetValueOrDefault(term.Name, "nothing")} in the file")];
        if (differences.Length > 0)
            throw new InvalidOperationException(
                $"This training is not the one that {_path} was made in. {string.Join("; ", differences)}. Train as before to go on, or "
                    + "delete the file to begin anew.");
    }
}
