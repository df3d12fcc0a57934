using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Opening;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Lookup;

namespace Serment.Records.Patients;

/// <summary>Somebody who may be the person about to be registered.</summary>
public sealed record PossibleDuplicate(PatientCard Card, DuplicateAssessment Assessment, bool SharesNir);

/// <summary>What a search for duplicates found.</summary>
/// <param name="Outcome">How the lookup ended; refused means that nothing may be created either.</param>
/// <param name="Duplicates">Same and probable first, then homonyms and cards that did not open.</param>
public sealed record DuplicatesFound(LookupOutcome Outcome, IReadOnlyList<PossibleDuplicate> Duplicates)
{
    /// <summary>Whether a second identity needs a deliberate decision.</summary>
    public bool NeedsDecision => Outcome == LookupOutcome.TooMany || Duplicates.Count > 0;
}

/// <summary>
/// Looks, before somebody is registered, for who is here already: one lookup, one card for each candidate.
/// </summary>
public sealed class AssessDuplicates(RecordDoor door)
{
    public async Task<DuplicatesFound> RunAsync(
        PatientIdentity fresh, Nir? nir, SessionToken session, DateOnly today, CancellationToken stop)
    {
        List<TokenInput> inputs = LookupInputs.Of(fresh);

        // The existing record may or may not know a personal identifier: its strict traits stand under either kind.
        inputs.AddRange(
        [
            .. inputs.Where(input => input.Kind == TokenKind.StrictTraits)
                .Select(input => input with { Kind = TokenKind.StrictTraitsIdentified })
                .ToArray(),
        ]);
        int nirInput = inputs.Count;
        if (nir is { } number)
        {
            inputs.AddRange(LookupInputs.OfNir(number));
        }

        LookupResult found = await door.LookUpAsync(inputs, session, stop);
        if (found.Outcome != LookupOutcome.Found)
        {
            return new(found.Outcome, []);
        }

        PatientCard[] cards = await door.CardsAsync(
            found.Candidates.Select(one => one.Patient), session, today, stop);
        List<PossibleDuplicate> duplicates = [];
        for (int i = 0; i < cards.Length; i++)
        {
            PatientCard card = cards[i];
            bool sharesNir = nir is not null && (found.Candidates[i].MatchedInputs & (1 << nirInput)) != 0;
            DuplicateAssessment assessment =
                card.Identity is null ? default : DuplicateAssessment.Of(fresh, card.Identity);
            if (card.Identity is null || sharesNir || assessment.Verdict != DuplicateVerdict.Different)
            {
                duplicates.Add(new(card, assessment, sharesNir));
            }
        }

        return new(
            found.Outcome,
            [.. duplicates.OrderByDescending(one => one.SharesNir).ThenByDescending(one => one.Assessment.Verdict)]);
    }
}
