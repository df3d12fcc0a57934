using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Specimens;
using Serment.Web.Parts;

namespace Serment.Web.Laboratory.Specimens;

/// <summary>What a page that takes scans answers, as a panel of one colour.</summary>
/// <param name="Colour"><c>green</c>, <c>orange</c>, <c>red</c> or <c>none</c>: also the beep.</param>
/// <param name="Title">The answer in a word.</param>
/// <param name="Number">The number concerned; empty for none.</param>
/// <param name="Facts">What else there is to know. Nothing of a person but sex and age.</param>
/// <param name="Keep">State that the form carries to the next scan.</param>
public sealed record ScanAnswer(
    string Colour, string Title, string Number, IReadOnlyList<string> Facts,
    IReadOnlyList<KeyValuePair<string, string>> Keep)
{
    /// <summary>The cap's class, where a tube is shown.</summary>
    public string? Cap { get; init; }

    /// <summary>Whether a non-conformity may have to be noted.</summary>
    public bool OffersNonConformity { get; init; }

    /// <summary>Counts of the session: green, orange, red; null where nothing is counted.</summary>
    public (int Green, int Orange, int Red)? Counts { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ScanAnswer);
}

/// <summary>A page that takes scans.</summary>
public sealed record ScanModel(ScanAnswer? Answer, IReadOnlyList<KeyValuePair<string, string>> Keep)
{
    /// <summary>Whether the visitor belongs to no laboratory: there is nothing that she could receive.</summary>
    public bool IsOfNone { get; init; }
}

/// <summary>Storage: the panel, and what stands in the rack.</summary>
public sealed record StorageModel(
    ScanAnswer? Answer, string Rack, short Position, IReadOnlyList<SpecimenRow> Content, ContainerNames Names);

/// <summary>What need not be kept any longer.</summary>
public sealed record DestructionModel(ScanAnswer? Answer, IReadOnlyList<SpecimenRow> Due, ContainerNames Names);

/// <summary>Non-conformities: the form, and the quality manager's list.</summary>
public sealed record NonConformityModel(
    FormState Form, IReadOnlyList<NonConformityRow> Rows, IReadOnlyDictionary<int, string> Units,
    IReadOnlyDictionary<ActorId, string> Staff, ContainerNames Names, DateOnly From, DateOnly Until)
{
    /// <summary>What was said of one of them; null where nobody asked.</summary>
    public NonConformitySaid? Said { get; init; }
}

/// <summary>Units with people to be collected from, and one of them with names.</summary>
public sealed record CollectionsModel(
    IReadOnlyList<WardCollection> Wards, IReadOnlyDictionary<int, string> Units, int? Ward,
    IReadOnlyList<CollectionLine> Lines, ContainerNames Names, string Stamp, bool MakesRounds,
    IReadOnlyList<StaffEntry> Nurses, FormState Form)
{
    /// <summary>Whether there are rounds to go to: the laboratory's, or the visitor's own.</summary>
    public bool HasRounds { get; init; }

    /// <summary>Those who are ticked for a round.</summary>
    public IReadOnlySet<string> Ticked { get; init; } = new HashSet<string>(StringComparer.Ordinal);
}

/// <summary>Somebody of the staff who can be sent on a round.</summary>
public sealed record StaffEntry(ActorId Id, string Name);

/// <summary>One collection at the bedside.</summary>
public sealed record CollectModel(
    Serment.Records.Patients.PatientCard Card, IReadOnlyList<SpecimenRow> Tubes, ContainerNames Names, FormState Form,
    string? Alarm);

/// <summary>Rounds of visiting nurses, without names of patients.</summary>
public sealed record VisitRoundsModel(
    IReadOnlyList<(RoundRow Round, int Patients)> Rounds, IReadOnlyDictionary<ActorId, string> Staff)
{
    /// <summary>Whether the visitor's laboratory makes rounds; else the list holds her own.</summary>
    public bool MakesRounds { get; init; }
}

/// <summary>One round, opened by its nurse.</summary>
public sealed record VisitRoundModel(RoundRow Round, IReadOnlyList<RoundStop> Stops, ContainerNames Names);

/// <summary>Specimens at other laboratories.</summary>
public sealed record SendingModel(
    FormState Form, IReadOnlyList<OutsideLaboratory> Book, IReadOnlyList<SendingRow> Outstanding, ContainerNames Names,
    string? Parcel);
