using System.Security.Cryptography;
using Mnist;
using Xunit;

namespace NetCompiler.Tests;

public class MnistFilesTests
{
    private static readonly byte[] Images = IdxFileTests.Idx(8, [2, 2, 2], [0, 255, 51, 0, 1, 2, 3, 4]);
    private static readonly byte[] Labels = IdxFileTests.Idx(8, [2], [3, 9]);
    private static readonly IReadOnlyList<MnistFile> Files = [File("a", Images), File("b", Labels), File("c", Images), File("d", Labels)];

    [Fact]
    public void FilesAreReadCompressedOrNot()
    {
        using TemporaryDirectory directory = Fill();
        MnistFiles mnist = MnistFiles.Read(directory.Path, Files);
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
        Assert.Equal(["c"], MnistFiles.Read(directory.Path, Files).Changed);
    }

    [Fact]
    public void WhatIsMissingOrWrongIsNamed()
    {
        using TemporaryDirectory directory = Fill();
        directory.Write("b.gz", IdxFileTests.Idx(8, [2], [3, 10]));
        Assert.Contains("label 1 is 10; expected 0 to 9", Assert.Throws<IOException>(() => MnistFiles.Read(directory.Path, Files)).Message, StringComparison.Ordinal);
        directory.Write("b.gz", Images);
        Assert.Contains("holds 2 x 2 x 2 elements of type Unsigned8; b has 2 ", Assert.Throws<IOException>(() => MnistFiles.Read(directory.Path, Files)).Message, StringComparison.Ordinal);
        directory.Write("b.gz", Labels[..^1]);
        Assert.Throws<DataFileException>(() => MnistFiles.Read(directory.Path, Files));
        System.IO.File.Delete(directory.File("b.gz"));
        System.IO.File.Delete(directory.File("c"));
        Assert.Contains("has no b, no c (", Assert.Throws<FileNotFoundException>(() => MnistFiles.Read(directory.Path, Files)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheOfficialListFitsTheFilesOfThisMachine()
    {
        const string Folder = "/work/shared/data/mnist";
        if (!Directory.Exists(Folder))
            Assert.Skip($"{Folder} does not exist on this machine.");
        MnistFiles mnist = MnistFiles.Read(Folder, MnistFile.Digits);
        Assert.Equal((60_000, 10_000, 784), (mnist.Train.Count, mnist.Test.Count, mnist.Train.InputLength));

        // The training images here are a rebuild that lost grey level 1.
        Assert.Equal(["train-images-idx3-ubyte"], mnist.Changed);
    }

    [Fact]
    public void TheFashionListFitsDebiansPackage()
    {
        const string Folder = "/usr/share/datasets/fashion-mnist";
        if (!Directory.Exists(Folder))
            Assert.Skip($"{Folder} does not exist on this machine: apt-get install dataset-fashion-mnist");
        MnistFiles fashion = MnistFiles.Read(Folder, MnistFile.Fashion);
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

    private static MnistFile File(string name, byte[] content)
        => new(name, [.. IdxFile.Read(new MemoryStream(content)).Shape], Convert.ToHexString(SHA256.HashData(content)));
}
