using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Medications;
using Serment.Web.Parts;

namespace Serment.Web.Medications;

/// <summary>A chart's page of medications.</summary>
public sealed record MedicationsModel
{
    /// <summary>Whose chart.</summary>
    public required ChartHead Head { get; init; }

    /// <summary>All lines.</summary>
    public required IReadOnlyList<ChartLine> Lines { get; init; }

    /// <summary>What the visitor is writing.</summary>
    public required IReadOnlyList<ChartLine> Drafts { get; init; }

    /// <summary>The warnings of each draft.</summary>
    public required IReadOnlyDictionary<EntryId, IReadOnlyList<PrescriptionWarning>> Warnings { get; init; }

    /// <summary>The words of allergies that no draft is checked against.</summary>
    public required IReadOnlyList<string> Unchecked { get; init; }

    /// <summary>What is known of allergies.</summary>
    public required AllergyStanding Allergies { get; init; }

    /// <summary>The form to be signed, as typed.</summary>
    public required FormState Form { get; init; }

    /// <summary>Names of staff.</summary>
    public required IReadOnlyDictionary<ActorId, string> Names { get; init; }

    /// <summary>Units that may give the drugs.</summary>
    public required IReadOnlyList<UnitDescription> Units { get; init; }

    /// <summary>Protocols that may be applied.</summary>
    public IReadOnlyList<StandingOrder> Protocols { get; init; } = [];

    /// <summary>The line in force that a form is about, where one was refused.</summary>
    public EntryId? Stopping { get; init; }
}

/// <summary>The form of one line.</summary>
/// <param name="Head">Whose chart.</param>
/// <param name="Form">As typed.</param>
/// <param name="Drug">The drug chosen; null before, and for a free text.</param>
/// <param name="Hits">Drugs to choose from, where the choice was not clear.</param>
public sealed record LineModel(ChartHead Head, FormState Form, Drug? Drug, IReadOnlyList<DrugHit> Hits);

/// <summary>The administration plan of one patient.</summary>
public sealed record PlanModel
{
    /// <summary>Whose.</summary>
    public required ChartHead Head { get; init; }

    /// <summary>The first day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>How many days.</summary>
    public required int DayCount { get; init; }

    /// <summary>Planned doses.</summary>
    public required IReadOnlyList<PlanSlot> Slots { get; init; }

    /// <summary>What is given when needed.</summary>
    public required IReadOnlyList<AsNeededLine> AsNeeded { get; init; }

    /// <summary>Lines in free text: nothing of them is planned.</summary>
    public required IReadOnlyList<ChartLine> FreeTexts { get; init; }

    /// <summary>What is asked before the form's dose is noted.</summary>
    public DoseQuestion? Asked { get; init; }

    /// <summary>What was given as needed in these days.</summary>
    public required IReadOnlyList<GivenDose> Given { get; init; }

    /// <summary>What was noted by mistake in these days, planned or as needed.</summary>
    public required IReadOnlyList<GivenDose> InError { get; init; }

    /// <summary>The form, as typed.</summary>
    public required FormState Form { get; init; }

    /// <summary>Names of staff.</summary>
    public required IReadOnlyDictionary<ActorId, string> Names { get; init; }
}

/// <summary>What was noted of one dose: as it stands, all its versions, and the form to correct it.</summary>
/// <param name="Head">Whose.</param>
/// <param name="Versions">Newest first; the first is what holds.</param>
/// <param name="Form">The form, as typed.</param>
/// <param name="Names">Names of staff.</param>
/// <param name="IsConflict">Whether somebody corrected it meanwhile.</param>
public sealed record DoseRecordModel(
    ChartHead Head, IReadOnlyList<GivenDose> Versions, FormState Form, IReadOnlyDictionary<ActorId, string> Names,
    bool IsConflict = false);

/// <summary>The round of a unit.</summary>
/// <param name="Units">Units to choose from.</param>
/// <param name="Unit">The unit shown; null where there is none.</param>
/// <param name="Lines">Who is due, by time.</param>
/// <param name="Stamp">Changes when the rows do.</param>
public sealed record RoundModel(
    IReadOnlyList<UnitDescription> Units, UnitDescription? Unit, IReadOnlyList<RoundLine> Lines, string Stamp);
