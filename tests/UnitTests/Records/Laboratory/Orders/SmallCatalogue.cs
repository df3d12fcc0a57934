using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.UnitTests.Records.Laboratory.Orders;

/// <summary>A catalogue of a few tubes and analyses, for rules that do not need the shipped one.</summary>
internal static class SmallCatalogue
{
    public static Container Tube(string code, int usable, int order) =>
        new(code, "Tube " + code, "Tube " + code, "SER", "", "red", usable, 7, order);

    public static Analysis Measured(string code, int microlitres, params string[] containers) => new()
    {
        Code = code,
        Loinc = "2823-3",
        Fr = "Analyse " + code,
        En = "Analysis " + code,
        Section = Section.Biochemistry,
        Container = containers[0],
        Alternatives = containers[1..],
        Microlitres = microlitres,
        Kind = AnswerKind.Quantity,
        StableHours = 24,
    };

    public static Analysis Computed(string code, string formula) => new()
    {
        Code = code,
        Loinc = "13457-7",
        Fr = "Calcul " + code,
        En = "Computed " + code,
        Section = Section.Biochemistry,
        Container = "SER",
        Kind = AnswerKind.Computed,
        Formula = formula,
    };

    public static LaboratoryCatalogue Of(IReadOnlyList<Container> containers, params Analysis[] analyses) =>
        new(1, DateTimeOffset.UnixEpoch, analyses, [], containers);

    /// <summary>A formula's text is its inputs' codes.</summary>
    public static IReadOnlyList<string> Inputs(Analysis analysis) => analysis.Formula?.Split('+') ?? [];
}
