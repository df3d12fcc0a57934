using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Search;
using Serment.Records.Charts.Vitals;

namespace Serment.UnitTests.Records.Charts.Search;

public sealed class ChartSearchTests
{
    private static readonly ActorId Reader = new(7);
    private static readonly ItemWriter Writer = new(
        new(11), Reader, "Dr Essai", new(2026, 3, 2, 9, 30, 0, TimeSpan.FromHours(1)));

    [Fact]
    public void Finds_whatever_the_accents_and_the_case_newest_first()
    {
        OpenedEntry[] chart =
        [
            Entry(1, Problem("Œdème aigu du poumon", "2026-01-05")),
            Entry(2, Problem("Oedeme de Quincke", "2026-02-05")),
            Entry(3, Problem("Hypertension", "2026-02-06")),
        ];

        ChartHits hits = ChartSearch.Run(chart, "OEDEME", Reader);

        Assert.Equal(2, hits.Count);
        Assert.Equal("Oedeme de Quincke", hits.Hits[0].Found.Text);
        FoundText second = hits.Hits[1].Found;
        (int start, int length) = Assert.Single(second.Marks);
        Assert.Equal("Œdème", second.Text.Substring(start, length));
    }

    [Fact]
    public void All_words_must_be_there_in_whatever_field()
    {
        Condition problem = Problem("Diabète de type 2", "2026-01-05");
        problem.Note = [new() { Text = "Suivi par le Dr Kerjean, <b>HbA1c</b> stable" }];
        OpenedEntry[] chart = [Entry(1, problem)];

        Assert.Equal(1, ChartSearch.Run(chart, "diabete kerjean", Reader).Count);
        Assert.Equal(1, ChartSearch.Run(chart, "hba1c", Reader).Count);
        Assert.Equal(0, ChartSearch.Run(chart, "diabete inconnu", Reader).Count);
        Assert.Equal(0, ChartSearch.Run(chart, " ,; ", Reader).Count);
        Assert.Equal(0, ChartSearch.Run(chart, "", Reader).Count);
    }

    [Theory]
    [InlineData("final")]
    [InlineData("terminology")]
    [InlineData("Patient")]
    [InlineData("subject")]
    public void Statuses_systems_and_references_are_no_text(string query)
    {
        Observation read = VitalResource.Write(new() { TakenAt = Writer.At, Pulse = 70 }, Writer)[0];

        Assert.Equal(0, ChartSearch.Run([Entry(1, read)], query, Reader).Count);
    }

    [Fact]
    public void A_long_text_is_cut_around_what_was_found()
    {
        string text = string.Join(' ', Enumerable.Repeat("avant", 100)) + " embolie "
            + string.Join(' ', Enumerable.Repeat("après", 100));

        FoundText found = ChartSearch.Around(text, ["embolie"]);

        Assert.InRange(found.Text.Length, 20, 300);
        Assert.StartsWith("…", found.Text, StringComparison.Ordinal);
        Assert.EndsWith("…", found.Text, StringComparison.Ordinal);
        (int start, int length) = Assert.Single(found.Marks);
        Assert.Equal("embolie", found.Text.Substring(start, length));
    }

    [Fact]
    public void Matches_that_overlap_are_marked_once_and_lie_in_the_text()
    {
        FoundText found = ChartSearch.Around("Pneumopathie, pneumonie", ["pneumo", "pneumonie", "mo"]);

        int last = 0;
        foreach ((int start, int length) in found.Marks)
        {
            Assert.True(start >= last && length > 0 && start + length <= found.Text.Length);
            last = start + length;
        }
    }

    [Fact]
    public void Drafts_of_others_are_not_found_and_own_ones_are()
    {
        Composition draft = new()
        {
            Status = "preliminary",
            Title = "Note sur l’embolie",
            Date = "2026-03-01T10:00:00+01:00",
        };
        OpenedEntry own = Entry(1, draft);
        OpenedEntry others = own with { Author = new(99) };

        Assert.Equal(1, ChartSearch.Run([own], "embolie", Reader).Count);
        Assert.Equal(0, ChartSearch.Run([others], "embolie", Reader).Count);
        Assert.Empty(ChartTimeline.Of([others], Reader));
        Assert.Single(ChartTimeline.Of([own], Reader));
    }

    [Fact]
    public void Who_a_person_is_and_who_saw_a_result_is_no_event()
    {
        Patient person = new() { Name = [new() { Family = "KERVELLA" }] };

        Assert.Empty(ChartTimeline.Of([Entry(1, person)], Reader));
        Assert.Equal(0, ChartSearch.Run([Entry(1, person)], "kervella", Reader).Count);
    }

    [Fact]
    public void The_timeline_puts_measures_of_a_minute_together_and_the_newest_first()
    {
        VitalSet set = new() { TakenAt = Writer.At, Pulse = 70, Temperature = 37.2m, Weight = 70 };
        OpenedEntry[] chart =
        [
            Entry(90, Problem("Hypertension", "2026-03-03")), Entry(91, Problem("Asthme", "2019")),
            .. VitalResource.Write(set, Writer).Select((one, i) => Entry(i + 1, one)),
        ];

        IReadOnlyList<ChartEvent> events = ChartTimeline.Of(chart, Reader);

        Assert.Equal(
            "Problem Vitals Problem", string.Join(' ', events.Select(one => one.Kind)));
        Assert.Equal(3, events[1].Round!.Readings.Count);
    }

    [Fact]
    public void Two_thousand_entries_are_searched_whole_and_a_page_of_them_shown()
    {
        OpenedEntry[] chart =
        [
            .. Enumerable.Range(1, 2_000).Select(i => Entry(i, Problem("Fièvre n° " + i, "2026-01-01"))),
        ];

        ChartHits hits = ChartSearch.Run(chart, "fievre", Reader);

        Assert.Equal((2_000, ChartSearch.MaxHits), (hits.Count, hits.Hits.Count));
        Assert.Equal(1, ChartSearch.Run(chart, "fievre 1234", Reader).Count);
    }

    private static Condition Problem(string title, string recorded)
    {
        Condition problem = ConditionResource.Write(new() { Title = title }, null, Writer);
        problem.RecordedDate = recorded;
        return problem;
    }

    private static OpenedEntry Entry(long id, Resource resource) => new(
        Writer.Patient, new(id), 1, Compartment.Clinical, ResourceType.Of(resource.ResourceType),
        Writer.At.ToUnixTimeMilliseconds(), Reader, 0, FhirJson.ToBytes(resource));
}
