using NetCompiler;

namespace Bits;

/// <summary>What is computed with pinned bits: predictions of networks, 20 steps of Adam with dropout, every activation, every loss
/// with every optimizer, random streams. Weights come from seeds and inputs from integers, so that nothing but NetCompiler
/// computes.</summary>
internal static class Works
{
    /// <summary>Every work with the hash that it must come to where <see cref="NetworkInfo.IsBitExact"/>, and with the one where products
    /// are rounded before they are added, as x64 does without FMA and WebAssembly always.</summary>
    public static readonly (string Name, ulong Fused, ulong Rounded, Func<ulong> Hash)[] All =
    [
        ("tiny", 0x0B5C9D0996F2694A, 0xFB0A2DF2D22922DD, () => Predict(new TinyNet(seed: 1))),
        ("sigmoid", 0xC940E6055BB18C3D, 0xE355E5F25D2A2267, () => Predict(new SigmoidNet(seed: 2))),
        ("smooth", 0x0DCB72A6ED0D41AF, 0x3000EC533422EC71, () => Predict(new SmoothNet(seed: 3))),
        ("deep-narrow", 0x121ACFE30DE22039, 0x42981FFD8CE43B9B, () => Predict(new DeepNarrowNet(seed: 4))),
        ("mnist", 0x5E9EECEEBF151436, 0x03B5A82DDA9AE78A, () => Predict(new MnistNet(seed: 5))),
        ("image", 0x4322E55359E3F482, 0xA824DBE238A96C9A, () => Predict(new ImageNet(seed: 8))),
        ("training-image", 0x4A7D6F3EE82947B9, 0xCD8F10049E912BD8, () => Train(new ImageNet(seed: 9), threads: 2)),
        ("few", 0xA5E4C40B2A381EF9, 0xC18771D374262C33, () => Predict(new FewNet(seed: 12))),
        ("training-few", 0x8F1F58AEDB45D20C, 0xE18F62672AC18CA7, () => Train(new FewNet(seed: 13), threads: 2)),
        ("norms", 0x493FB6E4D856529B, 0xF80C7C49842BA314, () => Predict(new NormNet(seed: 10))),
        ("training-norms", 0xEC21031A5C7EE4FB, 0xD8645DF293BBD7E3, () => Train(new NormNet(seed: 11), threads: 2)),
        ("training", 0x32DD3C2DEA13F123, 0x8B4A65E417F049FD, () => Train(new LearningNet(seed: 6), threads: 1)),
        ("training-2-threads", 0x32DD3C2DEA13F123, 0x8B4A65E417F049FD, () => Train(new LearningNet(seed: 6), threads: 2)),
        ("graph", 0x406FEEA21064CEA3, 0x61590DE876952D7C, () => Predict(new GraphNet(seed: 14))),
        ("training-graph", 0x407A07DBBE3AA2E9, 0x9AC793477509D9D8, () => Train(new GraphNet(seed: 15), threads: 2)),
        ("sequence", 0x22F842E64477C617, 0x8081EDD6218B2553, () => Predict(new SequenceNet(seed: 16))),
        ("training-sequence", 0x88670279012D4AF1, 0x13DD923A6EEDD658, () => Train(new SequenceNet(seed: 17), threads: 2)),
        ("steps", 0x22F842E64477C617, 0x8081EDD6218B2553, () => Step(new SequenceNet(seed: 16))),
        ("both-ways", 0xB56B632D517A9FE3, 0x6042C8B67B067C73, () => Predict(new BothWaysNet(seed: 18))),
        ("training-both-ways", 0xD243C0F735570844, 0x1CD884BBC59F2DE4, () => Train(new BothWaysNet(seed: 19), threads: 2)),
        ("words", 0xFFDAB431DEC5C3A6, 0x0C646555721434E9, () => Predict(new WordsNet(seed: 20))),
        ("training-words", 0xCCD0D39659D4DB4B, 0xF95C113640F34D5B, () => Train(new WordsNet(seed: 21), threads: 2)),
        ("transformer", 0x97722102E36485C5, 0xC053AAA012C9CBF4, () => Predict(new TransformerNet(seed: 22))),
        ("training-transformer", 0x70C2309C170E4E67, 0x2FD7E6BC26BF0DDB, () => Train(new TransformerNet(seed: 23), threads: 2)),
        ("transformer-steps", 0x97722102E36485C5, 0xC053AAA012C9CBF4, () => Step(new TransformerNet(seed: 22))),
        ("attention", 0x21B6CB0B1F7AA66B, 0x8643FD6F7D632C1B, () => Predict(new AttentionNet(seed: 24))),
        ("training-attention", 0xBA6B0CEAD1599DBD, 0x5205FE4F0FB8EB81, () => Train(new AttentionNet(seed: 25), threads: 2)),
        ("activations", 0xCA55B75AF826CDD4, 0xB4BFDA7F31A22667, Activations.Hash),
        ("losses", 0xC3F0DC550C95E240, 0x6DD3A22818A66CF8, Losses.Hash),
        .. Streams.All,
    ];

