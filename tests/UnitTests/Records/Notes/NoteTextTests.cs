using FsCheck;
using FsCheck.Fluent;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Entries;
using Serment.Records.Notes;

namespace Serment.UnitTests.Records.Notes;

public sealed class NoteTextTests
{
    private static readonly PatientId Patient = new(42);
    private static readonly ActorId Author = new(7);
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 42, 31, TimeSpan.FromHours(1));

    [Fact]
    public void A_narrative_gives_back_what_was_typed()
    {
        Gen<string> text =
            from parts in Gen.ListOf(Gen.Elements(
                "é", "<b>", "&lt;", "&amp;", "\"", "'", "\n", "\t", " ", "</pre></div>", "<script>", "a", "😀", "&#39;"))
            select string.Concat(parts);
        Prop.ForAll(Arb.From(text), typed => NarrativeText.Read(NarrativeText.Write(typed)) == typed)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_narrative_never_holds_an_element_that_was_typed()
    {
        string div = NarrativeText.Write("<img src=x onerror=alert(1)></pre></div><script>").Div!;
        Assert.Equal(2, div.Split('<', StringSplitOptions.None).Count(part => part.StartsWith('/')));
        Assert.DoesNotContain("<img", div, StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_elses_narrative_is_read_as_text() =>
        Assert.Equal(
            "Va mieux & mange\nSortie lundi",
            NarrativeText.Read(new()
            {
                Div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p onclick=\"x()\">Va <b>mieux</b> &amp; mange</p>"
                    + "<p>Sortie lundi</p></div>",
            }));

    [Fact]
    public void Marks_make_paragraphs_lists_and_strong_words()
    {
        IReadOnlyList<MarkedBlock> blocks = LightMarks.Read("Va **mieux**.\nMange.\n\n- un\n- deux\nfin **");
        Assert.Equal([false, true, false], blocks.Select(one => one.IsList));
        Assert.Equal(2, blocks[0].Lines.Count);
        Assert.Equal(new("mieux", IsStrong: true), blocks[0].Lines[0][1]);
        Assert.Equal("un", blocks[1].Lines[0][0].Text);
        Assert.Equal("fin **", blocks[2].Lines[0][0].Text);
    }

    [Fact]
    public void Marks_lose_no_word_whatever_is_typed()
    {
        Gen<string> text =
            from parts in Gen.ListOf(Gen.Elements("**", "*", "- ", "\n", "a", "b c", " ", "• "))
            select string.Concat(parts);
        Prop.ForAll(Arb.From(text), typed =>
            string.Concat(LightMarks.Read(typed).SelectMany(block => block.Lines).SelectMany(line => line)
                .Select(span => span.Text)).Count(char.IsLetter) == typed.Count(char.IsLetter))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_signed_note_goes_through_FHIR_and_back()
    {
        NoteContent content = new(
            "consultation", "11488-4", "Consultation", [new("Motif", "Toux <3 jours>"), new("Conclusion", " ")]);
        Note note = Read(NoteResource.Signed(Patient, content, Author, Now));

        Assert.Equal(NoteStatus.Signed, note.Status);
        Assert.True(note.WasSigned);
        Assert.Equal(Author, note.Author);
        Assert.Equal("consultation", note.Content.Template);
        Assert.Equal([new("Motif", "Toux <3 jours>")], note.Content.Sections);
    }

    [Fact]
    public void A_draft_keeps_its_empty_sections_its_base_and_its_reason()
    {
        EntryVersion signed = new(Patient, new(99), 3);
        NoteContent content = new("progress", "11506-3", "Évolution", [new("Évolution", ""), new("Examen", "x")]);
        Note note = Read(NoteResource.Draft(Patient, content, signed, Author, Now, "erreur de côté"));

        Assert.Equal(NoteStatus.Draft, note.Status);
        Assert.False(note.WasSigned);
        Assert.Equal(signed, note.Amends);
        Assert.Equal("erreur de côté", note.Reason);
        Assert.Equal(2, note.Content.Sections.Count);
    }

    [Fact]
    public void Templates_have_keys_for_addresses_and_titles_within_their_limits()
    {
        Assert.NotEmpty(NoteTemplate.Shipped);
        Assert.All(NoteTemplate.Shipped, one =>
        {
            Assert.Matches("^[a-z]+$", one.Key);
            Assert.NotNull(NoteTemplate.ReadSections(string.Join('\n', one.Sections)));
            Assert.NotEmpty(one.WrittenBy);
        });
        Assert.Null(NoteTemplate.ReadSections(" \n "));
        Assert.Null(NoteTemplate.ReadSections("Motif\nmotif"));
        Assert.Null(NoteTemplate.ReadSections(new string('x', NoteTemplate.MaxTitleCharacters + 1)));
        Assert.Equal(["Motif", "Examen"], NoteTemplate.ReadSections(" Motif \n\nExamen"));
    }

    private static Note Read(Composition resource)
    {
        Composition back = (Composition)FhirJson.ReadResource(FhirJson.ToBytes(resource));
        return NoteResource.Read(
            new(new(Patient, new(5), 1), back, Now.ToUnixTimeMilliseconds(), Author));
    }
}
