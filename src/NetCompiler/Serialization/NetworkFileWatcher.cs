namespace NetCompiler;

/// <summary>
/// Loads a file into a network again whenever the file changes, until disposed: for tuning a program while it runs. Predictions on other threads use
/// the old parameters or the new ones, never a mixture, and a file that cannot be loaded changes nothing. Write the file as
/// <see cref="NetworkFile.Save(INetwork, string, WeightFormat)"/> does, beside and then renamed: then no half-written file is ever
/// seen. A change while the network trains or is evaluated is loaded when that call is over, callbacks included.
/// </summary>
public sealed class NetworkFileWatcher : IDisposable
{
    /// <summary>How long a file must be left alone before it is loaded: whoever writes it in pieces is not read in between.</summary>
    internal static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    private readonly CompiledNetwork _network;
    private readonly string _path;
    private readonly Action? _loaded;
    private readonly Action<Exception>? _failed;
    private readonly Lock _loading = new();
    private readonly ITimer _timer;
    private readonly FileSystemWatcher _watcher;
    private volatile bool _isDisposed;

    internal NetworkFileWatcher(CompiledNetwork network, string path, Action? loaded, Action<Exception>? failed, TimeProvider time)
    {
        _network = network;
        _path = Path.GetFullPath(path);
        _loaded = loaded;
        _failed = failed;
        _timer = time.CreateTimer(_ => Reload(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            // All names of the directory: a file that is renamed over the watched one is reported under either name.
            _watcher = new FileSystemWatcher(Path.GetDirectoryName(_path)!)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime,
            };
        }
        catch
        {
            _timer.Dispose();
            throw;
        }
        _watcher.Changed += (_, change) => Notice(change.FullPath);
        _watcher.Created += (_, change) => Notice(change.FullPath);
        _watcher.Renamed += (_, change) => Notice(change.FullPath);
        // Events were lost, perhaps this file's.
        _watcher.Error += (_, _) => Notice(_path);
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Stops watching. Once this returns, no more is loaded and no callback runs, but for one that calls this itself.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _watcher.Dispose();
        _timer.Dispose();
        lock (_loading)
        {
            // A reload under way has ended.
        }
    }

    /// <summary>A file changed; the wait begins anew.</summary>
    internal void Notice(string path)
    {
        StringComparison comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (!_isDisposed && string.Equals(path, _path, comparison))
            Wait();
    }

    private void Wait() => _timer.Change(Quiet, Timeout.InfiniteTimeSpan);

    private void Reload()
    {
        lock (_loading)
        {
            if (_isDisposed)
                return;
            try
            {
                if (_network.IsBusy)
                {
                    Wait();
                    return;
                }
                NetworkFile.Load(_network, _path);
            }
            catch (InvalidOperationException)
            {
                // A training began while the file was read.
                Wait();
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _failed?.Invoke(exception);
                return;
            }
            _loaded?.Invoke();
        }
    }
}
