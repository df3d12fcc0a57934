using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Opening;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Lookup;
using Serment.Records.Patients.Names;

namespace Serment.Records.Patients;

/// <summary>By what an exact lookup goes.</summary>
public enum ExactIdentifier : byte
{
    /// <summary>NIR, with its key.</summary>
    Nir = 0,

    /// <summary>A record number of this house or of an imported source.</summary>
    RecordNumber = 1,

    /// <summary>The number of a laboratory dossier.</summary>
    Accession = 2,
}

/// <summary>Whom somebody looks for: by traits, or by one exact identifier.</summary>
public sealed record PatientQuery
{
    /// <summary>Birth date; with it the name is needed.</summary>
    public BirthDate? BirthDate { get; init; }

    /// <summary>Birth or used name, at least its first three letters.</summary>
    public string? Name { get; init; }

    /// <summary>Given name or its start: sorts, never searches.</summary>
    public string? GivenName { get; init; }

    /// <summary>The kind of <see cref="Identifier"/>.</summary>
    public ExactIdentifier Kind { get; init; }

    /// <summary>An exact identifier; then the traits are not looked at.</summary>
    public string? Identifier { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(PatientQuery);
}

/// <summary>What was found. Cards are in the order of likeness.</summary>
public sealed record FoundPatients(LookupOutcome Outcome, IReadOnlyList<PatientCard> Cards, string? RefusalCode = null);

/// <summary>
/// Finds a person as the RNIV allows: birth date and the first letters of a name, or an exact identifier. Each call
/// is one lookup, and every card shown one disclosure, whatever is found.
/// </summary>
public sealed class FindPatients(RecordDoor door, NumberSpaces spaces)
{
    /// <summary>Cards that one lookup shows at most; beyond, it must be refined.</summary>
    public const int MaxCards = LookupResult.MaxCandidates;

    public async Task<FoundPatients> RunAsync(
        PatientQuery query, SessionToken session, string siteCode, DateOnly today, CancellationToken stop)
    {
        List<TokenInput> inputs = await InputsAsync(query, siteCode, stop);
        if (inputs.Count == 0)
        {
            return new(LookupOutcome.Nobody, []);
        }

        LookupResult found = await door.LookUpAsync(inputs, session, stop);
        if (found.Outcome != LookupOutcome.Found)
        {
            return new(found.Outcome, [], found.RefusalCode);
        }

        PatientCard[] cards = await door.CardsAsync(
            found.Candidates.Select(candidate => candidate.Patient), session, today, stop);
        return new(
            LookupOutcome.Found, [.. cards.OrderByDescending(card => Likeness(query, card.Identity))]);
    }

    private async Task<List<TokenInput>> InputsAsync(PatientQuery query, string siteCode, CancellationToken stop)
    {
        if (query.Identifier is null)
        {
            return query is { BirthDate: { } birthDate, Name: { } name } ? LookupInputs.OfName(birthDate, name) : [];
        }

        if (query.Kind == ExactIdentifier.Nir)
        {
            return Nir.TryParseTyped(query.Identifier, out Nir nir) == NirRefusal.None ? LookupInputs.OfNir(nir) : [];
        }

        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return [];
        }

        return query.Kind == ExactIdentifier.RecordNumber
            ? LookupInputs.OfNumber(
                TokenKind.RecordNumber, query.Identifier, await spaces.RecordNumbersAsync(siteCode, site, stop))
            : LookupInputs.OfNumber(
                TokenKind.Accession, query.Identifier, await spaces.AccessionsAsync(siteCode, site, stop));
    }

    private static int Likeness(PatientQuery query, PatientIdentity? identity)
    {
        if (identity is null || query.Identifier is not null)
        {
            return 0;
        }

        int name = Math.Max(Likeness(query.Name, identity.BirthName), Likeness(query.Name, identity.UsedName));
        int given = Math.Max(
            Likeness(query.GivenName, identity.FirstGivenName), Likeness(query.GivenName, identity.UsedGivenName));
        return (name * 4) + given;
    }

    private static int Likeness(string? typed, string? held)
    {
        if (string.IsNullOrWhiteSpace(typed) || string.IsNullOrWhiteSpace(held))
        {
            return 0;
        }

        string a = NameForm.Comparison(typed);
        string b = NameForm.Comparison(held);
        return string.Equals(a, b, StringComparison.Ordinal) ? 3
            : b.StartsWith(a, StringComparison.Ordinal) ? 2
            : NameDistance.AreClose(a, b) ? 1
            : 0;
    }
}
