using System.Globalization;
using Serment.Fhir;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Vitals;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Bench;

/// <summary>Value, interpretation, reference range, notes and components of <see cref="ObservationResource"/>.</summary>
internal static class ObservationParts
{
    private const string Gender = "http://hl7.org/fhir/administrative-gender";
    private const string Snomed = "http://snomed.info/sct";
    private const string Pregnant = "77386006";
    private const string Absent = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    private const string Own = "urn:serment:laboratory:interpretation";

    public static string? Time(DateTimeOffset? time) =>
        time?.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    public static decimal? Decimal(FhirDecimal? value) =>
        value is { } there && there.TryToDecimal(out decimal number) ? number : null;

    public static Quantity Quantity(decimal number, string? unit, Comparator comparator = Comparator.None) => new()
    {
        Value = number, Comparator = TextOf(comparator), Unit = unit,
        System = unit is null ? null : VitalSign.Ucum, Code = unit,
    };

    public static string? TextOf(Comparator comparator) => comparator switch
    {
        Comparator.Less => "<",
        Comparator.AtMost => "<=",
        Comparator.AtLeast => ">=",
        Comparator.More => ">",
        _ => null,
    };

    public static Comparator ComparatorOf(string? text) => text switch
    {
        "<" => Comparator.Less,
        "<=" => Comparator.AtMost,
        ">=" => Comparator.AtLeast,
        ">" => Comparator.More,
        _ => Comparator.None,
    };

    public static void SetValue(Observation to, Determination made)
    {
        if (made.Number is { } number)
        {
            to.ValueQuantity = Quantity(number, made.Unit, made.Comparator);
        }
        else if (made.Coded is { } coded)
        {
            to.ValueCodeableConcept = Coded.Of(ObservationResource.Answers, coded.Code, coded.Text);
        }
        else if (made.Text is not null)
        {
            to.ValueString = made.Text;
        }

        if (made.AbsentReason is { } reason)
        {
            to.DataAbsentReason = new() { Coding = [new() { System = Absent, Code = made.AbsentCode }], Text = reason };
        }
    }

    public static Determination ValueInto(Determination made, Observation from) => made with
    {
        Number = Decimal(from.ValueQuantity?.Value),
        Comparator = ComparatorOf(from.ValueQuantity?.Comparator),
        Unit = from.ValueQuantity?.Code ?? from.ValueQuantity?.Unit,
        Coded = CodedIn(from.ValueCodeableConcept),
        Text = from.ValueString,
        AbsentReason = from.DataAbsentReason?.Text,
        AbsentCode = Coded.CodeIn(from.DataAbsentReason, Absent) ?? Determination.FailedCode,
    };

    public static List<CodeableConcept>? Interpretation(Determination made)
    {
        List<CodeableConcept> all = [];
        if (ResultFlags.CodeOf(made.Flag) is { } code)
        {
            all.Add(Concept(ResultFlags.System, code));
        }

        if (made.Delta is { IsExceeded: true } delta && made.Number is { } number)
        {
            all.Add(Concept(ResultFlags.System, number < delta.Previous ? ResultFlags.Down : ResultFlags.Up));
        }

        if (made.IsImplausible)
        {
            all.Add(Concept(Own, ObservationResource.Implausible));
        }

        if (made.IsUncertain)
        {
            all.Add(Concept(Own, ObservationResource.Uncertain));
        }

        return all.Count == 0 ? null : all;
    }

    public static Determination InterpretationInto(Determination made, Observation from)
    {
        List<CodeableConcept> all = from.Interpretation ?? [];
        return made with
        {
            Flag = all.Select(one => ResultFlags.Of(Coded.CodeIn(one, ResultFlags.System)))
                .FirstOrDefault(flag => flag != ResultFlag.None),
            IsImplausible = all.Exists(one => Coded.CodeIn(one, Own) is ObservationResource.Implausible),
            IsUncertain = all.Exists(one => Coded.CodeIn(one, Own) is ObservationResource.Uncertain),
        };
    }

    public static ObservationReferenceRange Range(ReferenceRange range, string? unit)
    {
        ObservationReferenceRange to = new()
        {
            Low = range.Low is { } low ? Quantity(low, unit) : null,
            High = range.High is { } high ? Quantity(high, unit) : null,
            Text = range.TextFr,
        };
        List<CodeableConcept> applies = [];
        if (range.Sex is LaboratorySex.Male or LaboratorySex.Female)
        {
            applies.Add(Concept(Gender, range.Sex is LaboratorySex.Male ? "male" : "female"));
        }
        else if (range.Sex is LaboratorySex.Unknown)
        {
            applies.Add(Concept(Gender, "unknown"));
        }

        if (range.IsPregnant)
        {
            applies.Add(Concept(Snomed, Pregnant));
        }

        to.AppliesTo = applies.Count == 0 ? null : applies;
        if (range.FromDays != 0 || range.UntilDays is not null)
        {
            // High is exclusive in the catalogue and inclusive in FHIR: the last whole day.
            to.Age = new()
            {
                Low = Quantity(range.FromDays, "d"),
                High = range.UntilDays is { } until ? Quantity(until - 1, "d") : null,
            };
        }

        List<Extension> more = [];
        ObservationExtensions.Add(more, "method", range.Method);
        ObservationExtensions.Add(more, "english", range.TextEn);
        to.Extension = more.Count == 0 ? null : more;
        return to;
    }

