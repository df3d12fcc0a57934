using Serment.CustodyProtocol;
using Serment.Records.Handovers;
using Serment.Web.Parts;

namespace Serment.Web.Handovers;

/// <summary>The hand-over of one of the person's units.</summary>
/// <param name="Units">Her units.</param>
/// <param name="Unit">The one shown.</param>
/// <param name="Handover">Its present patients.</param>
/// <param name="Names">Who wrote.</param>
/// <param name="Form">What was typed and not sent.</param>
/// <param name="IsPrint">Whether it was opened to be printed: only then does paper show more than a notice.</param>
public sealed record HandoverModel(
    IReadOnlyList<UnitDescription> Units, UnitDescription? Unit, Handover Handover,
    IReadOnlyDictionary<ActorId, string> Names, FormState Form, bool IsPrint = false);
