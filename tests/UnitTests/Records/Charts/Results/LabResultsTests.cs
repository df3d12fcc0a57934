using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Results;
using Serment.Records.Charts.Vitals;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.CriticalValues;

namespace Serment.UnitTests.Records.Charts.Results;

public sealed class LabResultsTests
{
    private static readonly ItemWriter Writer = new(
        new(11), new(7), "Dr Essai", new(2026, 3, 2, 9, 30, 0, TimeSpan.FromHours(1)));

    [Theory]
    [InlineData(null, 4.0, ResultPlace.Within)]
    [InlineData(null, 3.5, ResultPlace.Within)]
    [InlineData(null, 3.49, ResultPlace.Low)]
    [InlineData(null, 5.1, ResultPlace.Within)]
    [InlineData(null, 5.11, ResultPlace.High)]
    [InlineData("HH", 4.0, ResultPlace.CriticalHigh)]
    [InlineData("LL", 4.0, ResultPlace.CriticalLow)]
    [InlineData("N", 9.0, ResultPlace.Within)]
    [InlineData("POS", 4.0, ResultPlace.Abnormal)]
    [InlineData("zz", 9.0, ResultPlace.High)]
    public void The_laboratorys_word_goes_before_the_range(string? code, double value, ResultPlace place) =>
        Assert.Equal(place, LabResults.PlaceOf(
            code is null ? null : [new() { Coding = [new() { Code = code }] }], (decimal)value, 3.5m, 5.1m));

    [Fact]
    public void Without_a_range_nothing_is_said() =>
        Assert.Equal(ResultPlace.Unknown, LabResults.PlaceOf(null, 4m, null, null));

    [Fact]
    public void Results_come_newest_first_without_vital_signs_and_errors()
    {
        Observation wrong = Potassium(9.9m, "2026-03-02");
        wrong.Status = "entered-in-error";
        Observation pulse = VitalResource.Write(new() { TakenAt = Writer.At, Pulse = 70 }, Writer)[0];

        IReadOnlyList<LabResult> found = LabResults.Of(
        [
            Entry(1, Potassium(4.1m, "2026-03-01")), Entry(2, Potassium(5.6m, "2026-03-02")), Entry(3, wrong),
            Entry(4, pulse),
        ]);

        Assert.Equal("5.6 4.1", string.Join(' ', found.Select(one => one.Text)));
        Assert.Equal(ResultPlace.High, found[0].Place);
        Assert.True(found[0].IsOutside);
        Assert.Equal(found[0].Analyte, found[1].Analyte);
    }

    [Fact]
    public void An_observation_of_the_clinical_part_needs_the_category()
    {
        Observation other = Potassium(4.1m, "2026-03-01");
        Observation laboratory = Potassium(4.1m, "2026-03-01");
        laboratory.Category = [Coded.Of(VitalResource.Category, "laboratory")];

        Assert.Empty(LabResults.Of([Entry(1, other) with { Compartment = Compartment.Clinical }]));
        Assert.Single(LabResults.Of([Entry(1, laboratory) with { Compartment = Compartment.Clinical }]));
    }

    [Fact]
    public void A_comparator_is_shown_and_never_drawn()
    {
        Observation below = Potassium(0.5m, "2026-03-01");
        below.ValueQuantity!.Comparator = "<";

        LabResult read = Assert.Single(LabResults.Of([Entry(1, below)]));

        Assert.Equal(("<0.5", (decimal?)null), (read.Text, read.Number));
    }

    [Fact]
    public void A_panel_gives_one_result_for_each_part()
    {
        Observation panel = new()
        {
            Status = "final",
            Code = Coded.Of(VitalSign.Loincs, "58410-2", "NFS"),
            EffectiveDateTime = "2026-03-01",
            Component =
            [
                new() { Code = new() { Text = "Hémoglobine" }, ValueQuantity = new() { Value = 10.1m, Unit = "g/dL" } },
                new() { Code = new() { Text = "Aspect" }, ValueString = "limpide" },
            ],
        };

        Assert.Equal(
            "Hémoglobine Aspect", string.Join(' ', LabResults.Of([Entry(1, panel)]).Select(one => one.Name)));
    }

