using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Sealing;
using Serment.Records.Coverages;
using Serment.Records.Entries;
using Serment.Records.Patients;
using Serment.Records.Patients.Contact;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Places;
using Serment.Records.Patients.Resources;
using Serment.Simulation.Draws;
using Serment.Simulation.People;
using Serment.Simulation.Weeks;
using SimulatedSex = Serment.Simulation.People.Sex;

namespace Serment.Cli.Demo.Week;

/// <summary>Somebody of the demo's week.</summary>
/// <param name="Patient">The record.</param>
/// <param name="Person">Who it is.</param>
/// <param name="Age">In years.</param>
/// <param name="Background">What she or he brings along.</param>
internal sealed record DemoPatient(
    PatientId Patient, FictitiousPerson Person, int Age, PersonBackground Background)
{
    /// <summary>Given name and used name.</summary>
    public string Name => $"{Person.GivenNames[0]} {Person.UsedName}";

    /// <summary>The day of birth.</summary>
    public DateOnly Born => Person.BirthDate;

    /// <summary>By the civil register.</summary>
    public bool IsWoman => Person.Sex == SimulatedSex.Female;

    /// <summary>Keeps names out of logs.</summary>
    public override string ToString() => nameof(DemoPatient);
}

/// <summary>
/// Registers invented people at the clinic, as an interface would: with the import client's right to seal, which opens
/// nothing.
/// </summary>
internal static class DemoPeople
{
    private const string Department = "56";

    // Regime, fund and centre of the general scheme in this department; a complementary insurer that does not exist.
    private const string Organisation = "015610000";
    private const string ComplementaryInsurer = "99999997";

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
            int age = AgeOn(person.BirthDate, today);
            PersonBackground background = PersonBackground.Draw(desk.SiteCode, i, age, today);
            (PatientId patient, _) = RegisterPatient.Add(batch, DraftOf(person), desk.SiteCode);
            AddCoverage(batch, patient, person, background, i, today);
            await desk.SealAsync(batch, null, stop);
            registered.Add(new(patient, person, age, background));
        }

        return registered;
    }

    private static void AddCoverage(
        SealBatch batch, PatientId patient, FictitiousPerson person, PersonBackground background, int i, DateOnly today)
    {
        DateOnly from = new(today.Year - 1 - (i % 3), 1, 1);
        DateOnly until = background.IsLapsed ? new DateOnly(today.Year, today.Month, 1).AddDays(-1) : new(today.Year + 1, 12, 31);
        Coverage main = new();
        CoverageResource.Write(
            new() { Nir = person.Nir, Organisation = Organisation, RightsFrom = Text(from), RightsUntil = Text(until) },
            patient, main);
        CoverageLineResource.Write(
            CoverageLineResource.Read(main) with
            {
                Rank = 1,
                Order = 1,
                Exemption = background.LongTermSince is null ? CoverageExemption.None : CoverageExemption.LongTermListed,
                ExemptFrom = background.LongTermSince is { } year ? Text(new(year, 3, 1)) : null,
                ExemptUntil = background.LongTermSince is { } since ? Text(new(since + 10, 2, 28)) : null,
            },
            patient, main, isNew: false);
        SealResource.Add(batch, batch.NewEntryId(), 1, Compartment.Coverage, main);
        if (background.IsComplementary)
        {
            Coverage other = new();
            CoverageLineResource.Write(
                new()
                {
                    Kind = CoverageKind.Complementary,
                    Insurer = ComplementaryInsurer,
                    MemberNumber = (40_000_000 + (i * 7_919)).ToString(CultureInfo.InvariantCulture),
                    From = Text(new(today.Year, 1, 1)),
                    Until = Text(new(today.Year, 12, 31)),
                    Order = 2,
                },
                patient, other, isNew: true);
            SealResource.Add(batch, batch.NewEntryId(), 1, Compartment.Coverage, other);
        }
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

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
            null,
            nir);
    }

    private static string? PhoneOf(string number) =>
        PhoneNumber.TryParse(number, out PhoneNumber phone) == ContactRefusal.None ? phone.ToDisplay() : null;
}
