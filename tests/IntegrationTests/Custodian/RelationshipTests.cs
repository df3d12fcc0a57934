using Serment.Custodian.People;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.IntegrationTests.Custodian;

public sealed class RelationshipTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Reception_books_and_the_unit_cares_until_it_is_cancelled(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        (SessionToken reception, _) = await bed.SignInAsync(Role.Receptionist);
        (SessionToken physician, StaffMember who) = await bed.SignInAsync(Role.Physician, null, unit);
        CustodianClient web = bed.Connect();
        List<SealedEntry> entries = await SealedPatients.SealNewAsync(web, reception, 1, Compartment.Identity);
        PatientId patient = entries[0].Patient;

        RelationshipDeclared booked = await DeclareAsync(bed, web, reception, patient, unit);

        Assert.Equal(
            (Outcome.Allowed, DecisionReason.None),
            await SealedPatients.AskAsync(web, physician, AccessPurpose.Care, patient));
        Assert.Equal(1, Spent(bed, who, MeterKind.InCare));
        Assert.Equal(0, Spent(bed, who, MeterKind.OffPattern));

        await web.AskAsync(
            MessageKind.EndRelationship, reception, new RelationshipEnding(booked.RelationshipId),
            CustodyJson.Default.RelationshipEnding, CustodyJson.Default.Nothing, CancellationToken.None);
        Assert.Equal(
            (Outcome.StepUp, DecisionReason.TouchNeeded),
            await SealedPatients.AskAsync(web, physician, AccessPurpose.Care, patient));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_one_declares_for_oneself_opens_nothing(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        List<SealedEntry> entries = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 1, Compartment.Identity);
        PatientId patient = entries[0].Patient;
        (SessionToken physician, _) = await bed.SignInAsync(Role.Physician, null, unit);
        CustodianClient web = bed.Connect();

        CustodyException unseen = await Assert.ThrowsAsync<CustodyException>(
            () => DeclareAsync(bed, web, physician, patient, unit));
        Assert.Equal("not-disclosed", unseen.Problem.Code);

        await SealedPatients.AskAsync(web, physician, AccessPurpose.Card, patient);
        await DeclareAsync(bed, web, physician, patient, unit);
        Assert.Equal(
            (Outcome.StepUp, DecisionReason.TouchNeeded),
            await SealedPatients.AskAsync(web, physician, AccessPurpose.Care, patient));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Who_has_the_record_in_hand_sees_who_opened_it(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        List<SealedEntry> entries = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 1, Compartment.Identity);
        (SessionToken first, StaffMember who) = await bed.SignInAsync(Role.Receptionist);
        (SessionToken second, _) = await bed.SignInAsync(Role.Receptionist);
        CustodianClient web = bed.Connect();
        (await SealedPatients.OpenAsync(web, first, AccessPurpose.Card, entries)).Dispose();
        DisclosureQuery query = new(entries[0].Patient);

        CustodyException refused = await Assert.ThrowsAsync<CustodyException>(() => ListAsync(web, second, query));
        DisclosureList list = await ListAsync(web, first, query);

        Assert.Equal(ResponseStatus.Forbidden, refused.Status);
        Disclosure one = Assert.Single(list.Disclosures);
        Assert.Equal((who.Name, Role.Receptionist, Outcome.Allowed), (one.ActorName, one.Role, one.Outcome));
        Assert.Equal([Compartment.Identity], one.Compartments);
        Assert.False(list.HasMore);
    }

    private static int Spent(CustodyBed bed, StaffMember who, MeterKind kind) =>
        bed.Host.Core.Meters.Read(1, who.Id, who.Role, bed.Host.Core.Writer.Now.ToUnixTimeMilliseconds())
            .Single(reading => reading.Kind == kind && reading.WindowHours == 1).Spent;

    private static Task<DisclosureList> ListAsync(CustodianClient client, SessionToken session, DisclosureQuery query) =>
        client.AskAsync(
            MessageKind.ListDisclosures, session, query, CustodyJson.Default.DisclosureQuery,
            CustodyJson.Default.DisclosureList, CancellationToken.None);

    private static Task<RelationshipDeclared> DeclareAsync(
        CustodyBed bed, CustodianClient client, SessionToken session, PatientId patient, int unit)
    {
        DateTimeOffset now = bed.Clock.GetUtcNow();
        return client.AskAsync(
            MessageKind.DeclareRelationship, session,
            new RelationshipDeclaration(patient, RelationshipKind.Appointment, null, unit, now, now.AddHours(12)),
            CustodyJson.Default.RelationshipDeclaration, CustodyJson.Default.RelationshipDeclared, CancellationToken.None);
    }
}
