using Case = NetCompiler.Generator.Tests.Diagnostics.DiagnosticCases.Case;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>The cases about what is added around an image or cut off.</summary>
internal static class RimCases
{
    public static readonly IReadOnlyList<Case> All =
    [
        new("NETC1004", "[Network(8, 8, 1), ZeroPadding2D(1, [|-2|]), Flatten, Dense(1)] partial class Net;",
            "ZeroPadding2D's width is -2, but must be at least 0"),
        new("NETC1004", "[Network(8, 8, 1), ZeroPadding2D(0, 0, [|2_147_483_640|], 0), Flatten, Dense(1)] partial class Net;",
            "ZeroPadding2D's padding is 2,147,483,640, but must be small enough for the image to fit into memory"),
        new("NETC1004", "[Network(8, 8, 1), Cropping2D([|-1|]), Flatten, Dense(1)] partial class Net;",
            "Cropping2D's cropping is -1, but must be at least 0"),
        new("NETC1018", "[Network(8, 8), [|ZeroPadding2D(1)|], Flatten, Dense(1)] partial class Net;",
            "ZeroPadding2D takes an image (height, width, channels) but gets the shape (8, 8): [Network(28, 28, 1)] gives one, "
                + "[Reshape(height, width, channels)] makes one"),
        new("NETC1004", "[Network(8, 5, 1), ReflectionPad2D([|5|]), Flatten, Dense(1)] partial class Net;",
            "ReflectionPad2D's padding is 5, but must be below the image's width, 5: there is no more to mirror"),
        new("NETC1004", "[Network(4, 5, 1), ReflectionPad2D(0, [|6|], 0, 0), Flatten, Dense(1)] partial class Net;",
            "ReflectionPad2D's padding is 6, but must be below the image's height, 4: there is no more to mirror"),
        new("NETC1004", "[Network(4, 5, 1), ReplicationPad2D(0, [|-1|]), Flatten, Dense(1)] partial class Net;",
            "ReplicationPad2D's width is -1, but must be at least 0"),
        new("NETC1014", "[Network(4), Dense(1), [|LogSoftmax|]] partial class Net;",
            "LogSoftmax gets the shape 1, and over a single value it is always 0: use [Sigmoid] for one probability, or two or more units"),
    ];
}
