using System.CommandLine;
using System.Xml.Linq;
using Faces;
using Xunit;

namespace NetCompiler.Tests;

public sealed class FacesRunTests : IDisposable
{
    private const int Photographs = 320;
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void ThePartsAreTheTextbooks()
    {
        WriteFaces();
        FaceSet set = FaceSet.Read(_directory.Path);
        Assert.Equal((160, 160), (set.Train.Count, set.Test.Count));
        // The second line is for testing, whatever another list says of it.
        Face face = set.Test[0];
        Assert.Equal((0, 1, false), (face.Pose, face.Person, face.HasSunglasses));
        Assert.Equal(960, face.Pixels.Length);
        Assert.Equal(150 / 255f, face.Pixels[5 * 32], 1e-6f);
    }

    [Fact]
    public void AllIsLearnedMeasuredAndDrawn()
    {
        WriteFaces();
        StringWriter output = new();
        FacesOptions options = Options() with { Save = _directory.File("net.safetensors") };
        new FacesRun(options, output) { BookEpochs = 20, Epochs = 4 }.Run(TestContext.Current.CancellationToken);
        string said = output.ToString();
        Assert.Contains("160 to learn from, 160 to test.", said, StringComparison.Ordinal);
        // Bright rows that are told apart without a hidden layer.
        Assert.Matches(@"linear models +100\.0 % +100\.0 % +100\.0 %", said);
        Assert.Matches(@"one convolutional network +\d+\.\d % +\d+\.\d %", said);
        new FaceNet(1).Load(options.Save!);
        IEnumerable<XElement> elements = XDocument.Load(_directory.File("hidden-units.svg")).Descendants();
        string[] texts = [.. elements.Where(element => element.Name.LocalName == "text").Select(text => text.Value)];
        Assert.Equal(3, texts.Count(text => text == "straight"));
        Assert.Contains(texts, text => text.Contains("T. Mitchell, Carnegie Mellon University", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatIsFrozenIsAlsoInTheNetThatLearnedIt()
    {
        FaceNet net = new(3);
        SunglassesNet head = new(3);
        Assert.Equal(["edges/kernel", "edges/bias", "parts/kernel", "parts/bias"], head.Compiled.FrozenParameters);
        Assert.All(head.Compiled.FrozenParameters, name => Assert.Equal(head.GetParameter(name).Length, net.GetParameter(name).Length));
        Assert.Equal(["pose", "person"], net.Compiled.Info.Outputs.Select(output => output.Name));
        Assert.Equal([FaceSet.Poses.Count, FaceSet.People], net.Compiled.Info.Outputs.Select(output => output.Length));
    }

    [Fact]
    public void WhatIsWrongWithTheFilesIsSaid()
    {
        Refuse("has no faces-32x30-images-idx3-ubyte, no labels.csv");
        WriteFaces(pose: "4");
        Refuse("line 2: expected a number from 0 to 3 in the column pose_id");
        WriteFaces(lines: Photographs - 1);
        Refuse("has 320 lines; expected 321");
        WriteFaces(split: "train");
        Refuse("calls 320 photographs \"train\" and 0 others");
        File.Delete(_directory.File("labels.csv"));
        File.WriteAllBytes(_directory.File("labels.csv.gz"), [1, 2, 3, 4]);
        Refuse("labels.csv.gz is damaged");

        void Refuse(string part) =>
            Assert.Contains(part, Assert.ThrowsAny<IOException>(() => FaceSet.Read(_directory.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AStandardizedPhotographHasMeanZeroAndSpreadOne()
    {
        float[] standardized = Photograph.Standardize([1, 2, 4, 3]);
        Assert.Equal([-1.5f, -0.5f, 1.5f, 0.5f], standardized.Select(value => MathF.Round(value * MathF.Sqrt(1.25f), 5)));
        Assert.Equal([0f, 0f], Photograph.Standardize([3, 3]));
    }

    [Fact]
    public void AShiftedPhotographRepeatsItsEdge()
    {
        float[] pixels = [.. Enumerable.Range(0, 960).Select(i => (float)i)];
        float[] shifted = Photograph.Shift(pixels, right: 1, down: -2);
        Assert.Equal(pixels[12 * 32 + 6], shifted[10 * 32 + 7]);
        Assert.Equal(pixels[12 * 32], shifted[10 * 32]);
        Assert.Equal(pixels[29 * 32 + 4], shifted[29 * 32 + 5]);
        Face face = new(pixels, 2, 5, true);
        IReadOnlyList<Face> varied = Photograph.Vary([face], copies: 40, seed: 1);
        Assert.All(varied, version => Assert.Equal((5, true), (version.Person, version.HasSunglasses)));
        // Every second one is mirrored and looks the other way.
        Assert.Equal([.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 2 : 0)], varied.Select(version => version.Pose));
        Assert.Equal([.. Enumerable.Range(0, 40).Select(i => i % 2 == 0)], varied.Select(Rises));
        float[] middles = [.. varied.Select(version => version.Pixels[15 * 32 + (Rises(version) ? 15 : 16)])];
        Assert.Equal(9, middles.Distinct().Count());
        Assert.Equal(varied.Select(version => version.Pixels), Photograph.Vary([face], 40, 1).Select(version => version.Pixels));

        static bool Rises(Face version) => version.Pixels[31] > version.Pixels[0];
    }

    [Fact]
    public void AMirroredFaceLooksTheOtherWay()
    {
        float[] pixels = [.. Enumerable.Range(0, 960).Select(i => (float)i)];
        Face[] mirrored = [.. Enumerable.Range(0, 4).Select(pose => Photograph.Mirror(new Face(pixels, pose, 7, false)))];
        Assert.Equal(["right", "straight", "left", "up"], mirrored.Select(face => FaceSet.Poses[face.Pose]));
        Assert.All(mirrored, face => Assert.Equal(pixels.Chunk(32).SelectMany(row => row.Reverse()), face.Pixels));
        Assert.All(mirrored, face => Assert.Equal((7, false), (face.Person, face.HasSunglasses)));
    }

    [Fact]
    public void OptionsArePassedOn()
    {
        FacesOptions? options = null;
        RootCommand command = FacesCommand.Create((given, _) =>
        {
            options = given;
            return Task.FromResult(7);
        });
        Assert.Equal(7, command.Parse("--data /faces --threads 1 --seed 3 --save /net.safetensors --output /pictures").Invoke());
        Assert.Equal(new FacesOptions { Data = "/faces", Threads = 1, Seed = 3, Save = "/net.safetensors", Output = "/pictures" }, options);
        Assert.Contains("--data", Assert.Single(command.Parse("").Errors).Message, StringComparison.Ordinal);
    }

    private FacesOptions Options() => new() { Data = _directory.Path, Threads = 1, Seed = 1, Output = _directory.Path };

    /// <summary>Photographs in which bright rows say the pose, the person, and whether there are sunglasses.</summary>
    private void WriteFaces(string? pose = null, int lines = Photographs, string? split = null)
    {
        byte[] pixels = new byte[Photographs * 960];
        List<string> labels = ["row,person,pose,expression,eyes,person_id,pose_id,expression_id,eyes_id,split,split_straight,name"];
        for (int i = 0; i < Photographs; i++)
        {
            (int person, int looks, int eyes) = (i % 20, i / 40 % 4, i / 160);
            pixels.AsSpan(i * 960 + (5 + looks) * 32, 32).Fill(150);
            pixels.AsSpan(i * 960 + (10 + person) * 32 - 32, 32).Fill(100);
            pixels.AsSpan(i * 960 + eyes * 32, 32).Fill(120);
            if (i < lines)
            {
                string part = split ?? ((i + i / 20) % 2 == 0 ? "train" : "test1");
                labels.Add($"{i},p,q,r,s,{person},{pose ?? $"{looks}"},0,{eyes},{part},train,n");
            }
        }
        _directory.Write("faces-32x30-images-idx3-ubyte", IdxFileTests.Idx(8, [Photographs, 30, 32], pixels));
        File.WriteAllLines(_directory.File("labels.csv"), labels);
    }
}
