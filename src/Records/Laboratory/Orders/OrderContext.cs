namespace Serment.Records.Laboratory.Orders;

/// <summary>
/// What the laboratory must know to judge the results. It stands sealed with the order, as coded resources, and in no
/// row.
/// </summary>
public sealed record OrderContext
{
    /// <summary>Longest text.</summary>
    public const int MaxTextChars = 500;

    /// <summary>Last week of a pregnancy that is believed.</summary>
    public const int MaxWeeks = 43;

    /// <summary>The most urine of one collection, in millilitres.</summary>
    public const int MaxUrineMillilitres = 15_000;

    /// <summary>Nothing known.</summary>
    public static OrderContext None { get; } = new();

    /// <summary>Whether the person comes fasting; null where nobody asked.</summary>
    public bool? IsFasting { get; init; }

    /// <summary>Whether she is pregnant; null where nobody asked.</summary>
    public bool? IsPregnant { get; init; }

    /// <summary>Weeks since the last period, in full weeks.</summary>
    public int? PregnancyWeeks { get; init; }

    /// <summary>Treatment that matters to the analyses: anticoagulants, hormones, the drug that is measured.</summary>
    public string? Treatment { get; init; }

    /// <summary>When the drug that is measured was last taken.</summary>
    public DateTimeOffset? LastDoseAt { get; init; }

    /// <summary>What is asked, and why.</summary>
    public string? Question { get; init; }

    /// <summary>Volume of a collection of urine, in millilitres.</summary>
    public int? UrineMillilitres { get; init; }

    /// <summary>Without its words: what may stand beside analyses that are not labelled sensitive.</summary>
    public OrderContext WithoutWords() => this with { Treatment = null, Question = null };

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(OrderContext);
}

/// <summary>Who takes the specimens.</summary>
public enum CollectionPlan : byte
{
    /// <summary>The unit that ordered.</summary>
    Ward = 1,

    /// <summary>The laboratory.</summary>
    Laboratory = 2,

    /// <summary>The patient, as with urine.</summary>
    Patient = 3,

    /// <summary>They were taken before the order was written here.</summary>
    Done = 4,

    /// <summary>A nurse on her round.</summary>
    Round = 5,
}

/// <summary>A prescriber who does not work here.</summary>
/// <param name="Name">As the prescription has it.</param>
/// <param name="Rpps">Eleven digits with a right check digit; null where the paper bears none.</param>
/// <param name="Phone">Where critical values are called to; E.164 or as typed.</param>
public sealed record OutsidePrescriber(string Name, string? Rpps, string? Phone)
{
    /// <summary>Longest name.</summary>
    public const int MaxNameChars = 120;

    /// <summary>Longest phone number.</summary>
    public const int MaxPhoneChars = 30;
}

/// <summary>Why an analysis is not to be done.</summary>
/// <param name="Reason">In words.</param>
/// <param name="At">When it was cancelled.</param>
/// <param name="By">By whom.</param>
public sealed record CancelledAnalysis(string Reason, DateTimeOffset At, CustodyProtocol.ActorId By)
{
    /// <summary>Longest reason.</summary>
    public const int MaxReasonChars = 200;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(CancelledAnalysis);
}

/// <summary>One analysis of an order.</summary>
/// <param name="Code">The catalogue's code.</param>
/// <param name="Loinc">LOINC.</param>
/// <param name="Label">As it was called when it was ordered (French).</param>
public sealed record OrderedAnalysis(string Code, string Loinc, string Label)
{
    /// <summary>The panel by which it was asked for; null by itself.</summary>
    public string? Panel { get; init; }

    /// <summary>Nobody asked for it by name: a computed one needs it.</summary>
    public bool IsAdded { get; init; }

    /// <summary>Set where it was cancelled.</summary>
    public CancelledAnalysis? Cancelled { get; init; }
}

/// <summary>An order as it is sealed.</summary>
public sealed record OrderDetails
{
    /// <summary>The number that people say.</summary>
    public required string Number { get; init; }

    /// <summary>How soon.</summary>
    public required OrderPriority Priority { get; init; }

    /// <summary>Where it stands.</summary>
    public RequestStatus Status { get; init; } = RequestStatus.Active;

    /// <summary>Its analyses, cancelled ones among them.</summary>
    public required IReadOnlyList<OrderedAnalysis> Analyses { get; init; }

    /// <summary>What the laboratory must know.</summary>
    public OrderContext Context { get; init; } = OrderContext.None;

    /// <summary>Who ordered, of the staff; null from outside.</summary>
    public CustodyProtocol.ActorId? Requester { get; init; }

    /// <summary>Who ordered, from outside; null of the staff.</summary>
    public OutsidePrescriber? Prescriber { get; init; }

    /// <summary>The day of an outside prescription.</summary>
    public DateOnly? PrescribedOn { get; init; }

    /// <summary>When it was ordered here.</summary>
    public required DateTimeOffset OrderedAt { get; init; }

    /// <summary>When the specimens are to be taken, of a timed order; else null.</summary>
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>Who takes the specimens.</summary>
    public CollectionPlan Collection { get; init; } = CollectionPlan.Ward;

    /// <summary>Version of the catalogue that it was ordered by.</summary>
    public required int Catalogue { get; init; }

    /// <summary>Why the whole order was cancelled.</summary>
    public CancelledAnalysis? Cancelled { get; init; }

    /// <summary>The other half of an order of which some analyses are labelled sensitive.</summary>
    public CustodyProtocol.EntryId? PartOf { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(OrderDetails);
}
