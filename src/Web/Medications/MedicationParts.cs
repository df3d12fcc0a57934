using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Locations;
using Serment.Records.Medications;
using Serment.Web.Security;

namespace Serment.Web.Medications;

/// <summary>What every handler of these pages has at hand.</summary>
internal sealed record MedicationParts(
    Visitor Me, OpenSection Open, CustodianClient Custodian, StandingOrders Protocols, ListBeds Beds);
