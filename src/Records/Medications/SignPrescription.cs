using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;

namespace Serment.Records.Medications;

/// <summary>What is to be signed.</summary>
/// <param name="Patient">Whose.</param>
/// <param name="Lines">All lines of the chart, as just opened.</param>
/// <param name="Seen">The drafts' versions that the page showed: nothing else is signed.</param>
/// <param name="Answers">By draft: the warnings answered.</param>
/// <param name="Setting">Where they are given.</param>
/// <param name="UnitId">The unit that gives them; 0 outside.</param>
public sealed record Signing(
    PatientId Patient, IReadOnlyList<ChartLine> Lines, IReadOnlyList<EntryVersion> Seen,
    IReadOnlyDictionary<EntryId, IReadOnlyList<AnsweredWarning>> Answers, LineSetting Setting, int UnitId);

/// <summary>How it ended.</summary>
public enum SigningOutcome : byte
{
    /// <summary>In force.</summary>
    Signed = 1,

    /// <summary>There is nothing to sign.</summary>
    Nothing = 2,

    /// <summary>The drafts are no longer those that were shown.</summary>
    Changed = 3,

    /// <summary>A warning has no answer.</summary>
    Unanswered = 4,

    /// <summary>The custodian refused.</summary>
    Refused = 5,
}

/// <summary>The answer.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Group">The prescription's identifier.</param>
/// <param name="Seal">What the sealing said.</param>
public sealed record SigningResult(SigningOutcome Outcome, string? Group = null, EntriesSaved? Seal = null);

/// <summary>
/// Signs what a physician has written for one patient, all lines or none. A warning that a check gives and that has no
/// answer stands in the way; lines whose place is taken are ended in the same step.
/// </summary>
public sealed class SignPrescription(SaveEntries save)
{
    /// <summary>Signs.</summary>
    /// <param name="signing">What.</param>
    /// <param name="allergies">Those to be heeded, as just opened.</param>
    /// <param name="session">Who: a physician.</param>
    /// <param name="token">The session's secret.</param>
    /// <param name="at">When, with the offset of the house.</param>
    /// <param name="zone">The house's zone.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<SigningResult> RunAsync(
        Signing signing, IReadOnlyList<AllergyDetails> allergies, SessionDescription session, SessionToken token,
        DateTimeOffset at, TimeZoneInfo zone, CancellationToken stop)
    {
        IReadOnlyList<ChartLine> drafts = MedicationLines.DraftsOf(signing.Lines, session.StaffId);
        if (drafts.Count == 0)
        {
            return new(SigningOutcome.Nothing);
        }

        if (!drafts.Select(one => one.Entry.Version).ToHashSet().SetEquals(signing.Seen))
        {
            return new(SigningOutcome.Changed);
        }

        if (drafts.Any(draft => !IsAnswered(draft, signing, allergies, DateOnly.FromDateTime(at.DateTime))))
        {
            return new(SigningOutcome.Unanswered);
        }

        string group = OpaqueId.Format(OpaqueId.Draw());
        List<EntryDraft> entries = [];
        List<EntryId> ended = [];
        foreach (ChartLine draft in drafts)
        {
            MedicationRequest resource = draft.Entry.Resource;
            LineResource.Sign(
                resource, session.StaffId, at, group, signing.Setting,
                signing.Answers.GetValueOrDefault(draft.Id, []));
            entries.Add(new(resource, Compartment.Clinical, draft.Entry.Version));
            if (LineResource.ReplacedBy(resource) is { } replaced
                && signing.Lines.FirstOrDefault(
                    one => one.Id == replaced.Entry && one.State == LineState.Active) is { } old
                && !ended.Contains(old.Id))
            {
                LineResource.Stop(old.Entry.Resource, replaced.Reason, null);
                entries.Add(new(old.Entry.Resource, Compartment.Clinical, old.Entry.Version));
                ended.Add(old.Id);
            }
        }

        EntriesSaved saved = await save.RunAsync(
            signing.Patient, entries, token, stop,
            (connection, transaction, receipt, cancel) =>
                WorkAsync(signing, drafts, ended, at, zone, connection, transaction, receipt, cancel));
        return saved.Outcome switch
        {
            SealOutcome.Saved => new(SigningOutcome.Signed, group, saved),
            SealOutcome.VersionConflict => new(SigningOutcome.Changed, Seal: saved),
            _ => new(SigningOutcome.Refused, Seal: saved),
        };
    }

    /// <summary>The warnings of a draft against everything else of the chart.</summary>
    public static IReadOnlyList<PrescriptionWarning> WarningsOf(
        ChartLine draft, IReadOnlyList<ChartLine> lines, IReadOnlyList<AllergyDetails> allergies, DateOnly today) =>
        PrescriptionChecks.Of(
            draft.ForChecks(),
            lines.Where(one => one.Id != draft.Id
                    && (one.IsInForce(today) || (one.State == LineState.Draft && one.Writer == draft.Writer)))
                .Select(one => one.ForChecks()),
            allergies,
            DrugDirectory.Shared);

    private static bool IsAnswered(
        ChartLine draft, Signing signing, IReadOnlyList<AllergyDetails> allergies, DateOnly today)
    {
        IReadOnlyList<AnsweredWarning> answers = signing.Answers.GetValueOrDefault(draft.Id, []);
        return WarningsOf(draft, signing.Lines, allergies, today)
            .All(warning => answers.Any(one => string.Equals(one.Key, warning.Key, StringComparison.Ordinal)));
    }

    private static async Task WorkAsync(
        Signing signing, IReadOnlyList<ChartLine> drafts, List<EntryId> ended, DateTimeOffset at, TimeZoneInfo zone,
        DbConnection connection, DbTransaction transaction, SealReceipt receipt, CancellationToken stop)
    {
        foreach (EntryId line in ended)
        {
            await DueRows.StopAsync(connection, transaction, signing.Patient, line, at, stop);
        }

        if (signing.Setting != LineSetting.Ward)
        {
            return;
        }

        foreach (ChartLine draft in drafts)
        {
            IReadOnlyList<PlannedDose> doses = AdministrationPlan.Of(
                draft.Id, draft.Line, at.AddMinutes(-PlanOfDays.SigningGraceMinutes), at.AddDays(DueRows.AheadDays),
                zone);
            await DueRows.AddAsync(
                connection, transaction, signing.Patient, receipt.Site, signing.UnitId, doses, stop);
        }
    }
}
