using Serment.Fhir;
using Serment.Records.Charts.Items;

namespace Serment.Records.Charts.Vitals;

/// <summary>
/// The FHIR Observations of the category vital-signs, one a measure (R4, profile vital signs): LOINC codes, UCUM units.
/// </summary>
public static class VitalResource
{
    /// <summary>FHIR's system of categories of Observations.</summary>
    public const string Category = "http://terminology.hl7.org/CodeSystem/observation-category";

    /// <summary>The category.</summary>
    public const string VitalSigns = "vital-signs";

    private const string Acvpu = "https://serment.org/fhir/acvpu";
    private const string Scale = "https://serment.org/fhir/news2-spo2-scale";
    private const string Absent = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    private const string InhaledOxygen = "3150-6";
    private const decimal AirPercent = 21;

    private static readonly string[] Levels = ["A", "C", "V", "P", "U"];

    /// <summary>Resources of a set, one a measure.</summary>
    public static IReadOnlyList<Observation> Write(VitalSet set, ItemWriter writer)
    {
        List<Observation> made = [];
        Add(VitalKind.Temperature, set.Temperature);
        Add(VitalKind.Pulse, set.Pulse);
        if (set.Systolic is not null || set.Diastolic is not null)
        {
            Observation pressure = New(VitalKind.BloodPressure);
            pressure.Component =
            [
                .. set.Systolic is { } systolic ? [Part(VitalSign.Systolic, systolic)] : (ObservationComponent[])[],
                .. set.Diastolic is { } diastolic ? [Part(VitalSign.Diastolic, diastolic)] : (ObservationComponent[])[],
            ];
            made.Add(pressure);
        }

        Add(VitalKind.RespiratoryRate, set.RespiratoryRate);
        if (set.Saturation is { } saturation)
        {
            Observation read = New(VitalKind.OxygenSaturation);
            read.ValueQuantity = Quantity(VitalSign.Of(VitalKind.OxygenSaturation), saturation);
            read.Component = [.. OxygenOf(set)];
            made.Add(read);
        }

        if (set.Consciousness is { } level)
        {
            Observation read = New(VitalKind.Consciousness);
            read.ValueCodeableConcept = Coded.Of(Acvpu, Levels[(int)level]);
            made.Add(read);
        }

        Add(VitalKind.Pain, set.Pain);
        Add(VitalKind.Weight, set.Weight);
        Add(VitalKind.Height, set.Height);
        Add(VitalKind.Glucose, set.Glucose);
        Add(VitalKind.UrineOutput, set.UrineOutput);
        return made;

        void Add(VitalKind kind, decimal? value)
        {
            if (value is { } measured)
            {
                Observation read = New(kind);
                read.ValueQuantity = Quantity(VitalSign.Of(kind), measured);
                made.Add(read);
            }
        }

        Observation New(VitalKind kind) => new()
        {
            Status = "final",
            Category = [Coded.Of(Category, VitalSigns)],
            Code = Coded.Of(VitalSign.Loincs, VitalSign.Of(kind).Loinc, VitalSign.Of(kind).Name),
            Subject = writer.Subject(),
            EffectiveDateTime = Coded.Time(set.TakenAt),
            Issued = writer.AtText,
            Performer = [writer.Author()],
        };
    }

    /// <summary>Says that it was never measured so.</summary>
    public static Observation MarkError(Observation resource)
    {
        resource.Status = ItemStates.EnteredInErrorCode;
        return resource;
    }

    /// <summary>Which vital sign a resource is; null for another kind of Observation.</summary>
    public static VitalKind? KindOf(Observation resource)
    {
        foreach (Coding coding in resource.Code?.Coding ?? [])
        {
            if (coding.System is VitalSign.Loincs)
            {
                VitalSign? sign = VitalSign.All.FirstOrDefault(
                    one => string.Equals(one.Loinc, coding.Code, StringComparison.Ordinal));
                if (sign is not null)
                {
                    return sign.Kind;
                }
            }
        }

        return null;
    }

