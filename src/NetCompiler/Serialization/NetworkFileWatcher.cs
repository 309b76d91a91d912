namespace NetCompiler;

/// <summary>
/// Loads a file into a network again whenever the file changes, until disposed: for tuning a program while it runs. Predictions on other
/// threads use the old parameters or the new ones, never a mixture, and a file that cannot be loaded changes nothing. Write the file as
/// <see cref="NetworkFile.Save(INetwork, string, WeightFormat)"/> does, beside and then renamed: then no half-written file is ever seen. A
/// change while the network trains or is evaluated is loaded when that call is over, callbacks included.
/// </summary>
/// <remarks>
/// A change that the file system reports is loaded when the file has been left alone for a tenth of a second. What changes behind a link or
/// on a shared folder is not reported, so the file is also looked at every second: which file the path leads to through all links, when
/// that was made and last changed, its length. The file, a folder or a link on the way may be replaced, or be missing for a while. A file
/// that was caught half-written is loaded again when more of it comes; one that could not be opened is tried again every second, which is
/// said once.
/// </remarks>
public sealed class NetworkFileWatcher : IDisposable
{
    /// <summary>How long a file must be left alone before it is loaded: whoever writes it in pieces is not read in between.</summary>
    internal static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>How long until the file is looked at when nothing is reported.</summary>
    internal static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly CompiledNetwork _network;
    private readonly string _path;
    private readonly Action? _loaded;
    private readonly Action<Exception>? _failed;
    private readonly Lock _loading = new();
    private readonly ITimer _timer;
    private readonly FileSystemWatcher? _watcher;
    private volatile bool _isDisposed;

    /// <summary>A change was reported, and the file has not been read since.</summary>
    private volatile bool _isNoticed;

    /// <summary>The file at the last look; null where there was none.</summary>
    private FileStamp? _seen;

    /// <summary>The file that was loaded or whose content cannot be.</summary>
    private FileStamp? _settled;

    /// <summary>The file that could not be opened, which was said.</summary>
    private FileStamp? _refused;

    internal NetworkFileWatcher(CompiledNetwork network, string path, Action? loaded, Action<Exception>? failed, TimeProvider time)
    {
        _network = network;
        _path = Path.GetFullPath(path);
        _loaded = loaded;
        _failed = failed;
        if (Directory.Exists(_path))
            throw new ArgumentException($"{_path} cannot be watched: that is a directory. Add the file's name.", nameof(path));
        string directory = Path.GetDirectoryName(_path)!;
        if (!Directory.Exists(directory))
            throw new ArgumentException(
                $"{_path} cannot be watched: the directory {directory} does not exist. Create it first.", nameof(path));
        _seen = FileStamp.Of(_path);
        _settled = _seen == FileStamp.Unreadable ? null : _seen;
        _timer = time.CreateTimer(_ => Look(), null, PollInterval, Timeout.InfiniteTimeSpan);
        _watcher = Listen(directory);
    }

    /// <summary>Stops watching. Once this returns, no more is loaded and no callback runs, but for one that calls this itself.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _watcher?.Dispose();
        _timer.Dispose();
        lock (_loading)
        {
            // A reload under way has ended.
        }
    }

    /// <summary>A change of a file was reported; the wait begins anew.</summary>
    internal void Notice(string path)
    {
        bool ignoresCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();
        StringComparison comparison = ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (_isDisposed || !string.Equals(path, _path, comparison))
            return;
        _isNoticed = true;
        Wait(Quiet);
    }

    /// <summary>Hears of changes from the file system; null where it tells of none, or to no more programs: then looking must do.</summary>
    private FileSystemWatcher? Listen(string directory)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            // All names of the directory: a file that is renamed over the watched one is reported under either name.
            watcher = new FileSystemWatcher(directory)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime,
            };
            watcher.Changed += (_, change) => Notice(change.FullPath);
            watcher.Created += (_, change) => Notice(change.FullPath);
            watcher.Renamed += (_, change) => Notice(change.FullPath);
            // Events were lost, perhaps this file's.
            watcher.Error += (_, _) => Notice(_path);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or PlatformNotSupportedException)
        {
            watcher?.Dispose();
            return null;
        }
    }

    private void Wait(TimeSpan time) => _timer.Change(time, Timeout.InfiniteTimeSpan);

    private void Look()
    {
        lock (_loading)
        {
            if (_isDisposed)
                return;
            bool isNoticed = _isNoticed;
            _isNoticed = false;
            FileStamp? stamp = FileStamp.Of(_path);
            bool isQuiet = isNoticed || stamp == _seen;
            _seen = stamp;
            TimeSpan next = !isQuiet ? Quiet
                : stamp is not null && (isNoticed || stamp != _settled) ? Reload(stamp)
                : PollInterval;
            if (_isDisposed)
                return;
            Wait(next);
            // Noticed since: that wait must not be lengthened.
            if (_isNoticed && next > Quiet)
                Wait(Quiet);
        }
    }

    /// <summary>Loads the file if that is possible now; returns how long until the next look.</summary>
    private TimeSpan Reload(FileStamp stamp)
    {
        try
        {
            if (_network.Store.Memory.IsBusy)
                return Postpone();
            NetworkFile.Load(_network, _path);
            (_settled, _refused) = (stamp, null);
            _loaded?.Invoke();
        }
        catch (InvalidOperationException)
        {
            // A training began while the file was read.
            return Postpone();
        }
        catch (NetworkFileException exception)
        {
            (_settled, _refused) = (stamp, null);
            _failed?.Invoke(exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Gone since the look.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Where it is locked or forbidden, it may be free later and look the same.
            bool isNew = stamp != _refused;
            (_settled, _refused) = (null, stamp);
            if (isNew)
                _failed?.Invoke(exception);
        }
        return PollInterval;
    }

    private TimeSpan Postpone()
    {
        _isNoticed = true;
        return Quiet;
    }
}
