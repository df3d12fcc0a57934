using System.Globalization;
using Serment.Fhir;
using Serment.Records.Charts.Items;

namespace Serment.Records.Laboratory.Orders;

/// <summary>
/// What the laboratory must know, as Observations contained in the order, by LOINC's codes: fasting 49541-6, pregnancy
/// status 82810-3, gestational age 18185-9, history of medication use 10160-0, date of the last dose 29742-4, clinical
/// information 55752-0, volume of urine 3167-4. Answers are LOINC's answer codes.
/// </summary>
internal static class OrderContextResource
{
    private const string Loinc = "http://loinc.org";
    private const string Ucum = "http://unitsofmeasure.org";
    private const string Fasting = "49541-6";
    private const string Pregnancy = "82810-3";
    private const string Weeks = "18185-9";
    private const string Treatment = "10160-0";
    private const string LastDose = "29742-4";
    private const string Question = "55752-0";
    private const string Urine = "3167-4";
    private const string Yes = "LA33-6";
    private const string No = "LA32-8";
    private const string Pregnant = "LA15173-0";
    private const string NotPregnant = "LA26683-5";

    /// <summary>The observations, each with an id of its own within the order.</summary>
    public static List<Observation> Write(OrderContext context)
    {
        List<Observation> written = [];
        if (context.IsFasting is { } fasting)
        {
            written.Add(Of("fasting", Fasting, "Fasting status"));
            written[^1].ValueCodeableConcept = fasting ? Coded.Of(Loinc, Yes, "Yes") : Coded.Of(Loinc, No, "No");
        }

        if (context.IsPregnant is { } pregnant)
        {
            written.Add(Of("pregnancy", Pregnancy, "Pregnancy status"));
            written[^1].ValueCodeableConcept = pregnant
                ? Coded.Of(Loinc, Pregnant, "Pregnant")
                : Coded.Of(Loinc, NotPregnant, "Not pregnant");
        }

        if (context.PregnancyWeeks is { } weeks)
        {
            written.Add(Of("weeks", Weeks, "Gestational age"));
            written[^1].ValueQuantity = Amount(weeks, "wk");
        }

        if (context.Treatment is { Length: > 0 } treatment)
        {
            written.Add(Of("treatment", Treatment, "History of medication use"));
            written[^1].ValueString = treatment;
        }

        if (context.LastDoseAt is { } dose)
        {
            written.Add(Of("last-dose", LastDose, "Date last dose"));
            written[^1].ValueDateTime = Coded.Time(dose);
        }

        if (context.Question is { Length: > 0 } question)
        {
            written.Add(Of("question", Question, "Clinical information"));
            written[^1].ValueString = question;
        }

        if (context.UrineMillilitres is { } urine)
        {
            written.Add(Of("urine", Urine, "Volume of 24 hour Urine"));
            written[^1].ValueQuantity = Amount(urine, "mL");
        }

        return written;
    }

    /// <summary>Reads them; what is not ours is passed over.</summary>
    public static OrderContext Read(IEnumerable<Resource>? contained)
    {
        OrderContext context = OrderContext.None;
        foreach (Observation one in (contained ?? []).OfType<Observation>())
        {
            string? answer = Coded.CodeIn(one.ValueCodeableConcept, Loinc);
            context = Coded.CodeIn(one.Code, Loinc) switch
            {
                Fasting => context with { IsFasting = Is(answer, Yes, No) },
                Pregnancy => context with { IsPregnant = Is(answer, Pregnant, NotPregnant) },
                Weeks => context with { PregnancyWeeks = Whole(one) },
                Treatment => context with { Treatment = one.ValueString },
                LastDose => context with { LastDoseAt = Coded.Moment(one.ValueDateTime) },
                Question => context with { Question = one.ValueString },
                Urine => context with { UrineMillilitres = Whole(one) },
                _ => context,
            };
        }

        return context;
    }

    private static Observation Of(string id, string code, string display) =>
        new() { Id = id, Status = "final", Code = Coded.Of(Loinc, code, display) };

    private static Quantity Amount(int value, string unit) =>
        new() { Value = value, Unit = unit, System = Ucum, Code = unit };

    private static bool? Is(string? answer, string yes, string no) =>
        string.Equals(answer, yes, StringComparison.Ordinal) ? true
        : string.Equals(answer, no, StringComparison.Ordinal) ? false
        : null;

    private static int? Whole(Observation observation) =>
        observation.ValueQuantity?.Value is { } value
        && int.TryParse(value.Literal, NumberStyles.None, CultureInfo.InvariantCulture, out int whole)
            ? whole
            : null;
}
