using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: the patients of the whole site.
/// Means: the account that runs the system, or the security officer's, with passkey and live session; every message of
/// the protocol and every page; whatever the account can grant itself.
/// </summary>
public sealed class AdministratorTests(Occupied site, ITestOutputHelper output) : IClassFixture<Occupied>
{
    private const int Present = 40;

    private static readonly CustodyJson Json = CustodyJson.Default;

    public static TheoryData<Role> Rulers => new(Role.Administrator, Role.SecurityOfficer);

    [Theory]
    [MemberData(nameof(Rulers))]
    public async Task Opens_nobody_for_any_purpose(Role role)
    {
        List<SealedEntry> prey = await site.SealAsync(Present, [.. Compartments.All]);
        Insider ruler = await site.WhoAsync(role);
        Haul haul = new(output, Present);
        foreach (AccessPurpose purpose in Enum.GetValues<AccessPurpose>())
        {
            foreach (SealedEntry[] patient in prey.GroupBy(entry => entry.Patient).Select(group => group.ToArray()))
            {
                using OpenResponse opened = await SealedPatients.OpenAsync(site.Custodian, ruler.Token, purpose,
                    patient);
                haul.Take(opened, patient);
                Assert.Equal((Outcome.Refused, DecisionReason.RoleForbids), (opened.OutcomeOf(0), opened.ReasonOf(0)));
            }
        }

        haul.AssertAtMost(0);
    }

    [Theory]
    [MemberData(nameof(Rulers))]
    public async Task Gets_nothing_of_a_patient_out_of_any_message(Role role)
    {
        PatientId patient = (await site.SealAsync(1, Compartment.Identity))[0].Patient;
        Insider ruler = await site.WhoAsync(role);
        using Wire wire = await Wire.ConnectAsync(site.Running);
        Haul haul = new(output, 1);
        foreach (MessageKind kind in Enum.GetValues<MessageKind>().Where(kind => kind != MessageKind.SignOut))
        {
            foreach (string question in Questions(patient))
            {
                (ResponseStatus status, byte[] answer) = await wire.AskAsync(
                    kind, ruler.Token, Encoding.UTF8.GetBytes(question));
                string text = Encoding.UTF8.GetString(answer);
                if (status == ResponseStatus.Ok && OpensNobody(kind) && text.Contains(patient.ToString(),
                    StringComparison.Ordinal))
                {
                    haul.Take(patient);
                }

                Assert.True(status != ResponseStatus.Failed, $"{kind} failed on {question}");
                Assert.True(status != ResponseStatus.Ok || !IsCarersOnly(kind), $"{kind} is for carers");
            }
        }

        haul.AssertAtMost(0);
    }

    [Theory]
    [MemberData(nameof(Rulers))]
    public async Task Cannot_make_tokens_touch_declare_or_ask_who_opened(Role role)
    {
        PatientId patient = (await site.SealAsync(1, Compartment.Identity))[0].Patient;
        Insider ruler = await site.WhoAsync(role);
        TokenRequest lookup = new();
        lookup.Add(TokenKind.BirthDateNamePrefix, "19700101DUP"u8);

        Assert.False(await ruler.TouchAsync(site.Custodian, StepUpKind.OffPattern, patient));
        Assert.False(await ruler.TouchAsync(
            site.Custodian, StepUpKind.BreakGlass, patient, "Urgence vitale au bloc"));
        await ForbiddenAsync(() => site.Custodian.MakeTokensAsync(lookup, ruler.Token, CancellationToken.None));
        await ForbiddenAsync(() => site.Custodian.AskAsync(
            MessageKind.DeclareRelationship, ruler.Token, Treats(patient, ruler.Session.StaffId),
            Json.RelationshipDeclaration, Json.RelationshipDeclared, CancellationToken.None));
        await ForbiddenAsync(() => site.Custodian.AskAsync(
            MessageKind.ListDisclosures, ruler.Token, new DisclosureQuery(patient), Json.DisclosureQuery,
            Json.DisclosureList, CancellationToken.None));
    }

    [Fact]
    public async Task Cannot_register_a_patient_either()
    {
        Insider ruler = await site.WhoAsync(Role.Administrator);

        SealRequest request = new();
        request.BeginPatient(PatientId.New(), isNew: true);
        request.AddEntry(
            EntryId.New(), 1, Compartment.Identity, ResourceType.Of("Patient"), new byte[SealedLengths.KeyBytes],
            new byte[SealedLengths.HashBytes]);
        SealResponse sealing = await site.Custodian.SealAsync(request, ruler.Token, CancellationToken.None);

        Assert.Equal((Outcome.Refused, DecisionReason.RoleForbids), (sealing.OutcomeOf(0), sealing.ReasonOf(0)));
    }

