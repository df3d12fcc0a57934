using System.Text.RegularExpressions;
using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.CarePlans;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Notes;
using Serment.Records.Medications;
using Serment.Records.Patients;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;
using Serment.Web.Texts;

namespace Serment.UnitTests.Web;

public sealed partial class TextsTests
{
    private static readonly TextCatalog Catalog = new();

    [Fact]
    public void Results_have_the_languages_decimal_sign_and_words_stay()
    {
        Assert.Equal("<5,2", Catalog.French.Result("<5.2"));
        Assert.Equal("≥ 12,04", Catalog.French.Result("≥ 12.04"));
        Assert.Equal("<5.2", Catalog.English.Result("<5.2"));
        Assert.Equal("01.03.2026", Catalog.French.Result("01.03.2026"));
        Assert.Equal("Aspect clair.", Catalog.French.Result("Aspect clair."));
        Assert.Equal("µmol/L", Catalog.French.Unit("umol/L"));
        Assert.Equal("UI/L", Catalog.French.Unit("[IU]/L"));
        Assert.Equal("IU/L", Catalog.English.Unit("[IU]/L"));
    }

    [Fact]
    public void Both_languages_have_the_same_keys() =>
        Assert.Equal(
            Catalog.French.Keys.Order(StringComparer.Ordinal), Catalog.English.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void No_text_is_empty_and_holes_agree()
    {
        foreach (string key in Catalog.French.Keys)
        {
            Assert.False(string.IsNullOrWhiteSpace(Catalog.French[key]), key);
            Assert.False(string.IsNullOrWhiteSpace(Catalog.English[key]), key);
            Assert.Equal(Holes(Catalog.French[key]), Holes(Catalog.English[key]));
        }
    }

    [Fact]
    public void Every_key_that_a_page_names_exists()
    {
        HashSet<string> known = Catalog.French.Keys.ToHashSet(StringComparer.Ordinal);
        List<string> missing = [];
        foreach (string file in WebSource.Files("*.razor", "*.cs"))
        {
            foreach (Match match in NamedKey().Matches(File.ReadAllText(file)))
            {
                string key = match.Groups["key"].Value;
                bool counted = match.Groups["way"].Value is "Count";
                if (counted ? !known.Contains(key + ".one") || !known.Contains(key + ".many") : !known.Contains(key))
                {
                    missing.Add($"{Path.GetFileName(file)}: {key}");
                }
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_value_that_a_page_shows_has_a_text()
    {
        AssertAll("role", Enum.GetValues<Role>());
        AssertAll("budget", Enum.GetValues<MeterKind>());
        AssertAll("meterKind", Enum.GetValues<MeterKind>());
        AssertAll("compartment", Enum.GetValues<Compartment>());
        AssertAll("outcome", Enum.GetValues<Outcome>());
        AssertAll("purpose", Enum.GetValues<AccessPurpose>());
        AssertAll("reason", Enum.GetValues<DecisionReason>());
        AssertAll("reasonShort", Enum.GetValues<DecisionReason>().Where(reason => reason != DecisionReason.None));
        AssertAll("stepUpKind", Enum.GetValues<StepUpKind>());
        AssertAll("event", Enum.GetValues<LogEventKind>());
        AssertAll("careKind", Enum.GetValues<RelationshipKind>());
        AssertAll("careRequest", Enum.GetValues<CareRequestState>());
        AssertAll("verdictOf", Enum.GetValues<BreakGlassVerdict>());
        AssertAll("staffState", Enum.GetValues<StaffState>());
        AssertAll("proposal", Enum.GetValues<ProposalKind>());
        AssertAll("proposalShort", Enum.GetValues<ProposalKind>());
        AssertAll("proposalState", Enum.GetValues<ProposalState>());
        AssertAll("sex", Enum.GetValues<Sex>());
        AssertAll("identityStatus", Enum.GetValues<IdentityStatus>());
        AssertAll(
            "identityMark", Enum.GetValues<IdentityAttributes>().Where(mark => mark != IdentityAttributes.None));
        AssertAll(
            "identityMarkHint", Enum.GetValues<IdentityAttributes>().Where(mark => mark != IdentityAttributes.None));
        AssertAll("document", Enum.GetValues<IdentityDocument>());
        AssertAll("confidence", Enum.GetValues<DocumentConfidence>());
        AssertAll("kinship", Enum.GetValues<Kinship>());
        AssertAll("relativeRole", Enum.GetValues<RelativeRoles>().Where(role => role != RelativeRoles.None));
        AssertAll("verdict", Enum.GetValues<DuplicateVerdict>());
        AssertAll("duplicateReason", Enum.GetValues<DuplicateReasons>().Where(one => one != DuplicateReasons.None));
        AssertAll("find.kindOf", Enum.GetValues<ExactIdentifier>());
        AssertAll("appointment", Enum.GetValues<AppointmentStatus>());
        AssertAll("appointmentDo", Enum.GetValues<AppointmentStatus>());
        AssertAll("importState", Enum.GetValues<ImportState>());
        AssertAll("careRhythm", Enum.GetValues<CareRhythm>());
        AssertAll("careResult", Enum.GetValues<CareResult>());
        AssertAll("noteStatus", Enum.GetValues<NoteStatus>());
        AssertAll("drugState", Enum.GetValues<DrugState>());
        AssertAll("supply", Enum.GetValues<SupplyState>());
        AssertAll("moment", Enum.GetValues<DayMoments>().Where(one => one != DayMoments.None));
        AssertAll("weekDay", Enum.GetValues<WeekDays>().Where(one => one != WeekDays.None));
        AssertAll("noSubstitution", Enum.GetValues<NoSubstitution>().Where(one => one != NoSubstitution.None));
        AssertAll("setting", Enum.GetValues<LineSetting>());
        AssertAll("stopReason", Enum.GetValues<StopReason>());
        AssertAll("warning", Enum.GetValues<WarningKind>());
        AssertAll("overrule", Enum.GetValues<OverruleReason>());
        AssertAll("slotState", Enum.GetValues<SlotState>());
        AssertAll("doseOutcome", Enum.GetValues<DoseOutcome>());
        AssertAll("notGiven", Enum.GetValues<NotGivenReason>());
        AssertAll("noting", Enum.GetValues<NotingOutcome>());
        AssertAll("controlStanding", Enum.GetValues<ControlStanding>());
        AssertAll("controlVerdict", Enum.GetValues<ControlVerdict>());
        AssertAll("controlLot", Enum.GetValues<ControlLotState>());
        AssertAll("controlLotDo", Enum.GetValues<ControlLotState>());
        AssertAll("targetKind", Enum.GetValues<TargetKind>());
        AssertAll("ruleSeverity", Enum.GetValues<RuleSeverity>());
        AssertAll("controlCause", Enum.GetValues<ControlCause>());
        AssertAll("controlMeasure", Enum.GetValues<ControlMeasure>());
        AssertAll("reviewOutcome", Enum.GetValues<ReviewOutcome>());
        AssertAll("parallelKind", Enum.GetValues<ParallelKind>());
        AssertAll("assessment", Enum.GetValues<AssessmentVerdict>());
        Assert.All(
            Enum.GetValues<WestgardRule>(),
            rule => Assert.True(Catalog.French.Has("qc.ruleSays." + ControlRules.NameOf(rule))));
    }

    [Fact]
    public void Every_word_that_a_saved_form_leaves_for_the_next_page_has_a_text()
    {
        List<string> missing = [];
        foreach (string file in WebSource.Files("*.cs"))
        {
            foreach (Match call in LeftNote().Matches(File.ReadAllText(file)))
            {
                missing.AddRange(
                    Quoted().Matches(call.Value).Select(word => word.Groups["word"].Value)
                        .Where(word => word is not "no" && !Catalog.French.Has("note." + word))
                        .Select(word => $"{Path.GetFileName(file)}: {word}"));
            }
        }

        Assert.Empty(missing);
    }

    private static void AssertAll<T>(string prefix, IEnumerable<T> values)
        where T : struct, Enum
    {
        foreach (T value in values)
        {
            Assert.NotEmpty(Catalog.French.Of(prefix, value));
            Assert.NotEmpty(Catalog.English.Of(prefix, value));
        }
    }

    private static string Holes(string text) =>
        string.Join(
            ' ',
            Hole().Matches(text)
                .Select(match => match.Value)
                .ToHashSet(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal));

    [GeneratedRegex(
        @"T(?:exts)?(?:\.(?<way>Fill|Count)\(|\[)""(?<key>[A-Za-z0-9.]+)""[\],)]",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NamedKey();

    [GeneratedRegex(@"NoteCookie\.Redirect\([^;]*?Web,[^;]*?,", RegexOptions.NonBacktracking)]
    private static partial Regex LeftNote();

    [GeneratedRegex(@"""(?<word>[A-Za-z]+)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{\d", RegexOptions.NonBacktracking)]
    private static partial Regex Hole();
}
