using Serment.CustodyProtocol;

namespace Serment.IntegrationTests.Web.Charts;

/// <summary>Somebody registered, and expected today in the first unit.</summary>
internal static class ChartPatient
{
    public const int Unit = 1;

    public static async Task<string> ExpectAsync(WebBed bed, string name = "KERVELLA", string givenName = "MAËL")
    {
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        Answer saved = await reception.PostAsync("/patients/new", PageForms.Person(name, givenName, "create-anyway"));
        string patient = saved.Location!.Split('/')[2];
        Answer expected = await reception.PostAsync(
            $"/patients/{patient}/expect",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["unit"] = "1",
                ["day"] = "2026-03-02",
                ["time"] = "09:30",
            });
        Assert.Equal(302, expected.Status);
        return patient;
    }

    /// <summary>Fields of a form.</summary>
    public static Dictionary<string, string> Form(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        Dictionary<string, string> form = new(StringComparer.Ordinal);
        foreach ((string name, string value) in fields)
        {
            form.Add(name, value);
        }

        return form;
    }
}
