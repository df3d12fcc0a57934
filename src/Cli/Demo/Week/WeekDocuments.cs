using System.Globalization;
using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Documents;
using Serment.Records.Documents.Letters;
using Serment.Records.Documents.Scanning;
using Serment.Records.Practitioners;
using Serment.Records.Printing;
using Serment.Simulation.Establishments;
using Serment.Simulation.Weeks;

namespace Serment.Cli.Demo.Week;

/// <summary>
/// Papers of a stay, made here: the imaging report, a rhythm strip, the family doctor's letter, the insurer's
/// certificate; for who has left, the signed letter; for who leaves tomorrow, its draft.
/// </summary>
internal sealed class WeekDocuments(WeekDesk desk)
{
    private const string Language = "fr-FR";
    private const string PageWord = "Page";
    private const string FamilyDoctor = "Dr Armelle Kervadec, médecine générale";
    private const int BedsPerLetter = 2;
    private const int BedsPerCertificate = 3;

    private static readonly HashSet<string> Fibrillating = new(["I500"], StringComparer.Ordinal);
    private static readonly HashSet<string> WithStrip = new(["I500", "I639"], StringComparer.Ordinal);

    /// <summary>Adds them.</summary>
    public void Add(WeekRecord record, PlannedStay stay, DemoPatient person, WeekMember physician)
    {
        DateTimeOffset admitted = desk.At(stay.Admitted);
        DateTimeOffset until = stay.Discharged is { } left ? desk.At(left) : desk.Now;
        if (PaperLibrary.Of(stay.Case) is { } report && admitted.AddHours(report.AfterHours) is var made && made < until)
        {
            File(
                record, new(DocumentType.ImagingReport, report.Title, Day(made), "Service d’imagerie", Name(report.Title), false),
                FileKind.Pdf, ReportOf(report, made), physician, made);
        }

        if (WithStrip.Contains(stay.Case.Code))
        {
            byte[] strip = EcgStrip.Draw(
                string.Create(CultureInfo.InvariantCulture, $"{stay.Case.Code} {stay.Bed}"), stay.Case.Vitals.Pulse,
                Fibrillating.Contains(stay.Case.Code));
            File(
                record,
                new(
                    DocumentType.OtherClinical, "Électrocardiogramme à l’entrée", Day(admitted), null,
                    "ecg-entree.png", false),
                FileKind.Png, strip, physician, admitted.AddMinutes(20));
        }

        if (stay.Bed % BedsPerLetter == 0)
        {
            File(
                record,
                new(DocumentType.Letter, "Courrier du médecin traitant", Day(admitted), FamilyDoctor, "courrier.pdf", false),
                FileKind.Pdf, IncomingOf(stay, admitted), physician, admitted);
        }

        if (stay.Bed % BedsPerCertificate == 0)
        {
            File(
                record,
                new(
                    DocumentType.InsuranceCard, "Attestation de droits", Day(admitted), "Assurance maladie",
                    "attestation-droits.pdf", false),
                FileKind.Pdf, CertificateOf(admitted), physician, admitted);
        }

        AddLetter(record, stay, person, physician, until);
    }

    private void AddLetter(
        WeekRecord record, PlannedStay stay, DemoPatient person, WeekMember physician, DateTimeOffset until)
    {
        string text = LetterText(stay, person, physician);
        const string Title = "Lettre de liaison à la sortie";
        if (stay.Discharged is not null)
        {
            byte[] paper = LetterPaper.Write(
                Title, FamilyDoctor.Replace(", ", "\n", StringComparison.Ordinal), text, HeadOf(physician),
                new(
                    Language, PageWord, $"Concernant : {person.Name}, né(e) le {DayText(person.Born)}",
                    $"Le {DayText(Day(until))}",
                    $"Signé par {physician.Name}, le {until.ToString("dd/MM/yyyy 'à' HH:mm", CultureInfo.InvariantCulture)}",
                    "Clinique des Hortensias", null),
                until);
            File(
                record, new(DocumentType.DischargeSummary, Title, Day(until), null, null, false, IsSigned: true),
                FileKind.Pdf, paper, physician, until);
        }
        else if (stay.ExpectedEnd <= DateOnly.FromDateTime(desk.Local).AddDays(1))
        {
            record.Add(LetterResource.Write(
                new(DocumentType.DischargeSummary, Title, FamilyDoctor, text), record.Patient, SessionOf(physician),
                desk.Now.AddMinutes(-40)));
        }
    }

