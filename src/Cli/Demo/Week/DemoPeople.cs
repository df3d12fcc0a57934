using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Patients;
using Serment.Records.Patients.Contact;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Places;
using Serment.Records.Patients.Resources;
using Serment.Simulation.Draws;
using Serment.Simulation.People;
using SimulatedSex = Serment.Simulation.People.Sex;

namespace Serment.Cli.Demo.Week;

/// <summary>Somebody of the demo's week.</summary>
internal sealed record DemoPatient(PatientId Patient, int Age, bool IsWoman);

/// <summary>
/// Registers invented people at the clinic, as an interface would: with the import client's right to seal, which opens
/// nothing.
/// </summary>
internal static class DemoPeople
{
    private const string Department = "56";

    public static async Task<IReadOnlyList<DemoPatient>> RegisterAsync(
        WeekDesk desk, short site, int count, DateOnly today, CancellationToken stop)
    {
        PersonSource people = new(new SeededSource("demo week " + desk.SiteCode));
        List<DemoPatient> registered = [];
        using SealBatch batch = new(site);
        for (int i = 0; i < count; i++)
        {
            FictitiousPerson person = people.Next(today.Year, Department);
            batch.Clear();
            (PatientId patient, _) = RegisterPatient.Add(batch, DraftOf(person), desk.SiteCode);
            await desk.SealAsync(batch, null, stop);
            registered.Add(new(patient, AgeOn(person.BirthDate, today), person.Sex == SimulatedSex.Female));
        }

        return registered;
    }

    private static int AgeOn(DateOnly born, DateOnly today) =>
        today.Year - born.Year - (born.AddYears(today.Year - born.Year) > today ? 1 : 0);

    private static PatientDraft DraftOf(FictitiousPerson person)
    {
        bool isPlace = InseeCode.TryParse(person.Birthplace.CodeIn(person.BirthDate.Year), out InseeCode place);
        DateOnly day = person.BirthDate;
        _ = BirthDate.TryCreate(day.Year, day.Month, day.Day, isYearEstimated: false, DateOnly.MaxValue, out BirthDate born);
        PatientIdentity identity = new()
        {
            BirthName = person.BirthName,
            FirstGivenName = person.GivenNames[0],
            GivenNames = string.Join(' ', person.GivenNames),
            BirthDate = born,
            Sex = person.Sex == SimulatedSex.Female ? Records.Patients.Identity.Sex.Female : Records.Patients.Identity.Sex.Male,
            BirthPlace = isPlace ? place : InseeCode.Unknown,
            UsedName = string.Equals(person.UsedName, person.BirthName, StringComparison.Ordinal) ? null : person.UsedName,
        };
        Nir? nir = ReceivedNir.From(person.Nir) is { IsTrustworthy: true } received ? received.Value : null;
        return new(
            identity.Recorded(),
            new()
            {
                Line1 = person.Address.Line1,
                Line2 = person.Address.Line2.Length == 0 ? null : person.Address.Line2,
                PostalCode = person.Address.Commune.PostalCode,
                City = person.Address.Commune.PostalName,
                Landline = PhoneOf(person.Landline),
                Mobile = PhoneOf(person.Mobile),
                Email = person.Email.Length == 0 ? null : person.Email,
            },
            new() { Nir = person.Nir },
            nir);
    }

    private static string? PhoneOf(string number) =>
        PhoneNumber.TryParse(number, out PhoneNumber phone) == ContactRefusal.None ? phone.ToDisplay() : null;
}
