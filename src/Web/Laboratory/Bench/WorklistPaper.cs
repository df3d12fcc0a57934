using Serment.Records.Laboratory.Bench;
using Serment.Records.Printing;
using Serment.Web.Security;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Bench;

/// <summary>A worklist on paper, with room to write: it names nobody.</summary>
internal static class WorklistPaper
{
    private static readonly double[] Shares = [18, 14, 30, 10, 12, 16];

    /// <summary>The PDF.</summary>
    public static byte[] Write(Worklist list, WorklistQuery query, Visitor me)
    {
        PageTexts texts = me.Texts;
        PdfPaper paper = new(new(
            texts["bench.title"], texts.Culture.Name, texts["bench.paperFooter"], texts["bench.page"], me.Now));
        paper.Text(texts["bench.title"], TextStyle.Title);
        paper.Text(
            $"{(query.Section is { } section ? texts.Of("bench.section", section) : texts["bench.allSections"])} · "
            + $"{texts.Of("bench.view", query.View)} · {texts.Minute(me.Local(me.Now))}",
            TextStyle.Small);
        paper.Space(6);
        paper.Table(
            Shares,
            [
                texts["bench.tube"], texts["bench.person"], texts["bench.analyses"], texts["bench.since"],
                texts["bench.due"], texts["bench.result"],
            ],
            list.Tubes.Select(tube => (IReadOnlyList<string>)
            [
                (tube.Priority == Records.Laboratory.OrderPriority.Urgent ? "! " : "") + tube.Number,
                BenchWords.Person(texts, tube.Person),
                string.Join(", ", tube.Analyses.Select(one => BenchWords.Code(texts, one.Analysis))),
                BenchWords.Ago(texts, me.Now - tube.Since),
                me.Hour(tube.Due),
                "",
            ]));
        return paper.Finish();
    }
}
