using System.Globalization;
using Serment.Simulation.Draws;
using Serment.Simulation.People;

namespace Serment.Simulation.LegacyExports;

/// <summary>What the old system knew of a patient beyond who they are.</summary>
internal sealed class PatientFile
{
    private static readonly string[] PasswordWords = ["Printemps", "bonjour", "Mimosa", "labo", "Loulou", "secret"];

    public PatientFile(FictitiousPerson person, LaboratorySite home, SeededSource source, int number, int year)
    {
        Person = person;
        Home = home;
        Number = number.ToString(CultureInfo.InvariantCulture);
        int age = person.AgeIn(year);
        Ipp = source.Chance(0.34) ? (8_000_000_000L + person.Number).ToString(CultureInfo.InvariantCulture) : "";
        Password = source.Chance(0.48) ? source.Pick<string>(PasswordWords) + Digits(source, 4) : "";
        Status = source.Unit() switch
        {
            < 0.45 => "PROV",
            < 0.76 => "VALI",
            < 0.80 => "RECUP",
            _ => "QUAL",
        };
        LongTermIllness = source.Chance(age > 60 ? 0.34 : 0.08);
        Scheme = Phrases.Schemes.Draw(source);
        Centre = (source.Below(60) * 100).ToString("D4", CultureInfo.InvariantCulture);
        Aid = source.Unit() switch
        {
            < 0.006 => "AME",
            < 0.085 => "CMUC",
            _ => "",
        };
        if (Aid.Length == 0 && source.Chance(0.82))
        {
            long insurer = (source.Below(140) * 70_001L) % 10_000_000;
            InsurerCode = "9" + insurer.ToString("D7", CultureInfo.InvariantCulture);
            InsurerMember = Digits(source, 9);
            InsurerContract = source.Between(1, 12).ToString("D2", CultureInfo.InvariantCulture);
        }

        int rank = person.Insured is null ? 1 : source.Between(1, 3);
        BeneficiaryRank = rank.ToString("D2", CultureInfo.InvariantCulture);
        FamilyDoctor = source.Chance(0.86) ? source.Pick<Prescriber>(home.Prescribers) : null;
        BloodGroup = Phrases.BloodGroups.Draw(source);
    }

    private PatientFile(PatientFile other)
    {
        Person = other.Person;
        Home = other.Home;
        Number = other.Number;
        Ipp = other.Ipp;
        Password = other.Password;
        Status = other.Status;
        LongTermIllness = other.LongTermIllness;
        Scheme = other.Scheme;
        Centre = other.Centre;
        Aid = other.Aid;
        InsurerCode = other.InsurerCode;
        InsurerMember = other.InsurerMember;
        InsurerContract = other.InsurerContract;
        BeneficiaryRank = other.BeneficiaryRank;
        FamilyDoctor = other.FamilyDoctor;
        BloodGroup = other.BloodGroup;
    }

    public FictitiousPerson Person { get; }

    public LaboratorySite Home { get; }

    public string Number { get; private set; }

    public string Ipp { get; }

    public string Password { get; }

    public string Status { get; private set; }

    public bool LongTermIllness { get; }

    public string Scheme { get; }

    public string Centre { get; }

    public string Aid { get; }

    public string InsurerCode { get; } = "";

    public string InsurerMember { get; } = "";

    public string InsurerContract { get; } = "";

    public string BeneficiaryRank { get; }

    public Prescriber? FamilyDoctor { get; }

    public string BloodGroup { get; }

    /// <summary>No more visits after this.</summary>
    public bool Died { get; set; }

    /// <summary>The same person registered a second time by mistake, under another number.</summary>
    public PatientFile Doubled(int number) => new(this)
    {
        Number = number.ToString(CultureInfo.InvariantCulture),
        Status = "PROV",
    };

    private static string Digits(SeededSource source, int count) =>
        string.Create(count, source, (span, draws) =>
        {
            foreach (ref char c in span)
            {
                c = (char)('0' + draws.Below(10));
            }
        });
}
