// A network with two heads learns to balance a pole on a cart while the game runs: what to do, and what it is worth.
using System.CommandLine;
using System.Globalization;
using ActorCritic;
using ActorCritic.Pictures;
using Shared;

Option<int> seeds = CommonOptions.AtLeastOne(new Option<int>("--seeds")
{
    Description = "How many seeds learn, from 1 on.",
    DefaultValueFactory = _ => 5,
});
Option<int> frames = CommonOptions.AtLeastOne(new Option<int>("--frames")
{
    Description = "The most frames of each; learning slows down towards them.",
    DefaultValueFactory = _ => 100_000,
});
Option<DirectoryInfo> output = CommonOptions.Output("the points while it learned", "actor-critic");
RootCommand command = new("A network with two heads learns to balance a pole on a cart, inside the program.") { seeds, frames, output };
command.SetAction((values, cancellation) => Sample.RunAsync(() => Task.FromResult(
    Run(values.GetValue(seeds), values.GetValue(frames), values.GetRequiredValue(output).FullName, cancellation))));
return await command.Parse(args).InvokeAsync();

static bool Run(int seeds, int frames, string output, CancellationToken cancellation)
{
    Console.SetOut(NarrowWriter.Standard());
    Destinations.CheckDirectory("--output", output);
    Say($"CartPole of {CartPole.MostFrames} frames: solved when {Learner.Window} games in a row made {Learner.Solved} points on average.");
    List<Lesson> lessons = [];
    for (int seed = 1; seed <= seeds; seed++)
    {
        Lesson lesson = Lesson.Give(seed, frames, cancellation);
        lessons.Add(lesson);
        string end = lesson.Learner.IsSolved ? "solved after" : "NOT SOLVED in";
        Say($"Seed {seed}: {lesson.Before:0} points; {end} {lesson.Learner.Frames:#,0} frames, {lesson.Learner.Count:#,0} games;");
        Say($"  then {lesson.After:0.0} points in new games; {lesson.FramesPerSecond:#,0} frames/s, {lesson.Bytes} bytes allocated.");
    }
    string place = Path.Combine(output, "returns.svg");
    new ReturnsPicture(lessons).Save(place);
    Say($"The points of all games: {place}");
    return lessons.All(lesson => lesson.Holds);
}

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
