using System.Text;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Patients.Identity;
using Xunit;

namespace Serment.UnitTests.Records.Laboratory.Orders;

public sealed class OrderResourceTests
{
    private static readonly PatientId Someone = new(77);
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 30, 0, TimeSpan.FromHours(2));

    private static OrderDetails Full => new()
    {
        Number = "D261234567896",
        Priority = OrderPriority.Timed,
        Analyses =
        [
            new("K", "2823-3", "Potassium") { Panel = "IONO" },
            new("HDL", "2085-9", "HDL") { IsAdded = true },
            new("NA", "2951-2", "Sodium") { Cancelled = new("Double", Now, new(9)) },
        ],
        Context = new()
        {
            IsFasting = true,
            IsPregnant = true,
            PregnancyWeeks = 22,
            Treatment = "AVK",
            LastDoseAt = Now.AddHours(-3),
            Question = "Œdèmes ?",
            UrineMillilitres = 1850,
        },
        Prescriber = new("Dr Odile VANNIER", "10003456782", "+33240000000"),
        PrescribedOn = new(2026, 5, 28),
        OrderedAt = Now,
        PlannedAt = Now.AddDays(1),
        Collection = CollectionPlan.Round,
        Catalogue = 3,
        PartOf = new(502),
    };

    [Fact]
    public void An_order_reads_back_as_it_was_written()
    {
        OrderDetails read = ServiceRequestResource.Read(Through(ServiceRequestResource.Write(Full, Someone)))!;

        Assert.Equal(Full.Analyses, read.Analyses);
        Assert.Equal(Full with { Analyses = [] }, read with { Analyses = [] });
    }

    [Fact]
    public void A_plain_order_of_the_staff_reads_back_too()
    {
        OrderDetails plain = new()
        {
            Number = "D261234567896",
            Priority = OrderPriority.Urgent,
            Analyses = [],
            Requester = new ActorId(12),
            OrderedAt = Now,
            Catalogue = 1,
        };

        ServiceRequest written = Through(ServiceRequestResource.Write(plain, Someone));

        Assert.Equal("stat", written.Priority);
        Assert.Equal(plain with { Analyses = [] }, ServiceRequestResource.Read(written)! with { Analyses = [] });
    }

    [Fact]
    public void Cancelling_keeps_what_was_asked_and_why_not()
    {
        ServiceRequest resource = ServiceRequestResource.Write(Full, Someone);

        ServiceRequestResource.Cancel(resource, ["K"], new("Erreur", Now, new(9)));
        OrderDetails one = ServiceRequestResource.Read(Through(resource))!;
        ServiceRequestResource.Cancel(resource, null, new("Décès", Now, new(9)));
        OrderDetails all = ServiceRequestResource.Read(Through(resource))!;

        Assert.Equal("Erreur", one.Analyses[0].Cancelled!.Reason);
        Assert.Null(one.Analyses[1].Cancelled);
        Assert.Equal(RequestStatus.Active, one.Status);
        string[] reasons = [.. all.Analyses.Select(each => each.Cancelled!.Reason)];
        Assert.Equal(["Erreur", "Décès", "Double"], reasons);
        Assert.Equal(RequestStatus.Revoked, all.Status);
        Assert.Equal("Décès", all.Cancelled!.Reason);
    }

    [Fact]
    public void The_last_analysis_cancelled_revokes_the_order()
    {
        ServiceRequest resource = ServiceRequestResource.Write(Full, Someone);

        ServiceRequestResource.Cancel(resource, ["K", "HDL"], new("Erreur", Now, new(9)));

        Assert.Equal("revoked", resource.Status);
    }

    [Fact]
    public void Another_systems_order_is_not_ours() =>
        Assert.Null(ServiceRequestResource.Read(new() { Identifier = [new() { System = "urn:x", Value = "1" }] }));

    [Fact]
    public void A_specimen_reads_back_as_it_was_written()
    {
        Container tube = SmallCatalogue.Tube("SER", 2000, 1);
        SpecimenDetails taken = SpecimenResource.Planned("261234567896", new(4), tube) with
        {
            CollectedAt = Now, CollectorName = "Cabinet infirmier du Port", Site = "bras gauche", Note = "Hématome",
            Parent = new EntryId(8),
        };

        Assert.Equal(taken, SpecimenResource.Read(Through(SpecimenResource.Write(taken, Someone))));
        Assert.Null(SpecimenResource.Read(new()));
    }

    [Fact]
    public void The_bench_learns_sex_and_a_coarse_age()
    {
        Assert.Equal(
            BirthDateRefusal.None,
            BirthDate.TryCreate(1980, 2, 29, false, new(2026, 6, 1), out BirthDate born));
        PatientIdentity identity = new() { Sex = Sex.Female, BirthDate = born };

        Assert.Equal(new(LaboratorySex.Female, 16802), ReadBenchPerson.Of(identity, new(2026, 6, 1)));
        Assert.Equal(BenchPerson.Unknown, ReadBenchPerson.Of(null, new(2026, 6, 1)));
    }

    private static T Through<T>(T resource)
        where T : Resource =>
        (T)FhirJson.ReadResource(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(FhirJson.ToBytes(resource))));
}
