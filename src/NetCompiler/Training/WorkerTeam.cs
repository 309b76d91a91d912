using System.Runtime.ExceptionServices;

namespace NetCompiler;

/// <summary>
/// The threads of one training or evaluation: the caller, who is worker 0, and others that live until <see cref="Dispose"/>. Waiting spins
/// briefly, then yields, then blocks, so that a team between steps costs next to nothing, however long its caller is busy elsewhere.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    private readonly Action<int> _body;
    private readonly Thread[] _threads;
    private readonly Gate _start = new(), _phase = new(), _finish = new();
    private int _arrived, _running, _failedWorker;
    private bool _stopping;
    private volatile bool _broken;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts the threads.</summary>
    /// <param name="count">The number of workers, the caller included; at least 1.</param>
    /// <param name="body">The work of one run; its argument is the worker, 0 .. <paramref name="count"/> - 1.</param>
    internal WorkerTeam(int count, Action<int> body)
    {
        Count = count;
        _body = body;
        _threads = new Thread[count - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Live(worker)) { IsBackground = true, Name = $"NetCompiler worker {worker}" };
        }
        foreach (Thread thread in _threads)
            thread.Start();
    }

    /// <summary>The number of workers.</summary>
    internal int Count { get; }

    /// <summary>Lets every worker do the body once and waits for all. What one of them throws reaches the caller; if several throw, the
    /// lowest worker's exception does.</summary>
    internal void Run()
    {
        if (Count == 1)
        {
            _body(0);
            return;
        }
        _arrived = 0;
        _broken = false;
        _failure = null;
        _failedWorker = int.MaxValue;
        int finish = _finish.Generation;
        _running = Count;
        _start.Open();
        Work(0);
        _finish.Wait(finish);
        _failure?.Throw();
    }

    /// <summary>Waits until every worker is here. Only within the body, which every worker must take through the same number of
    /// barriers.</summary>
    internal void Barrier()
    {
        if (Count == 1)
            return;
        int phase = _phase.Generation;
        if (_broken)
            throw new BrokenException();
        if (Interlocked.Increment(ref _arrived) == Count)
        {
            _arrived = 0;
            _phase.Open();
        }
        else
            _phase.Wait(phase);
        if (_broken)
            throw new BrokenException();
    }

    /// <summary>Ends the threads and waits until they are gone.</summary>
    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        _start.Open();
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void Live(int worker)
    {
        for (int start = 0; ; start++)
        {
            _start.Wait(start);
            if (_stopping)
                return;
            Work(worker);
        }
    }

    private void Work(int worker)
    {
        try
        {
            _body(worker);
        }
        catch (BrokenException)
        {
        }
        catch (Exception exception)
        {
            lock (_threads)
                if (worker < _failedWorker)
                    (_failedWorker, _failure) = (worker, ExceptionDispatchInfo.Capture(exception));
            _broken = true;
            _phase.Open();
        }
        if (Interlocked.Decrement(ref _running) == 0)
            _finish.Open();
    }

    /// <summary>Counts its openings; one can wait until there is another.</summary>
    private sealed class Gate
    {
        // About 20 µs, then up to a millisecond: shares of a step end up to 100 µs apart, and waking a sleeper takes about as long.
        private const int Spins = 500, Yields = 2000;
        private int _generation, _sleepers;

        internal int Generation => Volatile.Read(ref _generation);

        internal void Open()
        {
            Interlocked.Increment(ref _generation);
            if (Volatile.Read(ref _sleepers) > 0)
                lock (this)
                    Monitor.PulseAll(this);
        }

        /// <summary>Returns once the generation is no longer <paramref name="seen"/>.</summary>
        internal void Wait(int seen)
        {
            if (Environment.ProcessorCount > 1)
                for (int i = 0; i < Spins; i++)
                {
                    if (Generation != seen)
                        return;
                    Thread.SpinWait(1);
                }
            for (int i = 0; i < Yields; i++)
            {
                if (Generation != seen)
                    return;
                Thread.Yield();
            }
            lock (this)
            {
                Interlocked.Increment(ref _sleepers);
                while (Generation == seen)
                    Monitor.Wait(this);
                Interlocked.Decrement(ref _sleepers);
            }
        }
    }

    /// <summary>Thrown out of a barrier where another worker has failed; never leaves the team.</summary>
    private sealed class BrokenException : Exception;
}
