using System.Globalization;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Catalogue;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Catalogue;

/// <summary>Items as forms, and forms as items.</summary>
internal static class CatalogueForms
{
    private const string Prefix = AnalysisForm.Prefix;

    /// <summary>A form of an item's text; with the usual values where there is none yet.</summary>
    public static FormState Fill(CatalogueItemKind kind, string? body, PageTexts texts)
    {
        switch (kind)
        {
            case CatalogueItemKind.Analysis:
                return AnalysisForm.Fill(
                    body is not null
                        ? CatalogueItems.ReadAnalysis(body)
                        : new Analysis
                        {
                            Code = "", Loinc = "", Fr = "", En = "", Section = Section.Biochemistry, Container = "SER",
                            Kind = AnswerKind.Quantity, Microlitres = 50, StableHours = 48, TurnaroundMinutes = 1440,
                            UrgentMinutes = 120,
                        },
                    texts);
            case CatalogueItemKind.Panel:
                Panel panel = body is null ? new Panel("", "", "", []) : CatalogueItems.ReadPanel(body);
                return new FormState
                {
                    [Prefix + "code"] = panel.Code,
                    [Prefix + "fr"] = panel.Fr,
                    [Prefix + "en"] = panel.En,
                    [Prefix + "analyses"] = string.Join(' ', panel.Analyses),
                };
            default:
                Container one = body is null
                    ? new Container("", "", "", "SER", "", "white", 2000, 5, 20)
                    : CatalogueItems.ReadContainer(body);
                return new FormState
                {
                    [Prefix + "code"] = one.Code,
                    [Prefix + "fr"] = one.Fr,
                    [Prefix + "en"] = one.En,
                    [Prefix + "specimen"] = one.Specimen,
                    [Prefix + "additive"] = one.Additive,
                    [Prefix + "colour"] = one.Colour,
                    [Prefix + "usableMicrolitres"] = one.UsableMicrolitres.ToString(CultureInfo.InvariantCulture),
                    [Prefix + "keepDays"] = one.KeepDays.ToString(CultureInfo.InvariantCulture),
                    [Prefix + "order"] = one.Order.ToString(CultureInfo.InvariantCulture),
                };
        }
    }

    /// <summary>An item's text of a form; null where it is not offered from then on. What cannot be read is refused.</summary>
    public static string? Read(CatalogueItemKind kind, string code, FormState form, PageTexts texts)
    {
        if (kind == CatalogueItemKind.Analysis)
        {
            return CatalogueItems.Write(new AnalysisForm(form, texts).Read(code));
        }

        if (form.Optional(Prefix + "isRetired") is not null)
        {
            return null;
        }

        return kind == CatalogueItemKind.Panel
            ? CatalogueItems.Write(new Panel(
                code, form[Prefix + "fr"], form[Prefix + "en"],
                form[Prefix + "analyses"].ToUpperInvariant().Split(
                    [' ', ',', ';', '\r', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
            : CatalogueItems.Write(new Container(
                code, form[Prefix + "fr"], form[Prefix + "en"], form[Prefix + "specimen"], form[Prefix + "additive"],
                form[Prefix + "colour"], Whole(form, "usableMicrolitres", texts), Whole(form, "keepDays", texts),
                Whole(form, "order", texts)));
    }

    private static int Whole(FormState form, string name, PageTexts texts)
    {
        if (int.TryParse(form[Prefix + name], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        form.Refuse(Prefix + name, texts.Fill("catalogue.refused.number", form[Prefix + name]));
        return 0;
    }
}
