using System.Globalization;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Instruments;

namespace Serment.IntegrationTests.Records.Laboratory;

public sealed class LaboratoryClientTests
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Seals_a_new_entry_of_a_known_patient_without_a_session_and_never_over_one(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        PatientId patient =
            (await SealedPatients.SealNewAsync(bed.Custody.ConnectImport(), null, 1, Compartment.Identity))[0].Patient;
        EntryId entry = EntryId.New();

        SealResult first = await SealAsync(bed, patient, entry, 1);
        Assert.Equal(SealOutcome.Saved, first.Outcome);
        Assert.Equal(bed.Custody.Site.LaboratoryClient.Client, first.Receipt!.Author);
        Assert.Equal(1, await bed.CountAsync("SELECT COUNT(*) FROM entry"));

        SealResult over = await SealAsync(bed, patient, entry, 2);
        Assert.Equal(SealOutcome.Refused, over.Outcome);
        Assert.Equal(1, await bed.CountAsync("SELECT COUNT(*) FROM entry"));
    }

    [Fact]
    public async Task Says_what_to_do_where_a_site_has_no_key()
    {
        await using RecordBed bed = await RecordBed.StartAsync(DatabaseEngine.Sqlite);
        await using LaboratoryClient none = new(new() { SocketPath = bed.Custody.SocketPath }, bed.Main, null);
        using SealBatch batch = new(bed.Custody.Site.Site);
        LaboratoryClientException missing =
            await Assert.ThrowsAsync<LaboratoryClientException>(() => none.SealAsync(batch, Stop));
        Assert.Contains("laboratory-CODE.pem", missing.Message, StringComparison.Ordinal);
        Assert.Empty(await none.SitesAsync(Stop));
        Assert.Equal(2, (await bed.Laboratory.SitesAsync(Stop)).Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Keeps_an_instrument_with_its_link_and_codes(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        InstrumentRows rows = new(bed.Main);
        Instrument added = await rows.AddAsync(
            new()
            {
                Site = 1,
                Id = 0,
                LaboratoryId = 7,
                Name = "Chimie 1",
                Model = "c311",
                Section = Section.Biochemistry,
                Link = new(LinkProtocol.Astm, LinkMode.Listens, "127.0.0.1", 9100, "127.0.0.1", true, true),
                Codes = new Dictionary<string, InstrumentCode>(StringComparer.Ordinal)
                {
                    ["685"] = new("685", "ASAT", "U/l", 0.0167m),
                },
            },
            Stop);
        Assert.Equal(1, added.Id);

        Instrument read = (await rows.FindAsync(1, 1, Stop))!;
        Assert.Equal(added.Link, read.Link);
        Assert.Equal("0.0167", read.Codes["685"].Factor.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("685", Assert.Single(read.CodesOf("ASAT")));
        Assert.True(await rows.UpdateAsync(read with { Name = "Chimie", Link = null }, Stop));
        Assert.False(await rows.UpdateAsync(read with { Name = "Too late" }, Stop));
        Assert.Null((await rows.FindAsync(1, 1, Stop))!.Link);
        Assert.Null(await rows.FindAsync(2, 1, Stop));
    }

    private static async Task<SealResult> SealAsync(RecordBed bed, PatientId patient, EntryId entry, int version)
    {
        using SealBatch batch = new(bed.Custody.Site.Site);
        batch.BeginPatient(patient, isNew: false);
        batch.Add(
            entry, version, Compartment.Laboratory, ResourceType.Of("Observation"),
            Encoding.UTF8.GetBytes("""{"resourceType":"Observation"}"""));
        return await bed.Laboratory.SealAsync(batch, Stop);
    }
}
