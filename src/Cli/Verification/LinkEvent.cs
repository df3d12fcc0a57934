using Serment.CustodyProtocol;

namespace Serment.Cli.Verification;

/// <summary>A leaf that joins a record with the one that survives it, or separates them.</summary>
internal sealed record LinkEvent(long Index, PatientId Survivor, PatientId Replaced, bool IsJoin);
