using System.Diagnostics;
using System.Globalization;
using Alvinn.Pictures;
using Alvinn.Simulation;
using NetCompiler;
using Shared;

namespace Alvinn;

/// <summary>One run of the sample: learns from a simulation or from a recording, saves, measures, draws.</summary>
/// <param name="options">What to do.</param>
/// <param name="output">Receives what there is to say.</param>
internal sealed class AlvinnRun(AlvinnOptions options, TextWriter output)
{
    /// <summary>What holds the linear model's weights small.</summary>
    private const double Ridge = 10;

    private const double LearningRate = 0.003;

    /// <summary>The pictures of a simulated training.</summary>
    internal int Pictures { get; init; } = 4000;

    /// <summary>Is told of the training's progress.</summary>
    internal IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>The road of the test, which no lesson shows: long and tight bends to both sides.</summary>
    internal static Road TestRoad() => new(
    [
        (8, 40), (10, 16), (34, 6), (62, 10), (88, 6), (114, 14), (120, 36), (104, 50), (84, 42), (70, 30), (54, 34), (56, 54),
        (78, 64), (102, 71), (100, 90), (74, 92), (50, 82), (34, 66), (18, 62),
    ]);

    /// <summary>Does it all.</summary>
    /// <returns>Whether the network came round the lap; from a recording, whether it steers more like the person than the linear model
    /// does.</returns>
    /// <exception cref="IOException">The recording cannot be had, or a file not be written.</exception>
    internal bool Run(CancellationToken cancellation)
    {
        Destinations.CheckDirectory("--output", options.Output);
        if (options.Save is not null)
            Destinations.CheckFile("--save", options.Save);
        CompiledNetwork network = options.Model.Create(options.Seed).Compiled;
        bool holds = options.Data is { } data
            ? Imitate(network, Recording.Read(data, options.Recording), cancellation)
            : Drive(network, cancellation);
        string filters = Place("weights");
        new FilterPicture(network, Trained).Save(filters);
        Say($"What the first layer looks for: {filters}");
        return holds;
    }

    private string Trained => options.Model.Description
        + (options.Data is null ? ", taught in a simulation" : $", from the recording \"{options.Recording}\"");

    private bool Drive(CompiledNetwork network, CancellationToken cancellation)
    {
        Say($"{Pictures:#,0} pictures of roads drawn by lot, each with the angle that leads back to the middle.");
        Fit(network, Teacher.Lessons(Pictures, options.Seed), cancellation);
        Road road = TestRoad();
        Lap lap = Lap.Drive(network, road, road.At(0), cancellation);
        string place = Place("lap");
        if (!lap.IsComplete)
            Say($"Left the road after {lap.Moments.Count / 10.0:0.0} s.");
        else
        {
            Say($"A lap of {road.Length:0} m on a road it had never seen, which is {2 * Road.HalfWidth:0} m wide:");
            Say($"  {lap.MeanDistance:0.00} m from the middle on average, {lap.MostDistance:0.00} m at most.");
        }
        new LapPicture(lap, network, options.Model.Description).Save(place);
        Say($"The lap, and what the camera saw: {place}");
        return lap.IsComplete;
    }

    private bool Imitate(CompiledNetwork network, Recording recording, CancellationToken cancellation)
    {
        int train = recording.TrainCount;
        Say($"{train:#,0} frames to learn from, the {recording.Count - train:#,0} after them to test.");
        Fit(network, recording.Lessons(), cancellation);
        double mean = recording.Angles.Take(train).Average();
        Span<float> images = recording.Images.AsSpan(0, train * Recording.Pixels);
        LinearModel linear = LinearModel.Fit(images, recording.Angles.AsSpan(0, train), train, Ridge);
        var hill = new float[SteeringHill.Units];
        double[] angles = [.. Enumerable.Range(0, recording.Count).Select(frame =>
        {
            network.Predict(recording.Image(frame), hill);
            return SteeringHill.Decode(hill);
        })];
        double linearError = recording.MeanError(frame => linear.Predict(recording.Image(frame))[0]);
        double error = recording.MeanError(frame => angles[frame]);
        Say($"Mean distance from the driver's angle, which goes from -1 to 1, in the frames to test:");
        Say($"  {recording.MeanError(_ => mean):0.000} always the mean angle");
        Say($"  {linearError:0.000} a linear model");
        Say($"  {error:0.000} {options.Model.Description}");
        string place = Place(options.Recording);
        new SteeringPicture(recording, angles, Trained).Save(place);
        Say($"Driver and network, angle by angle: {place}");
        return error < linearError;
    }

    private void Fit(CompiledNetwork network, Dataset lessons, CancellationToken cancellation)
    {
        Say($"{network.Info.Summary}");
        long start = Stopwatch.GetTimestamp();
        try
        {
            network.Fit(lessons, new FitOptions
            {
                Epochs = options.Epochs,
                BatchSize = 32,
                Optimizer = new Adam { LearningRate = LearningRate },
                Seed = options.Seed,
                MaxDegreeOfParallelism = Math.Min(options.Threads, Environment.ProcessorCount),
                Callbacks = [new LearningRateSchedule((epoch, _) => LearningRate * (1 + Math.Cos(Math.PI * epoch / options.Epochs)) / 2)],
                Progress = Progress,
                CancellationToken = cancellation,
            });
        }
        finally
        {
            if (options.Save is { } save)
            {
                NetworkFile.Save(network, save);
                Say($"Saved as {save}.");
            }
        }
        Say($"Learned in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s.");
    }

    private string Place(string what) => Path.Combine(options.Output, $"{options.Model.Name}-{what}.svg");

    private void Say(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
