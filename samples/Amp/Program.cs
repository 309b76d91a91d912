// An overdrive pedal, learned by LSTM-40 from a dry and a wet recording of guitars, then played block by block as an audio program would.
using System.CommandLine;
using System.Globalization;
using Amp;
using Shared;

Option<DirectoryInfo> data = new("--data")
{
    Description = "The recordings: guitar-dry.wav, guitar-pedal-gain50.wav and clips.csv.",
    DefaultValueFactory = _ => new DirectoryInfo("../shared/data/audio"),
};
Option<int> epochs = CommonOptions.AtLeastOne(new Option<int>("--train")
{
    Description = "Trains a new network, so many times through the training clips, in place of the one in the program.",
});
Option<FileInfo?> save = CommonOptions.Save();
Option<DirectoryInfo> output = CommonOptions.Output("the spectrograms", "amp");
output.Description = "Where the sounds go, as WAV, and their spectrograms, as SVG.";
RootCommand command = new("A guitar pedal learned from two recordings, and played block by block.") { data, epochs, save, output };
command.SetAction((values, cancellation) => Sample.RunAsync(() => Task.FromResult(
    Run(values.GetRequiredValue(data).FullName, values.GetValue(epochs), values.GetValue(save)?.FullName,
        values.GetRequiredValue(output).FullName, cancellation))));
return await command.Parse(args).InvokeAsync();

static bool Run(string data, int epochs, string? save, string output, CancellationToken cancellation)
{
    Destinations.CheckDirectory("--output", output);
    if (save is not null)
        Destinations.CheckFile("--save", save);
    (IReadOnlyList<Recording> train, IReadOnlyList<Recording> test) = Recording.Read(data);
    Overdrive network = Make(train, epochs, save, cancellation);

    IReadOnlyList<float[]> played = Player.Play(network, test);
    double error = Player.ErrorToSignal(test, played);
    float[] dry = [.. test.SelectMany(clip => clip.Dry)], wet = [.. test.SelectMany(clip => clip.Wet)],
        answer = [.. played.SelectMany(sound => sound)];
    Say($"{test.Count} clips that it never heard: error-to-signal ratio {error:0.0000}, where silence has 1.");
    (double factor, long bytes) = Player.Measure(network, dry);
    Say($"Blocks of {Player.Block} samples at 48 kHz: {factor:0} times real time on one core, {bytes} bytes allocated.");

    foreach ((string name, float[] sound) in new[] { ("dry", dry), ("pedal", wet), ("network", answer) })
        Recording.WriteSound(Path.Combine(output, $"{name}.wav"), sound);
    const int Shown = 4;
    SpectrogramPicture picture = new(network.Compiled.Info.SampleRate);
    picture.Add("Dry guitar", [.. test.Take(Shown).SelectMany(clip => clip.Dry)]);
    picture.Add("Through the pedal", [.. test.Take(Shown).SelectMany(clip => clip.Wet)]);
    picture.Add("Through the network", [.. played.Take(Shown).SelectMany(sound => sound)]);
    string line = string.Create(
        CultureInfo.InvariantCulture, $"Error-to-signal ratio {error:0.0000} on {test.Count} clips that were not learned from");
    picture.Save(Path.Combine(output, "spectrograms.svg"), "An overdrive pedal and forty LSTM units", line);
    Say($"Sounds and spectrograms: {output}");
    return epochs > 0 || error < 0.02 && bytes == 0;
}

static Overdrive Make(IReadOnlyList<Recording> train, int epochs, string? save, CancellationToken cancellation)
{
    if (epochs == 0)
        return Overdrive.LoadPretrained();
    Overdrive network = new(seed: 1);
    try
    {
        Lesson.Give(network, train, epochs, (epoch, loss) =>
        {
            if (epoch % 5 == 0 || epoch == epochs)
                Say($"  epoch {epoch}: error-to-signal ratio while learning {loss:0.0000}");
        }, cancellation);
    }
    finally
    {
        if (save is not null)
            network.Save(save);
    }
    return network;
}

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
