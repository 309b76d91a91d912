using System.Runtime.InteropServices;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>A watched file whose changes the file system does not report, because they happen behind a link: they are found by
/// looking.</summary>
public sealed partial class WatchedLinkTests : IDisposable
{
    private const string Name = "net.safetensors";

    /// <summary>Only a test that fails waits so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly TemporaryDirectory _directory = new();
    private readonly PretrainedNet _net = new(seed: 1), _second = new(seed: 2), _third = new(seed: 3);
    private readonly ManualTime _time = new();
    private readonly List<Exception> _failures = [];
    private readonly string _path;
    private int _loads;

    /// <summary>As container platforms deliver files: the file is a link into a folder, which is a link to that of a version.</summary>
    public WatchedLinkTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links takes rights on Windows that test runs do not have.");
        _path = _directory.File(Name);
        MakeVersion("..one", _net);
        Directory.CreateSymbolicLink(_directory.File("..data"), "..one");
        File.CreateSymbolicLink(_path, Path.Combine("..data", Name));
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_folder_link_that_is_swapped_is_seen_though_length_and_time_are_the_same()
    {
        using NetworkFileWatcher watcher = Watch();
        Assert.Equal(NetworkFileWatcher.PollInterval, _time.Due);
        MakeVersion("..two", _second);
        File.SetLastWriteTimeUtc(_directory.File("..two/" + Name), File.GetLastWriteTimeUtc(_directory.File("..one/" + Name)));
        Look(NetworkFileWatcher.PollInterval, 0);

        Swap("..two");
        Look(NetworkFileWatcher.Quiet, 0);
        Look(NetworkFileWatcher.PollInterval, 1);
        AssertSame(_second, _net);
        Look(NetworkFileWatcher.PollInterval, 1);
        Assert.Empty(_failures);
    }

    [Fact]
    public void A_target_that_is_overwritten_is_seen()
    {
        using NetworkFileWatcher watcher = Watch();
        _second.Save(_directory.File("..one/" + Name));
        Look(NetworkFileWatcher.Quiet, 0);
        Look(NetworkFileWatcher.PollInterval, 1);
        AssertSame(_second, _net);
    }

    /// <summary>Links to links, absolute and through folders above; one on the way is gone for a while.</summary>
    [Fact]
    public void Links_may_lead_through_links_and_be_missing_for_a_while()
    {
        MakeVersion("deep/two", _second);
        MakeVersion("deep/three", _third);
        Directory.CreateSymbolicLink(_directory.File("deep/jump"), _directory.File("deep/two"));
        Swap(Path.Combine("deep", "jump", "..", "..", "deep", ".", "jump"));
        using NetworkFileWatcher watcher = Watch();

        Directory.Delete(_directory.File("deep/jump"));
        Look(NetworkFileWatcher.Quiet, 0);
        Look(NetworkFileWatcher.PollInterval, 0);
        Directory.CreateSymbolicLink(_directory.File("deep/jump"), "three");
        Look(NetworkFileWatcher.Quiet, 0);
        Look(NetworkFileWatcher.PollInterval, 1);
        AssertSame(_third, _net);
        Assert.Empty(_failures);
    }

    [Fact]
    public void A_half_written_file_is_read_when_it_is_quiet_and_again_when_the_rest_comes()
    {
        using NetworkFileWatcher watcher = Watch();
        string target = _directory.File("..one/" + Name);
        _second.Save(_directory.File("whole"));
        byte[] file = File.ReadAllBytes(_directory.File("whole"));
        File.WriteAllBytes(target, file[..^300]);
        Look(NetworkFileWatcher.Quiet, 0);
        File.WriteAllBytes(target, file[..^200]);
        Look(NetworkFileWatcher.Quiet, 0);
        Assert.Empty(_failures);
        for (int i = 0; i < 3; i++)
            Look(NetworkFileWatcher.PollInterval, 0);
        Assert.IsType<NetworkFileException>(Assert.Single(_failures));

        File.WriteAllBytes(target, file);
        Look(NetworkFileWatcher.Quiet, 0);
        Look(NetworkFileWatcher.PollInterval, 1);
        AssertSame(_second, _net);
        Assert.Single(_failures);
    }