    /// <summary>Adds what a resource measured to a set.</summary>
    internal static VitalSet Read(Observation resource, VitalKind kind, VitalSet into)
    {
        decimal? value = ValueOf(resource.ValueQuantity);
        return kind switch
        {
            VitalKind.Temperature => into with { Temperature = value },
            VitalKind.Pulse => into with { Pulse = value },
            VitalKind.BloodPressure => into with
            {
                Systolic = PartOf(resource, VitalSign.Systolic.Loinc),
                Diastolic = PartOf(resource, VitalSign.Diastolic.Loinc),
            },
            VitalKind.RespiratoryRate => into with { RespiratoryRate = value },
            VitalKind.OxygenSaturation => into with
            {
                Saturation = value,
                IsOnOxygen = OxygenIn(resource),
                OxygenFlow = PartOf(resource, VitalSign.OxygenFlow.Loinc),
                IsScale2 = (resource.Component ?? []).Exists(
                    one => Coded.CodeIn(one.Code, Scale) is not null && one.ValueInteger == 2),
            },
            VitalKind.Consciousness => into with
            {
                Consciousness =
                    Array.IndexOf(Levels, Coded.CodeIn(resource.ValueCodeableConcept, Acvpu)) is >= 0 and int level
                        ? (Consciousness)level
                        : null,
            },
            VitalKind.Pain => into with { Pain = value },
            VitalKind.Weight => into with { Weight = value },
            VitalKind.Height => into with { Height = value },
            VitalKind.Glucose => into with { Glucose = value },
            _ => into with { UrineOutput = value },
        };
    }

    private static IEnumerable<ObservationComponent> OxygenOf(VitalSet set)
    {
        switch (set.IsOnOxygen)
        {
            case true when set.OxygenFlow is { } flow:
                yield return Part(VitalSign.OxygenFlow, flow);
                break;
            case true:
                yield return new()
                {
                    Code = Coded.Of(VitalSign.Loincs, VitalSign.OxygenFlow.Loinc, VitalSign.OxygenFlow.Name),
                    DataAbsentReason = Coded.Of(Absent, "unknown"),
                };
                break;
            case false:
                yield return new()
                {
                    Code = Coded.Of(VitalSign.Loincs, InhaledOxygen, "Inhaled oxygen concentration"),
                    ValueQuantity = new() { Value = AirPercent, Unit = "%", System = VitalSign.Ucum, Code = "%" },
                };
                break;
            default:
                break;
        }

        if (set.IsScale2)
        {
            yield return new() { Code = Coded.Of(Scale, "scale"), ValueInteger = 2 };
        }
    }

    private static bool? OxygenIn(Observation resource)
    {
        foreach (ObservationComponent part in resource.Component ?? [])
        {
            string? code = Coded.CodeIn(part.Code, VitalSign.Loincs);
            if (string.Equals(code, VitalSign.OxygenFlow.Loinc, StringComparison.Ordinal))
            {
                return ValueOf(part.ValueQuantity) is not 0;
            }

            if (code is InhaledOxygen)
            {
                return ValueOf(part.ValueQuantity) is not (null or <= AirPercent);
            }
        }

        return null;
    }

    private static ObservationComponent Part(VitalSign sign, decimal value) => new()
    {
        Code = Coded.Of(VitalSign.Loincs, sign.Loinc, sign.Name),
        ValueQuantity = Quantity(sign, value),
    };

    private static Quantity Quantity(VitalSign sign, decimal value) =>
        new() { Value = value, Unit = sign.Unit, System = VitalSign.Ucum, Code = sign.Unit };

    private static decimal? PartOf(Observation resource, string loinc) =>
        ValueOf((resource.Component ?? [])
            .Find(one => string.Equals(Coded.CodeIn(one.Code, VitalSign.Loincs), loinc, StringComparison.Ordinal))
            ?.ValueQuantity);

    private static decimal? ValueOf(Quantity? quantity) =>
        quantity?.Value is { } value && value.TryToDecimal(out decimal number) ? number : null;
}
