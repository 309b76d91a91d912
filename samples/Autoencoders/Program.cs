// An autoencoder and two variational ones learn to give back digits; their decoders then make digits of their own.
using System.CommandLine;
using Autoencoders;
using Shared;

Option<DirectoryInfo?> data = new("--data")
{
    Description = "Directory with the four IDX files of MNIST, .gz or not. Without it, 1,797 digits of 8 x 8 pixels inside the program.",
};
Option<int?> epochs = CommonOptions.AtLeastOne(new Option<int?>("--epochs")
{
    Description = "How often each network sees every image. Left out, 20 for MNIST, 100 for the digits inside the program.",
});
Option<int> seed = CommonOptions.Seed();
Option<FileInfo?> save = CommonOptions.Save();
Option<DirectoryInfo> output = CommonOptions.Output("what the networks give back and make, and the decoder", "autoencoders");
RootCommand command = new("An autoencoder and two variational ones learn to give back digits, and make digits of their own.")
{
    data, epochs, seed, save, output,
};
command.SetAction((values, cancellation) => Sample.RunAsync(() => Task.FromResult(new AutoencodersRun(
    new AutoencodersOptions(
        values.GetValue(data)?.FullName, values.GetValue(epochs), values.GetValue(seed), values.GetValue(save)?.FullName,
        values.GetRequiredValue(output).FullName),
    NarrowWriter.Standard()).Run(cancellation))));
return await command.Parse(args).InvokeAsync();
