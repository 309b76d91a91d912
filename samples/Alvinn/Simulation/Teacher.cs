using NetCompiler;

namespace Alvinn.Simulation;

/// <summary>
/// Knows the map and so the right angle. It shows the network not only good driving but the vehicle beside the middle and turned away
/// from the road, with the angle that leads back: who has only seen good driving cannot mend a mistake (Pomerleau, 1991).
/// </summary>
internal static class Teacher
{
    private const double LookAhead = 8, MostRight = 2, MostTurn = 0.4;

    /// <summary>The angle of pure pursuit: that of the circle through the point of the middle so many metres further on.</summary>
    /// <param name="road">The road.</param>
    /// <param name="pose">Where the vehicle is.</param>
    /// <param name="arc">Where along the road that is.</param>
    /// <returns>From -1, full left, to 1, full right.</returns>
    internal static double Steering(Road road, Pose pose, double arc)
    {
        Pose goal = road.At(arc + LookAhead);
        (double ahead, double right) = pose.Find((goal.X, goal.Y));
        return Math.Clamp(2 * right / (ahead * ahead + right * right) / Pose.MostCurvature, -1, 1);
    }

    /// <summary>Pictures from roads drawn by lot, in changing light, and the hills of the right angles.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Same seed, same pictures.</param>
    internal static Dataset Lessons(int count, int seed)
    {
        const int PerRoad = 250, Pixels = Camera.Rows * Camera.Columns;
        RandomSequence random = new(seed);
        float[] images = new float[count * Pixels], hills = new float[count * SteeringHill.Units];
        Road road = Road.Random(ref random);
        for (int i = 0; i < count; i++)
        {
            if (i > 0 && i % PerRoad == 0)
                road = Road.Random(ref random);
            double arc = random.NextDouble() * road.Length;
            Pose middle = road.At(arc);
            (double x, double y) = middle.Place(0, MostRight * (2 * random.NextDouble() - 1));
            Pose pose = new(x, y, middle.Heading + MostTurn * (2 * random.NextDouble() - 1));
            Span<float> image = images.AsSpan(i * Pixels, Pixels);
            Camera.Look(road, pose, image);
            float light = (float)(0.7 + 0.4 * random.NextDouble());
            foreach (ref float pixel in image)
                pixel *= light;
            SteeringHill.Encode(Steering(road, pose, arc), hills.AsSpan(i * SteeringHill.Units, SteeringHill.Units));
        }
        return Dataset.FromTargets(images, hills, count);
    }
}
