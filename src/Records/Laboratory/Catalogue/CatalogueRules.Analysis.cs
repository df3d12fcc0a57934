namespace Serment.Records.Laboratory.Catalogue;

/// <summary>What makes an analysis sound.</summary>
public static partial class CatalogueRules
{
    /// <summary>The faults of an analysis; containers and the analyses that its formula needs come from the catalogue.</summary>
    public static IEnumerable<CatalogueFault> Check(Analysis analysis, LaboratoryCatalogue catalogue) =>
        Names(analysis.Code, analysis.Fr, analysis.En)
            .Concat(OfKind(analysis).Concat(OfPlace(analysis, catalogue)).Concat(OfLimits(analysis))
                .Select(fault => new CatalogueFault(analysis.Code, fault.Member, fault.Kind)));

    private static IEnumerable<(string Member, CatalogueFaultKind Kind)> OfKind(Analysis one)
    {
        bool isNumber = one.Kind is AnswerKind.Quantity or AnswerKind.Computed;
        if (!IsLoinc(one.Loinc))
        {
            yield return ("loinc", CatalogueFaultKind.Loinc);
        }

        if (isNumber ? !UcumUnit.IsValid(one.Unit) : one.Unit is not null)
        {
            yield return ("unit", CatalogueFaultKind.Unit);
        }

        if (one.Second is { } second && (!isNumber || !UcumUnit.IsValid(second.Unit)
            || string.Equals(second.Unit, one.Unit, StringComparison.Ordinal)))
        {
            yield return ("second", CatalogueFaultKind.Unit);
        }

        if (one.Second is { Factor: <= 0 } or { Decimals: > MaxDecimals })
        {
            yield return ("second", CatalogueFaultKind.Number);
        }

        if (one.Decimals > MaxDecimals)
        {
            yield return ("decimals", CatalogueFaultKind.Number);
        }

        if (one.Method is not null && !IsText(one.Method, MaxLabel))
        {
            yield return ("method", CatalogueFaultKind.Text);
        }

        if (one.Kind == AnswerKind.Coded ? one.Answers.Count is < 2 or > MaxAnswers : one.Answers.Count > 0)
        {
            yield return ("answers", CatalogueFaultKind.Number);
        }

        if (one.Answers.Any(a => !Code().IsMatch(a.Code) || !IsText(a.Fr, MaxLabel) || !IsText(a.En, MaxLabel)))
        {
            yield return ("answers", CatalogueFaultKind.Text);
        }

        if (one.Answers.Select(a => a.Code).Distinct(StringComparer.Ordinal).Count() != one.Answers.Count)
        {
            yield return ("answers", CatalogueFaultKind.Twice);
        }

        if (one.Nabm is not null && !Nabm().IsMatch(one.Nabm))
        {
            yield return ("nabm", CatalogueFaultKind.Nabm);
        }
    }

    private static IEnumerable<(string Member, CatalogueFaultKind Kind)> OfPlace(
        Analysis one, LaboratoryCatalogue catalogue)
    {
        if (!Enum.IsDefined(one.Section))
        {
            yield return ("section", CatalogueFaultKind.Unknown);
        }

        if (catalogue.FindContainer(one.Container) is null)
        {
            yield return ("container", CatalogueFaultKind.Unknown);
        }

        if (one.Alternatives.Any(code => catalogue.FindContainer(code) is null
            || string.Equals(code, one.Container, StringComparison.Ordinal)))
        {
            yield return ("alternatives", CatalogueFaultKind.Unknown);
        }

        Formula? formula = Computed.Find(one.Formula);
        if (one.Kind == AnswerKind.Computed ? formula is null : one.Formula is not null && formula is null)
        {
            yield return ("formula", CatalogueFaultKind.Unknown);
        }
        else if (formula?.Needs.Any(need => catalogue.Find(need.Code) is null) == true)
        {
            yield return ("formula", CatalogueFaultKind.Unknown);
        }

        if (one.Kind == AnswerKind.Computed ? one.Microlitres != 0 : one.Microlitres is < 1 or > 1_000_000)
        {
            yield return ("microlitres", CatalogueFaultKind.Number);
        }

        if (one.StableHours is < 1 or > MaxStableHours)
        {
            yield return ("stableHours", CatalogueFaultKind.Number);
        }

        if (one.TransportMinutes is { } transport && (transport < 1 || transport > one.StableHours * 60))
        {
            yield return ("transportMinutes", CatalogueFaultKind.Number);
        }

        if (one.TurnaroundMinutes is < 1 or > MaxMinutes)
        {
            yield return ("turnaroundMinutes", CatalogueFaultKind.Number);
        }

        if (one.UrgentMinutes < 1 || one.UrgentMinutes > one.TurnaroundMinutes)
        {
            yield return ("urgentMinutes", CatalogueFaultKind.Number);
        }
    }

    private static IEnumerable<(string Member, CatalogueFaultKind Kind)> OfLimits(Analysis one)
    {
        if (one.Ranges.Count > MaxRanges)
        {
            yield return ("ranges", CatalogueFaultKind.Number);
        }

        if (one.Ranges.Any(range => range.Low > range.High || range.FromDays >= (range.UntilDays ?? int.MaxValue)
            || range.FromDays < 0 || range.UntilDays > MaxDays))
        {
            yield return ("ranges", CatalogueFaultKind.Order);
        }

        if (one.Ranges.Any(range => (range.TextFr is null) != (range.TextEn is null)
            || (range.TextFr is not null
                && (!IsText(range.TextFr, MaxRangeText) || !IsText(range.TextEn, MaxRangeText)))
            || (range.Low is null && range.High is null && range.TextFr is null)))
        {
            yield return ("ranges", CatalogueFaultKind.Text);
        }

        if (one.Ranges.Any(range => one.Plausible?.Excludes(range.Low ?? range.High ?? one.Plausible.Low ?? 0) == true
            || one.Plausible?.Excludes(range.High ?? range.Low ?? one.Plausible.Low ?? 0) == true))
        {
            yield return ("ranges", CatalogueFaultKind.Limits);
        }

        foreach ((string member, Limits? limits) in new[] { ("critical", one.Critical), ("plausible", one.Plausible) })
        {
            if (limits is { Low: null, High: null } || limits?.Low >= limits?.High)
            {
                yield return (member, CatalogueFaultKind.Order);
            }
        }

        if (one.Critical is { } critical && (one.Ranges.Any(range => critical.Low > range.Low || critical.High < range.High)
            || one.Plausible?.Low > critical.Low || one.Plausible?.High < critical.High))
        {
            yield return ("critical", CatalogueFaultKind.Limits);
        }

        if (one.Delta is { } delta && (delta.Percent <= 0 || delta.Absolute <= 0 || delta.WithinDays is < 1 or > 3660
            || delta is { Percent: null, Absolute: null }))
        {
            yield return ("delta", CatalogueFaultKind.Number);
        }
    }
}
