using System.Globalization;
using System.Text;

namespace NetCompiler;

/// <summary>
/// Shows training as one line an epoch: samples and a bar, samples a second, time left, loss and metrics. On a terminal the line is updated
/// in place; where output is redirected each epoch gives one plain line at its end. A note of an epoch is a line below. Always in the
/// invariant culture.
/// </summary>
/// <example><code>
/// net.Fit(train, new FitOptions { Epochs = 5, Progress = new ConsoleProgress() });
/// </code></example>
public sealed class ConsoleProgress : IProgress<TrainingProgress>
{
    private const int BarWidth = 20;
    private readonly TextWriter? _output;
    private readonly bool _inPlace;
    private readonly int? _width;
    private readonly StringBuilder _line = new();
    private int _shown;

    /// <summary>Writes to <see cref="Console.Out"/>.</summary>
    public ConsoleProgress() => _inPlace = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Writes elsewhere.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="inPlace">Whether a carriage return takes the writer back to the start of the line, as on a terminal.</param>
    /// <param name="width">The width of that terminal, in characters.</param>
    public ConsoleProgress(TextWriter output, bool inPlace = false, int width = 120)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2);
        (_output, _inPlace, _width) = (output, inPlace, width);
    }

    /// <summary>Tries the writer before the first epoch: else a closed one would be met after it.</summary>
    /// <exception cref="IOException">It cannot be written to.</exception>
    internal void Begin()
    {
        TextWriter output = _output ?? Console.Out;
        try
        {
            output.Write("");
            output.Flush();
        }
        catch (Exception exception) when (exception is ObjectDisposedException or IOException or NotSupportedException)
        {
            throw new IOException(
                $"{nameof(ConsoleProgress)} cannot write: {exception.Message} Give it a writer that is open until training ends.",
                exception);
        }
    }

    /// <summary>Shows where training is.</summary>
    /// <param name="value">What Fit reports.</param>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!_inPlace && !value.IsEpochEnd)
            return;
        TextWriter output = _output ?? Console.Out;
        if (!_inPlace || value.IsEpochEnd)
            Compose(value, int.MaxValue);
        else
            Compose(value, (_width ?? Width()) - 1);
        if (!_inPlace)
        {
            output.WriteLine(_line.ToString());
            WriteNote();
            return;
        }
        int length = value.IsEpochEnd ? Fold((_width ?? Width()) - 1, output.NewLine) : _line.Length;
        if (length < _shown)
            _line.Insert(length, " ", _shown - length);
        output.Write('\r');
        output.Write(_line.ToString());
        if (value.IsEpochEnd)
            output.WriteLine();
        WriteNote();
        output.Flush();
        _shown = value.IsEpochEnd ? 0 : length;

        void WriteNote()
        {
            if (value.Note is not null)
                output.WriteLine(value.Note);
        }
    }

    /// <summary>Ends a line that no epoch's end ended: what is written next would stand behind it.</summary>
    internal void EndLine()
    {
        if (_shown > 0)
            (_output ?? Console.Out).WriteLine();
        _shown = 0;
    }

    /// <summary>What a narrow line leaves out comes first: the bar, the rate, the time left, then figures from the last on; a figure is
    /// never cut.</summary>
    private void Compose(TrainingProgress value, int width)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (value.IsEpochEnd)
        {
            _line.Clear().Append(
                culture,
                $"Epoch {value.Epoch}/{value.Epochs}  {value.Samples:N0} samples in {Duration(value.Elapsed)}, "
                    + $"{value.SamplesPerSecond:N0}/s");
            AppendFigures(value.Names.Count);
            return;
        }
        for (int left = 0; left <= 3; left++)
        {
            Begin(left);
            AppendFigures(value.Names.Count);
            if (_line.Length <= width)
                return;
        }
        for (int figures = value.Names.Count - 1; figures >= 0 && _line.Length > width; figures--)
        {
            Begin(3);
            AppendFigures(figures);
        }
        _line.Length = Math.Min(_line.Length, width);

        void Begin(int left)
        {
            _line.Clear().Append(culture, $"Epoch {value.Epoch}/{value.Epochs}  ");
            if (left < 1)
            {
                int done = (int)((long)BarWidth * value.Samples / value.TotalSamples);
                _line.Append('[').Append('=', done).Append('.', BarWidth - done).Append("] ");
            }
            _line.Append(culture, $"{value.Samples:N0}/{value.TotalSamples:N0}");
            if (left < 2)
                _line.Append(culture, $", {value.SamplesPerSecond:N0}/s");
            if (left < 3)
                _line.Append(culture, $", {Duration(value.TimeLeft)} left");
        }

        void AppendFigures(int count)
        {
            for (int i = 0; i < count; i++)
                _line.Append(" - ").Append(value.Names[i]).Append(": ").Append(TrainingProgress.Figure(value.Values[i]));
        }
    }

    /// <summary>What stays of an epoch loses nothing: where it is too long for a line it goes on in the next ones, indented, with a whole
    /// figure.</summary>
    /// <returns>The length of the first.</returns>
    private int Fold(int width, string newLine)
    {
        int first = _line.Length, start = 0, blank = 0;
        for (int i = 1; i < _line.Length; i++)
        {
            if (i - start >= width && blank > start)
            {
                first = Math.Min(first, blank);
                _line.Remove(blank, 1).Insert(blank, newLine + "  ");
                start = blank + newLine.Length;
                i = start + 2;
            }
            if (_line[i] == ' ' && (_line[i - 1] == ',' || i + 1 < _line.Length && _line[i + 1] == '-'))
                blank = i;
        }
        return first;
    }

    private static string Duration(TimeSpan time) => time.TotalMinutes >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMinutes}:{time.Seconds:00} min")
        : time.TotalSeconds is >= 0.1 or 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms");

    private static int Width()
    {
        try
        {
            // Some terminals do not tell, and give 0.
            return Console.WindowWidth is int width and >= 2 ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
