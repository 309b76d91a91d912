using System.Net;
using System.Net.Http.Headers;

namespace Mnist;

/// <summary>
/// Brings the files of a set of images into a directory. A file appears under its name only when it is complete and its content is the
/// original's; until then it grows as <c>NAME.gz.part</c>, from which a later attempt, or a later run, goes on; a part of nothing is not
/// left behind.
/// </summary>
internal sealed class MnistDownload
{
    private const int Rounds = 4;

    /// <summary>How much longer than its content a gzip file may be: its frame, and what data that cannot be compressed adds.</summary>
    private const int GzipOverhead = 64 * 1024;

    private readonly HttpClient _client;
    private readonly string _directory;
    private readonly IReadOnlyList<Uri> _mirrors;

    /// <summary>Prepares downloads.</summary>
    /// <param name="client">Makes the requests.</param>
    /// <param name="directory">Where the files go; created if need be.</param>
    /// <param name="mirrors">Addresses to which a file's name is appended, tried in this order.</param>
    internal MnistDownload(HttpClient client, string directory, IReadOnlyList<Uri> mirrors)
    {
        _client = client;
        _directory = directory;
        _mirrors = [.. mirrors.Select(mirror => mirror.AbsoluteUri.EndsWith('/') ? mirror : new Uri(mirror.AbsoluteUri + "/"))];
    }

    /// <summary>How long a connection may be silent.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Waits between rounds; each pause is twice the one before, the first is a second.</summary>
    internal Func<TimeSpan, CancellationToken, Task> Pause { get; init; } = Task.Delay;

    /// <summary>Is told the file's name, the bytes so far, and the bytes in all if the server tells.</summary>
    internal Action<string, long, long?> Progress { get; init; } = (_, _, _) => { };

    /// <summary>Makes sure that the directory has all files; downloads those that are missing or damaged.</summary>
    /// <exception cref="IOException">No mirror delivered a file; the message has each one's reason.</exception>
    internal async Task EnsureAsync(IReadOnlyList<MnistFile> files, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_directory);
        foreach (MnistFile file in files)
        {
            string path = Path.Combine(_directory, file.Name + ".gz");
            if (File.Exists(path) && Defect(file, path) is not null)
                File.Delete(path);
            if (File.Exists(path))
                continue;
            string part = path + ".part";
            try
            {
                await DownloadAsync(file, path, part, cancellation);
            }
            finally
            {
                if (new FileInfo(part) is { Exists: true, Length: 0 })
                    File.Delete(part);
            }
        }
    }

    private async Task DownloadAsync(MnistFile file, string path, string part, CancellationToken cancellation)
    {
        Dictionary<Uri, string> reasons = [];
        List<Uri> candidates = [.. _mirrors];
        HashSet<Uri> suspects = [];
        for (int round = 0; round < Rounds && candidates.Count > 0; round++)
        {
            if (round > 0)
                await Pause(TimeSpan.FromSeconds(1 << (round - 1)), cancellation);
            foreach (Uri mirror in candidates.ToArray())
            {
                try
                {
                    bool resumed = File.Exists(part) && new FileInfo(part).Length > 0;
                    await ReceiveAsync(new Uri(mirror, file.Name + ".gz"), part, file, cancellation);
                    if (Defect(file, part) is not string defect)
                    {
                        File.Move(part, path, overwrite: true);
                        return;
                    }
                    // What was resumed may have come from elsewhere, and a connection may have been cut unnoticed; but twice is no
                    // accident.
                    File.Delete(part);
                    reasons[mirror] = defect;
                    if (!resumed && !suspects.Add(mirror))
                        candidates.Remove(mirror);
                }
                catch (HttpRequestException exception) when (
                    exception.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
                    and not HttpStatusCode.RequestTimeout and not HttpStatusCode.TooManyRequests)
                {
                    reasons[mirror] = exception.Message;
                    candidates.Remove(mirror);
                }
                catch (Exception exception) when (exception is HttpRequestException or IOException
                    || exception is OperationCanceledException && !cancellation.IsCancellationRequested)
                {
                    reasons[mirror] =
                        exception is OperationCanceledException ? $"nothing came for {Patience.TotalSeconds:0} seconds" : exception.Message;
                }
            }
        }
        throw new IOException(
            $"{file.Name}.gz could not be downloaded:\n{string.Join('\n', reasons.Select(reason => $"  {reason.Key}: {reason.Value}"))}\n"
            + "Try again later, give another address with --mirror URL, or put the four files into a directory and use --data DIR.");
    }

    /// <summary>Appends what is missing to the part, or begins anew if the server does not give a part of a file.</summary>
    private async Task ReceiveAsync(Uri address, string part, MnistFile file, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        await using FileStream stream = new(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        if (stream.Length > 0)
            request.Headers.Range = new RangeHeaderValue(stream.Length, null);
        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            return; // Nothing is missing, or the part is no part of this file: its content will tell.
        response.EnsureSuccessStatusCode();

        bool continues =
            response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == stream.Length;
        if (response.StatusCode == HttpStatusCode.PartialContent && !continues)
        {
            stream.SetLength(0);
            throw new IOException($"{address} sent another part of the file than it was asked for.");
        }
        if (!continues)
            stream.SetLength(0);
        stream.Seek(0, SeekOrigin.End);
        long? total = stream.Length + response.Content.Headers.ContentLength;
        long limit = (long)file.Length + GzipOverhead;

        using Stream content = await response.Content.ReadAsStreamAsync(patience.Token);
        byte[] chunk = new byte[64 * 1024];
        while (true)
        {
            patience.CancelAfter(Patience);
            int read = await content.ReadAsync(chunk, patience.Token);
            if (read == 0)
                break;
            await stream.WriteAsync(chunk.AsMemory(0, read), cancellation);
            if (stream.Length > limit)
                break; // Too long to be the file: its content will tell.
            Progress(file.Name, stream.Length, total);
        }
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Why a file is not the original; null if it is.</summary>
    private static string? Defect(MnistFile file, string path)
    {
        try
        {
            file.Read(path, out string sha256);
            return file.IsOriginal(sha256)
                ? null
                : $"the content is not that of the original {file.Name}: its SHA-256 is not {file.Sha256}";
        }
        catch (IOException exception)
        {
            return exception.Message;
        }
    }
}
