namespace NetCompiler.Benchmarks.Peers;

/// <summary>The <see cref="FmaPeak"/> on two threads at once: twice one thread's where the machine has two cores for us. Two processors of
/// a shared host may be one core's two threads, or have another's work beside them.</summary>
internal sealed class FmaPeakPair : IContender
{
    private readonly FmaPeak[] _peaks = [new(), new()];
    private readonly WorkerTeam _team;
    private int _calls;

    public FmaPeakPair() => _team = new WorkerTeam(2, worker => _peaks[worker].Run(_calls));

    public string Name => "FMA peak, 2 threads";

    public string Form => "two threads";

    public int WorksPerCall => 2;

    public bool IsOnOneThread => false;

    public void Run(int calls)
    {
        _calls = calls;
        _team.Run();
    }

    public float[] Result() => [.. _peaks.SelectMany(peak => peak.Result())];

    public void Dispose() => _team.Dispose();
}
