namespace Browser.Learning;

/// <summary>Strokes on a square whose sides are 1, and the image that a network gets of them.</summary>
public sealed class Drawing
{
    private const int Size = DigitReader.Size, Cell = 4, Grid = Size * Cell;

    /// <summary>Half a pen's width on the grid: with it drawings have as much ink as the digits that the network learned from.</summary>
    private const double PenRadius = 2.2;

    /// <summary>The side, in parts of the square, below which a drawing is a dot and is not enlarged to fill the image.</summary>
    private const double LeastExtent = 0.1;

    private readonly List<List<(double X, double Y)>> _strokes = [];

    /// <summary>What was drawn: the points of each stroke, from the left and from the top.</summary>
    public IReadOnlyList<IReadOnlyList<(double X, double Y)>> Strokes => _strokes;

    /// <summary>Whether there is nothing to read.</summary>
    public bool IsEmpty => _strokes.Count == 0;

    /// <summary>Begins a stroke; points outside of the square are moved to its edge.</summary>
    public void Begin(double x, double y) => _strokes.Add([Inside(x, y)]);

    /// <summary>Goes on with the last stroke.</summary>
    public void Continue(double x, double y)
    {
        if (_strokes[^1][^1] != Inside(x, y))
            _strokes[^1].Add(Inside(x, y));
    }

    /// <summary>Wipes all strokes.</summary>
    public void Clear() => _strokes.Clear();

    /// <summary>The drawing as the digits of the data were made: fitted to 32 × 32 points with its proportions, in the middle, and the
    /// black points of every 4 × 4 counted; levels from 0 to 1.</summary>
    public float[] ToImage()
    {
        float[] image = new float[Size * Size];
        if (IsEmpty)
            return image;
        double left = 1, right = 0, top = 1, bottom = 0;
        foreach ((double x, double y) in _strokes.SelectMany(stroke => stroke))
        {
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
            (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
        }
        double scale = (Grid - 2 * PenRadius) / Math.Max(LeastExtent, Math.Max(right - left, bottom - top));
        (double X, double Y) middle = ((left + right) / 2, (top + bottom) / 2);
        bool[] ink = new bool[Grid * Grid];
        foreach (List<(double X, double Y)> stroke in _strokes)
            for (int i = 0; i < stroke.Count; i++)
                Draw(ink, OnGrid(stroke[Math.Max(0, i - 1)]), OnGrid(stroke[i]));
        for (int i = 0; i < ink.Length; i++)
            if (ink[i])
                image[i / Grid / Cell * Size + i % Grid / Cell] += 1f / (Cell * Cell);
        return image;

        (double X, double Y) OnGrid((double X, double Y) point) =>
            ((point.X - middle.X) * scale + Grid / 2, (point.Y - middle.Y) * scale + Grid / 2);
    }

    private static (double X, double Y) Inside(double x, double y) => (Math.Clamp(x, 0, 1), Math.Clamp(y, 0, 1));

    /// <summary>Blackens the points that a round pen touches on its straight way.</summary>
    private static void Draw(bool[] ink, (double X, double Y) from, (double X, double Y) to)
    {
        (int firstRow, int lastRow) = Reach(from.Y, to.Y);
        (int firstColumn, int lastColumn) = Reach(from.X, to.X);
        double wayX = to.X - from.X, wayY = to.Y - from.Y, square = wayX * wayX + wayY * wayY;
        for (int row = firstRow; row <= lastRow; row++)
            for (int column = firstColumn; column <= lastColumn; column++)
            {
                double x = column + 0.5 - from.X, y = row + 0.5 - from.Y;
                double part = square == 0 ? 0 : Math.Clamp((x * wayX + y * wayY) / square, 0, 1);
                (x, y) = (x - part * wayX, y - part * wayY);
                if (x * x + y * y <= PenRadius * PenRadius)
                    ink[row * Grid + column] = true;
            }
    }

    private static (int First, int Last) Reach(double a, double b) =>
        (Math.Max(0, (int)(Math.Min(a, b) - PenRadius)), Math.Min(Grid - 1, (int)(Math.Max(a, b) + PenRadius)));
}
