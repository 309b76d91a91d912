using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using PuppeteerSharp;
using PuppeteerSharp.Input;
using PuppeteerSharp.Media;

namespace NetCompiler.Tests;

/// <summary>samples/Browser as a visitor uses it.</summary>
public sealed class PageTests
{
    private static readonly (double X, double Y)[] s_seven = [(0.28, 0.2), (0.72, 0.2), (0.5, 0.52), (0.42, 0.85)];

    [Fact]
    public async Task Reads_what_is_drawn_and_learns_from_corrections()
    {
        await using PublishedPage page = await PublishedPage.Open("samples/Browser");
        await using IPage tab = await page.NewTab();
        ConcurrentQueue<string> troubles = [];
        tab.PageError += (_, e) => troubles.Enqueue(e.Message);
        tab.Console += (_, e) =>
        {
            if (e.Message.Type is ConsoleType.Error or ConsoleType.Warning)
                troubles.Enqueue(e.Message.Text);
        };
        tab.Request += (_, e) =>
        {
            string url = e.Request.Url;
            if (!url.StartsWith(page.Address, StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal))
                troubles.Enqueue($"Asks for {url}");
        };
        long start = Stopwatch.GetTimestamp();
        await tab.GoToAsync(page.Address);
        await tab.WaitForSelectorAsync(".pad");
        Say($"Start, until there is a pad to draw on: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        await WaitFor(tab, "document.querySelector('.accuracy').textContent.includes('%')");
        await Look(tab, "empty");

        await DrawWithMouse(tab, s_seven);
        await WaitFor(tab, "document.querySelector('.answer').dataset.guess === '7'");
        await Look(tab, "drawn");
        await tab.ClickAsync("[aria-label='It was a 4']");
        await Ready(tab);
        Assert.Equal("4", await Guess(tab));
        string said = await Text(tab, ".state");
        Assert.Matches("^After \\d+ steps it is \\d+ % sure that this is a 4\\.$", said);
        Say($"{said} {await Text(tab, "footer")}");
        await WaitFor(tab, "document.querySelector('.accuracy').textContent.includes('before')");
        await Look(tab, "learned");
        await Click(tab, "Forget all lessons");
        await WaitFor(tab, "document.querySelector('.answer').dataset.guess === '7'");

        await Click(tab, "Clear");
        await WaitFor(tab, "document.querySelector('.answer').dataset.guess === undefined");
        await DrawOneWithKeys(tab);
        await WaitFor(tab, "document.querySelector('.answer').dataset.guess === '1'");
        await tab.Keyboard.PressAsync("7");
        await WaitFor(tab, "document.querySelector('.state').textContent.startsWith('After')");
        Assert.Equal("7", await Guess(tab));
        await tab.Keyboard.PressAsync("Delete");
        await WaitFor(tab, "document.querySelector('.answer').dataset.guess === undefined");
        await Click(tab, "Forget all lessons");

        await DrawWithFinger(tab, s_seven);
        await WaitFor(tab, "document.querySelector('.answer').dataset.guess === '7'");
        Assert.Empty(troubles);
        SaySizes(page.Files);
    }

    private static async Task DrawWithMouse(IPage tab, (double X, double Y)[] points)
    {
        List<(decimal X, decimal Y)> way = await Way(tab, points);
        await tab.Mouse.MoveAsync(way[0].X, way[0].Y);
        await tab.Mouse.DownAsync();
        foreach ((decimal x, decimal y) in way.Skip(1))
            await tab.Mouse.MoveAsync(x, y, new MoveOptions { Steps = 4 });
        await tab.Mouse.UpAsync();
    }

    private static async Task DrawWithFinger(IPage tab, (double X, double Y)[] points)
    {
        List<(decimal X, decimal Y)> way = await Way(tab, points);
        await tab.Touchscreen.TouchStartAsync(way[0].X, way[0].Y);
        foreach ((decimal x, decimal y) in way.Skip(1))
            await tab.Touchscreen.TouchMoveAsync(x, y);
        await tab.Touchscreen.TouchEndAsync();
    }

    private static async Task<List<(decimal X, decimal Y)>> Way(IPage tab, (double X, double Y)[] points)
    {
        await tab.EvaluateExpressionAsync("document.querySelector('.pad').scrollIntoView()");
        IElementHandle pad = (await tab.QuerySelectorAsync(".pad"))!;
        BoundingBox box = (await pad.BoundingBoxAsync())!;
        return [.. points.Select(point => (box.X + box.Width * (decimal)point.X, box.Y + box.Height * (decimal)point.Y))];
    }

    private static async Task DrawOneWithKeys(IPage tab)
    {
        await tab.FocusAsync(".pad");
        double before = await tab.EvaluateExpressionAsync<double>("window.scrollY");
        await tab.Keyboard.PressAsync(" ");
        for (int i = 0; i < 10; i++)
            await tab.Keyboard.PressAsync("ArrowDown");
        await tab.Keyboard.PressAsync(" ");
        Assert.Equal(before, await tab.EvaluateExpressionAsync<double>("window.scrollY"));
    }

    /// <summary>Nothing stands out of a phone or a desk, light and dark. <c>NETCOMPILER_PICTURES=DIR</c> keeps what it looks like;
    /// <c>NETCOMPILER_UPDATE_SNAPSHOTS=1</c> makes the picture of the README.</summary>
    private static async Task Look(IPage tab, string name)
    {
        foreach (int width in (int[])[320, 360, 1280])
            foreach (string scheme in (string[])["light", "dark"])
            {
                await tab.SetViewportAsync(new ViewPortOptions { Width = width, Height = 800 });
                await tab.EmulateMediaFeaturesAsync(
                    [new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme }]);
                Assert.Equal(width, await tab.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"));
                if (Environment.GetEnvironmentVariable("NETCOMPILER_PICTURES") is { } folder)
                    await tab.ScreenshotAsync(
                        Path.Combine(folder, $"{name}-{width}-{scheme}.png"), new ScreenshotOptions { FullPage = true });
            }
        await tab.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = "light" }]);
        if (name == "learned" && Environment.GetEnvironmentVariable("NETCOMPILER_UPDATE_SNAPSHOTS") == "1")
        {
            await tab.SetViewportAsync(new ViewPortOptions { Width = 900, Height = 800 });
            await tab.ScreenshotAsync(
                Path.Combine(PublishedPage.Repository(), "src", "NetCompiler", "docs", "pictures", "browser.png"),
                new ScreenshotOptions { FullPage = true });
        }
    }

    private static void SaySizes(string files)
    {
        string[] all = Directory.GetFiles(files, "*", SearchOption.AllDirectories);
        Say($"Published: {Sum("") / 1e6:0.0} MB; a browser loads of it, compressed: {Sum(".br") / 1e6:0.0} MB (Brotli)");

        long Sum(string packed) => all.Where(file => packed == ""
            ? !file.EndsWith(".br", StringComparison.Ordinal) && !file.EndsWith(".gz", StringComparison.Ordinal)
            : file.EndsWith(packed, StringComparison.Ordinal)).Sum(file => new FileInfo(file).Length);
    }

    private static Task WaitFor(IPage tab, string condition) => tab.WaitForExpressionAsync(condition);

    private static Task Ready(IPage tab) => WaitFor(
        tab,
        "document.querySelector('.answer').dataset.state === 'ready'"
            + " && document.querySelector('.state').textContent.startsWith('After')");

    private static Task<string> Guess(IPage tab) => tab.EvaluateExpressionAsync<string>("document.querySelector('.answer').dataset.guess");

    private static Task<string> Text(IPage tab, string selector) =>
        tab.EvaluateExpressionAsync<string>($"document.querySelector('{selector}').innerText");

    private static Task Click(IPage tab, string words) => tab.EvaluateExpressionAsync(
        $"[...document.querySelectorAll('button')].find(button => button.textContent === '{words}').click()");

    private static void Say(FormattableString text) =>
        TestContext.Current.TestOutputHelper!.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
