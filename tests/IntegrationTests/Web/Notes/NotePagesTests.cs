using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web.Notes;

public sealed class NotePagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_draft_is_its_authors_until_it_is_signed(DatabaseEngine engine)
    {
        await using NoteBed bed = await NoteBed.StartAsync(engine);
        Answer editor = await bed.Physician.GetAsync($"{bed.Root}/new?template=consultation");
        string entry = NoteBed.EntryOf(editor);
        Dictionary<string, string> fields = NoteBed.FieldsOf(editor);
        fields["text0"] = "Toux depuis trois jours";
        Answer kept = await bed.Physician.PostAsync($"{bed.Root}/{entry}/draft", fields);
        Assert.Equal(200, kept.Status);
        Assert.Contains("\"version\":1", kept.Text, StringComparison.Ordinal);

        // A colleague learns that somebody writes, and no word of it.
        using Browser colleague = await bed.OpenAsync(Role.Physician);
        Answer seen = await colleague.GetAsync(bed.Root);
        Assert.Contains("écrit une note", seen.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Toux", seen.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await colleague.GetAsync($"{bed.Root}/{entry}")).Status);
        Assert.Equal(404, (await colleague.GetAsync($"{bed.Root}/{entry}/edit")).Status);

        // Found again after the browser was closed; signed as shown; then everybody reads it.
        Answer drafts = await bed.Physician.GetAsync("/notes/drafts");
        Assert.NotNull(drafts.Page.QuerySelector($"a[href='{bed.Root}/{entry}/edit']"));
        Answer again = await bed.Physician.GetAsync($"{bed.Root}/{entry}/edit");
        Dictionary<string, string> typed = NoteBed.FieldsOf(again);
        Assert.Equal("Toux depuis trois jours", typed["text0"]);
        typed["step"] = "review";
        Answer review = await bed.Physician.PostAsync($"{bed.Root}/{entry}/edit", typed);
        Dictionary<string, string> reviewed = NoteBed.FieldsOf(review);
        reviewed["step"] = "sign";
        Assert.Equal(302, (await bed.Physician.PostAsync($"{bed.Root}/{entry}/edit", reviewed)).Status);
        Assert.Contains("Toux", (await colleague.GetAsync(bed.Root)).Text, StringComparison.Ordinal);
        Assert.Equal(404, (await bed.Physician.GetAsync($"{bed.Root}/{entry}/edit")).Status);
        Assert.Null((await bed.Physician.GetAsync("/notes/drafts")).Page.QuerySelector("ol.rows li"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Two_who_amend_one_note_both_keep_their_words(DatabaseEngine engine)
    {
        await using NoteBed bed = await NoteBed.StartAsync(engine);
        string note = await bed.SignAsync(bed.Physician, "Douleur du genou gauche");
        using Browser colleague = await bed.OpenAsync(Role.Physician);
        Answer mine = await bed.Physician.GetAsync(note + "/amend");
        Answer hers = await colleague.GetAsync(note + "/amend");

        Dictionary<string, string> first = NoteBed.FieldsOf(hers);
        first["text0"] = "Douleur du genou droit";
        first["step"] = "sign";
        Answer unexplained = await colleague.PostAsync($"{bed.Root}/{NoteBed.EntryOf(hers)}/edit", first);
        Assert.Equal(422, unexplained.Status);
        first["reason"] = "Erreur de côté";
        Assert.Equal(302, (await colleague.PostAsync($"{bed.Root}/{NoteBed.EntryOf(hers)}/edit", first)).Status);

        string draft = NoteBed.EntryOf(mine);
        Dictionary<string, string> second = NoteBed.FieldsOf(mine);
        second["text0"] = "Douleur du genou gauche, irradiant";
        second["reason"] = "Précision";
        Assert.Equal(200, (await bed.Physician.PostAsync($"{bed.Root}/{draft}/draft", second)).Status);
        second["step"] = "sign";
        Answer told = await bed.Physician.PostAsync($"{bed.Root}/{draft}/edit", second);
        Assert.Equal(409, told.Status);
        Assert.Contains("Une Personne", told.Page.QuerySelector(".error-summary")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("genou droit", told.Page.QuerySelector("section[aria-labelledby='theirs']")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal("gauche, irradiant", told.Page.QuerySelector("ins")!.LastChild!.TextContent);
        Assert.Equal("Douleur du genou gauche, irradiant", NoteBed.FieldsOf(told)["text0"]);

        // Her text is still there as a draft; what she signs now builds upon the colleague's version.
        Assert.Contains("irradiant", (await bed.Physician.GetAsync($"{bed.Root}/{draft}/edit")).Text,
            StringComparison.Ordinal);
        Dictionary<string, string> third = NoteBed.FieldsOf(told);
        third["text0"] = "Douleur du genou droit, irradiant";
        third["step"] = "sign";
        Assert.Equal(302, (await bed.Physician.PostAsync($"{bed.Root}/{draft}/edit", third)).Status);

        Answer page = await bed.Physician.GetAsync(note);
        Assert.Equal(3, page.Page.QuerySelectorAll("tbody tr").Length);
        Answer compared = await bed.Physician.GetAsync(note + "?from=1&to=2");
        Assert.Contains("gauche", compared.Page.QuerySelector("del")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("droit", compared.Page.QuerySelector("ins")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Erreur de côté", compared.Page.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_of_a_kind_that_one_does_not_write_is_not_amended_under_another_name()
    {
        await using NoteBed bed = await NoteBed.StartAsync();
        string note = await bed.SignAsync(bed.Physician, "Sortie ce jour", "discharge");
        using Browser nurse = await bed.OpenAsync(Role.Nurse);
        Assert.Equal(404, (await nurse.GetAsync(note + "/amend")).Status);

        Answer own = await nurse.GetAsync(bed.Root + "/new?template=free");
        Dictionary<string, string> forged = NoteBed.FieldsOf(own);
        forged["text0"] = "Reste une semaine";
        forged["reason"] = "Erreur";
        forged["amends"] = $"{bed.Patient}.{note.Split('/')[^1]}.1";
        forged["step"] = "sign";
        Assert.Equal(409, (await nurse.PostAsync($"{bed.Root}/{NoteBed.EntryOf(own)}/edit", forged)).Status);
        Assert.DoesNotContain("Reste une semaine", (await nurse.GetAsync(note)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_second_window_never_takes_the_first_ones_words_away(DatabaseEngine engine)
    {
        await using NoteBed bed = await NoteBed.StartAsync(engine);
        Answer editor = await bed.Physician.GetAsync($"{bed.Root}/new?template=free");
        string path = $"{bed.Root}/{NoteBed.EntryOf(editor)}";
        Dictionary<string, string> first = NoteBed.FieldsOf(editor);
        first["text0"] = "un";
        Assert.Equal(200, (await bed.Physician.PostAsync(path + "/draft", first)).Status);
        Dictionary<string, string> second = NoteBed.FieldsOf(await bed.Physician.GetAsync(path + "/edit"));

        // Sooner than a page may by itself; the page's last chance is taken, and the same again is not another version.
        first["text0"] = "un deux";
        first["edit"] = "2";
        Assert.Equal(429, (await bed.Physician.PostAsync(path + "/draft", first)).Status);
        first["atOnce"] = "1";
        Assert.Contains("\"version\":2", (await bed.Physician.PostAsync(path + "/draft", first)).Text,
            StringComparison.Ordinal);
        Assert.Contains("\"version\":2", (await bed.Physician.PostAsync(path + "/draft", first)).Text,
            StringComparison.Ordinal);

        second["text0"] = "trois";
        second["edit"] = "2";
        Answer apart = await bed.Physician.PostAsync(path + "/draft", second);
        Assert.Equal(409, apart.Status);
        Assert.Contains("\"other\"", apart.Text, StringComparison.Ordinal);
        second["step"] = "sign";
        Answer told = await bed.Physician.PostAsync(path + "/edit", second);
        Assert.Equal(409, told.Status);
        Assert.Equal("trois", NoteBed.FieldsOf(told)["text0"]);
        Assert.Contains("un deux", told.Page.QuerySelector(".two")!.TextContent, StringComparison.Ordinal);

        Dictionary<string, string> knowing = NoteBed.FieldsOf(told);
        knowing["step"] = "sign";
        Assert.Equal(302, (await bed.Physician.PostAsync(path + "/edit", knowing)).Status);

        // Its first window learns that it is signed, and can go on as another draft.
        first["edit"] = "3";
        first["version"] = "2";
        Assert.Equal(410, (await bed.Physician.PostAsync(path + "/draft", first)).Status);
        first["step"] = "save";
        Answer gone = await bed.Physician.PostAsync(path + "/edit", first);
        Assert.Equal(409, gone.Status);
        Assert.NotEqual(path.Split('/')[4], NoteBed.EntryOf(gone), StringComparer.Ordinal);
        Assert.Equal("un deux", NoteBed.FieldsOf(gone)["text0"]);
    }

    [Fact]
    public async Task A_note_in_error_stays_readable_and_only_its_author_marks_it()
    {
        await using NoteBed bed = await NoteBed.StartAsync();
        string note = await bed.SignAsync(bed.Physician, "Mauvais patient");
        using Browser colleague = await bed.OpenAsync(Role.Physician);
        Assert.Equal(404, (await colleague.GetAsync(note + "/take-back")).Status);
        Dictionary<string, string> fields = NoteBed.FieldsOf(await bed.Physician.GetAsync(note + "/take-back"));
        Dictionary<string, string> stolen = new(fields, StringComparer.Ordinal) { ["reason"] = "Pour nuire" };
        Assert.Equal(404, (await colleague.PostAsync(note + "/take-back", stolen)).Status);

        Assert.Equal(422, (await bed.Physician.PostAsync(note + "/take-back", fields)).Status);
        fields["reason"] = "Dossier d’un homonyme";
        Assert.Equal(302, (await bed.Physician.PostAsync(note + "/take-back", fields)).Status);
        Answer page = await colleague.GetAsync(bed.Root);
        Assert.Contains("Mauvais patient", page.Page.QuerySelector(".in-error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("homonyme", page.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await bed.Physician.GetAsync(note + "/amend")).Status);
    }

    [Fact]
    public async Task An_administrator_sets_titles_and_sees_no_patient()
    {
        await using NoteBed bed = await NoteBed.StartAsync();
        using Browser administrator = await bed.Web.OpenAsync(Role.Administrator);
        Answer form = await administrator.GetAsync("/note-templates/consultation");
        Dictionary<string, string> fields = NoteBed.FieldsOf(form);
        fields["title"] = "<b>Avis</b>";
        fields["sections"] = "Motif\r\n<img src=x onerror=alert(1)>";
        Assert.Equal(302, (await administrator.PostAsync("/note-templates/consultation", fields)).Status);

        // The same form again: somebody saved meanwhile.
        fields["title"] = "Autre";
        Answer told = await administrator.PostAsync("/note-templates/consultation", fields);
        Assert.Equal(409, told.Status);
        Assert.Contains("<b>Avis</b>", told.Page.QuerySelector(".differs")!.TextContent, StringComparison.Ordinal);

        Answer editor = await bed.Physician.GetAsync($"{bed.Root}/new?template=consultation");
        Assert.Empty(editor.Page.QuerySelectorAll("main img, main b"));
        Assert.Equal("<b>Avis</b>", editor.Page.QuerySelector("h1")!.TextContent);
        Assert.Equal(403, (await bed.Physician.GetAsync("/note-templates")).Status);
        Assert.Equal(403, (await administrator.GetAsync(bed.Root)).Status);
    }
}
