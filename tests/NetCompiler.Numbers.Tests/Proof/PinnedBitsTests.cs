using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Bits;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>The bits that are the same on every machine are these, and <see cref="NetworkInfo.IsBitExact"/> says where they are; elsewhere
/// products are rounded before they are added, and the bits are the others. (On
/// AVX-512 here, with less in child processes of <see cref="HardwareTests"/>, as native code and on ARM64 in the tests of the
/// package.)</summary>
[Trait("Category", "Numbers")]
public partial class PinnedBitsTests
{
    public static TheoryData<string> Names => [.. Works.All.Select(work => work.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Bits_are_the_pinned_ones(string name)
    {
        (_, ulong fused, ulong rounded, Func<ulong> hash) = Works.All.Single(work => work.Name == name);
        Assert.Equal($"{(NetworkInfo.IsBitExact ? fused : rounded):X16}", $"{hash():X16}");
    }

    [Fact]
    public void Bits_without_fused_multiply_add_are_others() => Assert.All(Works.All, work => Assert.NotEqual(work.Fused, work.Rounded));

    [Fact]
    public void IsBitExact_where_the_processor_has_fused_multiply_add() =>
        Assert.Equal(Fma.IsSupported || AdvSimd.Arm64.IsSupported, NetworkInfo.IsBitExact);

    /// <summary>Native code may switch a thread's arithmetic: games and audio programs turn subnormal numbers off.</summary>
    [Theory]
    [InlineData(Rounding.Up, false, false)]
    [InlineData(Rounding.Down, false, false)]
    [InlineData(Rounding.TowardZero, false, false)]
    [InlineData(Rounding.Nearest, true, false)]
    [InlineData(Rounding.Nearest, false, true)]
    public void IsBitExact_is_false_where_a_thread_computes_differently(Rounding rounding, bool flushResults, bool flushOperands)
    {
        Assert.SkipUnless(FloatingPointMode.CanChange && NetworkInfo.IsBitExact, "The test changes MXCSR through glibc.");
        bool changed = FloatingPointMode.RunWith(
            (uint)rounding << 13 | (flushResults ? FloatingPointMode.FlushResults : 0)
                | (flushOperands ? FloatingPointMode.FlushOperands : 0),
            () => NetworkInfo.IsBitExact, out bool restored);
        Assert.False(changed);
        Assert.True(restored);
    }

    /// <summary>Bits 13 and 14 of MXCSR.</summary>
    public enum Rounding
    {
        Nearest,
        Down,
        Up,
        TowardZero,
    }
}
