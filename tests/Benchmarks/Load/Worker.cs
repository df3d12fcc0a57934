using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Serment.CustodyProtocol;
using Serment.Web.Security;

namespace Serment.Benchmarks.Load;

/// <summary>What one request of the day took and how it ended.</summary>
/// <param name="Action">What was done.</param>
/// <param name="Milliseconds">From the first byte sent to the last one read.</param>
/// <param name="Status">HTTP's.</param>
internal readonly record struct Done(string Action, double Milliseconds, int Status);

/// <summary>One person at work: a browser with a session, and the thing done every ten seconds.</summary>
internal sealed class Worker : IDisposable
{
    private readonly HttpClient browser;
    private readonly SessionToken session;
    private readonly string origin;
    private readonly ConcurrentQueue<Done> done;

    public Worker(string origin, SessionToken session, ConcurrentQueue<Done> done)
    {
        this.origin = origin;
        this.session = session;
        this.done = done;
        UriBuilder address = new(origin) { Host = "127.0.0.1" };
        browser = new(new SocketsHttpHandler
        {
            UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All,
        })
        {
            BaseAddress = address.Uri,
        };
        browser.DefaultRequestHeaders.Add("Cookie", $"{SessionCookie.LoopbackName}={session.ToCookie()}");
    }

    /// <summary>Asks for a page; its text.</summary>
    public Task<(int Status, string Text)> GetAsync(string action, string path) =>
        SendAsync(action, new(HttpMethod.Get, path));

    /// <summary>Sends a form; a redirect counts as done.</summary>
    public Task<(int Status, string Text)> PostAsync(
        string action, string path, params IEnumerable<KeyValuePair<string, string>> fields)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(
                [
                    .. fields.Where(one => one.Key is not Gate.ProofField),
                    new(Gate.ProofField, Visitor.ProofOf(session)),
                ]),
        };
        request.Headers.Add("Origin", origin);
        return SendAsync(action, request);
    }

    public void Dispose() => browser.Dispose();

    private async Task<(int Status, string Text)> SendAsync(string action, HttpRequestMessage request)
    {
        using (request)
        {
            long begun = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await browser.SendAsync(request);
            string text = await answer.Content.ReadAsStringAsync();
            done.Enqueue(new(action, Stopwatch.GetElapsedTime(begun).TotalMilliseconds, (int)answer.StatusCode));
            return ((int)answer.StatusCode, text);
        }
    }
}
