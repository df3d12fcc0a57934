using System.Runtime.InteropServices;
using System.Text.Json;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Notes;
using Serment.Records.Words;

namespace Serment.Records.Charts.Search;

/// <summary>A piece of text around what was found, and which characters of it were.</summary>
/// <param name="Text">The piece, cut at both ends where it was long.</param>
/// <param name="Marks">Start and length of each match, in order.</param>
public sealed record FoundText(string Text, IReadOnlyList<(int Start, int Length)> Marks)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(FoundText);
}

/// <summary>An event that holds all words, with the text that holds most of them.</summary>
public sealed record ChartHit(ChartEvent Event, FoundText Found)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ChartHit);
}

/// <summary>What was found in one chart: the newest of it, and how much there is.</summary>
public sealed record ChartHits(IReadOnlyList<ChartHit> Hits, int Count);

/// <summary>
/// Searches one patient's opened entries in memory, whatever the accents and case. Nothing of it is kept. It reads the
/// words in each entry's JSON and takes apart only those entries that hold them all.
/// </summary>
public static class ChartSearch
{
    /// <summary>Hits that a page shows.</summary>
    public const int MaxHits = 100;

    /// <summary>Words of a query.</summary>
    public const int MaxWords = 6;

    /// <summary>Characters of a query.</summary>
    public const int MaxQueryChars = 100;

    private const int ContextChars = 80;
    private const int MaxTextChars = 64 * 1024;

    // What people write and read; codes, too, since they search by them. Not references, systems and statuses.
    private static readonly HashSet<string> TextNames = new(StringComparer.Ordinal)
    {
        "text", "display", "valueString", "title", "description", "conclusion", "comment", "patientInstruction",
        "lotNumber", "value", "code", "div", "name", "detail",
    };

    /// <summary>Searches.</summary>
    /// <param name="entries">What was opened.</param>
    /// <param name="query">What was typed.</param>
    /// <param name="reader">Who reads: drafts of others stay theirs.</param>
    public static ChartHits Run(IReadOnlyList<OpenedEntry> entries, string query, ActorId reader)
    {
        string[] words = PlainText.WordsOf(query.AsSpan(0, Math.Min(query.Length, MaxQueryChars)), MaxWords);
        if (words.Length == 0)
        {
            return new([], 0);
        }

        List<ChartEvent> found = [];
        Dictionary<ChartEvent, OpenedEntry> sources = new(ReferenceEqualityComparer.Instance);
        EntryText text = new();
        foreach (OpenedEntry entry in entries)
        {
            if (ChartEvent.IsOne(entry) && text.HoldsAll(entry.Json.Span, words)
                && ChartEvent.Read(entry, reader) is { } read)
            {
                found.Add(read);
                sources.Add(read, entry);
            }
        }

        found.Sort((a, b) => b.At.CompareTo(a.At));
        return new(
            [.. found.Take(MaxHits).Select(one => new ChartHit(one, text.Show(sources[one].Json.Span, words)))],
            found.Count);
    }

    /// <summary>The texts of one entry after another, in buffers that are used again.</summary>
    private sealed class EntryText
    {
        private readonly List<char> folded = [];
        private char[] buffer = new char[4096];

        public bool HoldsAll(ReadOnlySpan<byte> json, string[] words)
        {
            folded.Clear();
            Utf8JsonReader reader = new(json);
            while (Next(ref reader, out bool isMarkup))
            {
                ReadOnlySpan<char> text = Take(ref reader);
                PlainText.FoldInto(isMarkup ? OfMarkup(text) : text, folded);
                folded.Add('\n');
            }

            ReadOnlySpan<char> all = CollectionsMarshal.AsSpan(folded);
            foreach (string word in words)
            {
                if (!all.Contains(word, StringComparison.Ordinal))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>The text that holds most of the words, around the first of them.</summary>
        public FoundText Show(ReadOnlySpan<byte> json, string[] words)
        {
            string best = "";
            int most = 0;
            Utf8JsonReader reader = new(json);
            while (Next(ref reader, out bool isMarkup))
            {
                ReadOnlySpan<char> taken = Take(ref reader);
                string text = isMarkup ? OfMarkup(taken) : taken.ToString();
                string plain = PlainText.Fold(text);
                int holds = words.Count(word => plain.Contains(word, StringComparison.Ordinal));
                if (holds > most)
                {
                    (best, most) = (text, holds);
                }
            }

            return Around(best, words);
        }

        private static bool Next(ref Utf8JsonReader reader, out bool isMarkup)
        {
            bool isText = false;
            isMarkup = false;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = reader.GetString()!;
                    isText = TextNames.Contains(name);
                    isMarkup = name is "div";
                }
                else if (reader.TokenType == JsonTokenType.String && isText)
                {
                    return true;
                }
            }

            return false;
        }

        private static string OfMarkup(ReadOnlySpan<char> div) =>
            NarrativeText.Read(new Narrative { Div = div.ToString() });

        private ReadOnlySpan<char> Take(ref Utf8JsonReader reader)
        {
            if (reader.ValueSpan.Length > buffer.Length)
            {
                buffer = new char[reader.ValueSpan.Length];
            }

            return buffer.AsSpan(0, Math.Min(reader.CopyString(buffer), MaxTextChars));
        }
    }

    /// <summary>Cuts a text around its first match and marks all matches in the piece.</summary>
    internal static FoundText Around(string text, string[] words)
    {
        (string plain, int[] places) = PlainText.FoldWithPlaces(text);
        List<(int Start, int End)> matches = [];
        foreach (string word in words)
        {
            for (int at = plain.IndexOf(word, StringComparison.Ordinal); at >= 0;
                at = plain.IndexOf(word, at + word.Length, StringComparison.Ordinal))
            {
                matches.Add((places[at], places[at + word.Length - 1] + 1));
            }
        }

        if (matches.Count == 0)
        {
            return new(text.Length > 2 * ContextChars ? text[..(2 * ContextChars)] + "…" : text, []);
        }

        matches.Sort();
        int from = matches[0].Start <= ContextChars ? 0 : WordStart(text, matches[0].Start - ContextChars);
        int to = Math.Min(text.Length, matches[0].End + (2 * ContextChars));
        string lead = from > 0 ? "…" : "";
        List<(int, int)> marks = [];
        int last = from;
        foreach ((int start, int end) in matches)
        {
            // Words that overlap are marked once.
            int begin = Math.Max(start, last);
            if (end <= to && end > begin)
            {
                marks.Add((begin - from + lead.Length, end - begin));
                last = end;
            }
        }

        return new(lead + text[from..to] + (to < text.Length ? "…" : ""), marks);
    }

    private static int WordStart(string text, int at)
    {
        int space = text.IndexOf(' ', at);
        return space >= 0 && space - at < ContextChars / 2 ? space + 1 : at;
    }
}
