using NetCompiler;

namespace Alvinn.Simulation;

/// <summary>A road that ends where it begins: its middle is a closed cubic B-spline, which has no sudden bends.</summary>
internal sealed class Road
{
    /// <summary>The metres from its middle to its edge.</summary>
    internal const double HalfWidth = 2.5;

    /// <summary>Beyond so many metres from the middle nothing is found.</summary>
    internal const double Reach = 3;

    private const int PiecesPerPoint = 40;
    private const double Cell = 2;

    private readonly Piece[] _pieces;

    /// <summary>For each cell of the map the pieces of the middle within reach of it.</summary>
    private readonly List<int>?[,] _cells;
    private readonly (double X, double Y) _corner;

    /// <summary>Lays the road.</summary>
    /// <param name="points">What pulls the middle towards itself, in the direction of travel; at least 4.</param>
    internal Road(IReadOnlyList<(double X, double Y)> points)
    {
        int count = points.Count * PiecesPerPoint;
        var middle = new (double X, double Y)[count];
        for (int i = 0; i < count; i++)
            middle[i] = Spline(points, i / PiecesPerPoint, i % PiecesPerPoint / (double)PiecesPerPoint);
        _pieces = new Piece[count];
        for (int i = 0; i < count; i++)
        {
            ((double x, double y), (double endX, double endY)) = (middle[i], middle[(i + 1) % count]);
            double length = Math.Sqrt((endX - x) * (endX - x) + (endY - y) * (endY - y));
            _pieces[i] = new Piece(Length, x, y, (endX - x) / length, (endY - y) / length, length);
            Length += length;
        }
        _corner = (_pieces.Min(piece => piece.X) - 2 * Reach, _pieces.Min(piece => piece.Y) - 2 * Reach);
        (double mostX, double mostY) = (_pieces.Max(piece => piece.X) + 2 * Reach, _pieces.Max(piece => piece.Y) + 2 * Reach);
        _cells = new List<int>?[CellOf(mostX - _corner.X) + 1, CellOf(mostY - _corner.Y) + 1];
        for (int i = 0; i < count; i++)
            Register(i);
    }

    /// <summary>Once around, in metres.</summary>
    internal double Length { get; }

    /// <summary>The curvature of the tightest bend, in 1 / metres: the turn from one piece to the next by the way between their
    /// middles.</summary>
    private double MostCurvature => Enumerable.Range(0, _pieces.Length).Max(i =>
    {
        (Piece piece, Piece next) = (_pieces[i], _pieces[(i + 1) % _pieces.Length]);
        double sin = piece.AlongX * next.AlongY - piece.AlongY * next.AlongX;
        return Math.Abs(Math.Asin(sin)) / ((piece.Length + next.Length) / 2);
    });

    /// <summary>The points of the middle.</summary>
    internal IEnumerable<(double X, double Y)> Middle => _pieces.Select(piece => (piece.X, piece.Y));

    /// <summary>A road around a place, drawn by lot: bends to both sides, none tighter than a vehicle can drive.</summary>
    internal static Road Random(ref RandomSequence random)
    {
        const int Points = 12;
        while (true)
        {
            var points = new (double X, double Y)[Points];
            for (int i = 0; i < Points; i++)
            {
                (double sin, double cos) = Math.SinCos(2 * Math.PI * i / Points);
                double radius = 40 + 26 * (random.NextDouble() - 0.5);
                points[i] = (radius * cos, radius * sin);
            }
            if (random.NextDouble() < 0.5)
                Array.Reverse(points);
            Road road = new(points);
            if (road.MostCurvature <= Pose.MostCurvature)
                return road;
        }
    }

