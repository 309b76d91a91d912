using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NetCompiler.Tests;

/// <summary>A web server on 127.0.0.1 that answers as it is told, down to connections that break; one request a connection.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Request, Answer> _respond;
    private readonly Task _loop;

    /// <param name="respond">Gives the answer to each request; requests come one after the other.</param>
    internal LoopbackServer(Func<Request, Answer> respond)
    {
        _respond = respond;
        _listener.Start();
        _loop = ServeAsync();
    }

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/mnist");

    /// <summary>The requests so far, as "/path" or "/path from 123".</summary>
    internal List<string> Log { get; } = [];

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _loop.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    /// <summary>A file as a server that knows ranges gives it, cut off after so many bytes of the body.</summary>
    internal static Answer Give(byte[] file, Request request, int cutAfter = int.MaxValue)
    {
        if (request.From is not long from)
            return new Answer(200, file, "", cutAfter);
        if (from >= file.Length)
            return new Answer(416, [], $"Content-Range: bytes */{file.Length}\r\n", cutAfter);
        return new Answer(206, file[(int)from..], $"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}\r\n", cutAfter);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    await AnswerAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The other side hung up.
                }
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        Request request = await ReadAsync(stream);
        Log.Add(request.From is long from ? $"{request.Path} from {from}" : request.Path);
        Answer answer = _respond(request);
        if (answer.Silent)
        {
            while (await stream.ReadAsync(new byte[1], _stop.Token) > 0)
                continue; // Until the other side hangs up.
            return;
        }
        string length = answer.HideLength ? "" : $"Content-Length: {answer.Body.Length}\r\n";
        string head = $"HTTP/1.1 {answer.Status} X\r\n{length}{answer.Headers}Connection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
        await stream.WriteAsync(answer.Body.AsMemory(0, Math.Min(answer.Body.Length, answer.CutAfter)), _stop.Token);
    }

    private async Task<Request> ReadAsync(NetworkStream stream)
    {
        StringBuilder text = new();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) == 1)
            text.Append((char)one[0]);
        string[] lines = text.ToString().Split("\r\n");
        const string Range = "Range: bytes=";
        string? range = lines.FirstOrDefault(line => line.StartsWith(Range, StringComparison.OrdinalIgnoreCase));
        return new Request(
            lines[0].Split(' ')[1], range is null ? null : long.Parse(range[Range.Length..].TrimEnd('-'), CultureInfo.InvariantCulture));
    }

    internal sealed record Request(string Path, long? From);

    internal sealed record Answer(int Status, byte[] Body, string Headers = "", int CutAfter = int.MaxValue)
    {
        internal bool HideLength { get; init; }

        internal bool Silent { get; init; }
    }
}
