using Xunit;

namespace NetCompiler.Generator.Tests.Planning;

/// <summary>Who wrote each float last.</summary>
internal sealed class WrittenMemory
{
    private readonly Dictionary<int, (int Value, int Row)> _owners = [];

    public int Reads { get; private set; }

    public void Write(IEnumerable<int> cells, (int Value, int Row) owner)
    {
        foreach (int cell in cells)
            _owners[cell] = owner;
    }

    public void Read(IEnumerable<int> cells, (int Value, int Row) owner)
    {
        foreach (int cell in cells)
        {
            Reads++;
            Assert.Equal(owner, _owners[cell]);
        }
    }
}
