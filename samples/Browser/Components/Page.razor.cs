using System.Diagnostics;
using Browser.Learning;
using NetCompiler;

namespace Browser.Components;

/// <summary>The page: a drawing, what the network says of it, and lessons.</summary>
public partial class Page
{
    /// <summary>From here on a digit that is not the first choice is one to confuse it with.</summary>
    private const float Likely = 0.04f;

    private readonly DigitReader _network = DigitReader.LoadPretrained();
    private readonly Drawing _drawing = new();
    private readonly float[] _probabilities = new float[DigitReader.Classes];
    private readonly List<float> _losses = [];
    private readonly List<int> _lessons = [];
    private DigitData _data = null!;
    private Tutor _tutor = null!;
    private float[] _image = new float[DigitReader.InputLength];
    private string _outcome = "Press the right digit, and it learns from your drawing at once.";
    private double _firstAccuracy = double.NaN, _accuracy = double.NaN;
    private TimeSpan _readTime, _stepTime;
    private bool _learning, _gone;

    /// <summary>The digit of the highest probability; none without a drawing.</summary>
    private int? Guess => _drawing.IsEmpty ? null : Array.IndexOf(_probabilities, _probabilities.Max());

    /// <summary>The guess, and up to two digits that it might be instead; the likeliest first.</summary>
    private int[] Candidates =>
    [
        .. Enumerable.Range(0, DigitReader.Classes).Where(digit => digit == Guess || _probabilities[digit] >= Likely)
            .OrderByDescending(digit => _probabilities[digit])
            .Take(3),
    ];

    private string Sentence => (_drawing.IsEmpty ? [] : Candidates) switch
    {
        [] => "Nothing to read yet",
        [int sure] => $"This is a {sure}",
        [int first, int second, ..] when _probabilities[first] < 0.6f => $"A {first}, or a {second}?",
        [int first, int second, ..] => $"A {first}, perhaps a {second}",
    };

    private string State => _learning
        ? $"Step {_losses.Count - _lessons[^1]}: loss {_losses.LastOrDefault():0.00}"
        : _outcome;

    private string Accuracy => (_firstAccuracy, _accuracy) switch
    {
        (double.NaN, _) => "…",
        (double first, double now) when first == now => $"{now:P1}",
        (double first, double now) => $"{now:P1}, before your lessons {first:P1}",
    };

    private static string Network =>
        $"A convolutional network of {DigitReader.ParameterCount:N0} parameters, written by NetCompiler and interpreted by WebAssembly.";

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Task.Yield();
        _data = DigitData.Read();
        _tutor = new Tutor(_network, _data.Train);
        _network.Predict(_image, _probabilities);
        Array.Clear(_probabilities);
        await Measure();
        _firstAccuracy = _accuracy;
        StateHasChanged();
    }

    /// <summary>Counts what it reads right of the test digits, a few at a time, so that the page stays awake.</summary>
    private async Task Measure()
    {
        const int Some = 24;
        int right = 0;
        for (int first = 0; first < _data.Test.Count && !_gone; first += Some)
        {
            for (int i = first; i < Math.Min(_data.Test.Count, first + Some); i++)
                right += _network.Classify(_data.Test.Input(i)) == _data.Test.Label(i) ? 1 : 0;
            await Task.Delay(1);
        }
        _accuracy = (double)right / _data.Test.Count;
    }

    private void Read()
    {
        _image = _drawing.ToImage();
        Predict();
    }

    private void Predict()
    {
        Array.Clear(_probabilities);
        if (_drawing.IsEmpty)
            return;
        long start = Stopwatch.GetTimestamp();
        _network.Predict(_image, _probabilities);
        _readTime = Stopwatch.GetElapsedTime(start);
    }

    private void Clear()
    {
        _drawing.Clear();
        Read();
    }

    /// <summary>A lesson: steps until the network is sure enough of what it was told, each shown as it is made.</summary>
    private async Task Teach(int digit)
    {
        if (_drawing.IsEmpty || _learning || _tutor is null)
            return;
        float[] image = _image;
        _learning = true;
        _lessons.Add(_losses.Count);
        _tutor.Correct(image, digit);
        float[] answer = new float[DigitReader.Classes];
        int steps = 0;
        do
        {
            long start = Stopwatch.GetTimestamp();
            _losses.Add(_tutor.Step());
            _stepTime = Stopwatch.GetElapsedTime(start);
            steps++;
            Predict();
            _network.Predict(image, answer);
            StateHasChanged();
            await Task.Delay(1);
        }
        while (_learning && !_gone && answer[digit] < Tutor.Enough && steps < Tutor.MostSteps);
        _learning = false;
        _outcome = $"After {steps} {(steps == 1 ? "step" : "steps")} it is {answer[digit]:P0} sure that this is a {digit}.";
        StateHasChanged();
        await Measure();
    }

    private void Forget()
    {
        _tutor.Forget();
        _losses.Clear();
        _lessons.Clear();
        _accuracy = _firstAccuracy;
        _outcome = "It knows again what it knew at first.";
        Predict();
    }

    private float[] Nearest(int digit) => _data is null ? [] : _data.Train.Input(_data.Nearest(_image, digit)).ToArray();

    private string Kind(int digit) => digit == Guess ? "guess" : _probabilities[digit] >= Likely ? "rival" : "";

    private string Percent(int digit) => _drawing.IsEmpty ? "" : $"{100 * _probabilities[digit]:0} %";

    private string Times => (_readTime, _stepTime) switch
    {
        ({ Ticks: 0 }, _) => "",
        (_, { Ticks: 0 }) => $"A prediction takes {Milliseconds(_readTime)} here.",
        _ => $"A prediction takes {Milliseconds(_readTime)} here, a training step of {Tutor.BatchSize} digits {Milliseconds(_stepTime)}.",
    };

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:0.0} ms";

    public void Dispose() => _gone = true;
}
