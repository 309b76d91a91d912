namespace NetCompiler.Tests;

/// <summary>A clock whose only timer goes off when told to.</summary>
internal sealed class ManualTime : TimeProvider, ITimer
{
    private TimerCallback? _callback;

    /// <summary>How often the timer was set, apart from its making.</summary>
    public int Changes { get; private set; }

    /// <summary>What it was set to last.</summary>
    public TimeSpan Due { get; private set; }

    public bool IsDisposed { get; private set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _callback = callback;
        Due = dueTime;
        return this;
    }

    /// <summary>What is due happens, whether or not the timer still runs.</summary>
    public void Fire() => _callback!(null);

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Changes++;
        Due = dueTime;
        return true;
    }

    public void Dispose() => IsDisposed = true;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
