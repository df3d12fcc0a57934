using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Encounters;
using Serment.Records.Entries;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Texts;

namespace Serment.Web.Encounters;

/// <summary>Reads the form of a movement and says what is wrong with it.</summary>
internal static class StayForm
{
    /// <summary>What the fields of these forms begin with.</summary>
    public const string Prefix = "stay-";

    /// <summary>Unit and bed.</summary>
    public const string Place = "stay-place";

    /// <summary>When it took effect.</summary>
    public const string At = "stay-at";

    /// <summary>Responsible physician.</summary>
    public const string Physician = "stay-physician";

    /// <summary>Where somebody goes who leaves.</summary>
    public const string To = "stay-to";

    /// <summary>Expected day of leaving.</summary>
    public const string Out = "stay-out";

    /// <summary>Must lie alone.</summary>
    public const string Isolation = "stay-isolation";

    /// <summary>Emergency or outpatient.</summary>
    public const string Class = "stay-class";

    /// <summary>The form of a local time.</summary>
    public const string TimeForm = "yyyy-MM-ddTHH:mm";

    private const string DayForm = "yyyy-MM-dd";

    /// <summary>Reads; null, with the fields marked, where something is wrong.</summary>
    public static StayDraft? Read(
        FormState form, MovementKind kind, PatientId patient, EntryVersion? seen, IReadOnlyList<UnitDescription> units,
        Visitor me)
    {
        UnitDescription? unit = null;
        long? bed = null;
        bool needsPlace = kind is MovementKind.PreAdmission or MovementKind.Arrival or MovementKind.Admission
            or MovementKind.Transfer;
        if (needsPlace && !Places.TryParse(form[Place], units, out unit, out bed))
        {
            form.Refuse(Place, me.Texts["stay.wrong.place"]);
        }

        ActorId? physician = ActorId.TryParse(form[Physician], out ActorId who) ? who : null;
        if (kind == MovementKind.Physician && physician is null)
        {
            form.Refuse(Physician, me.Texts["stay.wrong.physician"]);
        }

        DateTimeOffset? at = ReadTime(form, kind, me);
        Disposition? to = Enum.TryParse(form[To], out Disposition chosen) && Enum.IsDefined(chosen) ? chosen : null;
        if (kind == MovementKind.Discharge && to is null)
        {
            form.Refuse(To, me.Texts["stay.wrong.to"]);
        }

        DateOnly? leaves = ReadDay(form, me);
        if (form.Errors.Count > 0)
        {
            return null;
        }

        return new(
            patient, seen,
            new(
                kind, at, unit, bed,
                form[Class] is nameof(StayClass.Outpatient) ? StayClass.Outpatient : StayClass.Emergency, physician, to),
            ExpectedOut: leaves,
            Isolation: form[Isolation].Length > 0 ? form[Isolation] is "on" : null);
    }

    /// <summary>The day of leaving that is typed; null for none, or where it is wrong.</summary>
    public static DateOnly? ReadDay(FormState form, Visitor me)
    {
        if (form[Out].Length == 0)
        {
            return null;
        }

        bool isDay = DateOnly.TryParseExact(
            form[Out], DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day);
        if (!isDay)
        {
            form.Refuse(Out, me.Texts["stay.wrong.day"]);
        }

        return isDay ? day : null;
    }

    /// <summary>Says in the form why a movement was not made.</summary>
    public static void Explain(StayChanged changed, FormState form, Visitor me)
    {
        PageTexts texts = me.Texts;
        if (changed.Bed != BedRefusal.None)
        {
            form.Refuse(Place, texts.Of("stay.bed", changed.Bed));
        }
        else if (changed.Movement != MovementRefusal.None)
        {
            string why = texts.Of("stay.refusal", changed.Movement);
            form.Refuse(
                IsAboutTime(changed.Movement) ? At : changed.Movement == MovementRefusal.LeavesBefore ? Out : "",
                changed.InTheWay is { } movement
                    ? $"{why} {texts.Fill("stay.inTheWay", texts.Of("stay.kind", movement.Kind),
                        texts.Minute(me.Local(movement.At)))}"
                    : why);
        }
        else
        {
            form.RefuseAll(texts.Of("reason", changed.Reason));
        }
    }

    /// <summary>Whether it came to nothing by the rules or the bed, so that the form is shown again.</summary>
    public static bool IsRefusedHere(StayChanged changed) =>
        changed.Outcome == SealOutcome.Refused
        && (changed.Bed != BedRefusal.None || changed.Movement != MovementRefusal.None);

    private static bool IsAboutTime(MovementRefusal why) => why is MovementRefusal.InFuture
        or MovementRefusal.TooLongAgo or MovementRefusal.SameTime or MovementRefusal.NotBegun
        or MovementRefusal.AlreadyOver or MovementRefusal.OtherStay;

    private static DateTimeOffset? ReadTime(FormState form, MovementKind kind, Visitor me)
    {
        if (form[At].Length == 0)
        {
            if (kind == MovementKind.PreAdmission)
            {
                form.Refuse(At, me.Texts["stay.wrong.expected"]);
            }

            return null;
        }

        if (!DateTime.TryParseExact(
            form[At], TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            form.Refuse(At, me.Texts["stay.wrong.time"]);
            return null;
        }

        return Places.ToTime(local, me);
    }
}
