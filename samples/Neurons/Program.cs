// The units of the neural-network textbook, from the threshold unit to a hidden layer: what each can do, checked and drawn.
using System.CommandLine;
using Neurons;
using Shared;

Option<DirectoryInfo> output = CommonOptions.Output("the decision regions", "neurons");
RootCommand command = new("Shows what the units of the neural-network textbook can do; draws their decision regions.") { output };
command.SetAction((values, _) => Sample.RunAsync(() => Task.FromResult(Run(values.GetRequiredValue(output)))));
return await command.Parse(args).InvokeAsync();

static bool Run(DirectoryInfo output)
{
    Console.SetOut(NarrowWriter.Standard());
    Console.WriteLine("The textbook's units, trained and compared with what the textbook says of them:");
    output.Create();
    List<Lesson> lessons = [.. new Textbook(output).Lessons()];
    Print(lessons);
    Console.WriteLine($"The decision regions are in {output.FullName}");
    return lessons.All(lesson => lesson.Holds);
}

static void Print(List<Lesson> lessons)
{
    var sheet = new Sheet("Unit", "Result", "The textbook says", "Holds");
    foreach (Lesson lesson in lessons)
        sheet.Add(lesson.Unit, lesson.Result, lesson.Claim, lesson.Holds ? "yes" : "NO");
    sheet.Write();
}
