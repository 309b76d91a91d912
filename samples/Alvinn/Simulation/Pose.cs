namespace Alvinn.Simulation;

/// <summary>Where a vehicle is on the map, and where it looks.</summary>
/// <param name="X">Metres to the right.</param>
/// <param name="Y">Metres downwards.</param>
/// <param name="Heading">Clockwise from x, in radians.</param>
internal readonly record struct Pose(double X, double Y, double Heading)
{
    /// <summary>The curvature, in 1 / metres, of the tightest bend that the vehicle can drive.</summary>
    internal const double MostCurvature = 1 / 8.0;

    /// <summary>The point so many metres ahead and to the right.</summary>
    internal (double X, double Y) Place(double ahead, double right)
    {
        (double sin, double cos) = Math.SinCos(Heading);
        return (X + ahead * cos - right * sin, Y + ahead * sin + right * cos);
    }

    /// <summary>How many metres ahead and to the right a point lies.</summary>
    internal (double Ahead, double Right) Find((double X, double Y) point)
    {
        (double sin, double cos) = Math.SinCos(Heading);
        (double x, double y) = (point.X - X, point.Y - Y);
        return (x * cos + y * sin, y * cos - x * sin);
    }

    /// <summary>The pose after a piece of a circle, or of a line where the steering is 0.</summary>
    /// <param name="steering">From -1, the tightest bend to the left, to 1, the tightest to the right.</param>
    /// <param name="distance">Metres along the way.</param>
    internal Pose Drive(double steering, double distance)
    {
        double turn = steering * MostCurvature * distance;
        if (Math.Abs(turn) < 1e-9)
            return new Pose(X + distance * Math.Cos(Heading), Y + distance * Math.Sin(Heading), Heading + turn);
        double radius = distance / turn;
        (double sin, double cos) = Math.SinCos(Heading);
        (double newSin, double newCos) = Math.SinCos(Heading + turn);
        return new Pose(X + radius * (newSin - sin), Y + radius * (cos - newCos), Heading + turn);
    }
}
