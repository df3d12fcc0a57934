using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Records.Laboratory.Reports;

/// <summary>
/// What the sealed steps of an order's containers mean for its results: reserves (NF EN ISO 15189, 7.2.6.3), and which other
/// laboratory made an analysis (7.4.1.6). Pure; its words are French, as everything on a report.
/// </summary>
/// <param name="tubes">The order's containers, aliquots among them.</param>
/// <param name="steps">Their steps.</param>
/// <param name="outside">The address book.</param>
public sealed class SpecimenNotes(
    IReadOnlyList<SpecimenRow> tubes, IReadOnlyList<SpecimenStep> steps, IReadOnlyList<OutsideLaboratory> outside)
{
    /// <summary>The code of a remark that a reserve made: the report draws reserves by itself.</summary>
    public const string RemarkCode = "RESERVE";

    // An aliquot of an aliquot of an aliquot: more is a damaged row.
    private const int MaxDepth = 4;

    /// <summary>Every reserve about a container and those that it was filled from, in words.</summary>
    public IReadOnlyList<string> ReservesOf(EntryId specimen) =>
    [
        .. WithParents(specimen).SelectMany(one => SpecimenStep.ReservesOf(one, steps))
            .Select(TextOf).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>
    /// The other laboratory that made an analysis, with its address; null where this one did. It did not where the container
    /// or an aliquot of it had been sent out, and the value was typed here afterwards, as a paper says it.
    /// </summary>
    /// <param name="made">The determination.</param>
    /// <param name="analysis">As the catalogue has it: what is computed is computed here.</param>
    public string? OutsideOf(Determination made, Analysis? analysis)
    {
        if (made.InstrumentId != 0 || analysis?.Kind == AnswerKind.Computed)
        {
            return null;
        }

        HashSet<EntryId> own =
            [made.Specimen, .. tubes.Where(tube => tube.Parent == made.Specimen).Select(tube => tube.Specimen)];
        string? name = steps.LastOrDefault(
            step => step.Action == SpecimenAction.Sent && own.Contains(step.Specimen) && step.At <= made.ResultedAt)?.Place;
        OutsideLaboratory? known =
            outside.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));
        return known is { Address.Length: > 0 }
            ? $"{name}, {string.Join(", ", known.Address.Split('\n', StringSplitOptions.TrimEntries))}"
            : name;
    }

    /// <summary>A cause in a sentence.</summary>
    public static string WordsOf(SpecimenCause cause) => cause switch
    {
        SpecimenCause.Haemolysed => "échantillon hémolysé",
        SpecimenCause.Clotted => "échantillon coagulé",
        SpecimenCause.LowVolume => "volume insuffisant",
        SpecimenCause.WrongContainer => "tube inadapté",
        SpecimenCause.Identity => "identité non conforme",
        SpecimenCause.TooLate => "délai d’acheminement dépassé",
        SpecimenCause.Unlabelled => "échantillon non étiqueté",
        SpecimenCause.Lipaemic => "échantillon lipémique ou ictérique",
        SpecimenCause.Leaking => "tube cassé ou fuyant",
        SpecimenCause.Temperature => "température de transport non respectée",
        SpecimenCause.Contaminated => "échantillon prélevé sur perfusion ou souillé",
        SpecimenCause.Missing => "échantillon non parvenu",
        _ => "échantillon non conforme",
    };

    private static string TextOf(SpecimenStep step)
    {
        string words = WordsOf(step.Cause);
        string sentence = char.ToUpper(words[0], CultureInfo.InvariantCulture) + words[1..];
        return $"{sentence}{(step.Note is { } note ? $" ({note})" : "")} : accepté avec réserve, à interpréter avec prudence.";
    }

    private IEnumerable<EntryId> WithParents(EntryId specimen)
    {
        EntryId? at = specimen;
        for (int depth = 0; at is { } one && depth < MaxDepth; depth++)
        {
            yield return one;
            at = tubes.FirstOrDefault(tube => tube.Specimen == one)?.Parent;
        }
    }
}
