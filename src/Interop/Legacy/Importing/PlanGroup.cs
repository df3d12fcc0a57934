using Serment.CustodyProtocol;

namespace Serment.Interop.Legacy.Importing;

/// <summary>
/// Plans that are stored in one transaction: a page of an index that several of them touch is written once. Later
/// plans look into it until it is stored.
/// </summary>
internal sealed class PlanGroup
{
    /// <summary>Plans in a full group. More would keep more of the file in memory.</summary>
    public const int Plans = 4;

    // Five or six, as the last measured file had them: a table that grows leaves its smaller ones to the collector.
    private const int TokensPerRow = 7;

    /// <summary>Plans made so far.</summary>
    public int Planned { get; set; }

    /// <summary>Whether the next plan begins another group.</summary>
    public bool IsFull => Planned == Plans;

    /// <summary>Who bears the new tokens.</summary>
    public TokenBook Book { get; } = new(Plans * RowBatch.Rows * TokensPerRow);

    /// <summary>The state of every patient touched, after the newest of these plans.</summary>
    public Dictionary<PatientId, KnownPatient> Touched { get; } = new(Plans * RowBatch.Rows);
}
