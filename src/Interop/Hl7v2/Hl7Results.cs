using Serment.Interop.Astm;
using Serment.Records.Laboratory.Instruments;

namespace Serment.Interop.Hl7v2;

/// <summary>
/// Collects a message's results, each with the tube of its own group (HL7 v2.5.1, chapter 7). In ORU^R01 a specimen
/// segment follows the results of its order and names their tube; in OUL it stands before its containers and orders.
/// Nothing is carried into the next patient. Where a group names two tubes, or specimen segments stand where the message
/// has no place for them, the results have no tube: they are put aside, and a person says whose they are.
/// </summary>
internal sealed class Hl7Results(bool isSpecimenFirst)
{
    private static readonly string[] Pictures = ["ED", "RP"];

    private readonly List<AnalyserResult> results = [];
    private readonly List<Found> found = [];
    private readonly List<Source> leading = [];
    private string leadingLot = "";
    private Order? order;
    private Source? current;
    private AnalyserResult? last;

    /// <summary>The results of the patients before this one; of all after <see cref="EndPatient"/>.</summary>
    public IReadOnlyList<AnalyserResult> All => results;

    /// <summary>Pictures and the like.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Takes the next segment.</summary>
    public void Take(Hl7Segment segment)
    {
        switch (segment.Name)
        {
            case "PID":
                EndPatient();
                break;
            case "SPM":
                Keep();
                Specimen(segment);
                break;
            case "SAC":
                Container(AstmReader.Kept(segment.Value(3)));
                break;
            case "INV" when last is null:
                Inventory(AstmReader.Kept(segment.Value(16)));
                break;
            case "ORC" when !isSpecimenFirst && order is null or { IsFilled: true }:
                Keep();
                order = new();
                break;
            case "OBR":
                Keep();
                order = order is { IsNamed: false, IsFilled: false } ? order : new();
                order.IsNamed = true;

                // Without a specimen segment, the filler's number is what the analyser read from the tube.
                order.Number = AstmReader.Kept(segment.Value(3) is { Length: > 0 } filler ? filler : segment.Value(2));
                break;
            case "OBX":
                Keep();
                Result(segment);
                break;
            case "TCD" when last is not null:
                last = last with
                {
                    Dilution = AstmReader.Kept(segment.Text(2)),
                    IsRerun = last.IsRerun || segment.Value(6) is "Y",
                };
                break;
            case "NTE" when last is not null && last.Comments.Count < 20 && segment.Text(3).Length > 0:
                last = last with { Comments = [.. last.Comments, AstmReader.Kept(segment.Text(3))] };
                break;
            default:
                break;
        }
    }

    /// <summary>The patient's segments are over: each of the results gets its tube.</summary>
    public void EndPatient()
    {
        Keep();
        bool isClear = isSpecimenFirst ? IsFirst() : IsOneForAll();
        foreach (Found one in found)
        {
            Source[] named = isSpecimenFirst ? [.. new[] { one.Before }.OfType<Source>()]
                : [.. leading, .. one.Order.Sources];
            results.Add(isClear && IsOne(named) ? Placed(one, named) : one.Result with { Specimen = "" });
        }

        found.Clear();
        leading.Clear();
        (leadingLot, order, current) = ("", null, null);
    }

    // Results before the first specimen of an OUL: the sender may mean the one that follows, and so with all after them.
    private bool IsFirst() => current is null || found.TrueForAll(one => one.Before is not null);

    // A specimen before the first order of an ORU: whether the next one ends an order or begins one is not to be known.
    private bool IsOneForAll() =>
        leading.Count == 0 || IsOne([.. leading, .. found.SelectMany(one => one.Order.Sources)]);

    private static bool IsOne(IReadOnlyList<Source> named) =>
        named.Select(one => one.IsControl).Distinct().Count() <= 1
        && named.SelectMany(one => one.Tubes).Distinct(StringComparer.Ordinal).Count() <= 1;

    private static AnalyserResult Placed(Found one, Source[] named)
    {
        string tube = named.SelectMany(source => source.Tubes).FirstOrDefault() ?? one.Order.Number;
        return named.FirstOrDefault(source => source.IsControl) is { } control
            ? one.Result with
            {
                Specimen = tube,
                IsControl = true,
                ControlLot = control.Lot.Length > 0 ? control.Lot : one.Result.ReagentLot,
                ControlLevel = control.Level,
                ReagentLot = "",
            }
            : one.Result with { Specimen = tube };
    }