    [Fact]
    public async Task Grants_itself_nothing_but_waiting_proposals()
    {
        List<SealedEntry> prey = await site.SealAsync(Present, Compartment.Identity);
        Insider admin = await site.WhoAsync(Role.Administrator);
        await admin.SignInOnPagesAsync();
        ActorId self = admin.Session.StaffId;
        int unit = (await site.Custodian.AskAsync(
            MessageKind.ListUnits, admin.Token, Nothing.Instance, Json.Nothing, Json.UnitList,
            CancellationToken.None)).Units[0].UnitId;
        using System.Security.Cryptography.ECDsa key = System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        ProposalDraft[] drafts =
        [
            new(ProposalKind.ChangeUnits, self, UnitIds: [unit]),
            new(ProposalKind.AddPasskey, self),
            new(ProposalKind.EnrolStaff, Name: "Un Complice", Role: Role.Physician, UnitIds: [unit]),
            new(ProposalKind.ChangeBudget, Role: Role.Receptionist, Meter: MeterKind.OffPattern, WindowHours: 1,
                Limit: 9999),
            new(ProposalKind.RegisterClient, Name: "exfiltration",
                ClientPublicKeyPem: key.ExportSubjectPublicKeyInfoPem(),
                ClientRights: ClientRights.Seal | ClientRights.Match | ClientRights.Declare),
        ];
        foreach (ProposalDraft draft in drafts)
        {
            ProposalMade made = await site.Custodian.AskAsync(
                MessageKind.Propose, admin.Token, draft, Json.ProposalDraft, Json.ProposalMade,
                    CancellationToken.None);
            (HttpStatusCode status, JsonObject answer) = await admin.TryApproveAsync(made.ProposalId);

            Assert.False(made.InEffect);
            Assert.Equal((HttpStatusCode.Forbidden, "own-proposal"), (status, answer["code"]!.GetValue<string>()));
        }

        // With two who govern, becoming a physician would leave one alone: not even a proposal.
        CustodyException refused = await Assert.ThrowsAsync<CustodyException>(() => site.Custodian.AskAsync(
            MessageKind.Propose, admin.Token, new(ProposalKind.ChangeRole, self, Role: Role.Physician),
                Json.ProposalDraft,
            Json.ProposalMade, CancellationToken.None));
        Assert.Equal("last-two-who-approve", refused.Problem.Code);
        SessionDescription now = await site.Custodian.AskAsync(
            MessageKind.DescribeSession, admin.Token, Nothing.Instance, Json.Nothing, Json.SessionDescription,
            CancellationToken.None);
        Assert.Equal((Role.Administrator, 0), (now.Role, now.Units.Count));
        Haul haul = new(output, Present);
        using OpenResponse opened = await SealedPatients.OpenAsync(
            site.Custodian, admin.Token, AccessPurpose.Care, prey);
        haul.Take(opened, prey);
        haul.AssertAtMost(0);
    }

    [Fact]
    public async Task Does_not_get_a_promotion_past_the_person_whom_it_is_about()
    {
        Insider officer = await site.WhoAsync(Role.SecurityOfficer);
        Insider admin = await site.WhoAsync(Role.Administrator);
        ProposalMade made = await site.Custodian.AskAsync(
            MessageKind.Propose, admin.Token,
            new ProposalDraft(ProposalKind.ChangeRole, officer.Session.StaffId, Role: Role.Administrator),
            Json.ProposalDraft, Json.ProposalMade, CancellationToken.None);
        await officer.SignInOnPagesAsync();

        (HttpStatusCode status, JsonObject answer) = await officer.TryApproveAsync(made.ProposalId);

        Assert.Equal((HttpStatusCode.Forbidden, "about-yourself"), (status, answer["code"]!.GetValue<string>()));
    }

    private static RelationshipDeclaration Treats(PatientId patient, ActorId staff)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return new(patient, RelationshipKind.Appointment, staff, null, now.AddHours(-1), now.AddHours(1));
    }

    // What a curious hand would type: nothing, the patient under every name that a message gives one.
    private static string[] Questions(PatientId patient) =>
    [
        "", "{}", "null",
        $$"""{"patient":"{{patient}}"}""",
        $$"""{"survivor":"{{patient}}","replaced":"{{patient}}","undo":false}""",
        $$"""{"kind":"BreakGlass","patient":"{{patient}}","reason":"Urgence vitale au bloc"}""",
        """{"limit":200}""",
    ];

    // The log names random numbers of patients to the office, who reviews by them; no key and no name goes with one.
    private static bool OpensNobody(MessageKind kind) =>
        kind is not (MessageKind.ReadLog or MessageKind.ListBreakGlass);

    private static bool IsCarersOnly(MessageKind kind) => kind is
        MessageKind.MakeTokens or MessageKind.OpenEntries or MessageKind.LinkPatients or MessageKind.DeclareRelationship
        or MessageKind.EndRelationship or MessageKind.ListDisclosures or MessageKind.BeginStepUp
        or MessageKind.CompleteStepUp or MessageKind.SealEntries;

    private static async Task ForbiddenAsync(Func<Task> attack) =>
        Assert.Equal(ResponseStatus.Forbidden, (await Assert.ThrowsAsync<CustodyException>(attack)).Status);
}
