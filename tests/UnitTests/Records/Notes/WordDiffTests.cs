using FsCheck;
using FsCheck.Fluent;
using Serment.Records.Notes;

namespace Serment.UnitTests.Records.Notes;

public sealed class WordDiffTests
{
    private static readonly Gen<string> Text =
        from words in Gen.ListOf(Gen.Elements(
            "le", "patient", "va", "mieux", " ", "  ", "\n", ".", "é", "e\u0301", "😀", "12,5", "\n\n", ""))
        select string.Concat(words);

    [Fact]
    public void Applying_it_gives_either_text()
    {
        Prop.ForAll(Arb.From(Text), Arb.From(Text), (was, now) =>
        {
            IReadOnlyList<DiffRun> runs = WordDiff.Between(was, now);
            return Join(runs, DiffKind.Added) == was && Join(runs, DiffKind.Removed) == now;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_text_and_itself_differ_in_nothing()
    {
        Prop.ForAll(
            Arb.From(Text), text => WordDiff.Between(text, text).All(run => run.Kind == DiffKind.Same))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Neighbours_differ_in_kind()
    {
        Prop.ForAll(Arb.From(Text), Arb.From(Text), (was, now) =>
        {
            IReadOnlyList<DiffRun> runs = WordDiff.Between(was, now);
            return runs.Zip(runs.Skip(1)).All(pair => pair.First.Kind != pair.Second.Kind);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Names_the_word_that_changed_and_no_other()
    {
        IReadOnlyList<DiffRun> runs = WordDiff.Between(
            "Apyrétique.\nTension 14/8, pas de douleur.", "Apyrétique.\nTension 13/8, pas de douleur.");

        Assert.Equal(
            [
                new(DiffKind.Same, "Apyrétique.\nTension "), new(DiffKind.Removed, "14"), new(DiffKind.Added, "13"),
                new(DiffKind.Same, "/8, pas de douleur."),
            ],
            runs);
    }

    [Fact]
    public void Beyond_its_limit_a_part_is_replaced_whole()
    {
        string was = string.Join(' ', Enumerable.Range(0, 2_500).Select(i => $"a{i}"));
        string now = string.Join(' ', Enumerable.Range(0, 2_500).Select(i => $"b{i}"));

        Assert.Equal([new(DiffKind.Removed, was), new(DiffKind.Added, now)], WordDiff.Between(was, now));
    }

    private static string Join(IReadOnlyList<DiffRun> runs, DiffKind without) =>
        string.Concat(runs.Where(run => run.Kind != without).Select(run => run.Text));
}
