using System.Text;
using AngleSharp.Dom;
using Serment.CustodyProtocol;
using Serment.IntegrationTests.Web;
using Serment.IntegrationTests.Web.Notes;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: to act as whoever reads: in a colleague's browser by a note, in a pharmacy's or a family doctor's reader by a
/// paper.
/// Means: an administrator who sets the titles of templates; a physician who writes notes, letters and her own
/// letterhead.
/// </summary>
public sealed class WrittenTextTests(ITestOutputHelper output)
{
    private const string Markup = "zqrun\"><script>zq()</script><img src=x onerror=zq()>";
    private const string PdfSyntax = ") Tj ET endstream endobj 9 0 obj << /OpenAction << /S /JavaScript /JS (zq) >> >>";

    // What makes a PDF act, send or fetch; names too long to come about in packed bytes by chance.
    private static readonly string[] Acting =
    [
        "/JavaScript", "/OpenAction", "/Launch", "/SubmitForm", "/GoToR", "/EmbeddedFile", "/RichMedia",
    ];

    [Fact]
    public async Task Markup_in_a_templates_titles_and_in_a_note_stays_text_for_every_reader()
    {
        await using NoteBed bed = await NoteBed.StartAsync();
        using Browser administrator = await bed.OpenAsync(Role.Administrator);
        Answer template = await administrator.GetAsync("/note-templates/consultation");
        Dictionary<string, string> titles = NoteBed.FieldsOf(template);
        titles["title"] = Markup;
        titles["sections"] = Markup + "\nDeux";
        Assert.Equal(302, (await administrator.PostAsync("/note-templates/consultation", titles)).Status);
        string note = await bed.SignAsync(bed.Physician, Markup + "\n**" + Markup + "**\n- " + Markup);
        Answer amending = await bed.Physician.GetAsync(note + "/amend");
        Dictionary<string, string> amended = NoteBed.FieldsOf(amending);
        amended["text0"] = Markup + Markup;
        amended["reason"] = Markup;
        amended["step"] = "sign";
        Assert.Equal(
            302, (await bed.Physician.PostAsync($"{bed.Root}/{NoteBed.EntryOf(amending)}/edit", amended)).Status);

        int shown = 0;
        foreach (string address in (string[])
            [bed.Root, note, note + "?from=1&to=2", note + "/amend", bed.Root + "/new?template=consultation",
            $"/patients/{bed.Patient}/timeline", $"/patients/{bed.Patient}"])
        {
            Answer page = await bed.Physician.GetAsync(address);
            Assert.Equal(200, page.Status);
            AssertInert(page.Page);
            shown += page.Text.Contains("zqrun", StringComparison.Ordinal) ? 1 : 0;
        }

        foreach (string address in (string[])["/note-templates", "/note-templates/consultation"])
        {
            AssertInert((await administrator.GetAsync(address)).Page);
        }

        output.WriteLine($"pages that show the text as text: {shown}");
        Assert.True(shown >= 5);
    }

    [Fact]
    public async Task What_is_typed_for_a_paper_makes_no_part_of_its_file()
    {
        await using NoteBed bed = await NoteBed.StartAsync();
        using Browser physician = await bed.OpenAsync(Role.Physician);
        Dictionary<string, string> practice = PageForms.FieldsOf(await physician.GetAsync("/account/practice"));
        practice["practiceTitle"] = ") /JS (zq";
        practice["specialty"] = "/OpenAction <<";
        Assert.Equal(302, (await physician.PostAsync("/account/practice", practice)).Status);

        string letters = $"/patients/{bed.Patient}/documents/letters";
        Dictionary<string, string> letter = new(StringComparer.Ordinal)
        {
            ["type"] = "Letter", ["letterTitle"] = ") /JS (zq", ["recipient"] = "Dr (x) Tj\nendobj",
            ["text"] = PdfSyntax + "\n\\) \\051 <feff> \u202e" + Markup, ["step"] = "save",
        };
        string draft = (await physician.PostAsync(letters, letter)).Location!;
        AssertInert((await physician.GetAsync(draft)).Page);
        await AssertDoesNothingAsync(bed, physician, draft + "/paper");
        letter["seen"] = (await physician.GetAsync(draft)).ValueOf("seen")!;
        letter["step"] = "sign";
        Answer signed = await physician.PostAsync(draft, letter);
        Assert.Equal(302, signed.Status);
        AssertInert((await physician.GetAsync(signed.Location!)).Page);
        await AssertDoesNothingAsync(bed, physician, signed.Location + "/file");
    }

    private static async Task AssertDoesNothingAsync(NoteBed bed, Browser physician, string address)
    {
        Answer answer = await physician.GetAsync(address);
        Assert.Equal(200, answer.Status);
        byte[] file = await answer.Response.Content.ReadAsByteArrayAsync();
        string raw = Encoding.Latin1.GetString(file);
        Assert.StartsWith("%PDF-", raw, StringComparison.Ordinal);
        Assert.All(Acting, name => Assert.DoesNotContain(name, raw, StringComparison.Ordinal));

        // The check of files that come from elsewhere looks into what is packed, and takes it.
        Answer filed = await physician.UploadAsync(
            $"/patients/{bed.Patient}/documents",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["type"] = "Letter", ["title"] = "x" }, "x.pdf",
            new ByteArrayContent(file), byScript: true);
        Assert.Equal(201, filed.Status);
    }

    private static void AssertInert(IDocument page)
    {
        Assert.All(page.QuerySelectorAll("script"), script => Assert.Equal("", script.TextContent));
        Assert.Empty(page.QuerySelectorAll("[onerror], [onload], img[src='x']"));
    }
}
