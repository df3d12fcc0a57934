using System.Diagnostics;
using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Web.Security;

namespace Serment.Benchmarks.Pages;

/// <summary>A page to measure.</summary>
/// <param name="Work">For the table.</param>
/// <param name="Request">What is asked, the how-manieth time.</param>
internal sealed record Visit(string Work, Func<int, HttpRequestMessage> Request);

/// <summary>
/// A page from the HTTP request to the last byte, one client on one connection, requests to Serment and to the baseline in
/// turn, after a warm-up of both.
/// </summary>
internal static class PageTiming
{
    private const int WarmUp = 60;

    /// <summary>A browser with that session's cookie; it may go where an answer sends it, in the same measured time.</summary>
    public static HttpClient Browser(string origin, SessionToken session, bool follows = false)
    {
        // The address, not the name: resolving localhost is not what is measured.
        UriBuilder address = new(origin) { Host = "127.0.0.1" };
        HttpClient client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = follows })
        {
            BaseAddress = address.Uri,
        };
        client.DefaultRequestHeaders.Add("Cookie", $"{SessionCookie.LoopbackName}={session.ToCookie()}");
        return client;
    }

    /// <summary>Two lines of the table: half of the requests, and all but one in a hundred.</summary>
    public static async Task<IReadOnlyList<Measured>> MeasureAsync(
        Visit visit, string engine, (string Half, string Most) goals, HttpClient ours, HttpClient theirs, int iterations)
    {
        Samples plain = new();
        Samples sealed_ = new();
        Samples plainCpu = new();
        Samples sealedCpu = new();
        long plainBytes = 0;
        long sealedBytes = 0;
        for (int i = 0; i < WarmUp + iterations; i++)
        {
            (double plainMs, double plainBusy, plainBytes) = await TimeAsync(theirs, visit.Request(i));
            (double sealedMs, double sealedBusy, sealedBytes) = await TimeAsync(ours, visit.Request(i));
            if (i >= WarmUp)
            {
                plain.Add(plainMs);
                sealed_.Add(sealedMs);
                plainCpu.Add(plainBusy);
                sealedCpu.Add(sealedBusy);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{visit.Work}, {engine}: pages of {sealedBytes:N0} and in clear {plainBytes:N0} bytes; processor time of both "
            + $"ends, mean, {sealedCpu.Mean:N2} ms and in clear {plainCpu.Mean:N2} ms"));
        return
        [
            Line($"{visit.Work}, {engine}, p50", plain.At(50), sealed_.At(50), goals.Half),
            Line($"{visit.Work}, {engine}, p99", plain.At(99), sealed_.At(99), goals.Most),
        ];
    }

    private static Measured Line(string work, double plain, double ours, string goal) =>
        new(work, Table.Ms(plain), Table.Ms(ours), Table.Ratio(ours, plain), goal);

    private static async Task<(double Milliseconds, double CpuMilliseconds, long Bytes)> TimeAsync(
        HttpClient client, HttpRequestMessage request)
    {
        using (request)
        {
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long begun = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await client.SendAsync(request);
            byte[] page = await answer.Content.ReadAsByteArrayAsync();
            double milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            double busy = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds;
            return answer.IsSuccessStatusCode
                ? (milliseconds, busy, page.LongLength)
                : throw new InvalidOperationException($"{request.RequestUri} answered {(int)answer.StatusCode}");
        }
    }
}
