using static NetCompiler.Generator.Tests.Diagnostics.DiagnosticCases;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>Networks that can be compiled but were hardly meant, as <see cref="DiagnosticCases"/>.</summary>
internal static class SenseCases
{
    public static readonly IReadOnlyList<Case> All =
    [
        new("NETC1070", "[Network([|1|], 28, 28), Conv2D(8, 1), ReLU, Flatten, Dense(10), Softmax] partial class Net;",
            "The input shape (1, 28, 28) means 1x28 pixels with 28 channels, but looks like 28x28 pixels with 1 channel, channels first: "
            + "write [Network(28, 28, 1)] and give every sample with its channels last"),
        new("NETC1070", "[Network([|3|], 64, 48), Dropout(0.1f), Conv2D(8, 3), ReLU, GlobalAveragePool, Dense(2), Softmax] partial "
            + "class Net;",
            "The input shape (3, 64, 48) means 3x64 pixels with 48 channels, but looks like 64x48 pixels with 3 channels, channels "
            + "first: "
            + "write [Network(64, 48, 3)] and give every sample with its channels last"),
        new("NETC1070", "[Network([|4|], 84, 84), MaxPool2D(3, Strides = 2), Conv2D(8, 1), ReLU, Flatten, Dense(2)] partial class Net;",
            "The input shape (4, 84, 84) means 4x84 pixels with 84 channels, but looks like 84x84 pixels with 4 channels, channels "
            + "first: "
            + "write [Network(84, 84, 4)] and give every sample with its channels last"),
        new("NETC1019", "[Network(1, 28, 28), Conv2D(32, [|3|]), ReLU, Flatten, Dense(10), Softmax] partial class Net;",
            "Conv2D 3x3 on 1x28 with valid padding leaves -1x26: the input (1, 28, 28) looks channels-first, so "
            + "write [Network(28, 28, 1)] and give every sample with its channels last"),
        new("NETC1019", "[Network(3, 64, 64), Conv2D(32, 3), ReLU, MaxPool2D([|2|]), Flatten, Dense(10), Softmax] partial class Net;",
            "MaxPool2D 2x2 on 1x62 with valid padding leaves 0x61: the input (3, 64, 64) looks channels-first, so "
            + "write [Network(64, 64, 3)] and give every sample with its channels last"),
        new("NETC1071", "[Network(4), Dense(3), ReLU, [|ReLU|], Dense(2)] partial class Net;",
            "ReLU follows ReLU with no layer between that learns, so it gets numbers of at least 0 only, which it leaves as they are: "
            + "remove ReLU"),
        new("NETC1071", "[Network(4), Dense(3), Tanh, Dropout(0.5f), [|LeakyReLU|], Dense(2)] partial class Net;",
            "LeakyReLU(0.3) follows Tanh with no layer between that learns, so it gets numbers between -1 and 1 only: remove "
            + "LeakyReLU(0.3)"),
        new("NETC1071", "[Network(4), Dense(3), SiLU, [|Tanh|], Dense(2)] partial class Net;",
            "Tanh follows SiLU with no layer between that learns, and every number goes through both: remove Tanh"),
        new("NETC1071", "[Network(4), Dense(1), [|ReLU|], Sigmoid] partial class Net;",
            "Sigmoid follows ReLU with no layer between that learns, so it gets numbers of at least 0 only, "
            + "of which it makes numbers between 0.5 and 1: remove ReLU"),
        new("NETC1071", "[Network(4), Dense(1), [|Tanh|], Sigmoid] partial class Net;",
            "Sigmoid follows Tanh with no layer between that learns, so it gets numbers between -1 and 1 only, "
            + "of which it makes numbers between 0.269 and 0.731: remove Tanh"),
        new("NETC1071", "[Network(4), Dense(1), Sigmoid, [|Step|]] partial class Net;",
            "Step follows Sigmoid with no layer between that learns, so it gets numbers between 0 and 1 only: remove Step"),
        new("NETC1072", "[Network(4), Dense(10), [|Sigmoid|], Softmax] partial class Net;",
            "Sigmoid before Softmax leaves scores between 0 and 1, so that none of 10 probabilities can be above 0.232: "
            + "remove it, because Softmax turns any numbers into probabilities"),
        new("NETC1072", "[Network(4), Dense(3), [|Tanh|], Dropout(0.5f), Softmax] partial class Net;",
            "Tanh before Softmax leaves scores between -1 and 1, so that none of 3 probabilities can be above 0.787: "
            + "remove it, because Softmax turns any numbers into probabilities"),
        new("NETC1072", "[Network(4), Dense(10), [|ReLU|], Softmax] partial class Net;",
            "ReLU before Softmax leaves scores of at least 0, so that one of 10 classes is only ruled out by raising the others: "
            + "remove it, because Softmax turns any numbers into probabilities"),
        new("NETC1072", "[Network(4), Dense(10), [|LeakyReLU|], Softmax] partial class Net;",
            "LeakyReLU(0.3) before Softmax bends the scores of 10 classes for nothing: "
            + "remove it, because Softmax turns any numbers into probabilities"),
        new("NETC1073", "[Network(4, [|Loss = Loss.MeanSquaredError|]), Dense(10), Softmax] partial class Net;",
            "MeanSquaredError after Softmax moves the scores about 2,500 times less than CategoricalCrossentropy where the right one "
            + "of 10 classes "
            + "has the probability 0.001 and a wrong one the rest: use CategoricalCrossentropy, or leave Loss out"),
        new("NETC1073", "[Network(4, [|Loss = Loss.MeanAbsoluteError|]), Dense(2), Softmax] partial class Net;",
            "MeanAbsoluteError after Softmax moves the scores about 1,000 times less than CategoricalCrossentropy where the right one "
            + "of 2 classes "
            + "has the probability 0.001 and a wrong one the rest: use CategoricalCrossentropy, or leave Loss out"),
        new("NETC1073", "[Network(4, [|Loss = Loss.BinaryCrossentropy|]), Dense(10), Softmax] partial class Net;",
            "BinaryCrossentropy after Softmax asks of each of 10 classes apart whether it is there, although their probabilities sum "
            + "to 1: "
            + "use CategoricalCrossentropy, or leave Loss out"),
        new("NETC1074", "[Network(28, 28, 1), Flatten, Dense(64), ReLU, [|Dense(10)|]] partial class Net;",
            "Dense(10) gives 10 numbers without an activation, and the loss that follows is MeanSquaredError: put [Softmax] after it "
            + "if they are classes, "
            + "or write Loss = Loss.MeanSquaredError if they are not"),
        new("NETC1074", "[Network(3072), [|Dense(1000)|]] partial class Net;",
            "Dense(1000) gives 1,000 numbers without an activation, and the loss that follows is MeanSquaredError: "
            + "put [Softmax] after it if they are classes, or write Loss = Loss.MeanSquaredError if they are not"),
        new("NETC1075", "[Network(13), Dense(64), ReLU, Dense(1), [|ReLU|]] partial class Net;",
            "ReLU after Dense(1) answers 0 wherever the score is below 0, where its derivative is 0, too, so the output can stop "
            + "learning for good: "
            + "remove it, or use [Softplus] where answers are never below 0"),
        new("NETC1075", "[Network(13, Loss = Loss.Huber), Dense(64), Tanh, Dense(3), [|ReLU|]] partial class Net;",
            "ReLU after Dense(3) answers 0 wherever the score is below 0, where its derivative is 0, too, so each of the 3 outputs can "
            + "stop learning for good: "
            + "remove it, or use [Softplus] where answers are never below 0"),
        new("NETC1076", "[Network(4), Dense(64, [|KernelInitializer = Initializer.Zeros|]), ReLU, Dense(2)] partial class Net;",
            "Dense(64) inside a network has KernelInitializer = Zeros, so at first all 64 outputs are 0, where the derivative of ReLU "
            + "is 0, too, "
            + "and it never learns: leave it out, and random values start every unit differently"),
        new("NETC1076", "[Network(4), Dense(64, [|KernelInitializer = Initializer.Zeros|]), Tanh, Dense(2)] partial class Net;",
            "Dense(64) inside a network has KernelInitializer = Zeros, so at first all 64 outputs are the same whatever comes in: "
            + "leave it out, and random values start every unit differently"),
        new("NETC1076", "[Network(8, 8, 3), Conv2D(16, 3, [|KernelInitializer = Initializer.Ones|]), ReLU, GlobalMaxPool, Dense(2)] "
            + "partial class Net;",
            "Conv2D(16, 3x3) inside a network has KernelInitializer = Ones, so at first all 16 outputs are the same sum of what comes "
            + "in: "
            + "leave it out, and random values start every unit differently"),
        new("NETC1076", "[Network(8, 8, 3), DepthwiseConv2D(3, [|DepthwiseInitializer = Initializer.Zeros|]), Tanh, Conv2D(8, 1), "
            + "GlobalMaxPool] partial class Net;",
            "DepthwiseConv2D(3x3) inside a network has DepthwiseInitializer = Zeros, so at first all 3 outputs are the same whatever "
            + "comes in: "
            + "leave it out, and random values start every unit differently"),
        new("NETC1077", "[Network(4), Dense(64), ReLU, Dropout([|0.95f|]), Dense(2)] partial class Net;",
            "Dropout(0.95) drops 95 % while training and keeps about 3.2 of 64 numbers: write 0.05 if the rate was meant as the share "
            + "to keep, or a smaller one"),
        new("NETC1077", "[Network(8, 8, 3), Conv2D(32, 3), ReLU, SpatialDropout([|0.99f|]), Flatten, Dense(2)] partial class Net;",
            "SpatialDropout(0.99) drops 99 % while training and keeps about 0.32 of 32 channels: "
            + "write 0.01 if the rate was meant as the share to keep, or a smaller one"),
        new("NETC1078", "[Network(64), [|Flatten|], Dense(2)] partial class Net;", "Flatten gets 64 numbers in a row already, so it "
            + "changes nothing: remove it"),
        new("NETC1078", "[Network(8, 4), [|Reshape(8, 4)|], Flatten, Dense(2)] partial class Net;",
            "Reshape(8, 4) gets the shape (8, 4) already, so it changes nothing: remove it"),
        new("NETC1078", "[Network(8, 8, 4), [|MaxPool2D(1)|], Flatten, Dense(2)] partial class Net;",
            "MaxPool2D(1x1) has a window of 1 pixel, so it changes nothing: remove it"),
        new("NETC1078", "[Network(8, 8, 4), Conv2D(16, 8), ReLU, [|AveragePool2D(2, Padding = Padding.Same)|], Flatten, Dense(2)] "
            + "partial class Net;",
            "AveragePool2D(2x2, stride 2, same) gets the shape (1, 1, 16), which is 1 pixel, so it changes nothing: remove it"),
        new("NETC1079", "[Network(4), Dense(1), [|BatchNorm|], Sigmoid] partial class Net;",
            "BatchNorm brings the 1 number of Dense(1) to mean 0 and variance 1 over the batch, so the size of that number is lost, "
            + "and in a batch of 1 sample the number itself: remove it"),
        new("NETC1080", "[Network(28, 28, 1), Conv2D(32, 3, [|2|]), ReLU, Flatten, Dense(10), Softmax] partial class Net;",
            "Conv2D(32, 3, 2) has a window of 3x2, because the third number is its width and not the stride: "
            + "write [Conv2D(32, 3, Strides = 2)], or write its strides, too, where 3x2 is meant"),
        new("NETC1080", "[Network(84, 84, 4), Conv2D(32, 8, [|4|]), ReLU, Flatten, Dense(6)] partial class Net;",
            "Conv2D(32, 8, 4) has a window of 8x4, because the third number is its width and not the stride: "
            + "write [Conv2D(32, 8, Strides = 4)], or write its strides, too, where 8x4 is meant"),
        new("NETC1080", "[Network(7, 7, 8), Conv2DTranspose(64, 4, [|2|], Padding = Padding.Same), ReLU, Conv2D(1, 1)] partial class "
            + "Net;",
            "Conv2DTranspose(64, 4, 2) has a window of 4x2, because the third number is its width and not the stride: "
            + "write [Conv2DTranspose(64, 4, Strides = 2)], or write its strides, too, where 4x2 is meant"),
        new("NETC1080", "[Network(55, 55, 8), MaxPool2D(3, [|2|]), Flatten, Dense(10), Softmax] partial class Net;",
            "MaxPool2D(3, 2) has a window of 3x2, because the second number is its width and not the stride: "
            + "write [MaxPool2D(3, Strides = 2)], or write its strides, too, where 3x2 is meant"),
        new("NETC1019", "[Network(2, 8, 1), Conv2D(32, [|3|], 2), ReLU, Flatten, Dense(10), Softmax] partial class Net;",
            "Conv2D 3x2 on 2x8 with valid padding leaves 0x7: the third number is the window's width and not the stride, so "
            + "write [Conv2D(32, 3, Strides = 2)]"),
        new("NETC1081", "[Network(64, 64, 16), DepthwiseConv2D([|32|], 3), ReLU, GlobalAveragePool, Dense(10), Softmax] partial class "
            + "Net;",
            "DepthwiseConv2D(32, 3) has a window of 32x3, whose height looks like a number of filters: it takes no filters, because "
            + "each of the 16 channels "
            + "has a kernel of its own: write [DepthwiseConv2D(3)], or [SeparableConv2D(32, 3)] for 32 filters"),
        new("NETC1081", "[Network(64, 64, 3), Conv2D(3, [|16|], 5), ReLU, GlobalAveragePool, Dense(10), Softmax] partial class Net;",
            "Conv2D(3, 16, 5) has a window of 16x5, whose height looks like a number of filters: the 3 input channels are known and "
            + "not written: "
            + "write [Conv2D(16, 5)]"),
        new("NETC1019", "[Network(28, 28, 16), DepthwiseConv2D([|32|], 3), ReLU, GlobalAveragePool, Dense(10), Softmax] partial class "
            + "Net;",
            "DepthwiseConv2D 32x3 on 28x28 with valid padding leaves -3x26: its height looks like a number of filters; it takes no "
            + "filters, because "
            + "each of the 16 channels has a kernel of its own: write [DepthwiseConv2D(3)], or [SeparableConv2D(32, 3)] for 32 filters"),
        new("NETC1082", "[Network(4), Dense(64), ReLU, Dropout(0.5f), [|Dropout(0.5f)|], Dense(2)] partial class Net;",
            "Dropout(0.5) follows Dropout(0.5), and together they drop 75 % and not 50 %: remove one of them"),
        new("NETC1082", "[Network(4), Dense(64), BatchNorm, [|BatchNorm|], ReLU, Dense(2)] partial class Net;",
            "BatchNorm follows BatchNorm, and 1 of them normalises as well as 2: remove one of them"),
        new("NETC1083", "[Network(4), Dense(64), BatchNorm([|Momentum = 0.1f|]), ReLU, Dense(2)] partial class Net;",
            "BatchNorm's Momentum is 0.1, so its moving averages keep 10 % of what they were and take 90 % from every batch, "
            + "and predictions depend on the last batch or two: write 0.9, if 0.1 is meant as in PyTorch"),
    ];
}
