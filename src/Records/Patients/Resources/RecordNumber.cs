using Serment.Fhir;

namespace Serment.Records.Patients.Resources;

/// <summary>A record number and whose it is.</summary>
/// <param name="System">FHIR's identifier system: the numbering's name.</param>
/// <param name="Value">The number.</param>
/// <param name="IsUsual">The one that people here use.</param>
public sealed record RecordNumber(string System, string Value, bool IsUsual)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(RecordNumber);

    /// <summary>The numbers of a Patient.</summary>
    public static IReadOnlyList<RecordNumber> Of(Patient patient) =>
    [
        .. (patient.Identifier ?? [])
            .Where(one => one.System is not null && one.Value is not null)
            .Select(one => new RecordNumber(one.System!, one.Value!, one.Use is "usual")),
    ];
}
