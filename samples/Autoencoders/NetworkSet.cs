using Autoencoders.Networks;
using NetCompiler;

namespace Autoencoders;

/// <summary>The networks for images of one size.</summary>
/// <param name="Plain">The autoencoder.</param>
/// <param name="Drawing">The variational one.</param>
/// <param name="Dreamer">Its decoder, over the same parameters.</param>
/// <param name="Plane">The variational one with two numbers.</param>
/// <param name="Map">Its decoder.</param>
/// <param name="Alone">A decoder of the variational autoencoder's class that belongs to nothing.</param>
internal sealed record NetworkSet(INetwork Plain, INetwork Drawing, INetwork Dreamer, INetwork Plane, INetwork Map, INetwork Alone)
{
    /// <summary>New ones.</summary>
    /// <param name="side">Lines and pixels of the images, 28 or 8.</param>
    /// <param name="seed">Same seed, same first weights.</param>
    internal static NetworkSet Create(int side, int seed)
    {
        if (side == 28)
        {
            (MnistVae vae, MnistPlaneVae plane) = (new MnistVae(seed), new MnistPlaneVae(seed));
            return new NetworkSet(
                new MnistAutoencoder(seed), vae, vae.Part<MnistDreamer>(), plane, plane.Part<MnistMap>(), new MnistDreamer(seed + 1));
        }
        (SmallVae small, SmallPlaneVae flat) = (new SmallVae(seed), new SmallPlaneVae(seed));
        return new NetworkSet(
            new SmallAutoencoder(seed), small, small.Part<SmallDreamer>(), flat, flat.Part<SmallMap>(), new SmallDreamer(seed + 1));
    }

    /// <summary>How many numbers stand between a variational autoencoder's halves.</summary>
    internal static int Numbers(INetwork decoder) => decoder.Compiled.Info.InputLength;
}
