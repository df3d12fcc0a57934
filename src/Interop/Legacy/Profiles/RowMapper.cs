using System.Text;
using Serment.Interop.Legacy.Reading;

namespace Serment.Interop.Legacy.Profiles;

/// <summary>Fills rows from records by a plan. One for each thread; it keeps no row and no text.</summary>
public sealed class RowMapper
{
    private readonly Step[] steps;
    private readonly int newCharsPerRow;
    private readonly int[] decodedEnds = new int[LegacyLimits.MaxFields];

    /// <summary>Prepares the steps of <paramref name="plan"/>.</summary>
    public RowMapper(ColumnPlan plan)
    {
        steps = [.. Enumerable.Range(0, plan.Header.Count)
            .Where(place => plan.RuleAt(place) is not null)
            .Select(place => new Step(place, plan.RuleAt(place)!))];
        newCharsPerRow = steps.Sum(step => step.NewChars);
    }

    /// <summary>Takes over the reader's current record, or its refusal.</summary>
    public void Map(LegacyReader reader, LegacyRow row)
    {
        ReadOnlySpan<byte> content = reader.Refusal == RefusalCode.None ? reader.Content : default;
        Span<char> text = row.Clear(content.Length + newCharsPerRow);
        row.LineNumber = reader.LineNumber;
        row.Offset = reader.Offset;
        row.NextOffset = reader.NextOffset;
        row.NextLineNumber = reader.NextLineNumber;
        row.Refusal = reader.Refusal;
        row.FieldCount = reader.FieldCount;
        row.Flags = reader.Flags;
        if (row.Refusal != RefusalCode.None)
        {
            return;
        }

        bool plain = Ascii.IsValid(content);
        ReadOnlySpan<int> ends = plain || reader.Dialect.Encoding != LegacyEncoding.Utf8
            ? DecodeWhole(content, plain, reader, text, row)
            : DecodeEach(content, reader.FieldEnds, text, row);
        row.SetUsed(ends[^1]);
        bool controls = content.ContainsAnyInRange((byte)0, (byte)0x1F);
        foreach (Step step in steps)
        {
            int start = step.Place == 0 ? 0 : ends[step.Place - 1] + 1;
            int length = ends[step.Place] - start;
            if (length > 0)
            {
                step.Run(text, start, length, new Step.Care(plain, controls), row);
            }
        }
    }

    /// <summary>One byte is one character: the record is decoded in one go and its ends stay what they are.</summary>
    private static ReadOnlySpan<int> DecodeWhole(
        ReadOnlySpan<byte> content, bool plain, LegacyReader reader, Span<char> text, LegacyRow row)
    {
        RecordFlags flags = row.Flags;
        TextDecoder.Decode(content, plain ? LegacyEncoding.Latin1 : reader.Dialect.Encoding, text, ref flags);
        row.Flags = flags;
        return reader.FieldEnds;
    }

    private ReadOnlySpan<int> DecodeEach(
        ReadOnlySpan<byte> content, ReadOnlySpan<int> ends, Span<char> text, LegacyRow row)
    {
        RecordFlags flags = row.Flags;
        int from = 0;
        int to = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            to += TextDecoder.Decode(content[from..ends[i]], LegacyEncoding.Utf8, text[to..], ref flags);
            decodedEnds[i] = to;
            to++;
            from = ends[i] + 1;
        }

        row.Flags = flags;
        return decodedEnds.AsSpan(0, ends.Length);
    }
}