    /// <summary>Over the answers to 40 samples; throws if answers depend on how many are asked together.</summary>
    private static ulong Predict(INetwork network)
    {
        const int Samples = 40;
        CompiledNetwork net = network.Compiled;
        int inputs = net.Info.InputLength, outputs = net.Info.OutputLength;
        float[] x = Inputs.Whole(net.Info, Inputs.Numbers(Samples * inputs)), y = new float[Samples * outputs];
        ulong hash = 0;
        foreach (int batch in (ReadOnlySpan<int>)[1, 5, 8, Samples])
        {
            for (int first = 0; first < Samples; first += batch)
                net.Predict(x.AsSpan(first * inputs, batch * inputs), y.AsSpan(first * outputs, batch * outputs));
            ulong these = Fnv.Of(y);
            if (batch > 1 && these != hash)
                throw new InvalidOperationException($"{net.Info.Name}: batches of {batch} give {these:X16}, smaller ones {hash:X16}.");
            hash = these;
        }
        return hash;
    }

    private static ulong Step(SequenceNet network) => Step<SequenceNet.State>(network, network.Step);

    private static ulong Step(TransformerNet network) => Step<TransformerNet.State>(network, network.Step);

    /// <summary>A network's Step.</summary>
    private delegate void StepOf<TState>(ReadOnlySpan<float> inputs, ref TState state, Span<float> outputs);

    /// <summary>Over the answers to 40 sequences that come in step by step, eight of them meanwhile; that is those to whole ones.</summary>
    private static ulong Step<TState>(INetwork network, StepOf<TState> takeStep) where TState : struct
    {
        const int Sequences = 40, Together = 8;
        NetworkInfo info = network.Compiled.Info;
        int length = info.InputLength, features = info.StepInputLength, classes = info.OutputLength;
        float[] x = Inputs.Whole(info, Inputs.Numbers(Sequences * length)), y = new float[Sequences * classes];
        for (int first = 0; first < Sequences; first += Together)
        {
            var states = new TState[Together];
            for (int place = 0; place < length; place += features)
                for (int i = first; i < first + Together; i++)
                    takeStep(x.AsSpan(i * length + place, features), ref states[i - first], y.AsSpan(i * classes, classes));
        }
        return Fnv.Of(y);
    }

    /// <summary>Over the weights, and the losses by epoch, after two epochs of ten steps.</summary>
    private static ulong Train(INetwork network, int threads)
    {
        const int Samples = 640, Classes = 10;
        CompiledNetwork net = network.Compiled;
        int length = net.Info.InputLength;
        float[] inputs = Inputs.Numbers(Samples * length);
        int[] labels = new int[Samples];
        for (int i = 0; i < Samples; i++)
        {
            labels[i] = i % Classes;
            inputs[i * length + labels[i]] += 1;
        }
        History history = Trainer.Fit(net, Dataset.FromLabels(Inputs.Whole(net.Info, inputs), labels, Classes), new FitOptions
        {
            Epochs = 2,
            BatchSize = 64,
            Optimizer = new Adam(),
            Seed = 7,
            MaxDegreeOfParallelism = threads,
        });
        var hash = new Fnv();
        foreach (ParameterBlock block in net.Info.Parameters)
            hash.Add(net.GetParameter(block.Name));
        foreach (double loss in history.Loss)
            hash.Add([(float)loss]);
        return hash.Value;
    }
}
