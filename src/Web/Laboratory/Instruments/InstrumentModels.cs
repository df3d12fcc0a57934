using Serment.Records.Laboratory.Instruments;
using Serment.Records.Laboratory.Orders;
using Serment.Web.Parts;

namespace Serment.Web.Laboratory.Instruments;

/// <summary>One instrument with what its link does.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Phase">What its link does; empty where it has none.</param>
/// <param name="Alarm">What somebody should know; empty for nothing.</param>
/// <param name="Figures">In figures since the web server started: messages, results, controls, aside, again, refused.</param>
/// <param name="LastMessageAt">Its last message.</param>
/// <param name="LastRefusal">Why it was last refused.</param>
public sealed record InstrumentLine(
    Instrument Instrument, string Phase, string Alarm, IReadOnlyList<long> Figures, DateTimeOffset? LastMessageAt,
    string LastRefusal);

/// <summary>The instruments of a site.</summary>
public sealed record InstrumentsModel(
    IReadOnlyList<InstrumentLine> Lines, IReadOnlyList<LaboratoryDetails> Laboratories, long Aside, bool MaySetUp,
    string Stamp);

/// <summary>A line of a message tried on the screen.</summary>
/// <param name="Sent">As sent.</param>
/// <param name="Analysis">What it would be in the catalogue; empty where the code is unknown.</param>
/// <param name="Value">What would be taken; empty where it would be put aside.</param>
/// <param name="Reason">Why it would be put aside; null where it would be taken.</param>
public sealed record TriedLine(AnalyserResult Sent, string Analysis, string Value, AsideReason? Reason)
{
    /// <summary>Keeps values out of logs.</summary>
    public override string ToString() => nameof(TriedLine);
}

/// <summary>An instrument's settings.</summary>
public sealed record InstrumentModel(
    int Id, FormState Form, IReadOnlyList<LaboratoryDetails> Laboratories, IReadOnlyList<TriedLine>? Tried = null,
    int LeftOut = 0);

/// <summary>A result that lies aside, as the visitor may see it.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Instrument">The instrument's name.</param>
/// <param name="Result">What came; null where it is for a biologist only.</param>
public sealed record AsideLine(AsideRow Row, string Instrument, AnalyserResult? Result)
{
    /// <summary>Keeps values out of logs.</summary>
    public override string ToString() => nameof(AsideLine);
}

/// <summary>What lies aside in a laboratory.</summary>
public sealed record AsideModel(IReadOnlyList<AsideLine> Lines, FormState Form, long Chosen);
