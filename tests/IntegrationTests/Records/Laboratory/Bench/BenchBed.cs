using System.Data.Common;
using Serment.Custodian.People;
using Serment.Custodian.Serving;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Records.Encounters;
using Serment.Records.Entries;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Rules;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Validation;

namespace Serment.IntegrationTests.Records.Laboratory.Bench;

/// <summary>A laboratory with tubes: its unit is the ward where its patients stay, so that its staff cares for them.</summary>
internal sealed class BenchBed : IAsyncDisposable
{
    private int tubes;

    private BenchBed(StayBed stays)
    {
        Stays = stays;
        Catalogues = new(stays.Records.Main, stays.Records.Custody.Clock);
        Rules = new(stays.Records.Main);
        ApplyBenchRules apply = new(Rules);
        Worklists = new(stays.Records.Door, stays.Records.Main);
        Open = new(stays.Records.Door, stays.Records.Main, Catalogues, stays.Records.Custody.Clock);
        Enter = new(stays.Save, apply, stays.Records.Custody.Clock);
        Restricted = new(stays.Records.Door, Enter);
        ReleaseRules = new(stays.Records.Main, stays.Records.Custody.Connect());
        Validate = new(stays.Save, apply, ReleaseRules, stays.Records.Main, stays.Records.Custody.Clock);
    }

    public StayBed Stays { get; }

    public Catalogues Catalogues { get; }

    public BenchRules Rules { get; }

    public ReadWorklist Worklists { get; }

    public OpenBench Open { get; }

    public EnterResults Enter { get; }

    public EnterRestricted Restricted { get; }

    public ReleaseRuleRows ReleaseRules { get; }

    public ValidateTechnically Validate { get; }

    /// <summary>Of whom the next tubes are.</summary>
    public BenchPerson Person { get; set; } = new(LaboratorySex.Female, (int)(43 * BenchPerson.DaysOfYear));

    public short Site => Stays.Records.Custody.Site.Site;

    public int Laboratory => Stays.Ward.UnitId;

    public DateTimeOffset Now => Stays.Now;

    public static async Task<BenchBed> StartAsync(DatabaseEngine engine) => new(await StayBed.StartAsync(engine));

    public Task<Worker> TechnicianAsync() => Stays.SignInAsync(Role.LaboratoryTechnician, Laboratory);

    public Task<Worker> BiologistAsync() => Stays.SignInAsync(Role.Biologist, Laboratory);

    /// <summary>Somebody who stays where the laboratory cares.</summary>
    public async Task<PatientId> PatientAsync()
    {
        PatientId patient = await Stays.RegisterAsync();
        await Stays.AdmittedAsync(Stays.Desk, patient, null);
        return patient;
    }

    /// <summary>A tube that has come in with these analyses; a code with a star is labelled sensitive.</summary>
    public async Task<SpecimenRow> TubeAsync(
        PatientId patient, OrderPriority priority = OrderPriority.Routine, ActorId? collector = null,
        params string[] analyses)
    {
        LaboratoryCatalogue catalogue = await Catalogues.CurrentAsync(Site, CancellationToken.None);
        tubes++;
        EntryId request = EntryId.New();
        SpecimenRow tube = new()
        {
            Patient = patient,
            Specimen = EntryId.New(),
            Site = Site,
            LaboratoryId = Laboratory,
            Request = request,
            Number = $"26T{tubes:0000000}",
            Container = "SER",
            State = SpecimenState.Received,
            Priority = priority,
            Person = Person,
            PlannedAt = Now.AddHours(-2),
            CollectedAt = Now.AddHours(-1).AddMinutes(tubes),
            CollectedBy = collector ?? new ActorId(1_000 + tubes),
            ReceivedAt = Now.AddMinutes(-30),
            ChangedAt = Now,
        };
        await using DbConnection connection = await Stays.Records.Main.OpenAsync(CancellationToken.None);
        await RequestRows.InsertAsync(
            connection, null,
            new()
            {
                Patient = patient, Request = request, Site = Site, LaboratoryId = Laboratory, Number = $"26L{tubes:0000000}",
                Priority = priority, Status = RequestStatus.Active, Person = Person, WardId = Laboratory, OrderedAt = Now,
                OrderedBy = new(1), PlannedAt = Now, ChangedAt = Now,
            },
            CancellationToken.None);
        await SpecimenRows.InsertAsync(connection, null, tube, CancellationToken.None);
        foreach (string named in analyses)
        {
            string code = named.TrimEnd('*');
            bool isSensitive = named.EndsWith('*');
            await TaskRows.InsertAsync(
                connection, null,
                new()
                {
                    Patient = patient,
                    Task = EntryId.New(),
                    Site = Site,
                    LaboratoryId = Laboratory,
                    Request = request,
                    Specimen = tube.Specimen,
                    Analysis = isSensitive ? null : code,
                    AnalysisToken = isSensitive
                        ? (await Stays.Records.Laboratory.MakeTokensAsync(
                            Site, [AnalysisTokens.Input(tube.Number, code)], CancellationToken.None))[0]
                        : 0,
                    Section = catalogue.Find(code)!.Section,
                    Status = AnalysisStatus.Ready,
                    Priority = priority,
                    Person = tube.Person,
                    RegisteredAt = Now.AddHours(-2),
                    ReadyAt = Now.AddMinutes(-30),
                    DueAt = Now.AddMinutes(priority == OrderPriority.Urgent ? -5 : 90),
                    ChangedAt = Now,
                },
                CancellationToken.None);
        }

        return tube;
    }

