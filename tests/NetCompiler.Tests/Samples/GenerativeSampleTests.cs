using System.Buffers.Binary;
using System.IO.Compression;
using Autoencoders;
using Gan;
using Shared;
using Xunit;

namespace NetCompiler.Tests;

[Network(16)]
[Dense(12), Tanh(Name = "seen")]
[Dense(3, Name = "spread"), Output("log_variance", Loss = Loss.None)]
[Dense(3, From = "seen"), Sample("spread"), Output("mean", Loss = Loss.None)]
[Use<TinyDreamer>, Output("image")]
internal sealed partial class TinyVae;

[Network(3, Loss = Loss.Custom)]
[Dense(16, UseBias = false), BatchNorm, ReLU, Dense(16), Sigmoid]
internal sealed partial class TinyPainter;

[Network(3)]
[Dense(12), Tanh, Dense(16), Sigmoid]
internal sealed partial class TinyDreamer;

[Network(16, InputGradient = true)]
[Dense(16), BatchNorm, LeakyReLU, Dropout(0.2), Dense(1), Sigmoid]
internal sealed partial class TinyCritic;

/// <summary>The samples that learn to make images: their loops, their figures, their files.</summary>
[Collection(Allocation.Collection)]
public sealed class GenerativeSampleTests
{
    /// <summary>128 images of 4 x 4 pixels: a dark line each.</summary>
    private static Dataset Lines()
    {
        float[] pixels = new float[128 * 16];
        int[] labels = new int[128];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = i / 4 % 4 == (labels[i / 16] = i / 16 % 4) ? 0.9f : 0.1f;
        return Dataset.FromLabels(pixels, labels, classes: 4);
    }

    /// <summary>The bound once more, from the definition: the same bits and numbers, drawn in the same order.</summary>
    [Fact]
    public void TheBoundIsThatOfTheDefinition()
    {
        Dataset images = Lines();
        var vae = new TinyVae(1);
        vae.SetParameter("spread/bias", [-1, 0.5f, -2]);
        TinyDreamer decoder = vae.Part<TinyDreamer>();
        var random = new RandomSequence(7, stream: 1);
        (double pixels, double divergence) = (0, 0);
        float[] bits = new float[16], drawn = new float[3];
        for (int i = 0; i < images.Count; i++)
        {
            Course.Draw(images.Input(i), bits, drawsBits: true, ref random);
            Assert.All(bits, bit => Assert.True(bit is 0 or 1));
            float[] answer = vae.Predict(bits);
            for (int j = 0; j < 3; j++)
            {
                (double mean, double deviation) = (answer[3 + j], Math.Exp(answer[j] / 2.0));
                divergence += 0.5 * (mean * mean + deviation * deviation - 1) - Math.Log(deviation);
                drawn[j] = (float)(mean + deviation * random.NextNormal());
            }
            float[] ink = decoder.Predict(drawn);
            for (int p = 0; p < 16; p++)
                pixels -= Math.Log(bits[p] > 0 ? ink[p] : 1 - ink[p]);
        }
        Bound bound = Bound.Measure(vae, decoder, images, seed: 7);
        Assert.Equal(pixels / images.Count, bound.Pixels, 1e-4);
        Assert.Equal(divergence / images.Count, bound.Divergence, 1e-4);
    }

    [Fact]
    public void ACourseLowersTheBoundAndAllocatesNothing()
    {
        Dataset images = Lines();
        var vae = new TinyVae(1);
        TinyDreamer decoder = vae.Part<TinyDreamer>();
        double before = Bound.Measure(vae, decoder, images, seed: 7).Total;
        Course course = new(vae, images, drawsBits: true, seed: 1);
        for (int epoch = 0; epoch < 300; epoch++)
            course.Epoch(TestContext.Current.CancellationToken);
        Assert.Equal(0, course.Bytes);
        // 16 pixels that are told apart by nothing but their probabilities take 16 · 0.325 nats, the line 1.386 more.
        Assert.InRange(Bound.Measure(vae, decoder, images, seed: 7).Total, 6, 0.8 * before);
    }

    /// <summary>The painter's turn moves neither weights nor statistics of the critic; the critic's turn none of the painter's; the same
    /// seed gives the same bits, and no turn after the first allocates.</summary>
    [Fact]
    public void EachLearnsInItsOwnTurn()
    {
        (Duel one, Duel other, Duel third) = (Start(3), Start(3), Start(4));
        for (int turn = 0; turn < 5; turn++)
        {
            Assert.Equal(one.Turn(), other.Turn());
            third.Turn();
        }
        Assert.Equal(Weights(one.Painter), Weights(other.Painter));
        Assert.Equal(Weights(one.Critic), Weights(other.Critic));
        Assert.Equal(Weights(one.Mean), Weights(other.Mean));
        Assert.NotEqual(Weights(one.Painter), Weights(third.Painter));
        Assert.NotEqual(Weights(one.Painter), Weights(one.Mean));

        float[] painter = Weights(one.Painter), critic = Weights(one.Critic);
        one.Paint();
        Assert.Equal(critic, Weights(one.Critic));
        Assert.NotEqual(painter, Weights(one.Painter));
        painter = Weights(one.Painter);
        one.Judge();
        Assert.Equal(painter, Weights(one.Painter));
        Assert.NotEqual(critic, Weights(one.Critic));
        Allocation.AssertNone(() => one.Turn());

        static Duel Start(int seed) => new((new TinyPainter(1), new TinyPainter(1)), new TinyCritic(2), Lines(), seed);
        static float[] Weights(INetwork network) => network.Compiled.Weights.ToArray();
    }

    [Fact]
    public void APngFileHasThePixels()
    {
        byte[] levels = [0, 128, 255, 10, 20, 30], file = PngFile.Grey(levels, 3);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        // An end of file is always the same twelve bytes, its checksum included.
        Assert.Equal([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], file[^12..]);
        Assert.Equal([0, 0, 0, 3, 0, 0, 0, 2, 8, 0, 0, 0, 0], file[16..29]);
        int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33));
        using ZLibStream rows = new(new MemoryStream(file, 41, length), CompressionMode.Decompress);
        byte[] found = new byte[8];
        rows.ReadExactly(found);
        Assert.Equal([0, 0, 128, 255, 0, 10, 20, 30], found);
        Assert.Equal(-1, rows.ReadByte());
    }
}
