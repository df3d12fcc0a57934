using System.Globalization;
using Serment.Simulation.Draws;
using Serment.Simulation.People;
using static Serment.Simulation.LegacyExports.LegacyColumn;

namespace Serment.Simulation.LegacyExports;

/// <summary>
/// Makes the rows in the order of time. The patients who may come back are a pool of limited size, so memory does not
/// grow with the number of rows.
/// </summary>
internal sealed class RowSource
{
    private const int MaxReturning = 10_000;
    private const int MinReturning = 50;
    private const double ReturningShare = 0.12;

    // Most people come once; the others come again and again.
    private const double ComesBackShare = 0.25;
    private const int FirstPatientNumber = 100_000;

    // Keeps the average number of rows for each patient on its way when chance has led it astray.
    private const double Correction = 0.05;

    private readonly LegacyExportOptions options;
    private readonly SeededSource source;
    private readonly PersonSource people;
    private readonly LaboratoryGroup group;
    private readonly Calendar calendar = new();
    private readonly List<PatientFile> returning = [];
    private readonly int maxReturning;
    private readonly IdentitySlip slip = new();
    private readonly StyledNames styled = new();
    private int patientNumbers = FirstPatientNumber;
    private int day;
    private int sequence;
    private long made;

    public RowSource(LegacyExportOptions options)
    {
        this.options = options;
        source = new SeededSource("legacy export " + options.Seed);
        people = new PersonSource(source);
        group = new LaboratoryGroup(options.LaboratorySeed);
        maxReturning = (int)Math.Clamp(options.Rows * ReturningShare, MinReturning, MaxReturning);
    }

    /// <summary>How many people there are so far.</summary>
    public int People => people.Count;

    /// <summary>The number of the person in the row made last.</summary>
    public int PersonNumber { get; private set; }

    /// <summary>Writes the next row into <paramref name="row"/>, which has sixty places.</summary>
    public void Next(string[] row)
    {
        Advance();
        DateOnly date = calendar.Days[day];
        PatientFile? file = Returning();
        LaboratorySite site;
        if (file is null)
        {
            site = group.Draw(source);
            file = NewPatient(site, date.Year);
            slip.Copy(file.Person);
        }
        else
        {
            file = Revisit(file, date.Year);
            site = source.Chance(0.94) ? file.Home : group.Draw(source);
        }

        PersonNumber = file.Person.Number;
        bool hospital = file.Ipp.Length > 0 && source.Chance(0.6);
        Numbers(row, file, site, hospital);
        Identity(row, file, site, date);
        Contact(row, file, site);
        Coverage(row, file, site, date);
        Request(row, file, site, hospital);
        FreeText(row, file, date, site);
        made++;
    }

    private void Advance()
    {
        int at = calendar.DayAt((made + 0.5) / options.Rows, day);
        sequence = at == day ? sequence + 1 : 1;
        day = at;
    }

    private PatientFile? Returning()
    {
        double share = 1 / options.RowsPerPatient;
        double wanted = share + (((made * share) - people.Count) * Correction);
        if (source.Unit() < wanted)
        {
            return null;
        }

        while (returning.Count > 0)
        {
            int i = source.Below(returning.Count);
            if (!returning[i].Died)
            {
                return returning[i];
            }

            returning[i] = returning[^1];
            returning.RemoveAt(returning.Count - 1);
        }

        return null;
    }

    private PatientFile NewPatient(LaboratorySite site, int year)
    {
        FictitiousPerson person = people.Next(year, site.Department);
        patientNumbers += source.Between(1, 2);
        PatientFile file = new(person, site, source, patientNumbers, year);

        if (!file.LongTermIllness && returning.Count >= MinReturning && !source.Chance(ComesBackShare))
        {
            return file;
        }

        // The chronically ill come three times as often.
        for (int i = file.LongTermIllness ? 3 : 1; i > 0; i--)
        {
            if (returning.Count < maxReturning)
            {
                returning.Add(file);
            }
            else
            {
                returning[source.Below(maxReturning)] = file;
            }
        }

        return file;
    }

    /// <summary>What changed in a life stays; what was written down wrongly is in this row only.</summary>
    private PatientFile Revisit(PatientFile file, int year)
    {
        FictitiousPerson person = file.Person;
        if (source.Chance(0.10))
        {
            person.Address = people.NewAddress(file.Home.Department);
        }

        if (source.Chance(0.09))
        {
            person.Mobile = Identifiers.Mobile(source);
        }

        if (source.Chance(0.05))
        {
            person.Landline = source.Chance(0.5) ? Identifiers.Landline(source) : "";
        }

        if (person.Sex == Sex.Female && person.AgeIn(year) is > 22 and < 60 && source.Chance(0.03))
        {
            bool married = !string.Equals(person.UsedName, person.BirthName, StringComparison.Ordinal);
            person.UsedName = married ? person.BirthName : people.Surname();
        }

        if (person.Email.Length == 0 && person.AgeIn(year) > 15 && source.Chance(0.10))
        {
            person.Email = people.Email(person);
        }

        slip.Copy(person);
        if (source.Chance(options.VariantRate))
        {
            slip.Slip(source, person);
        }

        return slip.Doubled ? file.Doubled(++patientNumbers) : file;
    }

