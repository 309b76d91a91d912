// Three things that sequences are for: a memory of a hundred steps, a forecast, and text that goes on letter by letter.
using System.CommandLine;
using System.Globalization;
using Sequences;
using Shared;

Option<string> task = new Option<string>("--task")
{
    Description = "What is learned: to add two marked numbers of a hundred, the sunspots of the next year, or to write.",
    DefaultValueFactory = _ => "adding",
}.AcceptOnlyFromAmong("adding", "sunspots", "text");
Option<DirectoryInfo?> data = new("--data")
{
    Description = "Where sunspots-monthly.csv or tinyshakespeare.txt is, as they are or with .gz; adding needs none.",
};
Option<int> batches = CommonOptions.AtLeastOne(new Option<int>("--batches")
{
    Description = "How many batches the adding problem takes.",
    DefaultValueFactory = _ => 3000,
});
Option<int> epochs = CommonOptions.AtLeastOne(new Option<int>("--epochs")
{
    Description = "How often the forecast goes through its data.",
    DefaultValueFactory = _ => 20,
});
Option<int> seconds = CommonOptions.AtLeastOne(new Option<int>("--seconds")
{
    Description = "How long text is learned.",
    DefaultValueFactory = _ => 120,
});
Option<int> seed = CommonOptions.Seed();
Option<DirectoryInfo> output = CommonOptions.Output("what was learned", "sequences");
RootCommand command = new("A memory of a hundred steps, a forecast, and text that goes on letter by letter.")
{
    task, data, batches, epochs, seconds, seed, output,
};
command.SetAction((values, cancellation) => Sample.RunAsync(() =>
{
    string place = values.GetRequiredValue(output).FullName, name = values.GetRequiredValue(task);
    Destinations.CheckDirectory("--output", place);
    string directory = values.GetValue(data)?.FullName
        ?? (name == "adding" ? "" : throw new IOException($"--task {name} needs --data, a directory with its file."));
    int start = values.GetValue(seed);
    return Task.FromResult(name switch
    {
        "sunspots" => Forecast.Run(directory, values.GetValue(epochs), start, place, Say),
        "text" => Writing.Run(directory, values.GetValue(seconds), start, place, Say, cancellation),
        _ => Adding.Run(values.GetValue(batches), start, place, Say, cancellation),
    });
}));
return await command.Parse(args).InvokeAsync();

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
