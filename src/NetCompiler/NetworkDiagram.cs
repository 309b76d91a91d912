using System.Globalization;
using System.Text;

namespace NetCompiler;

/// <summary>Draws a layer table as a graph.</summary>
internal static class NetworkDiagram
{
    /// <summary>Mermaid's text.</summary>
    /// <param name="summary">The layer table.</param>
    public static string Of(string summary)
    {
        LayerRow[] rows = LayerTable.Read(summary);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var text = new StringBuilder("flowchart TD\n");
        for (int i = 0; i < rows.Length; i++)
        {
            (string name, string title, string shape, string[] reads) = rows[i];
            numbers.Add(name, i);
            string label = title.Length == 0 ? name : $"{title}, {name}";
            text.Append(CultureInfo.InvariantCulture, $"    v{i}[\"{label}<br/>{shape}\"]\n");
            foreach (string read in reads)
                text.Append(CultureInfo.InvariantCulture, $"    v{numbers[read]} --> v{i}\n");
        }
        return text.ToString();
    }
}
