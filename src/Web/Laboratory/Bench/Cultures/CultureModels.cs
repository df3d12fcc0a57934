using System.Globalization;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Web.Parts;

namespace Serment.Web.Laboratory.Bench.Cultures;

/// <summary>The page of one culture.</summary>
/// <param name="Tube">The tube.</param>
/// <param name="Task">The culture.</param>
/// <param name="Form">What is typed.</param>
/// <param name="IsCorrection">Whether a validated one is corrected.</param>
public sealed record CultureModel(BenchTube Tube, BenchTask Task, FormState Form, bool IsCorrection)
{
    /// <summary>Where the specimen comes from.</summary>
    public CultureSite Site => CultureRules.SiteOf(Task.Analysis!.Loinc);

    /// <summary>The organisms that the page has fields for, from 1.</summary>
    public int Isolates =>
        int.TryParse(Form[CultureForm.IsolatesField], NumberStyles.None, CultureInfo.InvariantCulture, out int typed)
            ? Math.Clamp(typed, 1, CultureReading.MaxIsolates)
            : 1;
}
