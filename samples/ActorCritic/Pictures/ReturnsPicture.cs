using NetCompiler;
using Shared;

namespace ActorCritic.Pictures;

/// <summary>The points of all games while the seeds learned, and how one of them plays before and afterwards.</summary>
/// <param name="lessons">The lessons, at least one.</param>
internal sealed class ReturnsPicture(IReadOnlyList<Lesson> lessons)
{
    private const int Left = 60, Top = 84, Width = 760, StripHeight = 92, Poses = 10;
    private const int PlotTop = Top + 2 * StripHeight + 24, PlotHeight = 260;
    private const double PoleLength = 56;
    private static readonly string[] Colors = ["#d95f02", "#2166ac", "#1b9e77", "#7570b3", "#e6ab02"];

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file, <c>*.svg</c>.</param>
    internal void Save(string path)
    {
        SvgPicture picture = new(Left + Width + 30, PlotTop + PlotHeight + 50);
        int most = lessons.Max(lesson => lesson.Learner.Frames);
        picture.Heading(
            Left, "A pole learns to be balanced",
            $"{(lessons.Count == 1 ? "One seed" : $"{lessons.Count} seeds")}, each until 100 games made {Learner.Solved} points on average",
            "Thin: each game's points; thick: the mean of the last 100. Above: a game before and one afterwards, from the same beginning.");
        Strip(picture, Top, new Agent(lessons[0].Seed));
        Strip(picture, Top + StripHeight, lessons[0].Learner.Agent);
        foreach (int points in new[] { 0, 100, 200, 300, 400, 500 })
        {
            picture.Box(Left, Y(points), Width, 1, "#ddd");
            picture.Text(Left - 8, Y(points) + 4.5, $"{points}", size: 12, anchor: "end");
        }
        picture.Box(Left, Y(Learner.Solved), Width, 1, "#666");
        picture.Text(Left + 4, Y(Learner.Solved) - 4, $"solved: {Learner.Solved}", size: 12, color: "#666");
        for (int frames = 0, step = most > 50_000 ? 20_000 : 10_000; frames <= most; frames += step)
            picture.Text(X(frames), PlotTop + PlotHeight + 20, $"{frames:#,0}", size: 12, anchor: "middle");
        picture.Text(Left + Width / 2, PlotTop + PlotHeight + 40, "frames", size: 12, anchor: "middle");
        for (int i = 0; i < lessons.Count; i++)
        {
            (Learner learner, string color) = (lessons[i].Learner, Colors[i % Colors.Length]);
            if (learner.Count < 2)
                continue;
            IEnumerable<int> games = Enumerable.Range(0, learner.Count);
            picture.Curve(games.Select(game => (X(learner.Ends[game]), Y(learner.Points[game]))), color, 0.3);
            picture.Curve(games.Select(game => (X(learner.Ends[game]), Y(learner.Mean(game + 1)))), color, 2.4);
        }
        picture.Save(path);

        double X(int frame) => Left + (double)Width * frame / most;
        double Y(double points) => PlotTop + PlotHeight * (1 - points / CartPole.MostFrames);
    }

    /// <summary>A game, in poses that are equally far apart in time.</summary>
    private static void Strip(SvgPicture picture, int top, Agent agent)
    {
        List<CartPole> moments = [];
        CartPole game = default;
        var random = new RandomSequence(7);
        game.Reset(ref random);
        float[] observation = new float[CartPole.Observations];
        for (moments.Add(game); game.Stands && game.Frames < CartPole.MostFrames; moments.Add(game))
        {
            game.Observe(observation);
            float[] answer = agent.Predict(observation);
            game.Step(answer[1] > answer[0] ? 1 : 0);
        }
        const double Place = (double)Width / Poses, Track = Place - 16;
        for (int i = 0; i < Poses; i++)
        {
            CartPole moment = moments[i * (moments.Count - 1) / (Poses - 1)];
            (double middle, double ground) = (Left + Place * (i + 0.5), top + StripHeight - 22);
            double cart = middle + Track / 2 * Math.Clamp(moment.Position / CartPole.TrackEnd, -1, 1);
            picture.Box(middle - Track / 2, ground, Track, 1, "#aaa");
            picture.Box(cart - 10, ground - 8, 20, 8, "#444");
            (double tipX, double tipY) = (cart + PoleLength * Math.Sin(moment.Angle), ground - 8 - PoleLength * Math.Cos(moment.Angle));
            picture.Lines([(cart, ground - 8), (tipX, tipY)], moment.Stands ? "#d95f02" : "#2166ac", 4);
            picture.Text(middle, ground + 15, $"{moment.Frames * 0.02:0.0} s", size: 11, color: "#666", anchor: "middle");
        }
    }
}