    public static ReferenceRange RangeOf(ObservationReferenceRange from)
    {
        List<CodeableConcept> applies = from.AppliesTo ?? [];
        LaboratorySex? sex = applies.Select(one => Coded.CodeIn(one, Gender)).FirstOrDefault(one => one is not null) switch
        {
            "male" => LaboratorySex.Male,
            "female" => LaboratorySex.Female,
            "unknown" => LaboratorySex.Unknown,
            _ => null,
        };
        return new(
            sex,
            (int)(Decimal(from.Age?.Low?.Value) ?? 0),
            Decimal(from.Age?.High?.Value) is { } last ? (int)last + 1 : null,
            applies.Exists(one => Coded.CodeIn(one, Snomed) is Pregnant),
            ObservationExtensions.Find(from.Extension, "method")?.ValueString,
            Decimal(from.Low?.Value),
            Decimal(from.High?.Value),
            from.Text,
            ObservationExtensions.Find(from.Extension, "english")?.ValueString);
    }

    public static Annotation Note(Remark remark)
    {
        List<Extension> more = [];
        ObservationExtensions.Add(more, "comment", remark.Code);
        if (remark.IsInternal)
        {
            more.Add(new() { Url = ObservationResource.Extension + "internal", ValueBoolean = true });
        }

        return new()
        {
            Text = remark.Text,
            Time = Time(remark.At),
            AuthorReference = remark.By is { } by ? new() { ReferenceValue = $"Practitioner/{by}" } : null,
            Extension = more.Count == 0 ? null : more,
        };
    }

    public static Remark RemarkOf(Annotation from) => new(
        from.Text ?? "",
        ObservationExtensions.Find(from.Extension, "comment")?.ValueString,
        ObservationResource.Number(from.AuthorReference, "Practitioner/") is long by ? new(by) : null,
        Coded.Moment(from.Time),
        ObservationExtensions.Find(from.Extension, "internal")?.ValueBoolean is true);

    public static ObservationComponent Part(DeterminationPart part)
    {
        ObservationComponent to = new()
        {
            Code = Coded.Of(part.System, part.Code, part.Label),
            Interpretation = part.Interpretation is { } code ? [Concept(ResultFlags.System, code)] : null,
        };
        // Beside the abbreviation the code that everybody knows.
        if (part.System is Antibiotic.System && BreakpointTable.Current.AntibioticOf(part.Code) is { } antibiotic)
        {
            to.Code.Coding!.Add(new() { System = Antibiotic.AtcSystem, Code = antibiotic.Atc });
        }

        if (part.Limits is not null)
        {
            to.ReferenceRange = [new() { Text = part.Limits }];
        }

        List<Extension> more = [];
        ObservationExtensions.Add(more, "group", part.Group.Length == 0 ? null : part.Group);
        ObservationExtensions.Add(more, "breakpoint-table", part.Table);
        ObservationExtensions.Add(more, "basis", part.Basis == CategoryBasis.None ? null : part.Basis.ToString());
        if (part.IsUncertain)
        {
            more.Add(new() { Url = ObservationResource.Extension + "technical-uncertainty", ValueBoolean = true });
        }

        to.Extension = more.Count == 0 ? null : more;

        if (part.Number is { } number)
        {
            to.ValueQuantity = Quantity(number, part.Unit, part.Comparator);
        }
        else if (part.Answer is { } answer)
        {
            to.ValueCodeableConcept =
                Coded.Of(part.AnswerSystem ?? ObservationResource.Answers, answer.Code, answer.Text);
        }
        else if (part.Text is not null)
        {
            to.ValueString = part.Text;
        }

        return to;
    }

    public static DeterminationPart PartOf(ObservationComponent from)
    {
        Coding? code = from.Code?.Coding?.FirstOrDefault();
        Coding? answer = from.ValueCodeableConcept?.Coding?.FirstOrDefault();
        return new(
            ObservationExtensions.Find(from.Extension, "group")?.ValueString ?? "",
            code?.System ?? "", code?.Code ?? "", from.Code?.Text ?? code?.Display ?? "")
        {
            Number = Decimal(from.ValueQuantity?.Value),
            Comparator = ComparatorOf(from.ValueQuantity?.Comparator),
            Unit = from.ValueQuantity?.Code ?? from.ValueQuantity?.Unit,
            Answer = CodedIn(from.ValueCodeableConcept),
            AnswerSystem = answer?.System is ObservationResource.Answers ? null : answer?.System,
            Text = from.ValueString,
            Interpretation = Coded.CodeIn(from.Interpretation?.FirstOrDefault(), ResultFlags.System),
            Basis = Enum.TryParse(ObservationExtensions.Find(from.Extension, "basis")?.ValueString, out CategoryBasis basis)
                ? basis
                : CategoryBasis.None,
            Table = ObservationExtensions.Find(from.Extension, "breakpoint-table")?.ValueString,
            Limits = from.ReferenceRange?.FirstOrDefault()?.Text,
            IsUncertain = ObservationExtensions.Find(from.Extension, "technical-uncertainty")?.ValueBoolean is true,
        };
    }

    private static CodedValue? CodedIn(CodeableConcept? concept) =>
        concept?.Coding?.Find(one => one.Code is not null) is { Code: { } code }
            ? new(code, Coded.TextOf(concept) ?? code)
            : null;

    private static CodeableConcept Concept(string system, string code) =>
        new() { Coding = [new() { System = system, Code = code }] };
}