    /// <summary>The pose of a vehicle in the middle.</summary>
    /// <param name="arc">Metres from the start; any number, since the road is closed.</param>
    internal Pose At(double arc)
    {
        arc -= Math.Floor(arc / Length) * Length;
        (int first, int last) = (0, _pieces.Length - 1);
        while (first < last)
        {
            int middle = (first + last + 1) / 2;
            (first, last) = _pieces[middle].Arc <= arc ? (middle, last) : (first, middle - 1);
        }
        Piece piece = _pieces[first];
        double along = arc - piece.Arc;
        return new Pose(piece.X + along * piece.AlongX, piece.Y + along * piece.AlongY, Math.Atan2(piece.AlongY, piece.AlongX));
    }

    /// <summary>Where along the road a point is, and how far to the right of the middle; false beyond <see cref="Reach"/>.</summary>
    internal bool TryFind(double x, double y, out double arc, out double right)
    {
        (arc, right) = (0, 0);
        (int column, int row) = (CellOf(x - _corner.X), CellOf(y - _corner.Y));
        bool onMap = (uint)column < (uint)_cells.GetLength(0) && (uint)row < (uint)_cells.GetLength(1);
        if (!onMap || _cells[column, row] is not { } pieces)
            return false;
        double nearest = Reach * Reach;
        bool found = false;
        foreach (int number in pieces)
        {
            Piece piece = _pieces[number];
            double along = Math.Clamp((x - piece.X) * piece.AlongX + (y - piece.Y) * piece.AlongY, 0, piece.Length);
            (double offX, double offY) = (x - piece.X - along * piece.AlongX, y - piece.Y - along * piece.AlongY);
            double square = offX * offX + offY * offY;
            if (square >= nearest)
                continue;
            (nearest, found) = (square, true);
            (arc, right) = (piece.Arc + along, Math.CopySign(Math.Sqrt(square), piece.AlongX * offY - piece.AlongY * offX));
        }
        return found;
    }

    /// <summary>A point of the uniform cubic B-spline, a weighted mean of four neighbours.</summary>
    private static (double X, double Y) Spline(IReadOnlyList<(double X, double Y)> points, int first, double t)
    {
        double square = t * t, cube = square * t, rest = 1 - t;
        double[] weights = [rest * rest * rest / 6, (3 * cube - 6 * square + 4) / 6, (-3 * cube + 3 * square + 3 * t + 1) / 6, cube / 6];
        (double x, double y) = (0, 0);
        for (int i = 0; i < 4; i++)
        {
            (double pointX, double pointY) = points[(first + i) % points.Count];
            (x, y) = (x + weights[i] * pointX, y + weights[i] * pointY);
        }
        return (x, y);
    }

    private static int CellOf(double metres) => (int)Math.Floor(metres / Cell);

    /// <summary>Enters a piece in every cell that has a point within reach of it, and in a few more.</summary>
    private void Register(int number)
    {
        Piece piece = _pieces[number];
        (double endX, double endY) = (piece.X + piece.Length * piece.AlongX, piece.Y + piece.Length * piece.AlongY);
        (double fromX, double fromY) = (Math.Min(piece.X, endX) - Reach - _corner.X, Math.Min(piece.Y, endY) - Reach - _corner.Y);
        (double toX, double toY) = (Math.Max(piece.X, endX) + Reach - _corner.X, Math.Max(piece.Y, endY) + Reach - _corner.Y);
        for (int column = CellOf(fromX); column <= CellOf(toX); column++)
            for (int row = CellOf(fromY); row <= CellOf(toY); row++)
                (_cells[column, row] ??= []).Add(number);
    }

    /// <summary>A straight piece of the middle.</summary>
    /// <param name="Arc">Metres from the start of the road to its beginning.</param>
    /// <param name="X">Where it begins.</param>
    /// <param name="Y">Where it begins.</param>
    /// <param name="AlongX">Its direction, of length 1.</param>
    /// <param name="AlongY">Its direction, of length 1.</param>
    /// <param name="Length">Its metres.</param>
    private readonly record struct Piece(double Arc, double X, double Y, double AlongX, double AlongY, double Length);
}
