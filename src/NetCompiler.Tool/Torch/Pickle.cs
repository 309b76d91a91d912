using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace NetCompiler.Tool.Torch;

/// <summary>A name in a pickle. It is only a name: nothing of it is ever looked up.</summary>
internal sealed record PickleName(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>Something that a pickle would have made by a call, with the call's arguments.</summary>
internal sealed record PickleCall(object? Function, object?[] Arguments);

/// <summary>Something that lies outside of the pickle.</summary>
internal sealed record PickleReference(object? Id);

/// <summary>Reads a pickle as plain data, by a fixed list of opcodes. Objects are <see cref="PickleCall"/>, dictionaries lists of pairs,
/// tuples arrays.</summary>
internal sealed class Pickle
{
    private const int MaxItems = 10_000_000;

    private static readonly object Mark = new();

    private readonly byte[] _bytes;
    private readonly string _what;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _at, _items;

    private Pickle(byte[] bytes, string what) => (_bytes, _what) = (bytes, what);

    /// <summary>Reads it.</summary>
    /// <param name="bytes">The pickle.</param>
    /// <param name="what">For messages: file and member.</param>
    /// <exception cref="ToolException">It is damaged, or uses what no state dict does.</exception>
    public static object? Read(byte[] bytes, string what) => new Pickle(bytes, what).Run();

    private object? Run()
    {
        while (true)
        {
            byte code = Take(1)[0];
            if (code == '.')
                return Pop();
            if (++_items > MaxItems)
                throw Damaged($"has more than {MaxItems} parts");
            if (!Push(code) && !Build(code) && !Memoize(code))
                throw Damaged($"uses opcode 0x{code:X2}, which no state dict needs: save model.state_dict() with torch.save");
        }
    }

    /// <summary>Opcodes that push a value.</summary>
    private bool Push(byte code)
    {
        switch (code)
        {
            case 0x80: Take(1); return true;                                            // PROTO
            case 0x95: Take(8); return true;                                            // FRAME
            case (byte)'(': return Add(Mark);
            case (byte)'N': return Add(null);
            case 0x88: return Add(true);
            case 0x89: return Add(false);
            case (byte)'}' or (byte)']' or 0x8F: return Add(new List<object?>());       // dict, list, set
            case (byte)')': return Add(Array.Empty<object?>());
            case (byte)'J': return Add((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
            case (byte)'K': return Add((long)Take(1)[0]);
            case (byte)'M': return Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
            case 0x8A: return Add(Long(Take(Take(1)[0])));
            case (byte)'G': return Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
            case (byte)'X': return Add(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
            case 0x8C or (byte)'U': return Add(Text(Take(1)[0]));
            case (byte)'c': return Add(new PickleName(Line(), Line()));
            default: return false;
        }
    }

    /// <summary>Opcodes that make one value of several.</summary>
    private bool Build(byte code)
    {
        switch (code)
        {
            case 0x85 or 0x86 or 0x87: return Add(PopMany(code - 0x84));
            case (byte)'t': return Add(PopToMark());
            case (byte)'s': return Append(PopMany(2));
            case (byte)'u' or (byte)'e': return Append(PopToMark());
            case (byte)'a': return Append(PopMany(1));
            case (byte)'Q': return Add(new PickleReference(Pop()));
            case (byte)'R' or 0x81:
                object?[] arguments = Pop() as object?[] ?? throw Damaged("calls something without a tuple of arguments");
                object? function = Pop();
                // An ordered dictionary is filled like any other.
                return Add(function is PickleName { Module: "collections", Name: "OrderedDict" } && arguments.Length == 0
                    ? new List<object?>() : new PickleCall(function, arguments));
            case (byte)'b': Pop(); return true;                                         // BUILD: a state that no tensor has
            case 0x93:
                object?[] names = PopMany(2);
                return Add(names is [string module, string name] ? new PickleName(module, name) : throw Damaged("has a name of no text"));
            default: return false;
        }
    }

    private bool Memoize(byte code)
    {
        switch (code)
        {
            case (byte)'q': _memo[Take(1)[0]] = Peek(); return true;
            case (byte)'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Peek(); return true;
            case 0x94: _memo[_memo.Count] = Peek(); return true;
            case (byte)'h': return Add(Remembered(Take(1)[0]));
            case (byte)'j': return Add(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
            default: return false;
        }
    }

    private object? Remembered(long key) =>
        _memo.TryGetValue(key, out object? value) ? value : throw Damaged($"refers to part {key}, which is not there");

    private bool Add(object? value)
    {
        _stack.Add(value);
        return true;
    }

    private bool Append(object?[] values)
    {
        (Peek() as List<object?> ?? throw Damaged("puts values into what is no list")).AddRange(values);
        return true;
    }

    private object? Peek() => _stack.Count > 0 ? _stack[^1] : throw Damaged("takes a value where there is none");

    private object? Pop()
    {
        object? value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        object?[] values = new object?[count];
        for (int i = count - 1; i >= 0; i--)
            values[i] = Pop();
        return values;
    }

    private object?[] PopToMark()
    {
        int mark = _stack.LastIndexOf(Mark);
        if (mark < 0)
            throw Damaged("ends a group that never began");
        object?[] values = [.. _stack.Skip(mark + 1)];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > _bytes.Length - _at)
            throw Damaged("ends in the middle");
        _at += (int)count;
        return _bytes.AsSpan(_at - (int)count, (int)count);
    }

    private string Text(long length) => Encoding.UTF8.GetString(Take(length));

    private string Line()
    {
        int end = Array.IndexOf(_bytes, (byte)'\n', _at);
        string line = Text(end < 0 ? long.MaxValue : end - _at);
        Take(1);
        return line;
    }

    private long Long(ReadOnlySpan<byte> bytes)
    {
        var number = new BigInteger(bytes);
        return number >= long.MinValue && number <= long.MaxValue ? (long)number : throw Damaged("has a number of more than 64 bits");
    }

    private ToolException Damaged(string problem) => new(FormattableString.Invariant($"{_what}, byte {_at}: the pickle {problem}."));
}
