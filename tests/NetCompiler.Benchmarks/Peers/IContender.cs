namespace NetCompiler.Benchmarks.Peers;

/// <summary>One way to do a piece of work that several libraries can do: what a row of the table compares.</summary>
internal interface IContender : IDisposable
{
    /// <summary>The library.</summary>
    string Name { get; }

    /// <summary>Which of the library's ways this is.</summary>
    string Form { get; }

    /// <summary>How many times one call does the work.</summary>
    int WorksPerCall => 1;

    /// <summary>Whether all the work is done on the calling thread, so that its processor time is the time of the work.</summary>
    bool IsOnOneThread => true;

    /// <summary>Does the work <paramref name="calls"/> times. The loop is the contender's, so that no interface call is timed.</summary>
    void Run(int calls);

    /// <summary>What the last call computed, in the same order for every contender.</summary>
    float[] Result();
}