    private void Numbers(string[] row, PatientFile file, LaboratorySite site, bool hospital)
    {
        bool qualified = file.Status is "QUAL" or "RECUP";
        string date = calendar.Short[day];
        row[(int)NUM_DOSSIER] = string.Create(
            CultureInfo.InvariantCulture, $"{site.Code.AsSpan(1)}{date}{sequence:D4}");
        row[(int)CODE_SITE] = site.Code;
        row[(int)FINESS] = site.Finess;
        row[(int)NUM_PATIENT_LABO] = file.Number;
        row[(int)IPP] = hospital ? file.Ipp : "";
        row[(int)NDA] = hospital ? string.Create(CultureInfo.InvariantCulture, $"{date.AsSpan(0, 2)}{made:D7}") : "";
        row[(int)INS_MATRICULE] = qualified ? file.Person.Nir : "";
        row[(int)INS_OID] = qualified ? Identifiers.InsNirOid : "";
        row[(int)STATUT_IDENTITE] = file.Status;
        row[(int)NIR] = source.Chance(0.07) || file.Aid is "AME" ? "" : file.Person.Nir;
        row[(int)LOGIN_RESULTATS] = file.Password.Length > 0 ? "P" + file.Number : "";
        row[(int)MDP_RESULTATS] = file.Password;
    }

    private void Identity(string[] row, PatientFile file, LaboratorySite site, DateOnly date)
    {
        FictitiousPerson person = file.Person;
        bool man = person.Sex == Sex.Male;
        row[(int)CIVILITE] = Title(person, site, person.AgeIn(date.Year));
        row[(int)NOM_USUEL] = styled.In(slip.UsedName, site.Style);
        row[(int)NOM_NAISSANCE] = styled.In(slip.BirthName, site.Style);
        row[(int)PRENOM] = styled.In(slip.GivenName, site.Style);
        row[(int)PRENOMS_ACTE] = file.Status is "PROV" ? "" : GivenNames(person, site.Style);
        row[(int)SEXE] = site.SexInDigits ? (man ? "1" : "2") : man ? "M" : "F";
        row[(int)DATE_NAISSANCE] = DateText(slip.BirthDate);
        bool known = file.Status is not "PROV" || site.PhoneGap.Length > 0;
        row[(int)INSEE_NAISSANCE] = known ? person.Birthplace.CodeIn(person.BirthDate.Year) : "";
        row[(int)RANG_GEMELLAIRE] = person.TwinRank switch { 1 => "1", 2 => "2", _ => "" };
        row[(int)DATE_DECES] = Death(file, person.AgeIn(date.Year));
    }

    private string GivenNames(FictitiousPerson person, NameStyle style) => person.GivenNames.Length switch
    {
        1 => styled.In(person.GivenNames[0], style),
        2 => styled.In(person.GivenNames[0], style) + " " + styled.In(person.GivenNames[1], style),
        _ => string.Join(' ', person.GivenNames.Select(name => styled.In(name, style))),
    };

    private static string DateText(DateOnly date) => string.Create(10, date, static (span, value) =>
    {
        (int year, int month, int day) = value;
        span[0] = (char)('0' + (day / 10));
        span[1] = (char)('0' + (day % 10));
        span[2] = '/';
        span[3] = (char)('0' + (month / 10));
        span[4] = (char)('0' + (month % 10));
        span[5] = '/';
        year.TryFormat(span[6..], out _, "D4", CultureInfo.InvariantCulture);
    });

    private string Death(PatientFile file, int age)
    {
        if (!source.Chance(age > 70 ? 0.012 : 0.0008))
        {
            return "";
        }

        int at = day + source.Between(1, 300);
        if (at >= calendar.Texts.Length)
        {
            return "";
        }

        file.Died = true;
        return calendar.Texts[at];
    }

    private static string Title(FictitiousPerson person, LaboratorySite site, int age)
    {
        string title = age < 2 ? "BB" : age < 15 ? "ENF" : person.Sex == Sex.Male ? "M" : "MME";
        return site.Style == NameStyle.Mixed ? title[..1] + title[1..].ToLowerInvariant() : title;
    }

    private static void Contact(string[] row, PatientFile file, LaboratorySite site)
    {
        FictitiousPerson person = file.Person;
        row[(int)ADRESSE2] = person.Address.Line2;
        row[(int)CODE_POSTAL] = person.Address.Commune.PostalCode;
        row[(int)VILLE] = person.Address.Commune.PostalName;
        row[(int)PAYS] = site.Country;
        row[(int)TEL_FIXE] = Spaced(person.Landline, site.PhoneGap);
        row[(int)TEL_MOBILE] = Spaced(person.Mobile, site.PhoneGap);
        row[(int)EMAIL] = person.Email;
    }

