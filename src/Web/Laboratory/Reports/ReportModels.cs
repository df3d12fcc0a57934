using System.Text.Json;
using System.Text.Json.Serialization;
using Serment.Records.Charts;
using Serment.Records.Laboratory.Reports;

namespace Serment.Web.Laboratory.Reports;

/// <summary>The list of reports that wait for a signature.</summary>
/// <param name="Laboratory">Whose; null where the person's units run none.</param>
/// <param name="Due">What waits, the longest waiting first.</param>
public sealed record DueModel(string? Laboratory, IReadOnlyList<ReportDue> Due);

/// <summary>One signed report with its editions.</summary>
/// <param name="Head">Whose chart.</param>
/// <param name="Editions">Newest first.</param>
/// <param name="Deliveries">To whom it was given.</param>
/// <param name="MayRecord">Whether the person notes deliveries and corrects results.</param>
/// <param name="IsOvertaken">Whether a result was validated or corrected since: a new edition is to be signed.</param>
public sealed record ReportPageModel(
    ChartHead Head, IReadOnlyList<SignedReport> Editions, IReadOnlyList<Delivery> Deliveries, bool MayRecord,
    bool IsOvertaken);

/// <summary>What a script asks to sign: <c>patient.request.part</c>, the part being results or sensitive.</summary>
internal sealed record SignAsked(IReadOnlyList<string> Reports);

/// <summary>What the script brings back unchanged: the edition that was confirmed.</summary>
internal sealed record SignCarry(IReadOnlyList<string> Reports, long At, string Mark);

/// <summary>A ceremony as the browser's script needs it.</summary>
internal sealed record SignBegun(string Id, JsonElement Options, SignCarry Carry);

/// <summary>The passkey's answer.</summary>
internal sealed record SignResult(string Id, JsonElement Credential, SignCarry Carry);

/// <summary>How many were signed and sealed.</summary>
internal sealed record SignDone(int Signed, int Moved);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SignAsked))]
[JsonSerializable(typeof(SignBegun))]
[JsonSerializable(typeof(SignResult))]
[JsonSerializable(typeof(SignDone))]
internal sealed partial class ReportJson : JsonSerializerContext;
