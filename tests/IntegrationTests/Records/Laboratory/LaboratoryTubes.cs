using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.RecordAccess.Lookup;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Rules;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Instruments;
using Serment.Records.Laboratory.Specimens;

namespace Serment.IntegrationTests.Records.Laboratory;

/// <summary>Tubes with tasks as reception leaves them, and what takes results in, over a test's databases.</summary>
internal sealed class LaboratoryTubes : IAsyncDisposable
{
    public const int LaboratoryId = 1;

    private static readonly CancellationToken Stop = CancellationToken.None;

    private readonly RecordBed bed;

    public LaboratoryTubes(RecordBed bed)
    {
        this.bed = bed;
        Catalogues = new(bed.Main, bed.Custody.Clock);
        Rules = new(bed.Main);
        Keys = new(bed.Laboratory);
        Asides = new(bed.Main, Keys);
        Instruments = new(bed.Main);
        Orders = new(bed.Main, bed.Laboratory, Catalogues);
        Receive = NewReceive();
    }

    public Catalogues Catalogues { get; }

    public BenchRules Rules { get; }

    public InstrumentKeys Keys { get; }

    public AsideRows Asides { get; }

    public InstrumentRows Instruments { get; }

    public TubeOrders Orders { get; }

    public ReceiveResults Receive { get; }

    public ReceiveResults NewReceive() =>
        new(bed.Main, bed.Laboratory, Catalogues, Keys, Asides, bed.Custody.Clock);

    /// <summary>An instrument whose codes are those of the catalogue, in its units.</summary>
    public async Task<Instrument> AddInstrumentAsync(InstrumentLink? link = null, params string[] analyses)
    {
        LaboratoryCatalogue catalogue = await Catalogues.CurrentAsync(bed.Custody.Site.Site, Stop);
        return await Instruments.AddAsync(
            new()
            {
                Site = bed.Custody.Site.Site,
                Id = 0,
                LaboratoryId = LaboratoryId,
                Name = "Automate",
                Model = "Essai",
                Section = Section.Biochemistry,
                Link = link,
                Codes = analyses.ToDictionary(
                    code => code, code => new InstrumentCode(code, code, catalogue.Find(code)!.Unit ?? "", 1),
                    StringComparer.Ordinal),
            },
            Stop);
    }

    public async Task<List<PatientId>> AddPatientsAsync(int count) =>
    [
        .. (await SealedPatients.SealNewAsync(bed.Custody.ConnectImport(), null, count, Compartment.Identity))
            .Select(one => one.Patient),
    ];

    /// <summary>A tube that was received, with its tasks; a code with a star is labelled sensitive.</summary>
    public async Task<SpecimenRow> AddTubeAsync(
        PatientId patient, string number, AnalysisStatus status = AnalysisStatus.Ready, params string[] analyses)
    {
        DateTimeOffset now = bed.Custody.Clock.GetUtcNow();
        SpecimenRow tube = new()
        {
            Patient = patient,
            Specimen = EntryId.New(),
            Site = bed.Custody.Site.Site,
            LaboratoryId = LaboratoryId,
            Request = EntryId.New(),
            Number = number,
            Container = "SER",
            State = SpecimenState.Received,
            Priority = OrderPriority.Urgent,
            Person = new(LaboratorySex.Female, 14_000),
            PlannedAt = now,
            CollectedAt = now,
            ReceivedAt = now,
            ChangedAt = now,
        };
        await using DbConnection connection = await bed.Main.OpenAsync(Stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(Stop);
        await SpecimenRows.InsertAsync(connection, transaction, tube, Stop);
        foreach (string analysis in analyses)
        {
            bool isSensitive = analysis.EndsWith('*');
            await TaskRows.InsertAsync(
                connection, transaction,
                new()
                {
                    Patient = patient,
                    Task = EntryId.New(),
                    Site = tube.Site,
                    LaboratoryId = LaboratoryId,
                    Request = tube.Request,
                    Specimen = tube.Specimen,
                    Analysis = isSensitive ? null : analysis,
                    AnalysisToken = isSensitive ? await TokenAsync(number, analysis.TrimEnd('*')) : 0,
                    Section = Section.Biochemistry,
                    Status = status,
                    Priority = OrderPriority.Urgent,
                    Person = tube.Person,
                    RegisteredAt = now,
                    ReadyAt = now,
                    DueAt = now,
                    ChangedAt = now,
                },
                Stop);
        }

        await transaction.CommitAsync(Stop);
        return tube;
    }

    public async Task<List<TaskRow>> TasksAsync(SpecimenRow tube)
    {
        await using DbConnection connection = await bed.Main.OpenAsync(Stop);
        return await TaskRows.OfSpecimenAsync(connection, null, tube.Patient, tube.Specimen, Stop);
    }

    public static AnalyserResult Result(string tube, string code, string value, string unit = "mmol/L") =>
        new() { Specimen = tube, Code = code, Value = value, Unit = unit };

    public Task<Received> SendAsync(Instrument instrument, params AnalyserResult[] results) =>
        SendAsync(Receive, instrument, results);

    public static Task<Received> SendAsync(ReceiveResults receive, Instrument instrument, params AnalyserResult[] results) =>
        receive.RunAsync(
            instrument, new() { Results = results },
            System.Text.Encoding.UTF8.GetBytes(
                string.Join('\n', results.Select(one => $"{one.Specimen}|{one.Code}|{one.Value}|{one.MeasuredAt}"))),
            Stop);

    public async ValueTask DisposeAsync() => await Receive.DisposeAsync();

    private async Task<long> TokenAsync(string number, string code)
    {
        TokenInput input = AnalysisTokens.Input(number, code);
        return (await bed.Laboratory.MakeTokensAsync(bed.Custody.Site.Site, [input], Stop))[0];
    }
}
