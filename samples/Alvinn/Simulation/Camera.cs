namespace Alvinn.Simulation;

/// <summary>
/// What a camera on the vehicle's roof sees of a road: asphalt between white lines, grass, and the sky. Every pixel is the mean of a few
/// rays, each of which meets the flat ground at a place where the map tells the grey level.
/// </summary>
internal static class Camera
{
    /// <summary>The rows and columns of ALVINN's retina.</summary>
    internal const int Rows = 30, Columns = 32;

    /// <summary>The metres from the ground to the camera.</summary>
    internal const double Height = 2.5;

    /// <summary>The distance of lens and image in pixels: 83° lie between the left edge and the right.</summary>
    internal const double FocalLength = 18;

    /// <summary>The row at whose upper edge the sky ends.</summary>
    internal const int Horizon = 6;

    private const int Rays = 2;
    /// <summary>The width of the white lines in metres; their outer edges are the road's.</summary>
    internal const double LineWidth = 0.3;

    /// <summary>Takes a picture.</summary>
    /// <param name="road">The road.</param>
    /// <param name="pose">Where the vehicle is.</param>
    /// <param name="image">Receives 30 rows of 32 grey levels from 0 (black) to 1 (white).</param>
    internal static void Look(Road road, Pose pose, Span<float> image)
    {
        for (int row = 0; row < Rows; row++)
            for (int column = 0; column < Columns; column++)
            {
                double sum = 0;
                for (int ray = 0; ray < Rays * Rays; ray++)
                    sum += Grey(road, pose, row + (ray / Rays + 0.5) / Rays, column + (ray % Rays + 0.5) / Rays);
                image[row * Columns + column] = (float)(sum / (Rays * Rays));
            }
    }

    /// <summary>How many metres ahead and to the right the ground lies that is seen at a place of the image below the horizon.</summary>
    internal static (double Ahead, double Right) Ground(double row, double column)
    {
        double ahead = Height * FocalLength / (row - Horizon);
        return (ahead, ahead * (column - Columns / 2.0) / FocalLength);
    }

    private static double Grey(Road road, Pose pose, double row, double column)
    {
        if (row <= Horizon)
            return 0.8;
        (double ahead, double right) = Ground(row, column);
        (double x, double y) = pose.Place(ahead, right);
        double distance = road.TryFind(x, y, out _, out double off) ? Math.Abs(off) : Road.Reach;
        return distance switch
        {
            > Road.HalfWidth => 0.22 + 0.16 * Noise(x, y, 0.4),
            > Road.HalfWidth - LineWidth => 0.95,
            _ => 0.5 + 0.06 * Noise(x, y, 0.25),
        };
    }

    /// <summary>The ground's grain: a number from 0 to 1 for every patch of so many metres, as if by chance but always the same.</summary>
    private static double Noise(double x, double y, double patch)
    {
        uint hash = unchecked((uint)(int)Math.Floor(x / patch) * 0x9E3779B1u + (uint)(int)Math.Floor(y / patch) * 0x85EBCA77u);
        hash = unchecked((hash ^ (hash >> 15)) * 0x2C1B3C6Du);
        hash = unchecked((hash ^ (hash >> 12)) * 0x297A2D39u);
        return (hash ^ (hash >> 15)) / (double)uint.MaxValue;
    }
}
