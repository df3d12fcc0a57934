using System.Globalization;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Appointments;

/// <summary>Free slots before anybody is chosen.</summary>
/// <param name="Setup">Agendas, kinds and places.</param>
/// <param name="Form">What is looked for.</param>
/// <param name="Slots">What is free; null before somebody looks.</param>
/// <param name="Later">The page that goes on after the last; null where there is nothing more.</param>
public sealed record SlotSearchModel(
    AgendaSetup Setup, FormState Form, IReadOnlyList<FreeSlot>? Slots, string? Later);

/// <summary>
/// The search for a free slot from the agenda: kind, length, practitioner, part of the day, place. It shows no person,
/// costs nothing, and its address holds numbers only; the slot then goes along while the patient is looked for.
/// </summary>
internal static class SlotSearchRoutes
{
    private const string Path = "/agenda/slots";
    private const int MaxOffered = 24;

    private static readonly string[] Fields = ["kind", "minutes", "schedule", "place", "part", "day"];

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(Path, ShowAsync).Admits(Audience.WritesIdentity, Budget.None);

    /// <summary>
    /// A free slot as it goes along. A discreet kind stays behind, as the address will name a patient: the desk chooses
    /// it once more; its length goes along.
    /// </summary>
    internal static SlotText TextOf(FreeSlot slot, ConsultationKind? kind) => new(
        slot.ScheduleId, slot.Time.Day, slot.Time.Time.From, slot.Time.Time.Minutes,
        kind is null or { IsDiscreet: true } ? 0 : kind.KindId);

    private static async Task<IResult> ShowAsync(
        HttpContext http, Visitor me, ReadAgendas agendas, FindSlots find, CancellationToken stop)
    {
        FormState form = new();
        foreach (string field in Fields)
        {
            form[field] = http.Request.Query[field].ToString();
        }

        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
        DateOnly from = Days.Parse(form["day"]) is { } day && day > me.Today ? day : me.Today;
        form["day"] = Days.ToText(from);
        if (!http.Request.Query.ContainsKey("kind"))
        {
            return Page.Show<SlotSearchPage>(new SlotSearchModel(setup, form, null, null));
        }

        int minutes = BookForm.Minutes(form, setup);
        if (minutes is < AgendaSetup.CellMinutes or > AgendaSetup.MaxMinutes || minutes % AgendaSetup.CellMinutes != 0)
        {
            form.Refuse("minutes", me.Texts["agenda.minutesWrong"]);
            return Page.Show<SlotSearchPage>(
                new SlotSearchModel(setup, form, null, null), StatusCodes.Status422UnprocessableEntity);
        }

        int place = BookForm.Number(form, "place") ?? 0;
        DateTime local = me.Local(me.Now);
        IReadOnlyList<FreeSlot> slots = await find.RunAsync(
            new(
                [
                    .. BookForm.Candidates(form, setup).Where(one => place == 0 || one.PlaceId == place)
                        .Select(one => one.ScheduleId),
                ],
                minutes, BookForm.Parts(form), from, from == me.Today ? (local.Hour * 60) + local.Minute : 0),
            me.Session.SiteCode, MaxOffered, stop);
        return Page.Show<SlotSearchPage>(new SlotSearchModel(
            setup, form, slots, slots.Count < MaxOffered ? null : Later(form, NextDay(slots))));
    }

    /// <summary>The last day may have been cut: it is shown again, unless it filled the page alone.</summary>
    private static DateOnly NextDay(IReadOnlyList<FreeSlot> slots) =>
        slots[^1].Time.Day == slots[0].Time.Day ? slots[^1].Time.Day.AddDays(1) : slots[^1].Time.Day;

    private static string Later(FormState form, DateOnly day) => Path + "?" + string.Join(
        '&',
        Fields.Select(field => string.Create(
            CultureInfo.InvariantCulture,
            $"{field}={(field is "day" ? Days.ToText(day) : Uri.EscapeDataString(form[field]))}")));
}
