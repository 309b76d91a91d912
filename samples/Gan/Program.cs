// A painter and a critic learn from each other, in turns, until digits that nobody wrote can be read.
using System.CommandLine;
using Gan;
using Shared;

Option<DirectoryInfo?> data = new("--data")
{
    Description = "Directory with the four IDX files of MNIST, .gz or not. Without it, 1,797 digits of 8 x 8 pixels inside the program.",
};
Option<int?> epochs = CommonOptions.AtLeastOne(new Option<int?>("--epochs")
{
    Description = $"How often all images are shown. Left out, {GanRun.MnistEpochs} for MNIST, {GanRun.SmallEpochs} for the digits inside.",
});
Option<int> seed = CommonOptions.Seed();
Option<FileInfo?> save = CommonOptions.Save();
Option<DirectoryInfo> output = CommonOptions.Output("what is painted in the course of time, and of both losses", "gan");
RootCommand command = new("A painter and a critic learn from each other to make digits; a reader of real digits judges them.")
{
    data, epochs, seed, save, output,
};
command.SetAction((values, cancellation) => Sample.RunAsync(() => Task.FromResult(new GanRun(
    new GanOptions(
        values.GetValue(data)?.FullName, values.GetValue(epochs), values.GetValue(seed), values.GetValue(save)?.FullName,
        values.GetRequiredValue(output).FullName),
    NarrowWriter.Standard()).Run(cancellation))));
return await command.Parse(args).InvokeAsync();
