using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Charts.Items;

namespace Serment.Records.Medications;

/// <summary>What a check found. Other checks are not made, and the page says so.</summary>
public enum WarningKind : byte
{
    /// <summary>The drug holds a substance that a coded allergy names.</summary>
    Allergy = 1,

    /// <summary>The drug holds a substance whose name stands in the words of an allergy: it may be meant.</summary>
    PossibleAllergy = 2,

    /// <summary>Another line in force or being written holds the same substance.</summary>
    SameSubstance = 3,

    /// <summary>The authorisation has ended or is suspended.</summary>
    Withdrawn = 4,

    /// <summary>Authorised, not sold.</summary>
    NotMarketed = 5,

    /// <summary>Out of stock, scarce, or its sale ends.</summary>
    Supply = 6,

    /// <summary>The route is none of the drug's.</summary>
    Route = 7,

    /// <summary>The drug's code is not in the database of this program: nothing could be checked.</summary>
    UnknownDrug = 8,
}

/// <summary>One warning of one line.</summary>
/// <param name="Kind">What.</param>
/// <param name="Code">What makes it this one: a substance's code, another line's entry.</param>
/// <param name="Subject">In words: the substance, and what it meets.</param>
/// <param name="Other">The allergy's words, or the other line's name.</param>
public sealed record PrescriptionWarning(WarningKind Kind, string Code, string Subject, string? Other)
{
    /// <summary>Tells it from the line's other warnings; kept with the answer.</summary>
    public string Key => $"{Kind}.{Code}";

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(PrescriptionWarning);
}

/// <summary>A line with the entry that holds it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Line">The line.</param>
/// <param name="Replaces">The line whose place it takes.</param>
public sealed record CheckedLine(EntryId Entry, PrescriptionLine Line, EntryId? Replaces = null);

/// <summary>The checks that the data allow: pure, over what is in the record and in the drug database.</summary>
public static class PrescriptionChecks
{
    /// <summary>The warnings of one line, the gravest first.</summary>
    /// <param name="subject">The line being written.</param>
    /// <param name="others">Lines in force, and the other lines being written.</param>
    /// <param name="allergies">Those to be heeded.</param>
    /// <param name="drugs">The database.</param>
    public static IReadOnlyList<PrescriptionWarning> Of(
        CheckedLine subject, IEnumerable<CheckedLine> others, IReadOnlyList<AllergyDetails> allergies,
        DrugDirectory drugs)
    {
        if (subject.Line.IsFreeText)
        {
            return [];
        }

        if (drugs.Find(subject.Line.Cis) is not { } drug)
        {
            return [new(WarningKind.UnknownDrug, subject.Line.Cis!, subject.Line.Name, null)];
        }

        List<PrescriptionWarning> found = [];
        AddAllergies(drug, allergies, drugs.Substances, found);
        AddSame(subject, drug, others, drugs, found);
        if (drug.State is DrugState.Withdrawn or DrugState.Suspended)
        {
            found.Add(new(WarningKind.Withdrawn, drug.State.ToString(), drug.Name, null));
        }
        else if (drug.State == DrugState.NotMarketed)
        {
            found.Add(new(WarningKind.NotMarketed, drug.Cis, drug.Name, null));
        }
        else if (drug.Supply != SupplyState.Normal)
        {
            found.Add(new(WarningKind.Supply, drug.Supply.ToString(), drug.Name, null));
        }

        if (subject.Line.Route is { } route && !drug.Routes.Contains(route, StringComparer.Ordinal))
        {
            found.Add(new(WarningKind.Route, route, route, string.Join(", ", drug.Routes)));
        }

        return [.. found.OrderBy(one => one.Kind)];
    }

    /// <summary>The allergies whose words name no substance: no drug is checked against them.</summary>
    public static IReadOnlyList<AllergyDetails> Unchecked(
        IReadOnlyList<AllergyDetails> allergies, SubstanceDirectory substances) =>
        [.. allergies.Where(one => MeantBy(one, substances).Codes.Length == 0)];

    private static (bool IsCoded, string[] Codes) MeantBy(AllergyDetails allergy, SubstanceDirectory substances) =>
        allergy.SubstanceCode is { } code && substances.Find(code) is not null
            ? (true, [code])
            : (false, [.. substances.Guess(allergy.Substance).Select(one => one.Code)]);

    private static void AddAllergies(
        Drug drug, IReadOnlyList<AllergyDetails> allergies, SubstanceDirectory substances,
        List<PrescriptionWarning> found)
    {
        foreach (AllergyDetails allergy in allergies)
        {
            (bool isCoded, string[] meant) = MeantBy(allergy, substances);
            Ingredient? hit = drug.Ingredients.FirstOrDefault(
                part => meant.Any(one => substances.AreSame(one, part.Code)));
            WarningKind kind = isCoded ? WarningKind.Allergy : WarningKind.PossibleAllergy;
            if (hit is not null
                && !found.Exists(one => one.Kind == kind && string.Equals(one.Code, hit.Code, StringComparison.Ordinal)))
            {
                found.Add(new(kind, hit.Code, hit.Name, allergy.Substance));
            }
        }
    }

    private static void AddSame(
        CheckedLine subject, Drug drug, IEnumerable<CheckedLine> others, DrugDirectory drugs,
        List<PrescriptionWarning> found)
    {
        foreach (CheckedLine other in others)
        {
            if (other.Entry == subject.Entry || other.Entry == subject.Replaces || other.Replaces == subject.Entry
                || drugs.Find(other.Line.Cis) is not { } second)
            {
                continue;
            }

            Ingredient? shared = drug.Ingredients.FirstOrDefault(part =>
                second.Ingredients.Any(one => drugs.Substances.AreSame(one.Code, part.Code)));
            if (shared is not null)
            {
                found.Add(new(WarningKind.SameSubstance, other.Entry.ToString(), shared.Name, other.Line.Name));
            }
        }
    }
}