    /// <summary>That a lock is gone shows in nothing but that the file can be opened.</summary>
    [Fact]
    public void A_locked_file_is_said_once_and_loaded_when_it_is_free()
    {
        using NetworkFileWatcher watcher = Watch();
        _second.Save(_directory.File("whole"));
        using (FileStream stream = new(_directory.File("..one/" + Name), FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(File.ReadAllBytes(_directory.File("whole")));
            stream.Flush();
            Look(NetworkFileWatcher.Quiet, 0);
            for (int i = 0; i < 3; i++)
                Look(NetworkFileWatcher.PollInterval, 0);
            Assert.IsType<IOException>(Assert.Single(_failures));
        }
        Look(NetworkFileWatcher.PollInterval, 1);
        AssertSame(_second, _net);
        Look(NetworkFileWatcher.PollInterval, 1);
        Assert.Single(_failures);
    }

    [Fact]
    public void A_directory_in_the_files_place_is_said_once()
    {
        using NetworkFileWatcher watcher = Watch();
        File.Delete(_directory.File("..one/" + Name));
        Directory.CreateDirectory(_directory.File("..one/" + Name));
        Look(NetworkFileWatcher.Quiet, 0);
        for (int i = 0; i < 3; i++)
            Look(NetworkFileWatcher.PollInterval, 0);
        Assert.EndsWith("that is a directory. Add the file's name.", Assert.Single(_failures).Message, StringComparison.Ordinal);
    }

    /// <summary>What was reported and loaded is not loaded once more when it is looked at.</summary>
    [Fact]
    public void A_change_that_is_reported_and_seen_is_loaded_once()
    {
        using NetworkFileWatcher watcher = Watch();
        _second.Save(_directory.File("..one/" + Name));
        Look(NetworkFileWatcher.Quiet, 0);
        watcher.Notice(_path);
        for (int i = 0; i < 3; i++)
            Look(NetworkFileWatcher.PollInterval, 1);
    }

    [Fact]
    public void Looking_allocates_little()
    {
        const int Looks = 100, BytesAllowed = 16 * 1024;
        using NetworkFileWatcher watcher = Watch();
        _time.Fire();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Looks; i++)
            _time.Fire();
        long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Looks;
        Assert.True(bytes <= BytesAllowed, $"A look allocates {bytes} bytes, more than {BytesAllowed}.");
    }

    /// <summary>With the clock on the wall, and everything that the system reports or not.</summary>
    [Fact]
    public void A_swapped_folder_is_loaded_while_the_program_runs()
    {
        using var loaded = new SemaphoreSlim(0);
        using (_net.Watch(_path, () => loaded.Release(), _failures.Add))
        {
            MakeVersion("..two", _second);
            Swap("..two");
            Assert.True(loaded.Wait(Patience, TestContext.Current.CancellationToken));
            AssertSame(_second, _net);
            _third.Save(_directory.File("..two/" + Name));
            Assert.True(loaded.Wait(Patience, TestContext.Current.CancellationToken));
            AssertSame(_third, _net);
        }
        Assert.Empty(_failures);
    }

    private NetworkFileWatcher Watch() => new(_net.Compiled, _path, () => _loads++, _failures.Add, _time);

    /// <summary>The timer goes off; then it is set to this, and so many loads were made in all.</summary>
    private void Look(TimeSpan next, int loads)
    {
        _time.Fire();
        Assert.Equal((next, loads), (_time.Due, _loads));
    }

    private void MakeVersion(string folder, PretrainedNet net)
    {
        Directory.CreateDirectory(_directory.File(folder));
        net.Save(Path.Combine(_directory.File(folder), Name));
    }

    /// <summary>In one step, as platforms do.</summary>
    private void Swap(string folder)
    {
        Directory.CreateSymbolicLink(_directory.File("..next"), folder);
        Assert.Equal(0, Rename(_directory.File("..next"), _directory.File("..data")));
    }

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    private static void AssertSame(PretrainedNet expected, PretrainedNet actual) =>
        Assert.Equal(expected.Compiled.Weights.ToArray(), actual.Compiled.Weights.ToArray());
}
