using NetCompiler;

namespace ActorCritic;

/// <summary>Plays eight games at a time and learns after every 32 frames of each. Allocates nothing after its constructor.</summary>
internal sealed class Learner
{
    /// <summary>Frames of a round, of all games together.</summary>
    internal const int Round = Games * Length;

    /// <summary>The mean of so many games counts, and the one at which CartPole-v1 is solved.</summary>
    internal const int Window = 100;
    internal const double Solved = 475;

    private const int Games = 8, Length = 32, Passes = 20;
    private const float Discount = 0.98f, Trace = 0.8f, LargestClip = 0.2f;
    private const double LargestRate = 0.001;

    private readonly Adam _optimizer = new() { LearningRate = LargestRate, GlobalClipNorm = 0.5 };
    private readonly PolicyLoss _loss = new(Round);
    private readonly CartPole[] _games = new CartPole[Games];
    private readonly float[] _observations = new float[(Round + Games) * CartPole.Observations], _last = new float[CartPole.Observations];
    private readonly float[] _answers = new float[(Round + Games) * Agent.OutputLength], _lastAnswer = new float[Agent.OutputLength];

    /// <summary>Of each frame its points, and what is left of the future behind it: nothing where a game ended.</summary>
    private readonly float[] _rewards = new float[Round], _goesOn = new float[Round];

    private readonly int _budget;
    private RandomSequence _random;

    /// <summary>Makes one.</summary>
    /// <param name="seed">Same seed, same games.</param>
    /// <param name="budget">The most frames.</param>
    internal Learner(int seed, int budget)
    {
        (_budget, _random) = (budget, new RandomSequence(seed));
        Agent = new Agent(seed);
        (Points, Ends) = (new int[budget + Games], new int[budget + Games]);
        foreach (ref CartPole game in _games.AsSpan())
            game.Reset(ref _random);
    }

    internal Agent Agent { get; }

    /// <summary>Frames played.</summary>
    internal int Frames { get; private set; }

    /// <summary>Games that have ended.</summary>
    internal int Count { get; private set; }

    /// <summary>The points of each, and the frame at which it ended.</summary>
    internal int[] Points { get; }

    /// <inheritdoc cref="Points"/>
    internal int[] Ends { get; }

    /// <summary>The mean points of the last games before <paramref name="count"/> have ended.</summary>
    internal double Mean(int count)
    {
        ReadOnlySpan<int> last = Points.AsSpan(Math.Max(0, count - Window), Math.Min(count, Window));
        double sum = 0;
        foreach (int points in last)
            sum += points;
        return sum / last.Length;
    }

    /// <summary>Whether the last hundred games were good enough.</summary>
    internal bool IsSolved => Count >= Window && Mean(Count) >= Solved;

    /// <summary>Plays a round and learns from it: the less the nearer the budget's end.</summary>
    internal void PlayAndLearn()
    {
        float left = Math.Max(0, 1 - (float)Frames / _budget);
        (_optimizer.LearningRate, _loss.Clip) = (LargestRate * left, LargestClip * left);
        for (int time = 0; time < Length; time++)
            Play(time);
        Look(Length);
        Blame();
        for (int pass = 0; pass < Passes; pass++)
            Agent.TrainOnBatch(
                _observations.AsSpan(0, Round * CartPole.Observations), _optimizer, _loss,
                static (outputs, gradients, loss) => loss.Write(outputs, gradients));
    }

    /// <summary>Plays games from new beginnings, always by the better score.</summary>
    /// <returns>Their mean points.</returns>
    internal double Test(int games)
    {
        double sum = 0;
        for (int i = 0; i < games; i++)
        {
            CartPole game = default;
            game.Reset(ref _random);
            while (game.Stands && game.Frames < CartPole.MostFrames)
                game.Step(Best(game));
            sum += game.Frames;
        }
        return sum / games;
    }

    /// <summary>The action with the better score.</summary>
    internal int Best(CartPole game)
    {
        game.Observe(_last);
        Agent.Predict(_last, _lastAnswer);
        return _lastAnswer[1] > _lastAnswer[0] ? 1 : 0;
    }

    /// <summary>Asks the network about all games at once.</summary>
    private void Look(int time)
    {
        Span<float> observations = _observations.AsSpan(time * Games * CartPole.Observations, Games * CartPole.Observations);
        for (int i = 0; i < Games; i++)
            _games[i].Observe(observations[(i * CartPole.Observations)..]);
        Agent.Predict(observations, _answers.AsSpan(time * Games * Agent.OutputLength, Games * Agent.OutputLength));
    }

    /// <summary>One frame of every game, by lot as likely as the network says.</summary>
    private void Play(int time)
    {
        Look(time);
        for (int i = 0; i < Games; i++)
        {
            int row = time * Games + i;
            ref CartPole game = ref _games[i];
            ReadOnlySpan<float> scores = _answers.AsSpan(row * Agent.OutputLength, CartPole.Actions);
            int action = _random.NextDouble() < MathF.Exp(PolicyLoss.LogChance(scores, 1)) ? 1 : 0;
            (_loss.Actions[row], _loss.LogChances[row]) = (action, PolicyLoss.LogChance(scores, action));
            game.Step(action);
            Frames++;
            (_rewards[row], _goesOn[row]) = (1, Discount);
            if (game.Stands && game.Frames < CartPole.MostFrames)
                continue;
            // Whoever is stopped by the clock had more points to come: as many as the critic says.
            if (game.Stands)
                _rewards[row] += Discount * Value(game);
            _goesOn[row] = 0;
            (Points[Count], Ends[Count]) = (game.Frames, Frames);
            Count++;
            game.Reset(ref _random);
        }
    }

    private float Value(CartPole game)
    {
        game.Observe(_last);
        Agent.Predict(_last, _lastAnswer);
        return _lastAnswer[2];
    }

    /// <summary>How much better each frame went than expected: its surprise and, falling off, those after it (generalised advantages,
    /// Schulman and others, 2016); then to mean 0 and deviation 1.</summary>
    private void Blame()
    {
        double sum = 0, squares = 0;
        for (int row = Round - 1; row >= 0; row--)
        {
            float value = _answers[row * Agent.OutputLength + 2], next = _answers[(row + Games) * Agent.OutputLength + 2];
            float later = row + Games < Round ? _loss.Advantages[row + Games] : 0;
            float advantage = _rewards[row] + _goesOn[row] * (next + Trace * later) - value;
            (_loss.Advantages[row], _loss.Returns[row]) = (advantage, advantage + value);
            sum += advantage;
            squares += (double)advantage * advantage;
        }
        double mean = sum / Round, deviation = Math.Sqrt(Math.Max(0, squares / Round - mean * mean));
        foreach (ref float advantage in _loss.Advantages.AsSpan())
            advantage = (float)((advantage - mean) / (deviation + 1e-8));
    }
}
