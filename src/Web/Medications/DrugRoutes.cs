using Serment.Records.Medications;
using Serment.Web.Parts;
using Serment.Web.Security;

namespace Serment.Web.Medications;

/// <summary>Searches in the drug database; nobody's record is touched.</summary>
internal static class DrugRoutes
{
    private const int MaxTypedChars = 100;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/drugs", FindDrugs).Admits(Audience.ReadsClinical, Budget.None);
    }

    private static IResult FindDrugs(HttpContext http, Visitor me) =>
        Suggestion.Answer(DrugDirectory.Shared.Search(Typed(http))
            .Select(hit => new Suggestion(hit.Drug.Name, hit.Drug.Cis, DetailOf(hit.Drug, me))));

    private static string DetailOf(Drug drug, Visitor me) => drug switch
    {
        { State: not DrugState.Marketed } => me.Texts.Of("drugState", drug.State),
        { Supply: not SupplyState.Normal } => me.Texts.Of("supply", drug.Supply),
        _ => string.Join(", ", drug.Ingredients.Where(one => one.Strength.Length > 0)
            .Take(2)
            .Select(one => $"{one.Name} {one.Strength}")),
    };

    private static string Typed(HttpContext http)
    {
        string typed = http.Request.Form["name"].ToString();
        return typed.Length > MaxTypedChars ? typed[..MaxTypedChars] : typed;
    }
}
