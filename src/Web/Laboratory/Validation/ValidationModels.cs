using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.CriticalValues;
using Serment.Records.Laboratory.Validation;
using Serment.Records.Patients;
using Serment.Web.Parts;

namespace Serment.Web.Laboratory.Validation;

/// <summary>The queue of a laboratory.</summary>
/// <param name="Laboratory">The laboratory; null where the person works in none.</param>
/// <param name="Units">Her units.</param>
/// <param name="Filter">What is shown.</param>
/// <param name="Rows">Orders.</param>
/// <param name="Stamp">Changes when the list does.</param>
/// <param name="Critical">Critical values that nobody was told yet.</param>
public sealed record QueueModel(
    UnitDescription? Laboratory, IReadOnlyList<UnitDescription> Units, QueueFilter Filter,
    IReadOnlyList<QueueRow> Rows, string Stamp, IReadOnlyList<CriticalRow> Critical);

/// <summary>One order to be validated.</summary>
/// <param name="Order">The order.</param>
/// <param name="Comments">The comment library.</param>
/// <param name="Staff">Names of staff.</param>
/// <param name="Card">Who it is, once asked for.</param>
/// <param name="Form">What was typed.</param>
/// <param name="Left">Orders that wait, this one included.</param>
public sealed record ValidationModel(
    ValidationOrder Order, IReadOnlyList<LibraryComment> Comments, IReadOnlyDictionary<ActorId, string> Staff,
    PatientCard? Card, FormState Form, int Left);

/// <summary>The comment library of a laboratory.</summary>
public sealed record CommentsModel(
    UnitDescription Laboratory, IReadOnlyList<LibraryComment> Comments, LibraryComment? Edited, FormState Form);

/// <summary>The critical values of a laboratory.</summary>
public sealed record CriticalListModel(
    UnitDescription? Laboratory, IReadOnlyList<CriticalRow> Rows, CriticalSettings Settings,
    IReadOnlyDictionary<int, string> Units, IReadOnlyDictionary<ActorId, string> Staff, string Stamp);

/// <summary>One critical value and the call.</summary>
public sealed record CriticalModel(
    CriticalView View, IReadOnlyDictionary<int, string> Units, IReadOnlyDictionary<ActorId, string> Staff,
    string? RequesterPhone, PatientCard? Card, FormState Form);

/// <summary>Limits and the list of those who follow.</summary>
public sealed record CriticalSettingsModel(UnitDescription Laboratory, CriticalSettings Settings, FormState Form);

/// <summary>The rules of a laboratory.</summary>
/// <param name="Laboratory">The laboratory.</param>
/// <param name="Written">Versions.</param>
/// <param name="Approved">What the custodian says.</param>
/// <param name="InForce">Those that count.</param>
/// <param name="Form">What was typed.</param>
/// <param name="Tried">What a trial said.</param>
public sealed record RulesModel(
    UnitDescription Laboratory, IReadOnlyList<WrittenRule> Written, ReleaseRuleList Approved,
    IReadOnlyList<RuleInForce> InForce, FormState Form, RuleTrial? Tried);

/// <summary>A trial of a rule.</summary>
/// <param name="Number">The rule.</param>
/// <param name="Version">Its version.</param>
/// <param name="Refusal">Why the example is not released; null where it is, or none was typed.</param>
/// <param name="IsExample">Whether an example was typed.</param>
/// <param name="Counts">What it would have meant for the last analyses; null where it was not asked.</param>
public sealed record RuleTrial(int Number, int Version, RuleRefusal? Refusal, bool IsExample, RuleCounts? Counts);
