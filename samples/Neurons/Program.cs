// The units of the neural-network textbook, from the threshold unit to a hidden layer: what each can do, checked and drawn.
using System.CommandLine;
using Neurons;
using Shared;
using Spectre.Console;

Option<DirectoryInfo> output = CommonOptions.Output("the decision regions", "neurons");
RootCommand command = new("Shows what the units of the neural-network textbook can do; draws their decision regions.") { output };
command.SetAction((values, _) => Sample.RunAsync(() => Task.FromResult(Run(values.GetRequiredValue(output)))));
return await command.Parse(args).InvokeAsync();

static bool Run(DirectoryInfo output)
{
    Console.WriteLine("The textbook's units, trained and compared with what the textbook says of them:");
    output.Create();
    List<Lesson> lessons = [.. new Textbook(output).Lessons()];
    Print(lessons);
    Console.WriteLine($"The decision regions are in {output.FullName}");
    return lessons.All(lesson => lesson.Holds);
}

static void Print(List<Lesson> lessons)
{
    var table = new Table().AddColumns("Unit", "Result", "The textbook says", "Holds");
    foreach (Lesson lesson in lessons)
        table.AddRow(
            Markup.Escape(lesson.Unit), Markup.Escape(lesson.Result), Markup.Escape(lesson.Claim),
            lesson.Holds ? "[green]yes[/]" : "[red]NO[/]");
    AnsiConsole.Write(table);
}
