// Prints whether this machine and build give the promised bits, and for each of `Works`, or for those that are named, its hash and whether
// that is the pinned one: where bits are not the promised ones, the one without fused multiply-add.
using Bits;
using NetCompiler;

Console.WriteLine($"bit-exact {NetworkInfo.IsBitExact}");
foreach ((string name, ulong fused, ulong rounded, Func<ulong> compute) in Works.All.Where(work => args is [] || args.Contains(work.Name)))
{
    ulong hash = compute(), pinned = NetworkInfo.IsBitExact ? fused : rounded;
    Console.WriteLine($"{name} {hash:X16} {(hash == pinned ? "as pinned" : $"instead of {pinned:X16}")}");
}
