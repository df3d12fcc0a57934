using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Results;
using Serment.Records.Charts.Vitals;
using Serment.Records.Entries;
using Serment.Simulation.Weeks;

namespace Serment.Cli.Demo.Week;

/// <summary>
/// Laboratory results of a stay, as the laboratory sends them. The physician has seen those of the days before, and in
/// every other bed those of this morning.
/// </summary>
internal static class WeekResults
{
    private const string LaboratoryName = "Laboratoire du Golfe";
    private const string Category = "laboratory";
    private const string Interpretations = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
    private const string Ucum = "http://unitsofmeasure.org";
    private static readonly TimeSpan Turnaround = TimeSpan.FromMinutes(75);

    /// <summary>Adds them.</summary>
    public static void Add(WeekRecord record, PlannedStay stay, WeekDesk desk, ItemWriter physician)
    {
        List<EntryVersion> seen = [];
        foreach (DrawnResult drawn in LaboratoryLibrary.Draw(stay, desk.Local))
        {
            EntryId entry = record.Add(ObservationOf(drawn, record.Patient, desk), Compartment.Laboratory);
            if (stay.Discharged is not null || drawn.TakenAt.Date < desk.Local.Date || stay.Bed % 2 == 0)
            {
                seen.Add(new(record.Patient, entry, 1));
            }
        }

        foreach (CourseReport report in LaboratoryLibrary.ReportsOf(stay, desk.Local))
        {
            DateTimeOffset at = desk.At(stay.Admitted.AddHours(report.AfterHours));
            record.Add(
                new DiagnosticReport
                {
                    Status = "final",
                    Category = [Coded.Of("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB")],
                    Code = new() { Text = report.Title },
                    Subject = physician.Subject(),
                    EffectiveDateTime = Coded.Time(at),
                    Issued = Coded.Time(at),
                    Performer = [new() { Display = LaboratoryName }],
                    Conclusion = report.Conclusion,
                },
                Compartment.Laboratory);
        }

        foreach (EntryVersion[] some in seen.Chunk(SeenMarks.MaxTargets))
        {
            record.Add(SeenMarks.Write(some, physician));
        }
    }

    private static Observation ObservationOf(DrawnResult drawn, PatientId patient, WeekDesk desk)
    {
        Analyte analyte = drawn.Analyte;
        DateTimeOffset taken = desk.At(drawn.TakenAt);
        return new()
        {
            Status = drawn.IsPreliminary ? "preliminary" : "final",
            Category = [Coded.Of(VitalResource.Category, Category)],
            Code = Coded.Of(VitalSign.Loincs, analyte.Loinc, analyte.Name),
            Subject = new() { ReferenceValue = $"Patient/{patient}" },
            EffectiveDateTime = Coded.Time(taken),
            Issued = Coded.Time(taken + Turnaround),
            Performer = [new() { Display = LaboratoryName }],
            ValueQuantity = QuantityOf(drawn.Value, analyte),
            ReferenceRange =
            [
                new()
                {
                    Low = analyte.Low is { } low ? QuantityOf(low, analyte) : null,
                    High = analyte.High is { } high ? QuantityOf(high, analyte) : null,
                },
            ],
            Interpretation = [Coded.Of(Interpretations, drawn.Interpretation)],
        };
    }

    private static Quantity QuantityOf(decimal value, Analyte analyte) => new()
    {
        Value = value,
        Unit = analyte.Unit.Length == 0 ? null : analyte.Unit,
        System = Ucum,
        Code = analyte.Ucum,
    };
}
