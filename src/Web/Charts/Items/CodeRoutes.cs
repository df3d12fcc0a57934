using Serment.Records.Charts.Diagnoses;
using Serment.Records.Charts.Items;
using Serment.Records.Words;
using Serment.Web.Parts;
using Serment.Web.Security;

namespace Serment.Web.Charts.Items;

/// <summary>
/// Suggestions of codes while somebody types. They disclose nobody; what is typed never reaches an address.
/// </summary>
internal static class CodeRoutes
{
    private const int MaxChoices = 15;
    private const string TypedField = "name";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/codes/diagnoses", FindDiagnoses).Admits(Audience.ReadsClinical, Budget.None);
        app.MapPost("/codes/substances", FindSubstances).Admits(Audience.ReadsClinical, Budget.None);
        app.MapPost("/codes/vaccines", FindVaccines).Admits(Audience.ReadsClinical, Budget.None);
    }

    private static IResult FindDiagnoses(HttpContext http) => Suggestion.Answer(
        DiagnosisDirectory.Shared.Search(FormState.Of(http.Request.Form)[TypedField], MaxChoices)
            .Select(one => new Suggestion(one.Label, one.Dotted, one.Dotted)));

    private static IResult FindSubstances(HttpContext http) => Suggestion.Answer(
        Substances.Search(FormState.Of(http.Request.Form)[TypedField], MaxChoices)
            .Select(one => new Suggestion(one.Name, one.Code, one.Code)));

    private static IResult FindVaccines(HttpContext http)
    {
        string typed = PlainText.Fold(FormState.Of(http.Request.Form)[TypedField]);
        return Suggestion.Answer(VaccinationResource.Vaccines
            .Where(one => PlainText.Fold(one.Name).Contains(typed, StringComparison.Ordinal))
            .Take(MaxChoices)
            .Select(one => new Suggestion(one.Name, one.Code, one.Code)));
    }
}
