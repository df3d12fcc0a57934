using Serment.Interop.Astm;
using Serment.Records.Laboratory.Instruments;

namespace Serment.Web.Laboratory.Instruments;

/// <summary>
/// What an analyser began to send and did not end, though its frames were acknowledged: kept for a moment, because it
/// should come again whole, and put aside with the reason where it does not.
/// </summary>
internal sealed class UnfinishedMessage(Instrument instrument, LinkState state, LinkParts parts)
{
    private AnalyserMessage? held;
    private byte[] content = [];

    /// <summary>Whether something is kept.</summary>
    public bool IsThere => held is not null;

    /// <summary>Keeps the results of whole records; what holds none is forgotten.</summary>
    public void Hold(byte[] begun)
    {
        if (begun.Length == 0)
        {
            return;
        }

        try
        {
            AnalyserMessage message = AstmReader.Read(begun);
            (held, content) = message.Results.Count > 0 ? (message, begun) : (held, content);
        }
        catch (AnalyserFormatException e)
        {
            state.Refused(e.Message);
        }
    }

    /// <summary>A whole message came: where it brings what is kept again, that is forgotten; else it is put aside.</summary>
    public Task CameAsync(AnalyserMessage whole, CancellationToken stop)
    {
        if (held is not null && held.Results.All(one => whole.Results.Any(other => IsSame(one, other))))
        {
            held = null;
            return Task.CompletedTask;
        }

        return PutAsideAsync(stop);
    }

    /// <summary>Puts aside what is kept; what cannot be stored now stays for the next time.</summary>
    public async Task PutAsideAsync(CancellationToken stop)
    {
        if (held is { } message
            && await parts.TakeAsync(instrument, message, content, state, stop, AsideReason.Unterminated))
        {
            held = null;
        }
    }

    private static bool IsSame(AnalyserResult one, AnalyserResult other) =>
        string.Equals(one.Specimen, other.Specimen, StringComparison.Ordinal)
        && string.Equals(one.Code, other.Code, StringComparison.Ordinal)
        && string.Equals(one.Value, other.Value, StringComparison.Ordinal);
}
