namespace NetCompiler.Benchmarks.Peers;

/// <summary>A cache line that two threads hand to each other: how far the two cores are from each other. Two processors of a virtual
/// machine may share a third-level cache now and none a minute later; work that two threads share then takes longer, and multiply-adds in
/// registers do not. Measured with 27 to 33 ns: training 1.86 to 1.88 times as fast on two threads; with 45 ns 1.58, with 178 ns 1.40
/// times.</summary>
internal sealed class LineExchange : IContender
{
    private const int Exchanges = 1000;

    /// <summary>The line: the number in its middle says whose turn it is, and nothing else lies near.</summary>
    private readonly int[] _line = new int[64];
    private readonly WorkerTeam _team;
    private int _turns;

    public LineExchange() => _team = new WorkerTeam(2, Play);

    public string Name => "cache line";

    public string Form => "two threads";

    public int WorksPerCall => 2 * Exchanges;

    public bool IsOnOneThread => false;

    public void Run(int calls)
    {
        _line[32] = 0;
        _turns = calls * Exchanges;
        _team.Run();
    }

    public float[] Result() => [_line[32]];

    public void Dispose() => _team.Dispose();

    private void Play(int worker)
    {
        ref int turn = ref _line[32];
        for (int mine = worker; mine < 2 * _turns; mine += 2)
        {
            while (Volatile.Read(ref turn) != mine)
                Thread.SpinWait(0);
            Volatile.Write(ref turn, mine + 1);
        }
    }
}
