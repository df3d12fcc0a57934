using AngleSharp.Html.Dom;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.IntegrationTests.Web.Notes;

/// <summary>A patient whom the first unit expects, and those who write about her.</summary>
internal sealed class NoteBed : IAsyncDisposable
{
    private NoteBed(WebBed web, string patient, Browser physician)
    {
        Web = web;
        Patient = patient;
        Physician = physician;
    }

    public WebBed Web { get; }

    public string Patient { get; }

    public string Root => $"/patients/{Patient}/notes";

    public Browser Physician { get; }

    public static async Task<NoteBed> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite)
    {
        WebBed web = await WebBed.StartAsync(engine);
        using Browser reception = await web.OpenAsync(Role.Receptionist);
        Answer registered = await reception.PostAsync(
            "/patients/new", PageForms.Person("LE GOFF", "ANAÏS", "create-anyway"));
        string patient = registered.Location!.Split('/')[2];
        Answer expected = await reception.PostAsync(
            $"/patients/{patient}/expect",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["unit"] = "1",
                ["day"] = "2026-03-02",
                ["time"] = "09:30",
            });
        Assert.Equal(302, expected.Status);
        return new(web, patient, await web.OpenAsync(Role.Physician, 1));
    }

    /// <summary>Another person of the unit.</summary>
    public Task<Browser> OpenAsync(Role role) => Web.OpenAsync(role, 1);

    /// <summary>The fields of a note's form, texts among them.</summary>
    public static Dictionary<string, string> FieldsOf(Answer page)
    {
        Dictionary<string, string> fields = PageForms.FieldsOf(page);
        foreach (IHtmlTextAreaElement area in
            page.Page.QuerySelectorAll("main form.form textarea[name]").OfType<IHtmlTextAreaElement>())
        {
            fields[area.Name!] = area.Value;
        }

        return fields;
    }

    /// <summary>The number of the draft that a page of the editor writes.</summary>
    public static string EntryOf(Answer page) =>
        page.Page.QuerySelector("form.form")!.GetAttribute("action")!.Split('/')[4];

    /// <summary>Writes and signs a note; gives its address.</summary>
    public async Task<string> SignAsync(Browser who, string text, string template = "consultation")
    {
        Answer editor = await who.GetAsync($"{Root}/new?template={template}");
        Dictionary<string, string> fields = FieldsOf(editor);
        fields["text0"] = text;
        fields["step"] = "sign";
        Answer signed = await who.PostAsync($"{Root}/{EntryOf(editor)}/edit", fields);
        Assert.Equal(302, signed.Status);
        return signed.Location!;
    }

    public async ValueTask DisposeAsync()
    {
        Physician.Dispose();
        await Web.DisposeAsync();
    }
}