    public async Task<BenchTube> OpenAsync(Worker by, SpecimenRow tube)
    {
        BenchOpened opened =
            await Open.RunAsync(tube.Patient, tube.Specimen, by.Session, by.Token, false, CancellationToken.None);
        Assert.Equal(Outcome.Allowed, opened.Outcome);
        return opened.Tube!;
    }

    /// <summary>Types one value for each analysis of a tube.</summary>
    public async Task<IReadOnlyList<ResultSaved>> TypeAsync(
        Worker by, SpecimenRow tube, params (string Code, string Typed)[] values)
    {
        BenchTube opened = await OpenAsync(by, tube);
        return await Enter.RunAsync(
            [
                .. values.Select(value =>
                {
                    BenchTask task = TaskOf(opened, value.Code);
                    return new TypedResult(
                        opened, task, task.Row.Version, TypedValue.Parse(task.Analysis!, value.Typed)!);
                }),
            ],
            by.Session, by.Token, CancellationToken.None);
    }

    public async Task<TechnicalResult> ValidateAsync(
        Worker by, SpecimenRow tube, params (string Code, Func<TechnicalChoice, TechnicalChoice> With)[] choices)
    {
        BenchTube opened = await OpenAsync(by, tube);
        return await Validate.RunAsync(
            opened,
            [
                .. choices.Select(choice =>
                {
                    BenchTask task = TaskOf(opened, choice.Code);
                    return choice.With(new(task.Row.Task, task.Row.Version));
                }),
            ],
            by.Session, by.Token, CancellationToken.None);
    }

    /// <summary>Has two people switch a rule on: written here, proposed and approved at the custodian's.</summary>
    public async Task SwitchOnAsync(ReleaseRule rule)
    {
        await ReleaseRules.AddAsync(rule, new(1), Now, CancellationToken.None);
        await ApproveAsync(rule);
    }

    /// <summary>What the custodian holds once a second person has approved a version.</summary>
    public async Task ApproveAsync(ReleaseRule rule)
    {
        (_, StaffMember proposer) = await Stays.Records.Custody.SignInAsync(Role.Biologist, null, Laboratory);
        (_, StaffMember approver) = await Stays.Records.Custody.SignInAsync(Role.SecurityOfficer);
        CustodyCore core = Stays.Records.Custody.Host.Core;
        await core.Writer.RunAsync(
            turn =>
            {
                core.ReleaseRules.Activate(
                    turn, Site,
                    new(
                        ProposalKind.ActivateReleaseRule, Name: rule.Name, UnitIds: [rule.LaboratoryId],
                        RuleNumber: rule.Number, RuleVersion: rule.Version, RuleDigest: rule.Digest(),
                        RuleText: rule.Sentences()),
                    proposer.Id, approver.Id);
                return true;
            },
            CancellationToken.None);
    }

    /// <summary>A rule for potassium between 3.6 and 4.8 within its range.</summary>
    public ReleaseRule PotassiumRule => new()
    {
        Site = Site, LaboratoryId = Laboratory, Number = 1, Version = 1, Name = "Potassium",
        Analyses = [new("K", "Potassium", 3.6m, 4.8m, "mmol/L")], FromYears = 18,
    };

    public static BenchTask TaskOf(BenchTube tube, string code) =>
        tube.All.Single(one => one.Analysis?.Code == code);

    public ValueTask DisposeAsync() => Stays.DisposeAsync();
}