    private void Keep()
    {
        if (last is not null)
        {
            found[^1] = found[^1] with { Result = last };
            last = null;
        }
    }

    private void Specimen(Hl7Segment segment)
    {
        bool isControl = segment.Value(11) is "Q" or "C";

        // SPM-3 of LAW: the control's lot and level stand beside its material.
        Source source = new()
        {
            Number = AstmReader.Kept(segment.Value(2)),
            IsControl = isControl,
            Lot = isControl ? AstmReader.Kept(segment.Value(3)) : "",
            Level = isControl ? AstmReader.Kept(segment.Value(3, 2)) : "",
        };
        if (isSpecimenFirst)
        {
            (current, order, leadingLot) = (source, null, "");
        }
        else
        {
            (order?.Sources ?? leading).Add(source);
        }
    }

    private void Container(string number)
    {
        Keep();
        if (isSpecimenFirst)
        {
            // Another tube of the same specimen begins after the results of the one before.
            if (current is null or { IsUsed: true })
            {
                (current, leadingLot) = (current?.Without() ?? new(), "");
            }

            current.Containers.Add(number);
            return;
        }

        List<Source> sources = order?.Sources ?? leading;
        if (sources.Count == 0)
        {
            sources.Add(new());
        }

        sources[^1].Containers.Add(number);
    }

    private void Inventory(string lot)
    {
        if (isSpecimenFirst && current is { IsControl: true })
        {
            current.Lot = lot;
        }
        else if (isSpecimenFirst || order is null)
        {
            leadingLot = lot;
        }
        else
        {
            order.Lot = lot;
        }
    }

    private void Result(Hl7Segment segment)
    {
        order ??= new();
        order.IsFilled = true;
        current?.IsUsed = true;
        if (Pictures.Contains(segment.Value(2), StringComparer.Ordinal))
        {
            LeftOut++;
            return;
        }

        if (results.Count + found.Count == AnalyserMessage.MaxResults)
        {
            throw new AnalyserFormatException("too many results");
        }

        last = new()
        {
            Specimen = "",
            Code = AstmReader.Kept(segment.Value(3)),
            Value = AstmReader.Kept(ValueOf(segment)),
            Unit = AstmReader.Kept(segment.Value(6)),
            Flags = [.. segment.Values(8).Where(one => one is not "N").Take(20).Select(AstmReader.Kept)],
            IsRerun = segment.Value(11) is "C",
            IsCancelled = segment.Value(11) is "X" or "D",
            MeasuredAt = Hl7Message.TimeOf(segment.Value(19)) ?? Hl7Message.TimeOf(segment.Value(14)),
            ReagentLot = order.Lot.Length > 0 ? order.Lot : leadingLot,
        };
        found.Add(new(last, order, current));
    }

    private static string ValueOf(Hl7Segment segment) =>
        segment.Value(2) switch
        {
            // A structured number: comparator, number, separator, number.
            "SN" => string.Concat(Enumerable.Range(1, 4).Select(part => segment.Value(5, part))),
            "CE" or "CWE" => segment.Value(5) is { Length: > 0 } code ? code : segment.Value(5, 2),
            _ => segment.Value(5),
        };

    /// <summary>A result with its order, and the specimen that stood before it in OUL.</summary>
    private sealed record Found(AnalyserResult Result, Order Order, Source? Before);

    /// <summary>An order's group; of ORU with the specimens that stand in it.</summary>
    private sealed class Order
    {
        public string Number { get; set; } = "";

        public string Lot { get; set; } = "";

        public bool IsNamed { get; set; }

        public bool IsFilled { get; set; }

        public List<Source> Sources { get; } = [];
    }

    /// <summary>What a specimen's segment and those of its containers say.</summary>
    private sealed class Source
    {
        public string Number { get; init; } = "";

        public bool IsControl { get; init; }

        public string Lot { get; set; } = "";

        public string Level { get; init; } = "";

        public bool IsUsed { get; set; }

        public List<string> Containers { get; } = [];

        /// <summary>The specimen's own number; without one, those of its containers.</summary>
        public IEnumerable<string> Tubes =>
            Number.Length > 0 ? [Number] : Containers.Where(one => one.Length > 0);

        /// <summary>The same specimen, of whose containers none is known.</summary>
        public Source Without() => new() { Number = Number, IsControl = IsControl, Lot = Lot, Level = Level };
    }
}
