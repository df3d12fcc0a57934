using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Medications;
using Serment.Simulation.Weeks;
using Serment.Web.Medications;
using Serment.Web.Texts;

namespace Serment.Cli.Demo.Week;

/// <summary>A stay's prescription and what was given of it. The newest dose that was due is left to be given.</summary>
internal sealed class WeekPrescriptions(WeekDesk desk, WeekStaff staff)
{
    // The words of a line signed on the pages.
    private static readonly PageTexts Words = new TextCatalog().French;

    private static readonly TimeSpan LeftOpen = TimeSpan.FromHours(3);

    private readonly List<(PlannedDose Dose, bool IsGiven)> doses = [];

    /// <summary>Adds the lines and doses.</summary>
    public void Add(
        WeekRecord record, PlannedStay stay, DateTimeOffset admitted, DateTimeOffset until,
        ActorId physician, ActorId nurse)
    {
        doses.Clear();
        string group = OpaqueId.Format(OpaqueId.Draw());
        DateTimeOffset signed = admitted.AddMinutes(55);
        foreach (CaseMedicine medicine in stay.Case.Medicines)
        {
            if (DrugDirectory.Shared.Find(medicine.Cis) is not { } drug)
            {
                continue;
            }

            PrescriptionLine line = LineOf(medicine, drug, signed.DateTime);
            MedicationRequest resource = LineResource.Draft(
                line, [.. line.Steps.Select(Words.StepWords)], record.Patient, physician, null, desk.Zone);
            LineResource.Sign(resource, physician, signed, group, LineSetting.Ward, []);
            EntryId entry = record.Add(resource);
            foreach (PlannedDose dose in AdministrationPlan.Of(
                entry, line, signed, until.AddDays(DueRows.AheadDays), desk.Zone))
            {
                bool isGiven = dose.Due < until - LeftOpen;
                doses.Add((dose, isGiven));
                if (isGiven)
                {
                    DateTimeOffset at = dose.Due.AddMinutes(7);
                    record.Add(GivenDoses.Write(
                        new(entry, dose.Due, DoseOutcome.Given, at, dose.Quantity, dose.Unit, default, null, null, drug.Name),
                        record.Patient, nurse, desk.Zone));
                }
            }
        }
    }

    /// <summary>Writes the worklist's rows of what was added last.</summary>
    public async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, PatientId patient, string unit, CancellationToken stop)
    {
        await DueRows.AddAsync(
            connection, transaction, patient, staff.Site, staff.Units[unit], doses.Select(one => one.Dose), stop);
        foreach ((PlannedDose dose, _) in doses.Where(one => one.IsGiven))
        {
            await DueRows.MarkAsync(
                connection, transaction, patient, dose.Line, dose.Due, DueState.Given, staff.Site, stop);
        }
    }

    private static PrescriptionLine LineOf(CaseMedicine medicine, Drug drug, DateTime start)
    {
        bool isAsNeeded = medicine.TimesPerDay == 0;
        return new()
        {
            Cis = medicine.Cis,
            Name = drug.Name,
            Route = medicine.Route,
            Start = start,
            Steps =
            [
                new()
                {
                    Quantity = medicine.DoseQuantity,
                    Unit = DoseUnits.For(drug)[0],
                    TimesADay = isAsNeeded ? null : medicine.TimesPerDay,
                    DurationDays = medicine.Days,
                    IsAsNeeded = isAsNeeded,
                    Condition = medicine.If,
                    MaxADay = isAsNeeded ? 4 : null,
                },
            ],
        };
    }
}
