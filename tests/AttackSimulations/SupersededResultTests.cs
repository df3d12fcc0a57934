using System.Security.Cryptography;
using Serment.Custodian.Sealing;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: make results disappear behind versions of one's own; or bury a record under entries.
/// Means: a nurse's account that has the record open, a copy of the main database with its wrapped keys, and the key of
/// the import's client.
/// </summary>
public sealed class SupersededResultTests(ITestOutputHelper output)
{
    private static readonly ResourceType Type = ResourceType.Of("Patient");

    [Fact]
    public async Task Nobody_puts_a_version_over_an_entry_of_another_compartment()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        CustodianClient import = bed.ConnectImport();
        List<SealedEntry> record = await SealedPatients.SealNewAsync(
            import, null, 1, Compartment.Identity, Compartment.Contact, Compartment.Clinical, Compartment.Laboratory,
            Compartment.Sensitive);
        (SessionToken nurse, _) = await bed.SignInAsync(Role.Nurse);
        CustodianClient web = bed.Connect();
        await SealedPatients.AskAsync(web, nurse, AccessPurpose.Card, record[0].Patient);

        int haul = 0;
        foreach (SealedEntry target in record)
        {
            foreach (Compartment over in Compartments.All)
            {
                bool isHers = target.Compartment == over && over is (Compartment.Identity or Compartment.Clinical);
                foreach (byte[]? previous in (byte[]?[])[null, target.Wrapped, record[0].Wrapped, new byte[60]])
                {
                    bool isRightful = isHers && previous is not null && previous.AsSpan().SequenceEqual(target.Wrapped);
                    haul += !isRightful && await SealsAsync(web, nurse, target, 2, over, previous) ? 1 : 0;
                }

                bool isImports = over is Compartment.Contact or Compartment.Coverage;
                haul += !isImports && await SealsAsync(import, null, target, 2, over, null) ? 1 : 0;
            }
        }

        output.WriteLine($"haul: {haul} of {record.Count} entries hidden");
        Assert.Equal(0, haul);
    }

    [Fact]
    public async Task A_correction_follows_the_version_that_it_corrects()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        SealedEntry note = (await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, 1, Compartment.Clinical))[0];
        (SessionToken physician, _) = await bed.SignInAsync(Role.Physician);
        CustodianClient web = bed.Connect();
        await SealedPatients.AskAsync(web, physician, AccessPurpose.Card, note.Patient);

        Assert.True(await SealsAsync(web, physician, note, 2, Compartment.Clinical, note.Wrapped));
        Assert.False(await SealsAsync(web, physician, note, 3, Compartment.Clinical, note.Wrapped));
        Assert.True(await SealsAsync(bed.ConnectImport(), null, note, 2, Compartment.Contact, null));
    }

    [Fact]
    public async Task A_person_buries_nothing_under_more_entries_than_a_person_writes()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        SealedEntry note = (await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, 1, Compartment.Identity))[0];
        (SessionToken nurse, _) = await bed.SignInAsync(Role.Nurse);
        CustodianClient web = bed.Connect();
        await SealedPatients.AskAsync(web, nurse, AccessPurpose.Card, note.Patient);
        int written = 0;
        CustodyException? refused = null;
        while (refused is null && written <= SealEntries.MaxOfPersonPerHour)
        {
            SealRequest request = new();
            request.BeginPatient(note.Patient, isNew: false);
            for (int i = 0; i < SealRequest.MaxEntriesPerPatient; i++)
            {
                request.AddEntry(
                    EntryId.New(), 1, Compartment.Clinical, Type, RandomNumberGenerator.GetBytes(32), new byte[32]);
            }

            try
            {
                await web.SealAsync(request, nurse, CancellationToken.None);
                written += request.EntryCount;
            }
            catch (CustodyException e)
            {
                refused = e;
            }
        }

        output.WriteLine($"haul: {written} entries written");
        Assert.Equal("seal-flow-spent", refused?.Problem.Code);
        Assert.InRange(written, 1, SealEntries.MaxOfPersonPerHour);
    }

    private static async Task<bool> SealsAsync(
        CustodianClient connection, SessionToken? session, SealedEntry target, int version, Compartment over,
        byte[]? previous)
    {
        SealRequest request = new();
        request.BeginPatient(target.Patient, isNew: false);
        request.AddEntry(target.Entry, version, over, Type, RandomNumberGenerator.GetBytes(32), new byte[32]);
        if (previous is not null)
        {
            request.AddPrevious(previous);
        }

        SealResponse response = await connection.SealAsync(request, session, CancellationToken.None);
        return response.OutcomeOf(0) == Outcome.Allowed;
    }
}
