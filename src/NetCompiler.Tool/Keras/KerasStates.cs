using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Keras;

/// <summary>A row of a recurrent layer's last state, as <c>return_state</c> gives it: a value of the net only where something but the first
/// state of another layer needs it.</summary>
/// <param name="layer">The layer.</param>
/// <param name="row">The row: of each direction h, then an LSTM's c.</param>
/// <param name="rows">How many there are.</param>
/// <param name="units">Numbers in a row.</param>
internal sealed class KerasState(NetLayer layer, int row, int rows, int units) : NetValue([units])
{
    public NetLayer Layer => layer;

    public int Row => row;

    public int Rows => rows;

    /// <summary>Whether it is that row of a layer's state.</summary>
    public bool IsRow(int number, NetLayer of) => row == number && layer == of;
}

/// <summary>States of recurrent layers that models take from one and give to another.</summary>
internal sealed class KerasStates(Net net)
{
    private readonly Dictionary<NetLayer, NetLayer> _states = [];
    private readonly Dictionary<(NetLayer, int), NetValue> _rows = [];

    /// <summary>Layers that a state may be given to.</summary>
    public static readonly HashSet<string> Kinds = ["LSTM", "GRU", "SimpleRNN", "Bidirectional"];

    /// <summary>The rows that a layer of such a kind gives behind its output.</summary>
    public static IEnumerable<NetValue> Of(NetLayer layer, int rows, int units)
    {
        layer.IsShared = true;
        return Enumerable.Range(0, rows).Select(row => new KerasState(layer, row, rows, units));
    }

    /// <summary>The value that a state is; any other value is itself.</summary>
    public NetValue Value(NetValue value)
    {
        if (value is not KerasState state)
            return value;
        if (!_rows.TryGetValue((state.Layer, state.Row), out NetValue? row))
            _rows[(state.Layer, state.Row)] = row = Row(state);
        return row;
    }

    /// <summary>What a layer begins with: the layer whose whole last state that is, or a value of so many rows.</summary>
    public NetValue First(IReadOnlyList<NetValue> parts)
    {
        if (parts[0] is KerasState first && parts.Count == first.Rows
            && parts.Select((part, row) => (part as KerasState)?.IsRow(row, first.Layer) == true).All(isRow => isRow))
            return first.Layer;
        NetValue[] values = [.. parts.Select(Value)];
        if (values is [var only])
            return only;
        int units = values[0].Shape[^1];
        NetLayer all = net.Add(new NetLayer(typeof(ConcatAttribute), [values.Length * units]).From(values));
        return net.Add(new NetLayer(typeof(ReshapeAttribute), [values.Length, units], values.Length, units).From(all));
    }

    private NetLayer Row(KerasState state)
    {
        int rows = state.Rows, units = state.Shape[0];
        if (!_states.TryGetValue(state.Layer, out NetLayer? all))
        {
            all = net.Add(new NetLayer(typeof(LastStateAttribute), rows == 1 ? [units] : [rows, units]) { IsShared = true }
                .From(state.Layer));
            if (rows > 1)
                all = net.Add(new NetLayer(typeof(ReshapeAttribute), [rows, 1, units], rows, 1, units) { IsShared = true }.From(all));
            _states.Add(state.Layer, all);
        }
        if (rows == 1)
            return all;
        NetLayer row = net.Add(new NetLayer(typeof(Cropping2DAttribute), [1, 1, units], state.Row, rows - 1 - state.Row, 0, 0).From(all));
        return net.Add(new NetLayer(typeof(FlattenAttribute), [units]) { IsShared = true }.From(row));
    }
}
