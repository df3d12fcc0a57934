using System.IO.Compression;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.Harness;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web;

public sealed class RecordCopyTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task After_a_touch_a_physician_hands_out_the_whole_record(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        string patient = await DocumentPagesTests.AdmitAsync(bed, physician);
        byte[] pdf = SampleFiles.Pdf("x", [SampleFiles.Stream("", new byte[1_700_000])]);
        await physician.UploadAsync(
            $"/patients/{patient}/documents", Fields("secret d’État"), "x.pdf", new ByteArrayContent(pdf));
        Dictionary<string, string> sensitive = Fields("psychiatrie");
        sensitive["sensitive"] = "on";
        await physician.UploadAsync(
            $"/patients/{patient}/documents", sensitive, "y.pdf", new ByteArrayContent(SampleFiles.Pdf()));

        using Browser colleague = await bed.OpenAsync(Role.Physician, 1);
        await colleague.PostAsync(
            $"/patients/{patient}/documents/letters",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["type"] = "Letter", ["letterTitle"] = "Pas encore", ["recipient"] = "", ["step"] = "save",
                ["text"] = "hypothèse non signée",
            });
        Answer asked = await physician.PostAsync($"/patients/{patient}/copy", PageForms.Nothing);
        Assert.NotNull(asked.Page.QuerySelector("[data-step-up='RecordCopy']"));
        Assert.True(PatientId.TryParse(patient, out PatientId id));
        await bed.Custody.TouchAsync(physician.Token, StepUpKind.RecordCopy, id);
        using ZipArchive archive = await CopyAsync(physician, patient, PageForms.Nothing);
        Assert.Equal(
            "LISEZMOI.txt dossier.pdf bundle.json documents/001-2026-02-27-ImagingReport.pdf",
            string.Join(' ', archive.Entries.Select(one => one.FullName)));
        Assert.Equal(pdf, Read(archive.Entries[3]));
        Bundle bundle = FhirJson.Read<Bundle>(Read(archive.Entries[2]));
        Assert.Contains(bundle.Entry!, one => one.Resource is Patient);
        string all = Encoding.UTF8.GetString(Read(archive.Entries[2]));
        Assert.Contains("secret d’État", all, StringComparison.Ordinal);
        Assert.DoesNotContain("psychiatrie", all, StringComparison.Ordinal);
        Assert.DoesNotContain("Pas encore", all, StringComparison.Ordinal);
        Assert.Contains("sensibles", Encoding.UTF8.GetString(Read(archive.Entries[0])), StringComparison.Ordinal);

        Dictionary<string, string> with = new(StringComparer.Ordinal) { ["sensitive"] = "on" };
        Answer more = await physician.PostAsync($"/patients/{patient}/copy", with);
        Assert.NotNull(more.Page.QuerySelector("[data-step-up='Sensitive']"));
        await bed.Custody.TouchAsync(physician.Token, StepUpKind.Sensitive, id);
        using ZipArchive whole = await CopyAsync(physician, patient, with);
        Assert.Equal(5, whole.Entries.Count);

        Answer log = await physician.GetAsync($"/patients/{patient}/disclosures");
        Assert.Contains("Copie remise au patient", log.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_makes_a_copy_and_a_stranger_learns_nothing()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        string patient = await DocumentPagesTests.AdmitAsync(bed, nurse);
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        foreach (Browser other in (Browser[])[nurse, reception])
        {
            Assert.Equal(403, (await other.PostAsync($"/patients/{patient}/copy", PageForms.Nothing)).Status);
        }

        using Browser stranger = await bed.OpenAsync(Role.Physician);
        Assert.True(PatientId.TryParse(patient, out PatientId id));
        await bed.Custody.TouchAsync(stranger.Token, StepUpKind.RecordCopy, id);
        Answer known = await stranger.PostAsync($"/patients/{patient}/copy", PageForms.Nothing);
        Answer nobody = await stranger.PostAsync($"/patients/{PatientId.New()}/copy", PageForms.Nothing);
        Assert.Equal(404, known.Status);
        Assert.Equal(404, nobody.Status);
    }

    private static async Task<ZipArchive> CopyAsync(
        Browser browser, string patient, IReadOnlyDictionary<string, string> fields)
    {
        Answer sent = await browser.PostAsync($"/patients/{patient}/copy", fields);
        Assert.Equal("application/zip", sent.Response.Content.Headers.ContentType!.MediaType);
        return new(new MemoryStream(await sent.Response.Content.ReadAsByteArrayAsync()), ZipArchiveMode.Read);
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static Dictionary<string, string> Fields(string title) => new(StringComparer.Ordinal)
    {
        ["type"] = "ImagingReport", ["title"] = title, ["date"] = "27/02/2026",
    };
}
