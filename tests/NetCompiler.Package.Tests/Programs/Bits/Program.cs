// Prints whether this machine and build give the promised bits, and for each of `Works` its hash and whether that is the pinned one.
using Bits;
using NetCompiler;

Console.WriteLine($"bit-exact {NetworkInfo.IsBitExact}");
foreach ((string name, ulong pinned, Func<ulong> compute) in Works.All)
{
    ulong hash = compute();
    Console.WriteLine($"{name} {hash:X16} {(hash == pinned ? "as pinned" : $"instead of {pinned:X16}")}");
}
