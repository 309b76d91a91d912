using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using PuppeteerSharp;

namespace NetCompiler.Tests;

/// <summary>A page that was published, is served to this machine alone, and the Chromium that opens it.</summary>
internal sealed class PublishedPage : IAsyncDisposable
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    private readonly string _folder = Directory.CreateTempSubdirectory("netcompiler-browser-").FullName;
    private WebApplication? _server;
    private IBrowser? _browser;

    /// <summary>The files that a server needs.</summary>
    public string Files => Path.Combine(_folder, "wwwroot");

    /// <summary>Where the page is.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Publishes a project, serves it and starts a browser; skips the test where there is none.</summary>
    /// <param name="project">Its folder, from the repository's.</param>
    public static async Task<PublishedPage> Open(string project)
    {
        string chromium = s_names.SelectMany(
                name => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists) ?? "";
        Assert.SkipWhen(chromium.Length == 0, "No Chromium here (Debian: apt-get install chromium).");
        PublishedPage page = new();
        try
        {
            await page.Publish(project);
            await page.Serve();
            page._browser = await Puppeteer.LaunchAsync(new LaunchOptions { ExecutablePath = chromium, Args = ["--no-sandbox"] });
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new tab, still empty.</summary>
    public Task<IPage> NewTab() => _browser!.NewPageAsync();

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Publish(string project)
    {
        ProcessStartInfo start = new("dotnet", ["publish", "-c", "Release", "-o", _folder])
        {
            WorkingDirectory = Path.Combine(Repository(), project),
            RedirectStandardOutput = true,
        };
        using Process publish = Process.Start(start)!;
        string output = await publish.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await publish.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(publish.ExitCode == 0, output);
    }

    private async Task Serve()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        PhysicalFileProvider files = new(Files);
        _server.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        _server.UseStaticFiles(new StaticFileOptions { FileProvider = files, ServeUnknownFileTypes = true });
        await _server.StartAsync();
        Address = _server.Urls.Single() + "/";
    }

    /// <summary>Whether a program is on the path.</summary>
    internal static bool IsOnPath(string name) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>The repository's folder.</summary>
    internal static string Repository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
