using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Search;
using Serment.Records.Charts.Vitals;
using Serment.Records.Laboratory.Catalogue;
using Serment.Web.Charts.Items;
using Serment.Web.Charts.Vitals;
using Serment.Web.Texts;

namespace Serment.Web.Charts.Search;

/// <summary>Events in words, and where each is to be read in full.</summary>
internal static class EventWords
{
    /// <summary>What an event is called.</summary>
    public static string TitleOf(ChartEvent one, PageTexts texts)
    {
        string? title = one switch
        {
            { Round: { } round } => string.Join(" · ", Enum.GetValues<VitalKind>()
                .Select(kind => (Kind: kind, Text: VitalWords.Of(round.Set, kind, texts)))
                .Where(part => part.Text.Length > 0)
                .Select(part =>
                    $"{texts.Of("vital.kind", part.Kind)} {part.Text} {UnitOf(part.Kind, texts)}".TrimEnd())),
            { Resource: DomainResource item } when ItemForm.Of(item) is { } form => form.TitleOf(item, texts),
            _ => TitleOf(one.Resource, texts.Culture),
        };
        return string.IsNullOrEmpty(title) ? texts.Of("event.kind", one.Kind) : title;
    }

    /// <summary>Whether an event was entered in error.</summary>
    public static bool IsError(ChartEvent one) => one.Resource switch
    {
        Observation read => read.Status is "entered-in-error",
        Composition read => read.Status is "entered-in-error",
        DiagnosticReport read => read.Status is "entered-in-error",
        MedicationRequest read => read.Status is "entered-in-error",
        DocumentReference read => read.Status is "entered-in-error",
        DomainResource item when ItemForm.Of(item) is { } form => form.StateOf(item) == ItemState.EnteredInError,
        _ => false,
    };

    /// <summary>Where it is to be read; null where no page shows it.</summary>
    public static string? AddressOf(ChartEvent one, PatientId patient)
    {
        string chart = $"/patients/{patient}";
        return one switch
        {
            { Round: { } round } => FormattableString.Invariant($"{chart}/vitals/at/{VitalRoutes.MinuteOf(round)}"),
            { Kind: EventKind.Vitals } => $"{chart}/vitals",
            { Kind: EventKind.Note } => $"{chart}/notes/{one.Version.Entry}",
            { Kind: EventKind.Document } => $"{chart}/documents/{one.Version.Entry}",
            { Kind: EventKind.Result } => $"{chart}/results",
            { Kind: EventKind.Order } => chart,
            { Resource: DomainResource item } when ItemForm.Of(item) is { } form =>
                $"{chart}/background/{form.Path}/{one.Version.Entry}/history",
            _ => null,
        };
    }

    private static string UnitOf(VitalKind kind, PageTexts texts) =>
        kind == VitalKind.Consciousness ? "" : texts.Of("vital.unit", kind);

    private static string? TitleOf(Resource resource, CultureInfo culture) => resource switch
    {
        Composition one => one.Title ?? Coded.TextOf(one.Type),
        Observation one => Joined(Coded.TextOf(one.Code), ValueOf(one, culture)),
        DiagnosticReport one => Joined(Coded.TextOf(one.Code), one.Conclusion),
        MedicationRequest one => Joined(
            Coded.TextOf(one.MedicationCodeableConcept), one.DosageInstruction?.FirstOrDefault()?.Text),
        MedicationStatement one => Coded.TextOf(one.MedicationCodeableConcept),
        MedicationAdministration one => Coded.TextOf(one.MedicationCodeableConcept),
        DocumentReference one => one.Description ?? Coded.TextOf(one.Type),
        Encounter one => Joined(
            Coded.TextOf(one.Type?.FirstOrDefault()), one.Location?.LastOrDefault()?.Location?.Display),
        Fhir.Task one => one.Description ?? Coded.TextOf(one.Code),
        CarePlan one => one.Title ?? one.Description,
        Goal one => Coded.TextOf(one.Description),
        Procedure one => Coded.TextOf(one.Code),
        ServiceRequest one => Joined(
            Coded.TextOf(one.Code) ?? one.Identifier?.FirstOrDefault()?.Value, one.Requester?.Display),
        Communication one => one.Payload?.FirstOrDefault()?.ContentString,
        _ => null,
    };

    private static string? ValueOf(Observation one, CultureInfo culture) =>
        one.ValueQuantity is { Value: { } number } quantity
            ? $"{quantity.Comparator}{Written(number, culture)} {UnitOf(quantity.Unit, culture)}".TrimEnd()
            : one.ValueString ?? Coded.TextOf(one.ValueCodeableConcept);

    private static string UnitOf(string? unit, CultureInfo culture) =>
        UcumUnit.Text(unit, culture.TwoLetterISOLanguageName is "fr");

    private static string Written(FhirDecimal number, CultureInfo culture) =>
        number.TryToDecimal(out decimal value) ? value.ToString(culture) : number.Literal;

    private static string? Joined(string? one, string? other) =>
        one is null || other is null ? one ?? other : $"{one} : {other}";
}
