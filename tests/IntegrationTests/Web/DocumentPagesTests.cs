using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Harness;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web;

public sealed class DocumentPagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_document_of_several_pieces_comes_back_as_it_went(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        string patient = await AdmitAsync(bed, nurse);
        byte[] pdf = SampleFiles.Pdf("x", [SampleFiles.Stream("", RandomNumberGenerator.GetBytes(2_000_000))]);
        Answer filed = await nurse.UploadAsync(
            $"/patients/{patient}/documents", Letter("Compte rendu du cœur"), "cr.pdf", new ByteArrayContent(pdf));
        Assert.Equal($"/patients/{patient}/documents", filed.Location);

        Answer list = await nurse.GetAsync($"/patients/{patient}/documents");
        string listed = list.Page.QuerySelector("#documents-list")!.TextContent;
        Assert.Contains("Compte rendu du cœur", listed, StringComparison.Ordinal);
        Assert.Contains("Non analysé", list.Page.Body!.TextContent, StringComparison.Ordinal);
        string address = list.Page.QuerySelector("#documents-list a.title")!.GetAttribute("href")!;
        Answer page = await nurse.GetAsync(address);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(pdf)), page.Text, StringComparison.Ordinal);

        Answer file = await nurse.GetAsync(address + "/file");
        Assert.Equal(pdf, await file.Response.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/pdf", file.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", file.Response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.StartsWith(
            "document-2026-02-27-", file.Response.Content.Headers.ContentDisposition.FileName!.Trim('"'),
            StringComparison.Ordinal);
        Assert.StartsWith("sandbox;", HeaderOf(file, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", HeaderOf(file, "X-Content-Type-Options"));
        Answer log = await nurse.GetAsync($"/patients/{patient}/disclosures");
        Assert.Contains("Imprimé ou enregistré", log.Page.Body!.TextContent, StringComparison.Ordinal);
        Answer preview = await nurse.GetAsync(address + "/preview");
        Assert.Equal("attachment", preview.Response.Content.Headers.ContentDisposition!.DispositionType);
    }

    [Fact]
    public async Task Images_are_shown_under_a_policy_that_lets_them_do_nothing_and_texts_as_texts()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        string patient = await AdmitAsync(bed, nurse);
        byte[] image = [.. SampleFiles.Png(), .. "<script>alert(1)</script>"u8];
        Assert.Equal(201, (await SendAsync(nurse, patient, "photo.html", image)).Status);
        Assert.Equal(
            201, (await SendAsync(nurse, patient, "note.png", "Dit : <script>alert(1)</script>"u8.ToArray())).Status);

        string[] addresses = await AddressesAsync(nurse, patient, "note", "photo");
        Answer text = await nurse.GetAsync(addresses[0]);
        Assert.Equal("Dit : <script>alert(1)</script>", text.Page.QuerySelector("pre")!.TextContent);
        Assert.All(text.Page.QuerySelectorAll("script"), script => Assert.Equal("", script.TextContent));
        Assert.Equal(404, (await nurse.GetAsync(addresses[0] + "/preview")).Status);
        Answer file = await nurse.GetAsync(addresses[0] + "/file");
        Assert.Equal("attachment", file.Response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("text/plain", file.Response.Content.Headers.ContentType!.MediaType);

        Answer shown = await nurse.GetAsync(addresses[1] + "/preview");
        Assert.Equal("image/png", shown.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("inline", shown.Response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.StartsWith("sandbox;", HeaderOf(shown, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal(SampleFiles.Png(), await shown.Response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "SVG")]
    [InlineData("<html><script>alert(1)</script>", "page web")]
    [InlineData("%PDF-1.4\n1 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n%%EOF", "script")]
    [InlineData("MZ and so on", "programme")]
    public async Task What_acts_is_refused_with_a_sentence_and_nothing_is_filed(string content, string said)
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        string patient = await AdmitAsync(bed, nurse);
        Answer refused = await SendAsync(nurse, patient, "radio.pdf", Encoding.UTF8.GetBytes(content));
        Assert.Equal(422, refused.Status);
        Assert.Contains(said, refused.Text, StringComparison.Ordinal);

        Answer plain = await nurse.UploadAsync(
            $"/patients/{patient}/documents", Letter("<b>gras</b>"), "radio.pdf",
            new StringContent(content));
        Assert.Equal(422, plain.Status);
        Assert.Equal("<b>gras</b>", plain.ValueOf("title"));
        Assert.Contains(said, plain.Page.QuerySelector(".error-summary")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(await AddressesAsync(nurse, patient));
    }

    [Fact]
    public async Task A_file_name_is_text_and_never_a_header_or_a_path()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        string patient = await AdmitAsync(bed, nurse);
        string[] names = ["../../etc/passwd.pdf", "a; filename=b.html", "<img src=x onerror=alert(1)>.pdf"];
        foreach (string name in names)
        {
            Assert.Equal(201, (await SendAsync(nurse, patient, name, SampleFiles.Pdf())).Status);
        }

        foreach (string address in await AddressesAsync(nurse, patient))
        {
            Answer file = await nurse.GetAsync(address + "/file");
            string said = file.Response.Content.Headers.ContentDisposition!.ToString();
            Assert.Matches("^attachment; filename=\"document-[0-9a-z-]+\\.pdf\"$", said);
            Assert.Empty((await nurse.GetAsync(address)).Page.QuerySelectorAll("main img"));
        }
    }

    [Fact]
    public async Task An_infected_file_is_refused_and_a_clean_one_says_that_it_was_scanned()
    {
        await using FakeClamd clamd = new();
        await using WebBed bed = await WebBed.StartAsync(clamd: clamd.Address);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        string patient = await AdmitAsync(bed, nurse);
        Answer infected = await SendAsync(nurse, patient, "note.txt", Encoding.ASCII.GetBytes(SampleFiles.Eicar));
        Assert.Equal(422, infected.Status);
        Assert.Contains("virus", infected.Text, StringComparison.Ordinal);
        Assert.Empty(await AddressesAsync(nurse, patient));

        Answer clean = await SendAsync(nurse, patient, "lettre.pdf", SampleFiles.Pdf());
        Assert.Equal(201, clean.Status);
        Assert.Equal("Analysé : rien trouvé.", clean.Text);
        Answer list = await nurse.GetAsync($"/patients/{patient}/documents");
        Assert.DoesNotContain("Non analysé", list.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_fifty_megabytes_are_refused_whatever_length_was_announced()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        string patient = await AdmitAsync(bed, nurse);
        foreach (bool isAnnounced in (bool[])[true, false])
        {
            byte[] large = new byte[51 * 1024 * 1024];
            large.AsSpan().Fill((byte)' ');
            HttpContent content = isAnnounced
                ? new ByteArrayContent(large)
                : new StreamContent(new UnknownLength(large));
            Answer refused = await nurse.UploadAsync(
                $"/patients/{patient}/documents", Letter("x"), "x.txt", content, byScript: true);
            Assert.Equal(422, refused.Status);
            Assert.Contains("50 Mo", refused.Text, StringComparison.Ordinal);
        }

        Assert.Empty(await AddressesAsync(nurse, patient));
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_no_document()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        string patient = await AdmitAsync(bed, nurse);
        byte[] pdf = SampleFiles.Pdf("x", [SampleFiles.Stream("", RandomNumberGenerator.GetBytes(3_000_000))]);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => nurse.UploadAsync(
            $"/patients/{patient}/documents", Letter("x"), "x.pdf", new StreamContent(new Breaking(pdf, 2_500_000))));
        Assert.Empty(await AddressesAsync(nurse, patient));
    }

    [Fact]
    public async Task Without_the_proof_nothing_is_read()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        string patient = await AdmitAsync(bed, nurse);
        foreach (bool byScript in (bool[])[true, false])
        {
            Answer refused = await nurse.UploadAsync(
                $"/patients/{patient}/documents", Letter("x"), "x.pdf", new ByteArrayContent(SampleFiles.Pdf()),
                byScript, proof: "wrong");
            Assert.Equal(400, refused.Status);
        }

        Assert.Equal(400, (await nurse.PostAsync($"/patients/{patient}/documents", Letter("x"))).Status);
    }

    [Fact]
    public async Task Reception_files_cards_and_reaches_no_clinical_document_by_any_address()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await AdmitAsync(bed, nurse);
        Assert.Equal(201, (await SendAsync(nurse, patient, "secret.pdf", SampleFiles.Pdf())).Status);
        string address = Assert.Single(await AddressesAsync(nurse, patient));

        Assert.Empty(await AddressesAsync(reception, patient));
        foreach (string end in (string[])["", "/file", "/preview"])
        {
            Assert.Equal(404, (await reception.GetAsync(address + end)).Status);
        }

        string entry = address[(address.LastIndexOf('/') + 1)..];
        Dictionary<string, string> seen = new(StringComparer.Ordinal) { ["seen"] = $"{patient}.{entry}.1" };
        Assert.Equal(404, (await reception.PostAsync(address + "/withdraw", seen)).Status);
        Answer clinical = await reception.UploadAsync(
            $"/patients/{patient}/documents", Letter("x"), "x.pdf", new ByteArrayContent(SampleFiles.Pdf()));
        Assert.Equal(403, clinical.Status);

        Dictionary<string, string> card = new(StringComparer.Ordinal) { ["type"] = "ComplementaryCard" };
        Answer filed = await reception.UploadAsync(
            $"/patients/{patient}/documents", card, "carte.jpg", new ByteArrayContent(SampleFiles.Jpeg));
        Assert.Equal(302, filed.Status);
        string own = Assert.Single(await AddressesAsync(reception, patient));
        Assert.Equal(200, (await reception.GetAsync(own)).Status);
        Assert.Equal(404, (await nurse.GetAsync(own)).Status);
    }

    [Fact]
    public async Task A_sensitive_document_opens_after_a_touch_only()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        string patient = await AdmitAsync(bed, physician);
        Dictionary<string, string> fields = Letter("Psychiatrie");
        fields["sensitive"] = "on";
        Answer filed = await physician.UploadAsync(
            $"/patients/{patient}/documents", fields, "x.pdf", new ByteArrayContent(SampleFiles.Pdf()));
        Assert.Equal(302, filed.Status);

        Answer list = await physician.GetAsync($"/patients/{patient}/documents");
        Assert.DoesNotContain("Psychiatrie", list.Text, StringComparison.Ordinal);
        Assert.Contains("1 document sensible fermé", list.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.True(PatientId.TryParse(patient, out PatientId id));
        await bed.Custody.TouchAsync(physician.Token, StepUpKind.Sensitive, id);
        string address = Assert.Single(await AddressesAsync(physician, patient));
        Assert.Equal(200, (await physician.GetAsync(address + "/file")).Status);

        using Browser colleague = await bed.OpenAsync(Role.Physician, 1);
        Answer asked = await colleague.GetAsync(address);
        Assert.NotNull(asked.Page.QuerySelector("[data-step-up='Sensitive']"));
        Assert.Equal(404, (await colleague.GetAsync(address + "/file")).Status);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        Assert.Equal(404, (await nurse.GetAsync(address)).Status);
    }

    [Fact]
    public async Task A_document_filed_by_mistake_is_withdrawn_and_stays_in_the_history()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        string patient = await AdmitAsync(bed, nurse);
        await SendAsync(nurse, patient, "faux.pdf", SampleFiles.Pdf());
        string address = Assert.Single(await AddressesAsync(nurse, patient));
        Answer page = await nurse.GetAsync(address);
        Dictionary<string, string> seen = new(StringComparer.Ordinal) { ["seen"] = page.ValueOf("seen")! };
        Assert.Equal(302, (await nurse.PostAsync(address + "/withdraw", seen)).Status);
        Answer list = await nurse.GetAsync($"/patients/{patient}/documents");
        Assert.Contains("0 document", list.Page.QuerySelector("#list-title")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("1 document retiré", list.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    /// <summary>Somebody whom reception has announced to unit 1.</summary>
    internal static async Task<string> AdmitAsync(WebBed bed, Browser carer)
    {
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        Answer registered = await reception.PostAsync(
            "/patients/new", PageForms.Person("LE GOFF", "ANAÏS", "create-anyway"));
        string patient = registered.Location!.Split('/')[2];
        await reception.PostAsync(
            $"/patients/{patient}/expect",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["unit"] = "1",
                ["day"] = "2026-03-02",
                ["time"] = "09:30",
            });
        Assert.Equal(200, (await carer.GetAsync($"/patients/{patient}")).Status);
        return patient;
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_file_refused_at_its_end_leaves_no_piece(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        string patient = await AdmitAsync(bed, nurse);
        byte[] bad =
        [
            .. SampleFiles.Pdf("x", [SampleFiles.Stream("", RandomNumberGenerator.GetBytes(2_000_000))]),
            .. "\n9 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj\n%%EOF\n"u8,
        ];
        Answer refused = await nurse.UploadAsync(
            $"/patients/{patient}/documents", Letter("x"), "x.pdf", new ByteArrayContent(bad));

        Assert.Equal(422, refused.Status);
        short binary = ResourceType.Of("Binary").Code;
        Assert.Equal(0, await CountAsync(bed, $"SELECT COUNT(*) FROM entry WHERE resource_type = {binary}"));
        Assert.Equal(0, await CountAsync(bed, "SELECT COUNT(*) FROM upload_piece"));
        Answer filed = await nurse.UploadAsync(
            $"/patients/{patient}/documents", Letter("x"), "x.pdf",
            new ByteArrayContent(bad[..(bad.AsSpan().LastIndexOf("9 0 obj"u8) - 1)]));
        Assert.Equal($"/patients/{patient}/documents", filed.Location);
        Assert.Equal(3, await CountAsync(bed, $"SELECT COUNT(*) FROM entry WHERE resource_type = {binary}"));
        Assert.Equal(0, await CountAsync(bed, "SELECT COUNT(*) FROM upload_piece"));
    }

    private static async Task<long> CountAsync(WebBed bed, string sql)
    {
        await using DatabaseLocation main = DatabaseLocation.Parse(bed.MainDatabase);
        await using DbConnection connection = await main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static Dictionary<string, string> Letter(string title) => new(StringComparer.Ordinal)
    {
        ["type"] = "Letter",
        ["title"] = title,
        ["date"] = "27/02/2026",
    };

    private static Task<Answer> SendAsync(Browser browser, string patient, string name, byte[] file) =>
        browser.UploadAsync(
            $"/patients/{patient}/documents", Letter(""), name, new ByteArrayContent(file), byScript: true);

    private static async Task<string[]> AddressesAsync(Browser browser, string patient, params string[] titles)
    {
        Answer list = await browser.GetAsync($"/patients/{patient}/documents");
        Assert.Equal((HttpStatusCode)200, list.Response.StatusCode);
        return
        [
            .. list.Page.QuerySelectorAll("#documents-list a.title")
                .OrderBy(one => Array.IndexOf(titles, one.TextContent.Trim()))
                .Select(one => one.GetAttribute("href")!),
        ];
    }

    private static string HeaderOf(Answer answer, string name) =>
        answer.Response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(' ', values) : "";

    /// <summary>A stream that does not say how long it is.</summary>
    private sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    /// <summary>A stream that fails on the way.</summary>
    private sealed class Breaking(byte[] bytes, int at) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= at ? throw new IOException("broken off") : base.ReadAsync(buffer, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) =>
            Position >= at ? throw new IOException("broken off") : base.Read(buffer, offset, count);
    }
}
