using System.Globalization;
using Faces.Pictures;
using NetCompiler;
using Shared;

namespace Faces;

/// <summary>One run of the sample: reads the faces, trains three networks, measures them beside linear models, draws.</summary>
/// <param name="options">What to do.</param>
/// <param name="output">Receives what there is to say.</param>
internal sealed class FacesRun(FacesOptions options, TextWriter output)
{
    /// <summary>Versions of each photograph for the convolutional networks.</summary>
    private const int Copies = 12;

    /// <summary>Is told of the training's progress.</summary>
    internal IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>The passes of the book's network over the photographs.</summary>
    internal int BookEpochs { get; init; } = 100;

    /// <summary>The passes of the other two over all versions.</summary>
    internal int Epochs { get; init; } = 20;

    /// <summary>Does it all.</summary>
    /// <returns>Whether the networks are as good as they should be on faces that they have not learned from: the book's above 85 % on the
    /// pose; 92 % on the pose and 99 % on the person for the convolutional one; 90 % on sunglasses.</returns>
    /// <exception cref="IOException">The faces cannot be had, or a file not be written.</exception>
    internal bool Run(CancellationToken cancellation)
    {
        Destinations.CheckDirectory("--output", options.Output);
        if (options.Save is not null)
            Destinations.CheckFile("--save", options.Save);
        FaceSet set = FaceSet.Read(options.Data);
        Say($"CMU face images (T. Mitchell, Carnegie Mellon University): {set.Train.Count} to learn from, {set.Test.Count} to test.");
        PoseNet book = LearnPose(set, cancellation);
        IReadOnlyList<Face> test = Standardized(set.Test), varied = Photograph.Vary(Standardized(set.Train), Copies, options.Seed);
        FaceNet net = LearnPoseAndPerson(varied, cancellation);
        SunglassesNet sunglasses = LearnSunglasses(net, varied, cancellation);

        double bookPose = Share(set.Test, face => book.Classify(face.Pixels) == face.Pose);
        double pose = Share(test, face => net.Classify("pose", face.Pixels) == face.Pose);
        double person = Share(test, face => net.Classify("person", face.Pixels) == face.Person);
        double eyes = Share(test, face => sunglasses.Classify(face.Pixels) == 1 == face.HasSunglasses);
        Say($"Right answers on the faces to test      pose    person  sunglasses");
        double linearPose = Linear(set, face => face.Pose, FaceSet.Poses.Count);
        double linearPerson = Linear(set, face => face.Person, FaceSet.People);
        double linearEyes = Linear(set, face => face.HasSunglasses ? 1 : 0, classes: 2);
        Say($"  linear models                       {linearPose,7:P1}   {linearPerson,7:P1}     {linearEyes,7:P1}");
        Say($"  960-3-4, as in the book             {bookPose,7:P1}");
        Say($"  one convolutional network           {pose,7:P1}   {person,7:P1}");
        Say($"  a new head on its body, frozen                            {eyes,7:P1}");
        string place = Path.Combine(options.Output, "hidden-units.svg");
        new HiddenUnitsPicture(book.Compiled, bookPose).Save(place);
        Say($"What the book's hidden units look for: {place}");
        string network = Path.Combine(options.Output, "network.svg");
        new DiagramPicture(net.Compiled.Info).Save(network);
        Say($"The network with two outputs: {network}");
        return bookPose > 0.85 && pose >= 0.92 && person >= 0.99 && eyes >= 0.9;
    }

    /// <summary>As in the book: a face at a time, targets 0.1 and 0.9, momentum 0.3, and a learning rate of 0.3 for half the sum of
    /// squares, which is 0.6 for the mean over four outputs.</summary>
    private PoseNet LearnPose(FaceSet set, CancellationToken cancellation)
    {
        Say($"{PoseNet.Summary}");
        PoseNet net = new(options.Seed);
        var targets = new float[set.Train.Count * PoseNet.OutputLength];
        Array.Fill(targets, 0.1f);
        for (int i = 0; i < set.Train.Count; i++)
            targets[i * PoseNet.OutputLength + set.Train[i].Pose] = 0.9f;
        Dataset data = Dataset.FromTargets(Pixels(set.Train), targets, set.Train.Count);
        Fit(net.Compiled, data, BookEpochs, batch: 1, new SGD { LearningRate = 0.6, Momentum = 0.3 }, [], cancellation);
        return net;
    }

