using NetCompiler;

namespace Shared;

/// <summary>A network from above to below: a box for what follows each other without a branch and changes no shape, an arrow for each value
/// that is read. What is read further below passes on the right.</summary>
/// <param name="info">The network.</param>
internal sealed class DiagramPicture(NetworkInfo info)
{
    private const int Left = 24, Top = 84, BoxHeight = 44, RowHeight = 74, Gap = 24, Lane = 16;
    private const double Letter = 6.4;

    private sealed record Box(List<LayerInfo> Layers, string Name, IReadOnlyList<int> Shape, string[] Reads)
    {
        public int Row { get; set; }

        public double Middle { get; set; }

        public string Title => Layers.Count == 0 ? Name : string.Join(", ", Layers.Select(layer => layer.Title));

        public double Width => Letter * Math.Max(Title.Length, 12) + 20;
    }

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file, <c>*.svg</c>.</param>
    internal void Save(string path)
    {
        List<Box> boxes = Boxes(out Dictionary<string, Box> givers);
        (Box From, Box To)[] arrows = [.. boxes.SelectMany(box => box.Reads.Select(read => (givers[read], box)))];
        (Box From, Box To)[] bends = [.. arrows.Where(arrow => arrow.To.Row > arrow.From.Row + 1)];
        double widest = Place(boxes), right = Left + widest + Lane;
        var picture = new SvgPicture(
            (int)Math.Max(420, right + bends.Length * Lane + Left), Top + RowHeight * (boxes.Max(box => box.Row) + 1) - Gap + 8);
        string parameters = FormattableString.Invariant($"{info.ParameterCount:N0} parameters");
        picture.Heading(Left, info.Name, parameters, "Shapes are those of one sample.");
        foreach ((Box from, Box to) in arrows.Except(bends))
            Arrow(picture, [(from.Middle, Bottom(from)), (to.Middle, TopOf(to))]);
        for (int i = 0; i < bends.Length; i++)
        {
            (Box from, Box to) = bends[i];
            double x = right + i * Lane, y = TopOf(from) + BoxHeight / 2.0, end = TopOf(to) + BoxHeight / 2.0;
            Arrow(picture, [(from.Middle + from.Width / 2, y), (x, y), (x, end), (to.Middle + to.Width / 2, end)]);
        }
        foreach (Box box in boxes)
        {
            bool weighs = box.Layers.Any(layer => layer.ParameterCount > 0);
            double x = box.Middle - box.Width / 2, y = TopOf(box);
            picture.Box(x, y, box.Width, BoxHeight, box.Layers.Count == 0 ? "#eeeeee" : weighs ? "#d6e6f4" : "#fde8d3");
            picture.Text(box.Middle, y + 18, box.Title, size: 12, anchor: "middle");
            picture.Text(box.Middle, y + 35, string.Join(" x ", box.Shape), size: 11, color: "#555", anchor: "middle");
        }
        picture.Save(path);
    }

    /// <summary>The boxes from above to below, and which of them gives the value of a name.</summary>
    private List<Box> Boxes(out Dictionary<string, Box> givers)
    {
        var boxes = new List<Box>();
        var found = new Dictionary<string, Box>(StringComparer.Ordinal);
        foreach (InputPort input in info.Inputs)
            Add(new Box([], input.Name, input.Shape, []), input.Name);
        string[] read = [.. info.Layers.SelectMany(layer => layer.Reads)];
        foreach (LayerInfo layer in info.Layers)
        {
            Box? before = layer.Reads is [var name] ? found[name] : null;
            bool weighs = layer.Parameters.Any(block => block.Name.EndsWith("kernel", StringComparison.Ordinal));
            bool joins = !weighs && before is { Layers: [.., var last] } && read.Count(other => other == last.Name) == 1
                && last.OutputShape.SequenceEqual(layer.OutputShape);
            if (joins)
            {
                before!.Layers.Add(layer);
                found[layer.Name] = before;
            }
            else
            {
                int row = 1 + layer.Reads.Max(from => found[from].Row);
                Add(new Box([layer], layer.Name, layer.OutputShape, [.. layer.Reads]) { Row = row }, layer.Name);
            }
        }
        givers = found;
        return boxes;

        void Add(Box box, string name)
        {
            boxes.Add(box);
            found[name] = box;
        }
    }

    /// <summary>Puts those of a row side by side, around the picture's middle; returns the widest row's width.</summary>
    private static double Place(List<Box> boxes)
    {
        double WidthOf(IEnumerable<Box> row) => row.Sum(box => box.Width + Gap) - Gap;
        double widest = boxes.GroupBy(box => box.Row).Max(WidthOf);
        foreach (var row in boxes.GroupBy(box => box.Row))
        {
            double x = Left + (widest - WidthOf(row)) / 2;
            foreach (Box box in row)
            {
                box.Middle = x + box.Width / 2;
                x += box.Width + Gap;
            }
        }
        return widest;
    }

    private static double TopOf(Box box) => Top + RowHeight * box.Row;

    private static double Bottom(Box box) => TopOf(box) + BoxHeight;

    private static void Arrow(SvgPicture picture, (double X, double Y)[] points)
    {
        const string Color = "#777";
        ((double fromX, double fromY), (double x, double y)) = (points[^2], points[^1]);
        double angle = Math.Atan2(y - fromY, x - fromX);
        picture.Curve(points, Color, 1.4);
        (double, double) Wing(double turn) => (x - 7 * Math.Cos(angle + turn), y - 7 * Math.Sin(angle + turn));
        picture.Curve([Wing(0.45), (x, y), Wing(-0.45)], Color, 1.4);
    }
}