    private static string Spaced(string number, string gap) => gap.Length == 0 || number.Length != 10
        ? number
        : string.Concat(
            string.Concat(number.AsSpan(0, 2), gap, number.AsSpan(2, 2), gap),
            string.Concat(number.AsSpan(4, 2), gap, number.AsSpan(6, 2), gap),
            number.AsSpan(8, 2));

    private void Coverage(string[] row, PatientFile file, LaboratorySite site, DateOnly date)
    {
        bool insured = row[(int)NIR].Length > 0;
        InsuredParent? parent = file.Person.Insured;
        string year = date.Year.ToString(CultureInfo.InvariantCulture);
        row[(int)ADRESSE1] = slip.AddressLine1;
        row[(int)NOM_ASSURE] = parent is not null
            ? styled.In(parent.Surname, site.Style)
            : insured ? row[(int)NOM_NAISSANCE] : "";
        row[(int)PRENOM_ASSURE] = parent is not null
            ? styled.In(parent.GivenName, site.Style)
            : insured ? row[(int)PRENOM] : "";
        row[(int)RANG_BENEF] = insured ? file.BeneficiaryRank : "";
        row[(int)CODE_REGIME] = file.Scheme;
        row[(int)CAISSE_GEST] = file.Person.Address.Commune.PostalCode[..2] + "1";
        row[(int)CENTRE_GEST] = file.Centre;
        row[(int)DEBUT_AMO] = insured ? "01/01/" + year : "";
        row[(int)FIN_AMO] = insured ? "31/12/" + year : "";
        row[(int)CODE_EXO_ALD] = file.LongTermIllness ? "4" : "0";

        // The CMU-C became the CSS on 1 November 2019.
        bool renamed = date >= new DateOnly(2019, 11, 1);
        row[(int)CSS_AME] = renamed && file.Aid is "CMUC" ? "CSS" : file.Aid;
        row[(int)CODE_AMC] = file.InsurerCode;
        row[(int)NUM_ADHERENT_AMC] = file.InsurerMember;
        row[(int)TYPE_CONTRAT_AMC] = file.InsurerContract;
        row[(int)FIN_AMC] = file.InsurerCode.Length > 0 ? "31/12/" + year : "";
    }

    private void Request(string[] row, PatientFile file, LaboratorySite site, bool hospital)
    {
        Prescriber prescriber = group.Prescriber(source, site);
        Sampler sampler = source.Pick<Sampler>(site.Samplers);
        int minute = 390 + (int)((source.Unit() + source.Unit()) * 300);
        int received = Math.Min(minute + 4 + (int)(source.Unit() * source.Unit() * 260), calendar.Clock.Length - 1);
        int prescribed = Math.Max(day - (int)(source.Unit() * source.Unit() * 40), 0);
        row[(int)RPPS_PRESCRIPTEUR] = prescriber.Rpps;
        row[(int)NOM_PRESCRIPTEUR] = prescriber.Title;
        row[(int)CP_PRESCRIPTEUR] = prescriber.PostalCode;
        row[(int)MEDECIN_TRAITANT] = file.FamilyDoctor?.Title ?? "";
        row[(int)SERVICE_UF] = hospital ? source.Pick<string>(Phrases.Services) : "";
        row[(int)DATE_PRESCRIPTION] = calendar.Texts[prescribed];
        row[(int)URGENCE] = source.Chance(hospital ? 0.3 : 0.03) ? "U" : "N";
        row[(int)DH_PRELEVEMENT] = calendar.Texts[day] + " " + calendar.Clock[minute];
        row[(int)CODE_PRELEVEUR] = sampler.Code;
        row[(int)NOM_PRELEVEUR] = sampler.Name;
        row[(int)MODE_TRANSMISSION] = source.Pick<string>(Phrases.Transmissions);
        row[(int)DH_RECEPTION] = calendar.Texts[day] + " " + calendar.Clock[received];
        row[(int)GROUPE_RHESUS] = source.Chance(0.24) ? file.BloodGroup : "";
    }

    private void FreeText(string[] row, PatientFile file, DateOnly date, LaboratorySite site)
    {
        FictitiousPerson person = file.Person;
        bool epidemic = date >= new DateOnly(2020, 3, 1);
        row[(int)RENSEIGNEMENTS_CLINIQUES] = source.Chance(0.62)
            ? Phrases.Reason(source, person.Sex == Sex.Female, person.AgeIn(date.Year), epidemic)
            : "";
        row[(int)TRAITEMENT] = source.Chance(0.30) ? Phrases.Treatments.Draw(source) : "";
        string comment = source.Chance(0.34) ? source.Pick<string>(Phrases.Comments) : "";
        if (comment.Contains('{', StringComparison.Ordinal))
        {
            string phone = row[(int)TEL_MOBILE].Length > 0 ? row[(int)TEL_MOBILE] : "0639980000";
            string relative = person.Insured?.GivenName ?? person.GivenNames[0];
            comment = comment
                .Replace("{n}", source.Below(90).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{p}", relative + " " + styled.In(person.UsedName, site.Style), StringComparison.Ordinal)
                .Replace("{t}", phone, StringComparison.Ordinal);
        }

        row[(int)COMMENTAIRE] = comment;
    }
}