    private FaceNet LearnPoseAndPerson(IReadOnlyList<Face> faces, CancellationToken cancellation)
    {
        Say($"{FaceNet.Summary}");
        FaceNet net = new(options.Seed);
        Dataset data = Dataset.Create(faces.Count)
            .Input("input", Pixels(faces))
            .Labels("pose", [.. faces.Select(face => face.Pose)], FaceSet.Poses.Count)
            .Labels("person", [.. faces.Select(face => face.Person)], FaceSet.People)
            .Build();
        try
        {
            FitConvolutional(net.Compiled, data, cancellation);
        }
        finally
        {
            if (options.Save is { } save)
            {
                net.Save(save);
                Say($"Saved as {save}.");
            }
        }
        return net;
    }

    /// <summary>The frozen body stays as pose and person have made it; only the head learns.</summary>
    private SunglassesNet LearnSunglasses(FaceNet face, IReadOnlyList<Face> faces, CancellationToken cancellation)
    {
        Say($"{SunglassesNet.Summary}");
        SunglassesNet net = new(options.Seed);
        foreach (string frozen in net.Compiled.FrozenParameters)
            net.SetParameter(frozen, face.GetParameter(frozen));
        int[] wears = [.. faces.Select(face => face.HasSunglasses ? 1 : 0)];
        FitConvolutional(net.Compiled, Dataset.FromLabels(Pixels(faces), wears, classes: 2), cancellation);
        return net;
    }

    private void FitConvolutional(CompiledNetwork network, Dataset data, CancellationToken cancellation)
    {
        const double Rate = 0.002;
        LearningRateSchedule cosine = new((epoch, _) => Rate * (1 + Math.Cos(Math.PI * epoch / Epochs)) / 2);
        Fit(network, data, Epochs, batch: 32, new Adam { LearningRate = Rate }, [cosine], cancellation);
    }

    private void Fit(
        CompiledNetwork network, Dataset data, int epochs, int batch, Optimizer optimizer, IReadOnlyList<Callback> callbacks,
        CancellationToken cancellation) =>
        network.Fit(data, new FitOptions
        {
            Epochs = epochs,
            BatchSize = batch,
            Optimizer = optimizer,
            Seed = options.Seed,
            Metrics = [],
            MaxDegreeOfParallelism = Math.Min(options.Threads, Environment.ProcessorCount),
            Callbacks = callbacks,
            Progress = Progress,
            CancellationToken = cancellation,
        });

    private static float[] Pixels(IReadOnlyList<Face> faces) => [.. faces.SelectMany(face => face.Pixels)];

    /// <summary>How often a linear model is right that was fitted to 1 for a face's class and 0 for all others.</summary>
    private static double Linear(FaceSet set, Func<Face, int> label, int classes)
    {
        var targets = new float[set.Train.Count * classes];
        for (int i = 0; i < set.Train.Count; i++)
            targets[i * classes + label(set.Train[i])] = 1;
        LinearModel model = LinearModel.Fit(Pixels(set.Train), targets, set.Train.Count, ridge: 1);
        return Share(set.Test, face => Largest([.. model.Predict(face.Pixels).Select(answer => (float)answer)]) == label(face));
    }

    private static IReadOnlyList<Face> Standardized(IReadOnlyList<Face> faces) =>
        [.. faces.Select(face => face with { Pixels = Photograph.Standardize(face.Pixels) })];

    private static double Share(IReadOnlyList<Face> faces, Func<Face, bool> isRight) => faces.Count(isRight) / (double)faces.Count;

    private static int Largest(ReadOnlySpan<float> values)
    {
        int largest = 0;
        for (int i = 1; i < values.Length; i++)
            largest = values[i] > values[largest] ? i : largest;
        return largest;
    }

    private void Say(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
