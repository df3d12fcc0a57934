using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.UnitTests.Records.Laboratory.Bench;

public sealed class ObservationResourceTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 7, 41, 5, 120, TimeSpan.FromHours(1));

    [Fact]
    public void Comes_back_as_it_went_with_every_part_filled()
    {
        Determination made = Full();

        Determination back = RoundTrip(made);

        Assert.Equivalent(made, back, strict: true);
    }

    [Fact]
    public void Comes_back_as_it_went_with_as_little_as_possible()
    {
        Determination made = Bare();

        Assert.Equivalent(made, RoundTrip(made), strict: true);
    }

    [Theory]
    [InlineData(Comparator.Less)]
    [InlineData(Comparator.AtMost)]
    [InlineData(Comparator.AtLeast)]
    [InlineData(Comparator.More)]
    public void Keeps_how_a_number_is_bounded(Comparator comparator)
    {
        Determination made = Bare() with { Number = 0.10m, Unit = "mg/L", Comparator = comparator };

        Determination back = RoundTrip(made);

        Assert.Equal(comparator, back.Comparator);
        Assert.Equal("0.10", back.Number?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(DeterminationStatus.Arrived, "registered")]
    [InlineData(DeterminationStatus.Technical, "preliminary")]
    [InlineData(DeterminationStatus.Rejected, "cancelled")]
    [InlineData(DeterminationStatus.Final, "final")]
    [InlineData(DeterminationStatus.Amended, "amended")]
    [InlineData(DeterminationStatus.Corrected, "corrected")]
    [InlineData(DeterminationStatus.EnteredInError, "entered-in-error")]
    public void Speaks_fhirs_status(DeterminationStatus status, string fhir)
    {
        Observation resource = ObservationResource.Of(Bare() with { Status = status });

        Assert.Equal(fhir, resource.Status);
        Assert.Equal(status, ObservationResource.Read(resource)!.Status);
    }

    [Fact]
    public void Bears_loinc_and_the_catalogues_code_and_version()
    {
        Observation resource = ObservationResource.Of(Full());

        Assert.Equal("2823-3", resource.Code!.Coding!.Find(one => one.System is "http://loinc.org")!.Code);
        Coding own = resource.Code.Coding.Find(one => one.System is Analysis.CodeSystem)!;
        Assert.Equal(("K", "4"), (own.Code, own.Version));
        Assert.Equal("HH", resource.Interpretation![0].Coding![0].Code);
        Assert.Equal("U", resource.Interpretation[1].Coding![0].Code);
    }

    [Fact]
    public void Leaves_what_this_laboratory_did_not_make() =>
        Assert.Null(ObservationResource.Read(new() { Status = "final", Issued = "2026-03-02T08:00:00Z" }));

    [Fact]
    public void Tells_in_its_attention_whether_somebody_must_look()
    {
        Assert.Equal(Attention.None, Bare().Attention);
        Assert.Equal(Attention.Look, (Bare() with { InstrumentFlags = ["H"] }).Attention);
        Assert.Equal(Attention.Look, (Bare() with { Flag = ResultFlag.Low }).Attention);
        Assert.Equal(Attention.Look, (Bare() with { IsImplausible = true }).Attention);
        Assert.Equal(Attention.Critical, (Bare() with { Flag = ResultFlag.CriticalLow }).Attention);
    }

    [Fact]
    public void Prints_no_value_into_a_log() => Assert.Equal(nameof(Determination), Full().ToString());

    private static Determination RoundTrip(Determination made) =>
        ObservationResource.Read(
            (Observation)FhirJson.ReadResource(FhirJson.ToBytes(ObservationResource.Of(made))))!;

    private static Determination Bare() => new()
    {
        Patient = new(1234567890123),
        Request = new(2234567890123),
        Task = new(3234567890123),
        Specimen = new(4234567890123),
        TubeNumber = "26A0001234",
        Analysis = "HIV",
        Loinc = "56888-1",
        Label = "VIH 1+2, dépistage",
        CatalogueVersion = 1,
        ResultedAt = At,
        Coded = new("NEG", "Négatif"),
        Flag = ResultFlag.Normal,
    };

    private static Determination Full() => Bare() with
    {
        Run = 2,
        Analysis = "K",
        Loinc = "2823-3",
        Label = "Potassium",
        CatalogueVersion = 4,
        Coded = null,
        Number = 6.80m,
        Unit = "mmol/L",
        Second = new(266m, "mg/L"),
        Method = "Potentiométrie indirecte",
        InstrumentId = 3,
        InstrumentName = "Chimie 1",
        ReagentLot = "R-77",
        CalibratorLot = "C-12",
        Dilution = 2.5m,
        Range = new(LaboratorySex.Female, 6574, 23741, true, "Potentiométrie indirecte", 3.5m, 5.1m, "attendu", "expected"),
        Flag = ResultFlag.CriticalHigh,
        IsImplausible = true,
        IsUncertain = true,
        Delta = new(4.10m, At.AddDays(-3), true),
        InstrumentFlags = ["H", "hem+"],
        Remarks = [new("Contrôlé", "CTRL", new ActorId(77777), At, true), new("Sur sérum")],
        CollectedAt = At.AddHours(-2),
        RecordedBy = new ActorId(88888),
        Status = DeterminationStatus.Corrected,
        Technical = new(At.AddMinutes(4), new ActorId(88888), "M. Leroy"),
        Biological = new(At.AddMinutes(9), Rule: "AUTO-1 v3"),
        Rejected = new(At.AddMinutes(11), new ActorId(99999), "Mme Petit"),
        Reason = "Tube d'un autre patient",
        Parts =
        [
            new("o1", "http://snomed.info/sct", "112283007", "Escherichia coli")
            {
                Answer = new("10e5", "10⁵ UFC/mL"),
            },
            new("o1", "http://loinc.org", "18862-3", "Amoxicilline + ac. clavulanique")
            {
                Number = 8m, Unit = "mg/L", Comparator = Comparator.AtMost, Interpretation = "S",
            },
            new("", DeterminationPart.Own, "EXAM", "Examen direct") { Text = "Rares leucocytes" },
            new("o1", DeterminationPart.Own, "ID", "Identité")
            {
                Answer = new("112283007", "Escherichia coli"), AnswerSystem = "http://snomed.info/sct",
            },
        ],
    };
}
