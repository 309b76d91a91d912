using System.Security.Cryptography;
using Mnist;
using Xunit;
using static NetCompiler.Tests.LoopbackServer;

namespace NetCompiler.Tests;

public sealed class MnistDownloadTests : IDisposable
{
    private static readonly byte[] Content = Noise(2000);
    private static readonly byte[] Zipped = IdxFileTests.Gzip(Content);
    private static readonly MnistFile File = new("noise-images-idx3-ubyte", [2000, 5, 4], Convert.ToHexString(SHA256.HashData(Content)));
    private static readonly string Path = "/mnist/noise-images-idx3-ubyte.gz";
    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _client = new();
    private readonly List<double> _pauses = [];

    public void Dispose()
    {
        _client.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task AFileIsDownloadedOnceAndFoundAfterwards()
    {
        using LoopbackServer server = new(request => Give(Zipped, request));
        List<(long Received, long? Total)> progress = [];
        MnistDownload download =
            new(_client, _directory.Path, [server.Address]) { Progress = (_, received, total) => progress.Add((received, total)) };
        await download.EnsureAsync([File], TestContext.Current.CancellationToken);
        await download.EnsureAsync([File], TestContext.Current.CancellationToken);
        Assert.Equal([Path], server.Log);
        AssertComplete();
        Assert.Equal((Zipped.Length, Zipped.Length), progress[^1]);
    }

    [Fact]
    public async Task ABrokenConnectionIsResumedWhereItBroke()
    {
        int number = 0;
        using LoopbackServer server = new(request => Give(Zipped, request, ++number < 3 ? 10_000 : int.MaxValue));
        await Ensure(server.Address);
        Assert.Equal([Path, $"{Path} from 10000", $"{Path} from 20000"], server.Log);
        Assert.Equal([1, 2], _pauses);
        AssertComplete();
    }

    [Fact]
    public async Task ALaterRunResumesAnEarlierOne()
    {
        using (LoopbackServer broken = new(request => Give(Zipped, request, request.From is null ? 5000 : 0)))
            await Assert.ThrowsAsync<IOException>(() => Ensure(broken.Address));
        Assert.Equal(["noise-images-idx3-ubyte.gz.part"], _directory.Names);
        Assert.Equal([1, 2, 4], _pauses);

        using LoopbackServer server = new(request => Give(Zipped, request));
        await Ensure(server.Address);
        Assert.Equal([$"{Path} from 5000"], server.Log);
        AssertComplete();
    }

    [Fact]
    public async Task AServerThatIgnoresRangesStartsAnew()
    {
        int number = 0;
        using LoopbackServer server = new(request => new Answer(200, Zipped, CutAfter: ++number == 1 ? 10_000 : int.MaxValue));
        await Ensure(server.Address);
        Assert.Equal([Path, $"{Path} from 10000"], server.Log);
        AssertComplete();
    }

    [Fact]
    public async Task AServerThatSendsTheWrongRangeIsNotBelieved()
    {
        _directory.Write("noise-images-idx3-ubyte.gz.part", Zipped[..10_000]);
        using LoopbackServer server = new(request => request.From is null
            ? Give(Zipped, request) : new Answer(
                206, Zipped[5000..], $"Content-Range: bytes 5000-{Zipped.Length - 1}/{Zipped.Length}\r\n"));
        await Ensure(server.Address);
        Assert.Equal([$"{Path} from 10000", Path], server.Log);
        AssertComplete();
    }

    [Fact]
    public async Task APartThatIsCompleteOrTooLongOrOfAnotherFileIsSortedOut()
    {
        using LoopbackServer server = new(request => Give(Zipped, request));
        _directory.Write("noise-images-idx3-ubyte.gz.part", Zipped);
        await Ensure(server.Address);
        AssertComplete();

        foreach (byte[] part in new byte[][] { [.. Zipped, 1, 2, 3], Noise(100), [] })
        {
            System.IO.File.Delete(_directory.File("noise-images-idx3-ubyte.gz"));
            _directory.Write("noise-images-idx3-ubyte.gz.part", part);
            await Ensure(server.Address);
            AssertComplete();
        }
    }

    [Fact]
    public async Task ADamagedFileUnderTheFinalNameIsReplaced()
    {
        _directory.Write("noise-images-idx3-ubyte.gz", Zipped[..^1]);
        using LoopbackServer server = new(request => Give(Zipped, request));
        await Ensure(server.Address);
        AssertComplete();
    }

    [Fact]
    public async Task WithoutTheFileTheNextMirrorIsAskedAtOnce()
    {
        using LoopbackServer empty = new(_ => new Answer(404, "no such file"u8.ToArray()));
        using LoopbackServer server = new(request => Give(Zipped, request));
        await Ensure(empty.Address, server.Address);
        Assert.Single(empty.Log);
        Assert.Single(server.Log);
        Assert.Empty(_pauses);
        AssertComplete();
    }

    [Fact]
    public async Task WrongContentNeverGetsTheFinalName()
    {
        byte[][] contents = [
            IdxFileTests.Gzip(Noise(2000, seed: 2)), "<html>Please log in</html>"u8.ToArray(), [], IdxFileTests.Gzip(Noise(1999)),
            new byte[500_000]];
        foreach (byte[] content in contents)
        {
            using LoopbackServer wrong = new(request => new Answer(200, content));
            IOException exception = await Assert.ThrowsAsync<IOException>(() => Ensure(wrong.Address));
            Assert.Contains("noise-images-idx3-ubyte.gz could not be downloaded", exception.Message, StringComparison.Ordinal);
            Assert.Contains("--data DIR", exception.Message, StringComparison.Ordinal);
            Assert.Equal(2, wrong.Log.Count);
            Assert.Empty(_directory.Names);
        }
        using LoopbackServer bad = new(request => new Answer(200, contents[0]));
        using LoopbackServer server = new(request => Give(Zipped, request));
        await Ensure(bad.Address, server.Address);
        AssertComplete();
    }

    [Fact]
    public async Task AnEndWithoutALengthIsTriedAgain()
    {
        int number = 0;
        using LoopbackServer server =
            new(request => Give(Zipped, request, ++number == 1 ? 10_000 : int.MaxValue) with { HideLength = true });
        await Ensure(server.Address);
        Assert.Equal([Path, Path], server.Log);
        AssertComplete();
    }

    [Fact]
    public async Task ServerErrorsAndSilenceAreWaitedOut()
    {
        int number = 0;
        using LoopbackServer server = new(request => ++number switch
        {
            1 => new Answer(503, []),
            2 => new Answer(200, []) { Silent = true },
            _ => Give(Zipped, request),
        });
        MnistDownload download = new(_client, _directory.Path, [server.Address]) { Pause = Note, Patience = TimeSpan.FromSeconds(1) };
        await download.EnsureAsync([File], TestContext.Current.CancellationToken);
        Assert.Equal(3, server.Log.Count);
        Assert.Equal([1, 2], _pauses);
        AssertComplete();
    }

    [Fact]
    public async Task NoServerIsAnErrorThatNamesTheMirrors()
    {
        Uri address;
        using (LoopbackServer server = new(_ => new Answer(404, [])))
            address = server.Address;
        IOException exception = await Assert.ThrowsAsync<IOException>(() => Ensure(address));
        Assert.Contains(address.AbsoluteUri, exception.Message, StringComparison.Ordinal);
        Assert.Empty(_directory.Names);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(503)]
    [InlineData(200)]
    public async Task NoPartIsLeftOfAFileOfWhichNothingCame(int status)
    {
        using LoopbackServer server = new(_ => new Answer(status, Zipped, CutAfter: 0));
        await Assert.ThrowsAsync<IOException>(() => Ensure(server.Address));
        Assert.Empty(_directory.Names);
    }

    [Fact]
    public async Task NoPartIsLeftOfAFileThatWasCancelledBeforeItCame()
    {
        using CancellationTokenSource cancellation = new();
        using LoopbackServer server = new(_ =>
        {
            cancellation.Cancel();
            return new Answer(200, []) { Silent = true };
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new MnistDownload(_client, _directory.Path, [server.Address]).EnsureAsync([File], cancellation.Token));
        Assert.Empty(_directory.Names);
    }

    [Fact]
    public async Task CancellationKeepsThePart()
    {
        using CancellationTokenSource cancellation = new();
        using LoopbackServer server = new(request => Give(Zipped, request));
        MnistDownload download = new(_client, _directory.Path, [server.Address]) { Progress = (_, _, _) => cancellation.Cancel() };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download.EnsureAsync([File], cancellation.Token));
        Assert.Equal(["noise-images-idx3-ubyte.gz.part"], _directory.Names);
    }

    private Task Ensure(params Uri[] mirrors)
        => new MnistDownload(_client, _directory.Path, mirrors) { Pause = Note }.EnsureAsync([File], TestContext.Current.CancellationToken);

    private Task Note(TimeSpan pause, CancellationToken cancellation)
    {
        _pauses.Add(pause.TotalSeconds);
        return Task.CompletedTask;
    }

    private void AssertComplete()
    {
        Assert.Equal(["noise-images-idx3-ubyte.gz"], _directory.Names);
        Assert.Equal(Zipped, System.IO.File.ReadAllBytes(_directory.File("noise-images-idx3-ubyte.gz")));
    }

    /// <summary>An IDX file of so many 5 x 4 images of noise, which gzip cannot shrink.</summary>
    private static byte[] Noise(int images, int seed = 1)
    {
        byte[] data = new byte[images * 20];
        RandomSequence random = new(seed);
        foreach (ref byte value in data.AsSpan())
            value = (byte)random.Next(256);
        return IdxFileTests.Idx(0x08, [images, 5, 4], data);
    }
}
