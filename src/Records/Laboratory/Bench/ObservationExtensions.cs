using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Charts.Items;

namespace Serment.Records.Laboratory.Bench;

/// <summary>What <see cref="ObservationResource"/> tells beyond FHIR's elements.</summary>
internal static class ObservationExtensions
{
    public static List<Extension> Of(Determination made)
    {
        List<Extension> all = [];
        Add(all, "task", made.Task.ToString());
        all.Add(Made("run", one => one.ValuePositiveInt = made.Run));
        if (made.Number is null)
        {
            Add(all, "unit", made.Unit);
        }

        if (made.Second is { } second)
        {
            all.Add(Made("second-unit", one => one.ValueQuantity = ObservationParts.Quantity(second.Number, second.Unit)));
        }

        if (made.IsProvisional)
        {
            all.Add(Made("provisional", one => one.ValueBoolean = true));
        }

        Add(all, "collector", made.CollectedBy?.ToString());
        Add(all, "reagent-lot", made.ReagentLot);
        Add(all, "calibrator-lot", made.CalibratorLot);
        if (made.Dilution != 1)
        {
            all.Add(Made("dilution", one => one.ValueDecimal = made.Dilution));
        }

        foreach (string flag in made.InstrumentFlags)
        {
            Add(all, "instrument-flag", flag);
        }

        if (made.Delta is { } delta)
        {
            all.Add(new()
            {
                Url = ObservationResource.Extension + "delta",
                Extension =
                [
                    new() { Url = "previous", ValueDecimal = delta.Previous },
                    new() { Url = "at", ValueDateTime = ObservationParts.Time(delta.At) },
                    new() { Url = "exceeded", ValueBoolean = delta.IsExceeded },
                ],
            });
        }

        Add(all, "technical-validation", made.Technical);
        Add(all, "biological-validation", made.Biological);
        Add(all, "rejection", made.Rejected);
        Add(all, "reason", made.Reason);
        return all;
    }

    public static Determination Into(Determination made, Observation from)
    {
        List<Extension> all = from.Extension ?? [];
        return made with
        {
            Run = Find(all, "run")?.ValuePositiveInt ?? 1,
            Unit = made.Unit ?? Find(all, "unit")?.ValueString,
            Second = Find(all, "second-unit")?.ValueQuantity is { } second
                && ObservationParts.Decimal(second.Value) is { } number
                    ? new(number, second.Code ?? "")
                    : null,
            IsProvisional = Find(all, "provisional")?.ValueBoolean is true,
            CollectedBy = ActorId.TryParse(Find(all, "collector")?.ValueString, out ActorId collector) ? collector : null,
            ReagentLot = Find(all, "reagent-lot")?.ValueString,
            CalibratorLot = Find(all, "calibrator-lot")?.ValueString,
            Dilution = ObservationParts.Decimal(Find(all, "dilution")?.ValueDecimal) ?? 1,
            InstrumentFlags =
            [
                .. all.Where(one => one.Url is ObservationResource.Extension + "instrument-flag")
                    .Select(one => one.ValueString ?? ""),
            ],
            Delta = DeltaOf(Find(all, "delta")),
            Technical = ValidatedOf(Find(all, "technical-validation")),
            Biological = ValidatedOf(Find(all, "biological-validation")),
            Rejected = ValidatedOf(Find(all, "rejection")),
            Reason = Find(all, "reason")?.ValueString,
        };
    }

    public static Extension? Find(List<Extension>? all, string name) =>
        all?.Find(one => string.Equals(one.Url, ObservationResource.Extension + name, StringComparison.Ordinal));

    public static void Add(List<Extension> all, string name, string? text)
    {
        if (text is not null)
        {
            all.Add(Made(name, one => one.ValueString = text));
        }
    }

    private static void Add(List<Extension> all, string name, Validated? by)
    {
        if (by is null)
        {
            return;
        }

        Extension made = new()
        {
            Url = ObservationResource.Extension + name,
            Extension = [new() { Url = "at", ValueDateTime = ObservationParts.Time(by.At) }],
        };
        if (by.By is not null || by.Name is not null)
        {
            made.Extension.Add(new()
            {
                Url = "by",
                ValueReference = new()
                {
                    ReferenceValue = by.By is { } staff ? $"Practitioner/{staff}" : null, Display = by.Name,
                },
            });
        }

        if (by.Rule is { } rule)
        {
            made.Extension.Add(new() { Url = "rule", ValueString = rule });
        }

        all.Add(made);
    }

    private static Validated? ValidatedOf(Extension? from)
    {
        List<Extension> parts = from?.Extension ?? [];
        Reference? by = parts.Find(one => one.Url is "by")?.ValueReference;
        return Coded.Moment(parts.Find(one => one.Url is "at")?.ValueDateTime) is { } at
            ? new(
                at,
                ObservationResource.Number(by, "Practitioner/") is long number ? new ActorId(number) : null,
                by?.Display,
                parts.Find(one => one.Url is "rule")?.ValueString)
            : null;
    }

    private static DeltaNote? DeltaOf(Extension? from)
    {
        List<Extension> parts = from?.Extension ?? [];
        return ObservationParts.Decimal(parts.Find(one => one.Url is "previous")?.ValueDecimal) is { } previous
            && Coded.Moment(parts.Find(one => one.Url is "at")?.ValueDateTime) is { } at
                ? new(previous, at, parts.Find(one => one.Url is "exceeded")?.ValueBoolean is true)
                : null;
    }

    private static Extension Made(string name, Action<Extension> set)
    {
        Extension made = new() { Url = ObservationResource.Extension + name };
        set(made);
        return made;
    }
}
