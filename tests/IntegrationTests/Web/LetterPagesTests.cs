using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web;

public sealed class LetterPagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_letter_is_drafted_by_a_nurse_and_signed_by_a_physician_as_a_document(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        string patient = await DocumentPagesTests.AdmitAsync(bed, nurse);
        string letters = $"/patients/{patient}/documents/letters";

        Answer begun = await nurse.GetAsync(letters + "/new?template=family-doctor");
        string text = begun.Page.QuerySelector("#text")!.TextContent;
        Assert.Contains("ANAIS LE GOFF, né(e) le 14/07/1980", text, StringComparison.Ordinal);
        Assert.DoesNotContain("{", text, StringComparison.Ordinal);
        Assert.Null(begun.Page.QuerySelector("button[value='sign']"));
        Answer saved = await nurse.PostAsync(letters, Typed(text + "\nBrouillon <b>gras</b>", null));
        string letter = saved.Location!;
        Assert.StartsWith(letters + "/", letter, StringComparison.Ordinal);
        Answer forced = await nurse.PostAsync(letter, Typed(text, await SeenAsync(nurse, letter), "sign"));
        Assert.Equal(422, forced.Status);

        Answer page = await physician.GetAsync(letter);
        Assert.Equal(200, (await physician.GetAsync(letter + "/paper")).Status);
        Assert.NotNull(page.Page.QuerySelector("button[value='sign']"));
        Answer signed = await physician.PostAsync(letter, Typed(text, page.ValueOf("seen"), "sign"));
        Assert.Equal(302, signed.Status);
        Answer file = await nurse.GetAsync(signed.Location + "/file");
        Assert.Equal("%PDF-"u8.ToArray(), (await file.Response.Content.ReadAsByteArrayAsync())[..5]);

        Answer late = await nurse.PostAsync(letter, Typed("trop tard", page.ValueOf("seen")));
        Assert.Equal(409, late.Status);
        Assert.Equal("trop tard", late.Page.QuerySelector("#text")!.TextContent);
        Assert.Equal(404, (await nurse.GetAsync(letter)).Status);
    }

    [Fact]
    public async Task Of_two_who_write_at_once_the_second_sees_both_texts_and_loses_none()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser one = await bed.OpenAsync(Role.Physician, 1);
        using Browser other = await bed.OpenAsync(Role.Physician, 1);
        string patient = await DocumentPagesTests.AdmitAsync(bed, one);
        await other.GetAsync($"/patients/{patient}");
        string letter = (await one.PostAsync($"/patients/{patient}/documents/letters", Typed("un", null))).Location!;
        string? seen = await SeenAsync(other, letter);
        Assert.Equal(302, (await one.PostAsync(letter, Typed("deux", seen))).Status);
        Answer told = await other.PostAsync(letter, Typed("trois", seen));
        Assert.Equal(409, told.Status);
        Assert.Equal("trois", told.Page.QuerySelector("#text")!.TextContent);
        Assert.Contains("deux", told.Page.QuerySelector(".differs")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(302, (await other.PostAsync(letter, Typed("trois", told.ValueOf("seen")))).Status);
    }

    [Fact]
    public async Task No_document_and_no_signed_letter_becomes_a_draft_again()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        string patient = await DocumentPagesTests.AdmitAsync(bed, physician);
        string letters = $"/patients/{patient}/documents/letters";
        string letter = (await physician.PostAsync(letters, Typed("signé", null))).Location!;
        string document =
            (await physician.PostAsync(letter, Typed("signé", await SeenAsync(physician, letter), "sign"))).Location!;
        string seen = (await nurse.GetAsync(document)).ValueOf("seen")!;

        Answer overwritten = await nurse.PostAsync(letter, Typed("autre chose", seen));
        Assert.Equal(409, overwritten.Status);
        Assert.Equal("autre chose", overwritten.Page.QuerySelector("#text")!.TextContent);
        Assert.Equal(200, (await nurse.GetAsync(document)).Status);
        Assert.Equal(seen, (await nurse.GetAsync(document)).ValueOf("seen"));
    }

    [Fact]
    public async Task Reception_writes_appointment_letters_only_and_no_clinical_field()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await DocumentPagesTests.AdmitAsync(bed, nurse);
        string letters = $"/patients/{patient}/documents/letters";
        string clinical = (await nurse.PostAsync(letters, Typed("secret", null))).Location!;
        Assert.Equal(404, (await reception.GetAsync(letters + "/new?template=family-doctor")).Status);
        Assert.Equal(404, (await reception.GetAsync(clinical)).Status);
        Assert.Equal(404, (await reception.GetAsync(clinical + "/paper")).Status);

        Dictionary<string, string> typed = Typed("Problèmes : {problems}", null);
        typed["type"] = "AdministrativeForm";
        Answer refused = await reception.PostAsync(letters, typed);
        Assert.Equal(422, refused.Status);
        Assert.Contains("{problems}", refused.Page.QuerySelector("#text-why")!.TextContent, StringComparison.Ordinal);
        Answer begun = await reception.GetAsync(letters + "/new?template=appointment");
        Assert.Equal(200, begun.Status);
        typed["text"] = begun.Page.QuerySelector("#text")!.TextContent;
        string letter = (await reception.PostAsync(letters, typed)).Location!;
        typed["seen"] = (await SeenAsync(reception, letter))!;
        typed["step"] = "sign";
        Assert.Equal(302, (await reception.PostAsync(letter, typed)).Status);
    }

    private static async Task<string?> SeenAsync(Browser browser, string letter) =>
        (await browser.GetAsync(letter)).ValueOf("seen");

    private static Dictionary<string, string> Typed(string text, string? seen, string step = "save")
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal)
        {
            ["type"] = "Letter", ["letterTitle"] = "Courrier", ["recipient"] = "Dr Le Bris\n56000 Vannes",
            ["text"] = text, ["step"] = step,
        };
        if (seen is not null)
        {
            fields["seen"] = seen;
        }

        return fields;
    }
}
