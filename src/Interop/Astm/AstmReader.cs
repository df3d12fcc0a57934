using System.Globalization;
using System.Text;
using Serment.Records.Laboratory.Instruments;

namespace Serment.Interop.Astm;

/// <summary>
/// A message of CLSI LIS02-A2 (ASTM E1394), or of a miniVIDAS, as the standard message. Patient records are not read:
/// whose tube it is, the laboratory knows.
/// </summary>
public static class AstmReader
{
    /// <summary>Characters of a value, a flag or a comment that are kept.</summary>
    public const int MaxTextChars = 400;

    private static readonly string[] Pictures = ["PNG", "JPG", "JPEG", "BMP", "GIF", "TIF", "ZIP", "LZW"];

    private static readonly string[] Times = ["yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMdd"];

    /// <summary>Where a maker puts the tube's number: field and component, from 1.</summary>
    private readonly record struct Dialect(int Field, int Component);

    /// <summary>Reads a message as <see cref="AstmReceiver.Message"/> holds it.</summary>
    /// <exception cref="AnalyserFormatException">It is none.</exception>
    public static AnalyserMessage Read(ReadOnlySpan<byte> message)
    {
        if (message.Length > 0 && message[0] == AstmByte.Rs)
        {
            return VidasReader.Read(message);
        }

        List<AstmRecord> records = AstmRecord.Read(message);
        if (records.FindLastIndex(one => one.Type == 'H') > 0)
        {
            throw new AnalyserFormatException("a second header record");
        }

        return new Reading(records[0]).Of(records);
    }

    internal static string Kept(string text) => text.Length > MaxTextChars ? text[..MaxTextChars] : text;

    internal static DateTime? TimeOf(string text) =>
        DateTime.TryParseExact(
            text.Length > 14 ? text[..14] : text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None,
            out DateTime time)
            ? time
            : null;

    /// <summary>A message while it is read, record by record.</summary>
    private sealed class Reading
    {
        private readonly List<AnalyserResult> results = [];
        private readonly List<AnalyserQuery> queries = [];
        private readonly string sender;
        private readonly bool slashesDilution;
        private readonly Dialect dialect;
        private readonly bool isTest;
        private AstmRecord? order;
        private AnalyserResult? last;
        private int leftOut;

        public Reading(AstmRecord header)
        {
            sender = Kept(header.Field(5));
            isTest = header.Field(12) is "D" or "T" or "d" or "t";
            string maker = header.Component(5, 1).ToUpperInvariant();
            bool isCobas = maker is "C111" or "C311" or "C501" or "C502" or "E411" or "E601" or "E602" or "H7600"
                || maker.StartsWith("COBAS", StringComparison.Ordinal);
            bool isSysmex = maker.StartsWith("XN-", StringComparison.Ordinal)
                || maker.StartsWith("XS-", StringComparison.Ordinal)
                || maker.StartsWith("XT-", StringComparison.Ordinal)
                || maker.StartsWith("XE-", StringComparison.Ordinal);
            slashesDilution = isCobas;
            dialect = isCobas ? new(3, 2) : isSysmex ? new(4, 3) : new(3, 1);
        }

        public AnalyserMessage Of(List<AstmRecord> records)
        {
            foreach (AstmRecord record in records)
            {
                Take(record);
            }

            Keep();
            return new()
            {
                Sender = sender,
                Results = results,
                Queries = queries,
                LeftOut = leftOut,
                IsTest = isTest,
            };
        }

        private void Take(AstmRecord record)
        {
            switch (record.Type)
            {
                case 'P':
                    Keep();
                    order = null;
                    break;
                case 'O':
                    Keep();
                    order = record;
                    break;
                case 'R':
                    Keep();
                    Result(record);
                    break;
                case 'C' when last is not null:
                    string text = string.Join(' ', record.Components(4).Where(one => one.Length > 0));
                    if (text.Length > 0 && last.Comments.Count < 20)
                    {
                        last = last with { Comments = [.. last.Comments, Kept(text)] };
                    }

                    break;
                case 'Q':
                    Keep();
                    Query(record);
                    break;
                default:
                    // Headers are read; comments on a patient or an order may name somebody; M and S are the maker's own.
                    break;
            }
        }

