using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Patients.Identifiers;
using Serment.Web.Parts;
using Serment.Web.Security;

namespace Serment.Web.Laboratory.Orders;

/// <summary>Reads the form of an order; what is wrong stands in it.</summary>
internal static class OrderForm
{
    /// <summary>The order's own number, drawn with the form.</summary>
    public const string OrderField = "order";

    /// <summary>Codes chosen so far, with commas.</summary>
    public const string CodesField = "codes";

    /// <summary>What is typed to choose one more.</summary>
    public const string PickField = "pickName";

    /// <summary>Its code.</summary>
    public const string PickCodeField = "pick";

    /// <summary>The code to take out.</summary>
    public const string RemoveField = "remove";

    /// <summary>Codes chosen so far.</summary>
    public static IReadOnlyList<string> CodesOf(FormState form) =>
    [
        .. form[CodesField].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.Ordinal).Take(PlanTubes.MaxAnalyses),
    ];

    /// <summary>Puts codes into the form.</summary>
    public static void SetCodes(FormState form, IEnumerable<string> codes) =>
        form[CodesField] = string.Join(',', codes);

    /// <summary>The order; null where something is wrong.</summary>
    public static OrderRequest? Read(
        FormState form, ChartHead head, OrderModel page, Visitor me)
    {
        bool isOutside = me.Is(Role.Receptionist);
        if (!Enum.TryParse(form["priority"], out OrderPriority priority) || !Enum.IsDefined(priority))
        {
            form.Refuse("priority", me.Texts["orders.wrong.priority"]);
        }

        DateTimeOffset? planned = priority == OrderPriority.Timed ? MomentOf(form, "planned", me) : null;
        if (priority == OrderPriority.Timed && planned is null)
        {
            form.Refuse("plannedDay", me.Texts["orders.wrong.planned"]);
        }

        OrderContext context = ContextOf(form, me);
        OutsidePrescriber? prescriber = isOutside ? PrescriberOf(form, me) : null;
        DateOnly? prescribed = isOutside ? PrescribedOn(form, me) : null;
        ActorId? requester = isOutside ? null : RequesterOf(form, page, me);
        CollectionPlan collection = Enum.TryParse(form["collection"], out CollectionPlan plan) && Enum.IsDefined(plan)
            ? plan
            : isOutside ? CollectionPlan.Laboratory : CollectionPlan.Ward;
        DateTimeOffset? collected = collection == CollectionPlan.Done ? MomentOf(form, "collected", me) : null;
        if (collection == CollectionPlan.Done && (collected is null || collected > me.Now.AddMinutes(1)))
        {
            form.Refuse("collectedDay", me.Texts["orders.wrong.collected"]);
        }

        if (!int.TryParse(form["laboratory"], NumberStyles.None, CultureInfo.InvariantCulture, out int laboratory)
            || page.Laboratories.All(one => one.LaboratoryId != laboratory))
        {
            form.Refuse("laboratory", me.Texts["orders.wrong.laboratory"]);
        }

        int ward = int.TryParse(form["ward"], NumberStyles.None, CultureInfo.InvariantCulture, out int unit)
            && page.Wards.Any(one => one.UnitId == unit) ? unit : 0;
        if (!EntryId.TryParse(form[OrderField], out EntryId order))
        {
            form.RefuseAll(me.Texts["problem.badRequest.text"]);
        }

        return form.Errors.Count > 0
            ? null
            : new()
            {
                Patient = head.Patient,
                Request = order,
                LaboratoryId = laboratory,
                Codes = CodesOf(form),
                Priority = priority,
                PlannedAt = planned,
                Context = context,
                Person = ReadBenchPerson.Of(head.Identity, me.Today),
                WardId = isOutside ? 0 : ward,
                Requester = requester,
                Prescriber = prescriber,
                PrescribedOn = prescribed,
                Collection = collection,
                CollectedAt = collected,
                CollectorName = collected is null ? null : Text(form, "collector", OutsidePrescriber.MaxNameChars, me),
            };
    }

    private static OrderContext ContextOf(FormState form, Visitor me)
    {
        DateTimeOffset? dose = MomentOf(form, "dose", me);
        if (dose > me.Now.AddMinutes(1))
        {
            form.Refuse("doseDay", me.Texts["orders.wrong.dose"]);
        }

        int? weeks = Whole(form, "pregnancyWeeks", OrderContext.MaxWeeks, me);
        return new()
        {
            IsFasting = YesNo(form["fasting"]),
            IsPregnant = YesNo(form["pregnant"]) ?? (weeks is null ? null : true),
            PregnancyWeeks = weeks,
            Treatment = Text(form, "treatment", OrderContext.MaxTextChars, me),
            LastDoseAt = dose,
            Question = Text(form, "question", OrderContext.MaxTextChars, me),
            UrineMillilitres = Whole(form, "urine", OrderContext.MaxUrineMillilitres, me),
        };
    }

    private static OutsidePrescriber? PrescriberOf(FormState form, Visitor me)
    {
        string? name = Text(form, "prescriber", OutsidePrescriber.MaxNameChars, me);
        if (name is null)
        {
            form.Refuse("prescriber", me.Texts["orders.wrong.prescriber"]);
        }

        string? number = null;
        if (form.Optional("rpps") is { } typed)
        {
            if (Rpps.TryParse(typed, out Rpps rpps) is var why and not NumberRefusal.None)
            {
                form.Refuse("rpps", me.Texts.Of("orders.wrong.rpps", why));
            }

            number = rpps.ToString();
        }

        return new(name ?? "", number, Text(form, "prescriberPhone", OutsidePrescriber.MaxPhoneChars, me));
    }

    private static DateOnly? PrescribedOn(FormState form, Visitor me)
    {
        DateOnly? day = DayOf(form["prescribedOn"]);
        if (day is null || day > me.Today || day < me.Today.AddYears(-1))
        {
            form.Refuse("prescribedOn", me.Texts["orders.wrong.prescribedOn"]);
        }

        return day;
    }

    private static ActorId? RequesterOf(FormState form, OrderModel page, Visitor me)
    {
        if (!me.Is(Role.Nurse))
        {
            return me.Session.StaffId;
        }

        if (OpaqueId.TryParse(form["requester"], out long id)
            && page.Physicians.Any(one => one.StaffId == new ActorId(id)))
        {
            return new ActorId(id);
        }

        form.Refuse("requester", me.Texts["orders.wrong.requester"]);
        return null;
    }

    private static bool? YesNo(string typed) => typed switch { "yes" => true, "no" => false, _ => null };

    private static string? Text(FormState form, string field, int most, Visitor me)
    {
        if (form[field].Length > most)
        {
            form.Refuse(field, me.Texts.Fill("orders.wrong.long", most));
        }

        return form.Optional(field);
    }

    private static int? Whole(FormState form, string field, int most, Visitor me)
    {
        if (form.Optional(field) is not { } typed)
        {
            return null;
        }

        if (int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out int whole) && whole <= most)
        {
            return whole;
        }

        form.Refuse(field, me.Texts.Fill("orders.wrong.number", most));
        return null;
    }

    private static DateTimeOffset? MomentOf(FormState form, string field, Visitor me)
    {
        if (form.Optional(field + "Day") is not { } typed)
        {
            return null;
        }

        bool isTime = TimeOnly.TryParseExact(
            form[field + "Time"], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time);
        if (DayOf(typed) is not { } day || (!isTime && form[field + "Time"].Length > 0))
        {
            form.Refuse(field + "Day", me.Texts["orders.wrong.day"]);
            return null;
        }

        DateTime local = day.ToDateTime(isTime ? time : new TimeOnly(8, 0), DateTimeKind.Unspecified);
        return me.Web.TimeZone.IsInvalidTime(local)
            ? new DateTimeOffset(local.AddHours(1), me.Web.TimeZone.GetUtcOffset(local.AddHours(1)))
            : new DateTimeOffset(local, me.Web.TimeZone.GetUtcOffset(local));
    }

    private static DateOnly? DayOf(string text) =>
        DateOnly.TryParseExact(
            text, ["yyyy-MM-dd", "dd/MM/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : null;
}
