using Gan.Networks;
using NetCompiler;

namespace Gan;

/// <summary>The networks for images of one size.</summary>
/// <param name="Painter">From noise to an image.</param>
/// <param name="Mean">Another one of the same weights.</param>
/// <param name="Critic">From an image to how real it is.</param>
/// <param name="Reader">From an image to the probability of each digit.</param>
internal sealed record NetworkSet(INetwork Painter, INetwork Mean, INetwork Critic, INetwork Reader)
{
    /// <summary>New ones.</summary>
    /// <param name="side">Lines and pixels of the images, 28 or 8.</param>
    /// <param name="seed">Same seed, same first weights.</param>
    internal static NetworkSet Create(int side, int seed) => side == 28
        ? new NetworkSet(new MnistPainter(seed), new MnistPainter(seed), new MnistCritic(seed), new MnistReader(seed))
        : new NetworkSet(new SmallPainter(seed), new SmallPainter(seed), new SmallCritic(seed), new SmallReader(seed));
}