        private void Query(AstmRecord record)
        {
            // The starting range is patient^specimen; makers put the tube last, or alone. Action A cancels a query.
            string specimen = dialect.Field == 3 && dialect.Component == 1
                ? record.Components(3).LastOrDefault(one => one.Length > 0) ?? ""
                : Specimen(record.Components(3), dialect.Component);
            if (record.Field(13) is not "A" && specimen.Length > 0 && queries.Count < AnalyserMessage.MaxResults)
            {
                queries.Add(new(Kept(specimen)));
            }
        }

        private static string Specimen(string[] components, int component) =>
            components.Length >= component && components[component - 1].Length > 0
                ? components[component - 1]
                : components.LastOrDefault(one => one.Length > 0) ?? "";

        private void Result(AstmRecord record)
        {
            if (order is null)
            {
                throw new AnalyserFormatException("a result record without an order record");
            }

            string[] test = record.Components(3);
            string code = test.Skip(3).FirstOrDefault(one => one.Length > 0)
                ?? test.FirstOrDefault(one => one.Length > 0) ?? "";
            string value = record.Field(4);
            if (IsPicture(value))
            {
                leftOut++;
                return;
            }

            if (results.Count == AnalyserMessage.MaxResults)
            {
                throw new AnalyserFormatException("too many results");
            }

            string dilution = "";
            if (slashesDilution && code.IndexOf('/', StringComparison.Ordinal) is >= 0 and int slash)
            {
                dilution = code[(slash + 1)..];
                code = code[..slash];
            }

            last = new()
            {
                Specimen = Kept(order.Component(dialect.Field, dialect.Component)),
                IsControl = order.Field(12) is "Q" or "q",
                Code = Kept(code),
                Value = value.Trim('-').Length == 0 ? "" : Kept(value),
                Unit = Kept(record.Field(5)),
                Flags = [.. record.Values(7).Where(one => one is not "N").Take(20).Select(Kept)],
                Dilution = Kept(dilution),
                IsRerun = record.Field(9) is "C" or "R",
                IsCancelled = record.Field(9) is "X",
                MeasuredAt = TimeOf(record.Field(13)),
            };
        }

        private void Keep()
        {
            if (last is not null)
            {
                results.Add(last);
                last = null;
            }
        }

        private static bool IsPicture(string value) =>
            Pictures.Any(kind => value.StartsWith(kind, StringComparison.OrdinalIgnoreCase)
                && (value.Length == kind.Length || !char.IsAsciiLetterOrDigit(value[kind.Length])));
    }
}

/// <summary>The miniVIDAS: fields of two letters and a value, each begun by RS and ended by a bar.</summary>
internal static class VidasReader
{
    /// <summary>Reads a message.</summary>
    /// <exception cref="AnalyserFormatException">It is none.</exception>
    public static AnalyserMessage Read(ReadOnlySpan<byte> message)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (string field in Encoding.Latin1.GetString(message).Split((char)AstmByte.Rs))
        {
            string text = field.TrimEnd('|', '\r', '\n');
            if (text.Length > 2)
            {
                fields[text[..2]] = AstmReader.Kept(text[2..].Trim());
            }
        }

        string Field(string name) => fields.GetValueOrDefault(name, "");
        if (Field("mt") is not "rsl" || Field("rt").Length == 0)
        {
            throw new AnalyserFormatException("not a result of a miniVIDAS");
        }

        // The words are the finding; the number beside them is a ratio without unit.
        bool hasWords = Field("ql").Length > 0;
        DateTime? time = DateTime.TryParseExact(
            $"{Field("td")} {Field("tt")}", "MM/dd/yy HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out DateTime told)
            ? told
            : null;
        return new()
        {
            Sender = "miniVIDAS",
            Results =
            [
                new()
                {
                    Specimen = Field("ci"),
                    Code = Field("rt"),
                    Value = hasWords ? Field("ql") : Field("qn"),
                    Unit = hasWords ? "" : Field("qu"),
                    Comments = hasWords && Field("qn").Length > 0 ? [$"indice {Field("qn")}"] : [],
                    MeasuredAt = time,
                },
            ],
        };
    }
}