    private static string LetterText(PlannedStay stay, DemoPatient person, WeekMember physician) => string.Join('\n',
    [
        "Cher confrère, chère consœur,",
        "",
        $"{person.Name}, {person.Age} ans, a été hospitalisé(e) dans notre service depuis le "
        + $"{stay.Admitted.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)}.",
        "",
        "Motif d’hospitalisation : " + stay.Case.Title + ".",
        "",
        "Histoire : " + stay.Case.Story,
        "",
        "À l’examen : " + stay.Case.Findings,
        "",
        "Évolution : " + string.Join(' ', stay.Case.Progress),
        "",
        "Suites à donner : consultation de contrôle dans un mois, ordonnances remises.",
        "",
        "Bien confraternellement,",
        "",
        physician.Name,
    ]);

    private byte[] ReportOf(ExaminationReport report, DateTimeOffset at)
    {
        PdfPaper paper = new(
            new("Compte rendu d’imagerie", Language, "Clinique des Hortensias, service d’imagerie", PageWord, at));
        paper.Text("Clinique des Hortensias\nService d’imagerie\n12 rue des Hortensias, 56000 VANNES", TextStyle.Small);
        paper.Space(14);
        paper.Text(report.Title, TextStyle.Title);
        paper.Text("Examen du " + DayText(Day(at)), TextStyle.Strong);
        paper.Rule();
        foreach ((string heading, string text) in new[]
        {
            ("Technique", report.Technique), ("Résultats", report.Findings), ("Conclusion", report.Conclusion),
        })
        {
            paper.Text(heading, TextStyle.Heading);
            paper.Text(text);
            paper.Space(8);
        }

        return paper.Finish();
    }

    private static byte[] IncomingOf(PlannedStay stay, DateTimeOffset at)
    {
        PdfPaper paper = new(new("Courrier", Language, FamilyDoctor, PageWord, at));
        paper.Text(FamilyDoctor.Replace(", ", "\n", StringComparison.Ordinal) + "\n4 place du Marché\n56000 VANNES");
        paper.Space(20);
        paper.Text("Vannes, le " + DayText(Day(at)), side: TextSide.Right);
        paper.Space(14);
        paper.Text(
            "Cher confrère, chère consœur,\n\nMerci de recevoir la personne qui vous remet cette lettre. " + stay.Case.Story
            + "\n\nJe vous remercie de ce que vous ferez pour elle.\n\nBien confraternellement,");
        return paper.Finish();
    }

    private static byte[] CertificateOf(DateTimeOffset at)
    {
        PdfPaper paper = new(new("Attestation de droits", Language, "Document de démonstration", PageWord, at));
        paper.Text("Attestation de droits à l’assurance maladie", TextStyle.Title);
        paper.Rule();
        paper.Text(
            "Document de démonstration, sans valeur.\n\nLes droits de l’assuré sont ouverts à la date du "
            + DayText(Day(at)) + ". Les périodes figurent dans le dossier administratif.");
        return paper.Finish();
    }

    private static void File(
        WeekRecord record, DocumentDraft draft, FileKind kind, byte[] content, WeekMember by, DateTimeOffset at)
    {
        if (content.Length > PieceCodec.PieceBytes)
        {
            throw new InvalidOperationException("a paper of the demo has one piece");
        }

        EntryId document = EntryId.New();
        EntryId piece = record.Add(
            new Binary
            {
                ContentType = kind.MediaType(),
                SecurityContext = new() { ReferenceValue = $"DocumentReference/{document}" },
                Data = Convert.ToBase64String(content),
            },
            draft.Compartment);
        StoredFile file = new(
            kind, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), ScanVerdict.NotConfigured, [piece]);
        record.Add(DocumentResource.Write(draft, file, record.Patient, SessionOf(by), at), draft.Compartment, document);
    }

    private Letterhead HeadOf(WeekMember physician)
    {
        SitePlan site = DemoFolder.Plan.Sites.First(
            one => string.Equals(one.Code, desk.SiteCode, StringComparison.Ordinal));
        StaffPlan plan = DemoFolder.Plan.Staff.First(
            one => string.Equals(one.Name, physician.Name, StringComparison.Ordinal));
        return new(
            physician.Name, new(physician.Staff, null, WeekPaper.SpecialtyOf(physician), plan.Rpps, null, 0), site.Name,
            site.Finess, new(desk.SiteCode, WeekPaper.Address, WeekPaper.Phone, 0));
    }

    // Whoever files a paper of the demo has no session: only the name and number of it are read.
    private static SessionDescription SessionOf(WeekMember member) => new(
        default, member.Staff, member.Name, Role.Physician, "", [], [], [], false, false, default, default, []);

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.DateTime);

    private static string DayText(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    private static string Name(string title) =>
        title.Split(' ')[0].ToLowerInvariant().Replace('é', 'e').Replace('É', 'e') + ".pdf";
}
