using System.Collections.Frozen;
using System.Globalization;
using Serment.Web.Charts.Items;
using Serment.Web.Charts.Vitals;
using Serment.Web.Encounters;
using Serment.Web.Laboratory.QualityControl;
using Serment.Web.Laboratory.Catalogue;
using Serment.Web.Texts;

namespace Serment.Web.Parts;

/// <summary>What each field is called, for the summary that names what is wrong. One list for all forms.</summary>
internal static class FieldNames
{
    private const string RelativePrefix = "relative-";
    private const string AnswerPrefix = "answer-";
    private const string CorrectionPrefix = "correct-";
    private const string CorrectionReasonPrefix = "correct-reason-";
    private const string HandoverPrefix = "handover-";
    private const string StepPrefix = "s-";

    private static readonly FrozenDictionary<string, string> StepKeys = new Dictionary<string, string>(
        StringComparer.Ordinal)
    {
        ["unit"] = "prescribe.unit",
        ["times"] = "prescribe.times",
        ["hours"] = "prescribe.hours",
        ["days"] = "prescribe.duration",
        ["condition"] = "prescribe.condition",
        ["max"] = "prescribe.max",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Keys = new Dictionary<string, string>(
        StringComparer.Ordinal)
    {
        ["pickName"] = "orders.pick",
        ["requestNumber"] = "requests.number",
        ["plannedDay"] = "orders.plannedDay",
        ["collectedDay"] = "orders.collectedDay",
        ["doseDay"] = "orders.doseDay",
        ["pregnancyWeeks"] = "orders.weeks",
        ["urine"] = "orders.urine",
        ["prescriber"] = "orders.prescriber",
        ["prescribedOn"] = "orders.prescribedOn",
        ["requester"] = "orders.requester",
        ["labName"] = "laboratories.name",
        ["birthName"] = "trait.birthName",
        ["firstGivenName"] = "trait.firstGivenName",
        ["givenNames"] = "trait.givenNames",
        ["birthDate"] = "trait.birthDate",
        ["sex"] = "trait.sex",
        ["birthPlace"] = "trait.birthPlace",
        ["usedName"] = "trait.usedName",
        ["usedGivenName"] = "trait.usedGivenName",
        ["mobile"] = "contact.mobile",
        ["landline"] = "contact.landline",
        ["email"] = "contact.email",
        ["nir"] = "coverage.nir",
        ["rightsFrom"] = "coverage.rightsFrom",
        ["rightsUntil"] = "coverage.rightsUntil",
        ["name"] = "find.name",
        ["identifier"] = "find.identifier",
        ["unit"] = "expected.unit",
        ["day"] = "expected.day",
        ["time"] = "expect.time",
        ["kind"] = "agendaField.kind",
        ["schedule"] = "agendaField.schedule",
        ["room"] = "agendaField.room",
        ["minutes"] = "agendaField.minutes",
        ["slotMinutes"] = "agendaField.slotMinutes",
        ["count"] = "agendaField.count",
        ["weeks"] = "agendaField.weeks",
        ["first"] = "agendaField.first",
        ["last"] = "agendaField.last",
        ["noShowReason"] = "agendaField.reason",
        ["staff"] = "agendaField.staff",
        ["openHours"] = "agendaField.hours",
        ["hours1"] = "agendaField.hours",
        ["hours2"] = "agendaField.hours",
        ["hours3"] = "agendaField.hours",
        ["hours4"] = "agendaField.hours",
        ["hours5"] = "agendaField.hours",
        ["hours6"] = "agendaField.hours",
        ["hours7"] = "agendaField.hours",
        ["code"] = "propose.code",
        ["window"] = "propose.window",
        ["limit"] = "propose.limit",
        ["document"] = "identityCheck.document",
        ["person"] = "identityCheck.person",
        ["traits"] = "identityCheck.traits",
        ["practiceTitle"] = "practice.honorific",
        ["specialty"] = "practice.specialty",
        ["rpps"] = "practice.rpps",
        ["phone"] = "practice.phone",
        ["address"] = "practice.address",
        ["type"] = "documents.type",
        ["date"] = "documents.date",
        ["file"] = "documents.file",
        ["coverageKind"] = "cover.kind",
        ["insuredNir"] = "cover.insuredNir",
        ["insurer"] = "cover.insurer",
        ["rank"] = "cover.rank",
        ["order"] = "cover.order",
        ["exemptFrom"] = "cover.exemptFrom",
        ["exemptUntil"] = "cover.exemptUntil",
        ["card"] = "cover.card",
        ["letterTitle"] = "letter.title",
        ["recipient"] = "letter.recipient",
        ["text"] = "letter.text",
        ["sensitive"] = "documents.isSensitive",
        ["careTitle"] = "carePlan.what",
        ["every"] = "carePlan.every",
        ["text0"] = "noteEdit.text",
        ["reason"] = "noteEdit.reason",
        ["title"] = "noteTemplate.name",
        ["sections"] = "noteTemplate.sections",
        ["to"] = "field.to",
        ["certificate"] = "field.certificate",
        ["until"] = "field.until",
        ["doctor"] = "field.doctor",
        ["replaced"] = "field.replaced",
        ["taker"] = "field.taker",
        ["from"] = "field.from",
        ["helper"] = "field.helper",
        ["hours"] = "field.hours",
        ["why"] = "field.why",
        ["drugName"] = "prescribe.drug",
        ["freeText"] = "prescribe.freeText",
        ["route"] = "prescribe.route",
        ["startDay"] = "prescribe.startDay",
        ["startTime"] = "prescribe.startTime",
        ["note"] = "prescribe.note",
        ["place"] = "medications.place",
        ["stopReason"] = "medications.reason",
        ["protocol"] = "protocol.apply",
        ["outcome"] = "plan.outcome",
        ["quantity"] = "plan.quantity",
        ["at"] = "plan.at",
        ["notGivenWhy"] = "plan.why",
        ["orientation"] = "decision.title",
        ["amendWhy"] = "dose.why",
        ["withdrawWhy"] = "dose.why",
        ["withdrawComment"] = "plan.comment",
        ["later"] = "plan.later",
        ["comment"] = "plan.comment",
        ["protocolName"] = "protocol.name",
        ["wristband"] = "collect.wristband",
        ["tubes"] = "collect.tubes",
        ["sentTubes"] = "sending.tubes",
        ["cancelReason"] = "orders.reason",
        ["task"] = "orders.cancelWhich",
        ["nurse"] = "visitRounds.nurse",
        ["people-on-round"] = "visitRounds.people",
        ["site"] = "collect.site",
        ["incidents"] = "collect.incidents",
        ["scan"] = "nonConformity.scan",
        ["cause"] = "nonConformity.cause",
        ["remedy"] = "nonConformity.remedy",
        ["informed"] = "nonConformity.informed",
        ["expected"] = "sending.expected",
        ["back"] = "sending.back",
        ["reported"] = "sending.reported",
        ["allowed"] = "instruments.allowed",
        ["codes"] = "instruments.codes",
        ["message"] = "instruments.tryLabel",
        ["port"] = "instruments.port",
        ["tube"] = "instruments.forTube",
        ["laboratory"] = "orders.laboratory",
        ["number"] = "orders.number",
        ["priority"] = "orders.priority",
        ["analyses"] = "rules.analyses",
        ["condition"] = "rule.condition",
        ["example"] = "rule.example",
        ["target"] = "rule.target",
        ["readBack"] = "critical.readBack",
        ["outsideName"] = "sending.name",
        ["outsideAddress"] = "sending.address",
        ["value"] = "critical.value",
        ["routine"] = "critical.routine",
        ["urgent"] = "critical.urgent",
        ["next"] = "critical.step",
        ["model"] = "instruments.model",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name of a field; null for what concerns the whole form, or where the sentence names it.</summary>
    public static string? Of(PageTexts texts, string field)
    {
        if (field.Length == 0)
        {
            return null;
        }

        if (field.StartsWith(ItemField.Prefix, StringComparison.Ordinal))
        {
            return texts["item.field." + field[ItemField.Prefix.Length..]];
        }

        if (field.StartsWith(VitalFormReader.Prefix, StringComparison.Ordinal))
        {
            return texts["vital.field." + field[VitalFormReader.Prefix.Length..]];
        }

        if (field.StartsWith(HandoverPrefix, StringComparison.Ordinal))
        {
            return texts["handover.text"];
        }

        if (field.StartsWith(CorrectionPrefix, StringComparison.Ordinal))
        {
            return texts[field.StartsWith(CorrectionReasonPrefix, StringComparison.Ordinal)
                ? "validation.correctWhy"
                : "validation.newValue"];
        }

        if (field.StartsWith(AnswerPrefix, StringComparison.Ordinal))
        {
            return texts["medications.answer"];
        }

        if (field.StartsWith(StepPrefix, StringComparison.Ordinal))
        {
            string[] step = field.Split('-');
            int place = int.Parse(step[1], CultureInfo.InvariantCulture) + 1;
            return $"{texts.Fill("prescribe.step", place)}, {texts[StepKeys.GetValueOrDefault(step[2], "prescribe.quantity")]}";
        }

        if (field.StartsWith(ControlFieldNames.Prefix, StringComparison.Ordinal)
            || field.StartsWith(ControlFieldNames.ValuePrefix, StringComparison.Ordinal))
        {
            return ControlFieldNames.Of(texts, field);
        }

        if (field.StartsWith(AnalysisForm.Prefix, StringComparison.Ordinal))
        {
            return texts["catalogue.field." + field[AnalysisForm.Prefix.Length..]];
        }

        if (field.StartsWith(StayForm.Prefix, StringComparison.Ordinal))
        {
            return texts["stay.field." + field[StayForm.Prefix.Length..]];
        }

        if (!field.StartsWith(RelativePrefix, StringComparison.Ordinal))
        {
            // A field that nobody has named yet: its sentence alone, rather than no page and everything typed lost.
            return Keys.TryGetValue(field, out string? named) ? texts[named] : null;
        }

        string[] parts = field.Split('-');
        int number = int.Parse(parts[1], CultureInfo.InvariantCulture) + 1;
        string key = parts[2] is "trusted" ? "relativeRole.TrustedPerson" : "relative." + parts[2];
        return $"{texts.Fill("relative.number", number)}, {texts[key]}";
    }
}
