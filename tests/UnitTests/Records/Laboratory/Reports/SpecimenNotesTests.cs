using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Reports;
using Serment.Records.Laboratory.Specimens;

namespace Serment.UnitTests.Records.Laboratory.Reports;

public sealed class SpecimenNotesTests
{
    private const string Ponant = "Biologie du Ponant";
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly EntryId Tube = new(11);
    private static readonly EntryId Aliquot = new(12);

    [Fact]
    public void A_reserve_about_a_tube_counts_for_its_aliquots_and_not_the_other_way_round()
    {
        SpecimenNotes notes = Notes(
            Step(Tube, SpecimenAction.Reserved) with { Cause = SpecimenCause.Haemolysed, Note = "index 3" },
            Step(Aliquot, SpecimenAction.Reserved) with { Cause = SpecimenCause.LowVolume },
            Step(Tube, SpecimenAction.Received));

        Assert.Equal(
            ["Échantillon hémolysé (index 3) : accepté avec réserve, à interpréter avec prudence."], notes.ReservesOf(Tube));
        Assert.Equal(2, notes.ReservesOf(Aliquot).Count);
        Assert.Empty(notes.ReservesOf(new(13)));
    }

    [Fact]
    public void The_same_reserve_twice_is_said_once() =>
        Assert.Single(Notes(
            Step(Tube, SpecimenAction.Reserved) with { Cause = SpecimenCause.Lipaemic },
            Step(Tube, SpecimenAction.Reserved) with { Cause = SpecimenCause.Lipaemic, At = Noon.AddHours(1) })
            .ReservesOf(Tube));

    [Fact]
    public void What_was_typed_after_the_tube_or_its_aliquot_went_out_was_made_elsewhere()
    {
        foreach (EntryId sent in (EntryId[])[Tube, Aliquot])
        {
            SpecimenNotes notes = Notes(Step(sent, SpecimenAction.Sent) with { Place = Ponant });

            Assert.Equal("Biologie du Ponant, 3 quai Ouest, 29200 Brest", notes.OutsideOf(Made(Noon.AddDays(1)), null));
            Assert.Null(notes.OutsideOf(Made(Noon.AddMinutes(-1)), null));
            Assert.Null(notes.OutsideOf(Made(Noon.AddDays(1)) with { InstrumentId = 3 }, null));
            Assert.Null(notes.OutsideOf(Made(Noon.AddDays(1)) with { Specimen = new(13) }, null));
        }
    }

    [Fact]
    public void A_laboratory_that_is_in_the_address_book_no_more_is_named_all_the_same() =>
        Assert.Equal(
            "Autrefois", Notes(Step(Tube, SpecimenAction.Sent) with { Place = "Autrefois" })
                .OutsideOf(Made(Noon.AddDays(1)), null));

    private static SpecimenNotes Notes(params IReadOnlyList<SpecimenStep> steps) => new(
        [Row(Tube, null), Row(Aliquot, Tube)], steps, [new(1, Ponant, "3 quai Ouest\n29200 Brest", "", true, 1)]);

    private static SpecimenStep Step(EntryId specimen, SpecimenAction action) => new(specimen, action, Noon, new(7));

    private static SpecimenRow Row(EntryId specimen, EntryId? parent) => new()
    {
        Patient = new(1), Specimen = specimen, Site = 1, LaboratoryId = 1, Request = new(2), Number = "26000042171",
        Container = "SER", State = SpecimenState.Received, Priority = OrderPriority.Routine, Person = BenchPerson.Unknown,
        Parent = parent, PlannedAt = Noon, ChangedAt = Noon,
    };

    private static Determination Made(DateTimeOffset at) => new()
    {
        Patient = new(1), Request = new(2), Task = new(3), Specimen = Tube, TubeNumber = "26000042171", Analysis = "K",
        Loinc = "2823-3", Label = "Potassium", CatalogueVersion = 1, ResultedAt = at,
    };
}
