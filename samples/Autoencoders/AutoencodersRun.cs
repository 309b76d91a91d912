using System.Globalization;
using Autoencoders.Pictures;
using NetCompiler;
using Shared;

namespace Autoencoders;

/// <summary>One run of the sample: reads, trains, measures, draws, and takes the decoder out.</summary>
/// <param name="options">What to do.</param>
/// <param name="output">Receives what there is to say.</param>
internal sealed class AutoencodersRun(AutoencodersOptions options, TextWriter output)
{
    private const int MnistEpochs = 20, SmallEpochs = 100;

    /// <summary>Does it all.</summary>
    /// <returns>Whether no epoch allocated and the decoder alone gave the same bits.</returns>
    /// <exception cref="IOException">The data cannot be read, or a file not be written.</exception>
    internal bool Run(CancellationToken cancellation)
    {
        Destinations.CheckDirectory("--output", options.Output);
        if (options.Save is not null)
            Destinations.CheckFile("--save", options.Save);
        DigitImages images = DigitImages.Read(options.Data);
        NetworkSet networks = NetworkSet.Create(images.Side, options.Seed);
        int epochs = options.Epochs ?? (images.Side == 28 ? MnistEpochs : SmallEpochs);
        string share = $"{images.Train.Count:#,0} images to learn from, {images.Test.Count:#,0} to test";
        Say($"{images.Title}: {share}; seed {options.Seed}, epochs: {epochs}, one thread.");

        long bytes = 0;
        try
        {
            bytes += Train("Variational autoencoder", networks.Drawing, images.Train, drawsBits: true, epochs, cancellation);
        }
        finally
        {
            // Of a training that is cut short, the weights of its last step are worth as much.
            if (options.Save is { } save)
            {
                networks.Drawing.Save(save);
                Say($"Saved as {save}.");
            }
        }
        Bound bound = Say("variational", networks.Drawing, networks.Dreamer, images);
        bool isSame = TakeOut(networks);
        bytes += Train("Two numbers", networks.Plane, images.Train, drawsBits: true, epochs, cancellation);
        Say("two numbers", networks.Plane, networks.Map, images);
        bytes += Train("Autoencoder", networks.Plain, images.Train, drawsBits: false, epochs, cancellation);
        float[] grey = DigitImages.Rows(images.Test, images.Test.Count);
        double loss = networks.Plain.Evaluate(Dataset.FromTargets(grey, grey, images.Test.Count)).Loss;
        string others = images.Side == 28 ? " (Keras's tutorial: about 0.08 after 100 epochs)" : "";
        Say($"Autoencoder: binary cross-entropy of a test image's pixels {loss:0.0000}{others}.");

        new GivenBackPicture(images, networks, options.Seed).Save(Path.Combine(options.Output, "given-back.svg"));
        new DreamPicture(images, networks, bound, options.Seed).Save(Path.Combine(options.Output, "dreams.svg"));
        new PlanePicture(images, networks).Save(Path.Combine(options.Output, "plane.svg"));
        Say($"Pictures: {options.Output}");
        Say($"All steps together allocated {bytes} bytes.");
        return bytes == 0 && isSame;
    }

    private long Train(string name, INetwork network, Dataset images, bool drawsBits, int epochs, CancellationToken cancellation)
    {
        Course course = new(network, images, drawsBits, options.Seed);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            double nats = course.Epoch(cancellation);
            if (epoch == 1 || epoch == epochs || epoch % Math.Max(1, epochs / 5) == 0)
                Say($"  {name}, epoch {epoch} of {epochs}: {nats:0.0} nats a training image, {course.Seconds:0.0} s");
        }
        return course.Bytes;
    }

    private Bound Say(string name, INetwork whole, INetwork decoder, DigitImages images)
    {
        Bound bound = Bound.Measure(whole, decoder, images.Test, options.Seed);
        Say($"Negative evidence bound, {name}: {bound.Total:0.00} nats a test image:");
        Say($"  {bound.Pixels:0.00} for its pixels, {bound.Divergence:0.00} for the numbers.");
        return bound;
    }

    /// <summary>The decoder as a file of its own, loaded into a network that knows nothing of the encoder.</summary>
    private bool TakeOut(NetworkSet networks)
    {
        string file = Path.Combine(options.Output, "decoder.safetensors");
        networks.Dreamer.Save(file);
        networks.Alone.Load(file);
        float[] numbers = DreamPicture.Normal(NetworkSet.Numbers(networks.Alone) * 100, options.Seed);
        bool isSame = networks.Alone.Predict(numbers).AsSpan().SequenceEqual(networks.Dreamer.Predict(numbers));
        Say($"The decoder alone: {file}, {new FileInfo(file).Length:#,0} bytes; 100 images have {(isSame ? "the same" : "OTHER")} bits.");
        return isSame;
    }

    private void Say(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
