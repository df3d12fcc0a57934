using Serment.CustodyProtocol;

namespace Serment.Custodian.Clients;

/// <summary>A machine client as its connection was proven.</summary>
internal sealed record ClientFacts(ActorId Id, short Site, string Name, ClientRights Rights, long FlowPerHour);
