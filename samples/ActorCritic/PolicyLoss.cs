namespace ActorCritic;

/// <summary>What actor and critic learn from a round of frames: proximal policy optimisation (Schulman and others, 2017). The actor makes
/// actions likelier that were better than the critic expected, as long as it stays within a share of what it was when it played; the
/// critic learns the returns by squared error.</summary>
/// <param name="rows">Frames of a round.</param>
internal sealed class PolicyLoss(int rows)
{
    private const float ValueShare = 0.5f;

    /// <summary>The action of each frame, 0 or 1, the logarithm of how likely it was, how much better it was than expected (of mean 0 and
    /// deviation 1), and what the critic should have said.</summary>
    internal readonly int[] Actions = new int[rows];
    internal readonly float[] LogChances = new float[rows], Advantages = new float[rows], Returns = new float[rows];

    /// <summary>How far the likelihood of an action may move, as a share of what it was.</summary>
    internal float Clip { get; set; } = 0.2f;

    /// <summary>The logarithm of the probability of an action.</summary>
    /// <param name="scores">What speaks for each.</param>
    /// <param name="action">0 or 1.</param>
    internal static float LogChance(ReadOnlySpan<float> scores, int action)
    {
        float lead = scores[1 - action] - scores[action];
        return -(MathF.Max(lead, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(lead))));
    }

    /// <summary>The loss of a round, and its derivative by each output.</summary>
    /// <param name="outputs">Of each frame both scores and the value.</param>
    /// <param name="gradients">Receives the derivatives, 0 before.</param>
    internal float Write(ReadOnlySpan<float> outputs, Span<float> gradients)
    {
        float sum = 0;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> output = outputs.Slice(3 * row, 3);
            Span<float> gradient = gradients.Slice(3 * row, 3);
            (int action, float advantage) = (Actions[row], Advantages[row]);
            float log = LogChance(output, action), ratio = MathF.Exp(log - LogChances[row]);
            float free = ratio * advantage, held = Math.Clamp(ratio, 1 - Clip, 1 + Clip) * advantage;
            if (free <= held)
            {
                float slope = free * (1 - MathF.Exp(log)) / rows;
                (gradient[action], gradient[1 - action]) = (-slope, slope);
            }
            float error = output[2] - Returns[row];
            gradient[2] = 2 * ValueShare * error / rows;
            sum += ValueShare * error * error - Math.Min(free, held);
        }
        return sum / rows;
    }
}