    [Fact]
    public void Seen_is_said_of_the_version_that_was_seen_by_whom_the_custodian_names()
    {
        OpenedEntry result = Entry(1, Potassium(5.6m, "2026-03-02"));
        Provenance mark = SeenMarks.Write([new(Writer.Patient, new(1), 1)], Writer);
        OpenedEntry seen = Entry(2, mark) with { Author = new(42) };

        ResultSeen told = Assert.Single(Assert.Single(LabResults.Of([result, seen])).Seen);
        Assert.Equal(new ActorId(42), told.By);
        Assert.Empty(Assert.Single(LabResults.Of([result with { Version = 2 }, seen])).Seen);
    }

    [Fact]
    public void A_mark_that_makes_no_sense_is_passed_over()
    {
        Provenance mark = SeenMarks.Write([], Writer);
        mark.Target = [new() { ReferenceValue = "Observation/x" }, new(), new() { ReferenceValue = "a/b/c/d/e/f" }];

        Assert.Empty(Assert.Single(LabResults.Of([Entry(1, Potassium(4m, "2026-03-01")), Entry(2, mark)])).Seen);
    }

    [Fact]
    public void A_result_says_by_which_rule_it_went_out_and_who_was_called()
    {
        Determination made = new()
        {
            Patient = Writer.Patient, Request = new(31), Task = new(32), Specimen = new(33), TubeNumber = "T", Analysis = "K",
            Loinc = "2823-3", Label = "Potassium", CatalogueVersion = 1, Number = 6.8m, Unit = "mmol/L",
            Flag = ResultFlag.CriticalHigh, ResultedAt = Writer.At, Status = DeterminationStatus.Final,
            Biological = new(Writer.At, Rule: "2 v3"),
        };
        CriticalCall missed = new(made.Task, made.Label, "Personne", "1", false, "", false, null);
        CriticalCall told = new(made.Task, made.Label, "Dr Appel", "2", true, "6,8 mmol/L", true, null);
        OpenedEntry result = Entry(1, ObservationResource.Of(made));
        OpenedEntry other = Entry(4, CriticalCalls.Write(told with { Task = new(99) }, made.Request, Writer));

        LabResult bare = Assert.Single(LabResults.Of(
            [result, Entry(2, CriticalCalls.Write(missed, made.Request, Writer)), other]));
        Assert.Null(bare.Told);
        Assert.Equal("2 v3", bare.Rule);
        LabResult called = Assert.Single(LabResults.Of([result, Entry(3, CriticalCalls.Write(told, made.Request, Writer))]));
        Assert.Equal(("Dr Appel", "Dr Essai", Writer.At), (called.Told!.To, called.Told.ByName, called.Told.At));
    }

    [Fact]
    public void A_result_without_a_value_says_why()
    {
        Observation read = Potassium(1, "2026-03-02");
        read.ValueQuantity = null;
        read.DataAbsentReason = new() { Text = "calcul impossible" };

        LabResult shown = Assert.Single(LabResults.Of([Entry(1, read)]));

        Assert.Equal(("calcul impossible", null), (shown.Text, shown.Number));
    }

    private static Observation Potassium(decimal value, string day) => new()
    {
        Status = "final",
        Code = Coded.Of(VitalSign.Loincs, "2823-3", "Potassium"),
        EffectiveDateTime = day,
        ValueQuantity = new() { Value = value, Unit = "mmol/L" },
        ReferenceRange = [new() { Low = new() { Value = 3.5m }, High = new() { Value = 5.1m } }],
    };

    private static OpenedEntry Entry(long id, Resource resource) => new(
        Writer.Patient, new(id), 1,
        resource is Provenance ? Compartment.Clinical : Compartment.Laboratory,
        ResourceType.Of(resource.ResourceType), Writer.At.ToUnixTimeMilliseconds(), Writer.Staff, 0,
        FhirJson.ToBytes(resource));
}
