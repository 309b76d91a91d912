using NetCompiler;

namespace Alvinn.Simulation;

/// <summary>A moment of a drive.</summary>
/// <param name="Pose">Where the vehicle was.</param>
/// <param name="Right">How many metres to the right of the middle.</param>
/// <param name="Steering">The angle that the network chose, from -1, full left, to 1, full right.</param>
internal readonly record struct Moment(Pose Pose, double Right, double Steering);

/// <summary>A drive once around a road in a closed loop: what the camera sees depends on where the network's own angles have led.</summary>
/// <param name="Road">The road.</param>
/// <param name="Moments">What happened, ten times a second.</param>
/// <param name="IsComplete">Whether the vehicle came round; else it left the road after the last moment, or turned in circles.</param>
internal sealed record Lap(Road Road, IReadOnlyList<Moment> Moments, bool IsComplete)
{
    /// <summary>The metres from one picture to the next: ten a second at 18 km/h.</summary>
    private const double Step = 0.5;

    /// <summary>The mean distance from the middle, in metres.</summary>
    internal double MeanDistance => Moments.Average(moment => Math.Abs(moment.Right));

    /// <summary>The longest distance from the middle, in metres.</summary>
    internal double MostDistance => Moments.Max(moment => Math.Abs(moment.Right));

    /// <summary>Drives.</summary>
    /// <param name="network">Takes the camera's 960 pixels and gives 30 steering units.</param>
    /// <param name="road">The road.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static Lap Drive(CompiledNetwork network, Road road, Pose start, CancellationToken cancellation = default)
    {
        var image = new float[Camera.Rows * Camera.Columns];
        var hill = new float[SteeringHill.Units];
        List<Moment> moments = [];
        double driven = 0, last = double.NaN;
        // Twice the road is more than a vehicle that comes round can need.
        for (Pose pose = start; moments.Count * Step < 2 * road.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!road.TryFind(pose.X, pose.Y, out double arc, out double right) || Math.Abs(right) > Road.HalfWidth)
                return new Lap(road, moments, IsComplete: false);
            double forward = double.IsNaN(last) ? 0 : arc - last;
            driven += forward - Math.Round(forward / road.Length) * road.Length;
            last = arc;
            if (driven >= road.Length)
                return new Lap(road, moments, IsComplete: true);
            Camera.Look(road, pose, image);
            network.Predict(image, hill);
            double steering = SteeringHill.Decode(hill);
            moments.Add(new Moment(pose, right, steering));
            pose = pose.Drive(steering, Step);
        }
        return new Lap(road, moments, IsComplete: false);
    }
}
