using NetCompiler;

namespace ActorCritic;

/// <summary>A pole on a cart that is pushed left or right in every frame (Barto, Sutton and Anderson, 1983), with the constants, the Euler
/// steps and the limits of Gymnasium's CartPole-v1: a point for every frame, at most <see cref="MostFrames"/>.</summary>
internal struct CartPole
{
    internal const int Observations = 4, Actions = 2, MostFrames = 500;

    /// <summary>Where the cart has left the track, in metres, and the angle at which the pole has fallen, in radians.</summary>
    internal const double TrackEnd = 2.4, Fallen = 12 * Math.PI / 180;

    private const double Gravity = 9.8, CartMass = 1, PoleMass = 0.1, HalfLength = 0.5, Force = 10, Frame = 0.02, Start = 0.05;

    /// <summary>The cart's distance from the middle in metres, and its speed.</summary>
    internal double Position, Speed;

    /// <summary>The pole's angle from upright in radians, positive to the right, and how fast it grows.</summary>
    internal double Angle, Spin;

    /// <summary>How many frames this game has lasted: its points.</summary>
    internal int Frames;

    /// <summary>Whether the pole stands, on a cart that is on the track.</summary>
    internal readonly bool Stands => Math.Abs(Position) <= TrackEnd && Math.Abs(Angle) <= Fallen;

    /// <summary>A new game: all four numbers uniform on -0.05 to 0.05.</summary>
    internal void Reset(ref RandomSequence random) =>
        (Position, Speed, Angle, Spin, Frames) = (Around(ref random), Around(ref random), Around(ref random), Around(ref random), 0);

    /// <summary>One frame of 0.02 s.</summary>
    /// <param name="action">0: the cart is pushed left; 1: right.</param>
    internal void Step(int action)
    {
        double push = action == 1 ? Force : -Force, cosine = Math.Cos(Angle), sine = Math.Sin(Angle), mass = CartMass + PoleMass;
        double drive = (push + PoleMass * HalfLength * Spin * Spin * sine) / mass;
        double turn = (Gravity * sine - cosine * drive) / (HalfLength * (4.0 / 3 - PoleMass * cosine * cosine / mass));
        double acceleration = drive - PoleMass * HalfLength * turn * cosine / mass;
        (Position, Speed) = (Position + Frame * Speed, Speed + Frame * acceleration);
        (Angle, Spin) = (Angle + Frame * Spin, Spin + Frame * turn);
        Frames++;
    }

    /// <summary>What the network sees.</summary>
    internal readonly void Observe(Span<float> observation) =>
        (observation[0], observation[1], observation[2], observation[3]) = ((float)Position, (float)Speed, (float)Angle, (float)Spin);

    private static double Around(ref RandomSequence random) => Start * (2 * random.NextDouble() - 1);
}
