// What somebody is doing, from sensors on the body, step by step.
using System.CommandLine;
using System.Globalization;
using Activity;
using Shared;

Option<DirectoryInfo> data = new("--data")
{
    Description = "Where arem.csv is, as it is or with .gz.",
    DefaultValueFactory = _ => new DirectoryInfo("../shared/data/series"),
};
Option<int> epochs = CommonOptions.AtLeastOne(new Option<int>("--epochs")
{
    Description = "How often training goes through its windows.",
    DefaultValueFactory = _ => 40,
});
Option<int> seed = CommonOptions.Seed();
Option<DirectoryInfo> output = CommonOptions.Output("what was recognised", "activity");
RootCommand command = new("What somebody is doing, from sensors, step by step.") { data, epochs, seed, output };
command.SetAction((values, cancellation) => Sample.RunAsync(() =>
{
    string place = values.GetRequiredValue(output).FullName, directory = values.GetRequiredValue(data).FullName;
    Destinations.CheckDirectory("--output", place);
    return Task.FromResult(Activities.Run(directory, values.GetValue(epochs), values.GetValue(seed), place, Say, cancellation));
}));
return await command.Parse(args).InvokeAsync();

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
