using System.Security.Cryptography;
using Mnist;
using Xunit;

namespace NetCompiler.Tests;

public class MnistFilesTests
{
    private static readonly byte[] Images = IdxFileTests.Idx(8, [2, 2, 2], [0, 255, 51, 0, 1, 2, 3, 4]);
    private static readonly byte[] Labels = IdxFileTests.Idx(8, [2], [3, 9]);
    private static readonly MnistImages Own = Set("own", [Images, Labels, Images, Labels]);

    [Fact]
    public void FilesAreReadCompressedOrNot()
    {
        using TemporaryDirectory directory = Fill();
        MnistFiles mnist = MnistFiles.Read(directory.Path, Own, []);
        Assert.Equal((2, 2), (mnist.Train.Count, mnist.Test.Count));
        Assert.Equal([0, 1, 51 * (1f / 255), 0], mnist.Train.Input(0).ToArray());
        Assert.Equal(9, mnist.Test.Label(1));
        Assert.Empty(mnist.Changed);
    }

    [Fact]
    public void ValidContentThatDiffersFromTheOriginalIsAcceptedAndNamed()
    {
        using TemporaryDirectory directory = Fill();
        byte[] changed = [.. Images];
        changed[^1]++;
        directory.Write("c", changed);
        Assert.Equal(["c"], MnistFiles.Read(directory.Path, Own, []).Changed);
    }

    [Fact]
    public void WhatIsMissingOrWrongIsNamed()
    {
        using TemporaryDirectory directory = Fill();
        directory.Write("b.gz", IdxFileTests.Idx(8, [2], [3, 10]));
        Assert.Contains(
            "label 1 is 10; expected 0 to 9", Assert.Throws<IOException>(() => MnistFiles.Read(directory.Path, Own, [])).Message,
            StringComparison.Ordinal);
        directory.Write("b.gz", Images);
        Assert.Contains(
            "holds 2 x 2 x 2 elements of type Unsigned8; b has 2 ",
            Assert.Throws<IOException>(() => MnistFiles.Read(directory.Path, Own, [])).Message, StringComparison.Ordinal);
        directory.Write("b.gz", Labels[..^1]);
        Assert.Throws<DataFileException>(() => MnistFiles.Read(directory.Path, Own, []));
        System.IO.File.Delete(directory.File("b.gz"));
        System.IO.File.Delete(directory.File("c"));
        Assert.Contains(
            "has no b, no c (", Assert.Throws<FileNotFoundException>(() => MnistFiles.Read(directory.Path, Own, [])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TheFilesOfAnotherSetAreRecognised()
    {
        using TemporaryDirectory directory = Fill();
        byte[] shirts = [.. Images];
        shirts[^1]++;
        MnistImages fashion = Set("fashion", [shirts, Labels, shirts, Labels]);
        Assert.Empty(MnistFiles.Read(directory.Path, Own, [Own, fashion]).Changed);
        Assert.Equal(
            $"{directory.File("a")} belongs to OWN, not to FASHION. Use --dataset own, or --data with the directory of FASHION.",
            Assert.Throws<IOException>(() => MnistFiles.Read(directory.Path, fashion, [Own, fashion])).Message);

        // One file that does not belong there is enough.
        directory.Write("c", shirts);
        Assert.Equal(
            $"{directory.File("c")} belongs to FASHION, not to OWN. Use --dataset fashion, or --data with the directory of OWN.",
            Assert.Throws<IOException>(() => MnistFiles.Read(directory.Path, Own, [Own, fashion])).Message);
    }

    [Fact]
    public void TheOfficialListFitsTheFilesOfThisMachine()
    {
        string folder = SharedFiles.Find("data/mnist");
        MnistFiles mnist = MnistFiles.Read(folder, MnistImages.All[0], MnistImages.All);
        Assert.Equal((60_000, 10_000, 784), (mnist.Train.Count, mnist.Test.Count, mnist.Train.InputLength));
        Assert.Empty(mnist.Changed);
        Assert.Contains(
            "train-images-idx3-ubyte.gz belongs to MNIST, not to Fashion-MNIST. Use --dataset mnist, ",
            Assert.Throws<IOException>(() => MnistFiles.Read(folder, MnistImages.All[1], MnistImages.All)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TheFashionListFitsDebiansPackage()
    {
        const string Folder = "/usr/share/datasets/fashion-mnist";
        if (!Directory.Exists(Folder))
            Assert.Skip($"{Folder} does not exist on this machine: apt-get install dataset-fashion-mnist");
        MnistFiles fashion = MnistFiles.Read(Folder, MnistImages.All[1], MnistImages.All);
        Assert.Equal((60_000, 10_000, 784), (fashion.Train.Count, fashion.Test.Count, fashion.Train.InputLength));
        Assert.Empty(fashion.Changed);
    }

    private static TemporaryDirectory Fill()
    {
        TemporaryDirectory directory = new();
        directory.Write("a", Images);
        directory.Write("b.gz", IdxFileTests.Gzip(Labels));
        directory.Write("c", Images);
        directory.Write("d", Labels);
        return directory;
    }

    private static MnistImages Set(string name, byte[][] contents) =>
        new(name, name.ToUpperInvariant(), [], [.. contents.Select((content, i) => File("abcd"[i..(i + 1)], content))], []);

    private static MnistFile File(string name, byte[] content)
        => new(name, [.. IdxFile.Read(new MemoryStream(content)).Shape], Convert.ToHexString(SHA256.HashData(content)));
}
