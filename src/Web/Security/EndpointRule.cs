namespace Serment.Web.Security;

/// <summary>Who may call an endpoint. The web server checks it for clarity; the custodian decides about keys.</summary>
internal enum Audience
{
    /// <summary>Nobody is asked who they are: sign-in, style sheets.</summary>
    Anyone,

    /// <summary>Any live session.</summary>
    SignedIn,

    /// <summary>Roles that are shown identity cards.</summary>
    OpensCards,

    /// <summary>Roles that open at least one compartment of a record.</summary>
    OpensRecords,

    /// <summary>Roles that write identities.</summary>
    WritesIdentity,

    /// <summary>Roles that read what is clinical, and may ask a colleague to be let in.</summary>
    ReadsClinical,

    /// <summary>Roles that read notes: those that treat patients, without the pharmacist.</summary>
    ReadsNotes,

    /// <summary>Roles that write in the clinical part of a chart.</summary>
    WritesClinical,

    /// <summary>Physician, nurse, biologist: they open strangers after a touch and stand in for others.</summary>
    Treats,

    /// <summary>Roles that read and write coverage: reception and billing.</summary>
    WritesCoverage,

    /// <summary>The role that hands patients a copy of their record.</summary>
    CopiesRecords,

    /// <summary>Biologist and laboratory technician.</summary>
    WorksInLaboratory,

    /// <summary>Everybody who works in or for a laboratory: desk, phlebotomist, technician, biologist.</summary>
    EntersLaboratory,

    /// <summary>Technician, biologist, administrator: numbers without people.</summary>
    SeesLaboratoryNumbers,

    /// <summary>Who takes specimens: nurses and phlebotomists.</summary>
    CollectsSpecimens,

    /// <summary>Who prints labels that bear a name: nurses, phlebotomists, reception.</summary>
    PrintsCollectionLabels,

    /// <summary>Who orders analyses: physician, nurse, biologist, and reception from a prescription on paper.</summary>
    OrdersAnalyses,

    /// <summary>Who is shown orders in a chart: roles that read the laboratory part, and reception their numbers.</summary>
    SeesOrders,

    /// <summary>Who cancels analyses and adds some: who orders and reads them back, and the bench.</summary>
    ChangesOrders,

    /// <summary>Who sees the links of the instruments: the laboratory's staff and the administrator.</summary>
    SeesInstruments,

    /// <summary>Who connects instruments: biologist and administrator.</summary>
    SetsUpInstruments,

    /// <summary>Biologists: who validates results and answers for them.</summary>
    Validates,

    /// <summary>Biologists: who signs reports and notes to whom they were given.</summary>
    SignsReports,

    /// <summary>Biologists: they set the targets and rules that controls are judged by, and accept lots.</summary>
    SetsControlLimits,
    /// <summary>The biologist: who answers for what the laboratory offers.</summary>
    RunsLaboratory,

    /// <summary>The security officer.</summary>
    WatchesLog,

    /// <summary>The administrator, who sees no patient.</summary>
    SetsUpAgendas,

    /// <summary>Administrator and security officer.</summary>
    ManagesPeople,

    /// <summary>The administrator.</summary>
    Administers,

    /// <summary>Physicians: who signs prescriptions.</summary>
    Prescribes,

    /// <summary>Who gives drugs and notes it: physicians and nurses.</summary>
    GivesDrugs,
}

/// <summary>What one call costs its caller, at most. The custodian's meters do the counting.</summary>
internal enum Budget
{
    /// <summary>No person is disclosed.</summary>
    None,

    /// <summary>One lookup, and a card for each person found (at most <c>FindPatients.MaxCards</c>).</summary>
    LookupAndCards,

    /// <summary>One person.</summary>
    OnePatient,

    /// <summary>
    /// One person after a touch, always on the small allowance, in care or not: a whole record leaves the house.
    /// </summary>
    RecordCopy,

    /// <summary>Two people, side by side.</summary>
    TwoPatients,

    /// <summary>One person for each row of the list.</summary>
    OnePatientPerRow,

    /// <summary>One lookup, and a card for each possible duplicate.</summary>
    DuplicateCheck,
}

/// <summary>
/// The one piece of metadata that every endpoint declares. An endpoint without it is not served, and a test fails.
/// </summary>
internal sealed record EndpointRule(Audience Audience, Budget Budget);

/// <summary>
/// Marks an endpoint that pages ask by themselves, again and again: asking it is no use of the session, whoever asks.
/// </summary>
internal sealed class BackgroundEndpoint
{
    /// <summary>The mark.</summary>
    public static BackgroundEndpoint Mark { get; } = new();
}

/// <summary>How endpoints declare their rule.</summary>
internal static class EndpointRules
{
    /// <summary>Declares that pages ask it by themselves.</summary>
    public static T InBackground<T>(this T endpoint)
        where T : IEndpointConventionBuilder
    {
        endpoint.WithMetadata(BackgroundEndpoint.Mark);
        return endpoint;
    }

    /// <summary>Declares who may call the endpoint and what a call costs.</summary>
    public static T Admits<T>(this T endpoint, Audience audience, Budget budget)
        where T : IEndpointConventionBuilder
    {
        endpoint.WithMetadata(new EndpointRule(audience, budget));
        return endpoint;
    }
}
