using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Patients.Lookup;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Patients;

/// <summary>A registered person, or why not.</summary>
public sealed record PatientRegistered(
    SealOutcome Outcome, DecisionReason Reason, PatientId Patient, string? RecordNumber, long LogIndex);

/// <summary>
/// Registers somebody: a new record with a key of its own. Whether the person is here already has been asked before
/// (<see cref="AssessDuplicates"/>); this creates.
/// </summary>
public sealed class RegisterPatient(RecordDoor door)
{
    private const int NumberDigits = 9;

    public async Task<PatientRegistered> RunAsync(
        PatientDraft draft, SessionToken session, string siteCode, CancellationToken stop)
    {
        using SealBatch batch = await door.BeginSealAsync(session, stop);
        (PatientId patient, string number) = Add(batch, draft, siteCode);
        SealResult result = await door.SealAsync(batch, session, stop);
        return new(result.Outcome, result.Reason, patient, number, result.Receipt?.LogIndexOf(patient) ?? 0);
    }

    /// <summary>Puts a new person into a batch: the number of the record, and its number on paper.</summary>
    public static (PatientId Patient, string RecordNumber) Add(SealBatch batch, PatientDraft draft, string siteCode)
    {
        if (!draft.Identity.HasFiveStrictTraits)
        {
            throw new ArgumentException("five strict traits are needed (EXI PP 02)", nameof(draft));
        }

        PatientId patient = batch.NewPatientId();
        string number = DrawNumber();
        batch.BeginPatient(patient, isNew: true);
        AddIdentity(batch, draft, number, siteCode);
        AddRest(batch, draft, patient);
        AddTokens(batch, draft, number, siteCode);
        return (patient, number);
    }

    private static void AddIdentity(SealBatch batch, PatientDraft draft, string number, string siteCode)
    {
        Patient resource = new()
        {
            Identifier =
            [
                new()
                {
                    Use = "usual",
                    Type = new()
                    {
                        Coding = [new() { System = "http://terminology.hl7.org/CodeSystem/v2-0203", Code = "PI" }],
                    },
                    System = NumberSpaces.OwnSystem(siteCode),
                    Value = number,
                },
            ],
        };
        IdentityResource.Write(draft.Identity, resource);
        SealResource.Add(batch, batch.NewEntryId(), 1, Compartment.Identity, resource);
    }

    private static void AddRest(SealBatch batch, PatientDraft draft, PatientId patient)
    {
        if (draft.Contact is { IsEmpty: false } contact)
        {
            Patient resource = new();
            ContactResource.Write(contact, resource);
            SealResource.Add(batch, batch.NewEntryId(), 1, Compartment.Contact, resource);
        }

        foreach (RelativeDraft relative in (draft.Relatives ?? []).Where(one => !one.Details.IsEmpty))
        {
            RelatedPerson resource = new();
            RelativeResource.Write(relative.Details, patient, resource);
            SealResource.Add(batch, batch.NewEntryId(), 1, Compartment.Contact, resource);
        }

        if (draft.Coverage is { IsEmpty: false } coverage)
        {
            Coverage resource = new();
            CoverageResource.Write(coverage, patient, resource);
            SealResource.Add(batch, batch.NewEntryId(), 1, Compartment.Coverage, resource);
        }
    }

    private static void AddTokens(SealBatch batch, PatientDraft draft, string number, string siteCode)
    {
        foreach (TokenInput input in DraftTokens.Of(draft.Identity, draft.Nir))
        {
            batch.AddToken(input);
        }

        string space = NumberSpaces.OwnRecordNumbers(siteCode);
        foreach (TokenInput input in LookupInputs.OfNumber(TokenKind.RecordNumber, number, [space]))
        {
            batch.AddToken(input);
        }
    }

    // Nine random digits and a Luhn digit: short enough for a wristband, and a slip of the hand is noticed. Numbers
    // in a row would tell how many people came on a day.
    private static string DrawNumber()
    {
        Span<char> digits = stackalloc char[NumberDigits + 1];
        digits[0] = (char)('1' + RandomNumberGenerator.GetInt32(9));
        for (int i = 1; i < NumberDigits; i++)
        {
            digits[i] = (char)('0' + RandomNumberGenerator.GetInt32(10));
        }

        int sum = 0;
        for (int i = 0; i < NumberDigits; i++)
        {
            int digit = digits[NumberDigits - 1 - i] - '0';
            digit = i % 2 == 0 ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
        }

        digits[NumberDigits] = (char)('0' + ((10 - (sum % 10)) % 10));
        return new(digits);
    }
}
