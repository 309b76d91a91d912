// The units of the neural-network textbook, from the threshold unit to a hidden layer: what each can do, checked and drawn.
using System.CommandLine;
using System.Globalization;
using Neurons;
using Spectre.Console;

Option<DirectoryInfo> output = new("--output")
{
    Description = "Where the pictures of the decision regions go, as SVG.",
    DefaultValueFactory = _ => new DirectoryInfo("neurons"),
};
RootCommand command = new("Shows what the units of the neural-network textbook can do; draws their decision regions.") { output };
command.SetAction(options => Run(options.GetRequiredValue(output)));
return command.Parse(args).Invoke();

static int Run(DirectoryInfo output)
{
    CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
    try
    {
        Console.WriteLine("The textbook's units, trained and compared with what the textbook says of them:");
        output.Create();
        List<Lesson> lessons = [.. new Textbook(output).Lessons()];
        Print(lessons);
        Console.WriteLine($"The decision regions are in {output.FullName}");
        return lessons.All(lesson => lesson.Holds) ? 0 : 1;
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }
}

static void Print(List<Lesson> lessons)
{
    var table = new Table().AddColumns("Unit", "Result", "The textbook says", "Holds");
    foreach (Lesson lesson in lessons)
        table.AddRow(Markup.Escape(lesson.Unit), Markup.Escape(lesson.Result), Markup.Escape(lesson.Claim), lesson.Holds ? "[green]yes[/]" : "[red]NO[/]");
    AnsiConsole.Write(table);
}
