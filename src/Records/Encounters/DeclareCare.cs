using Serment.CustodyProtocol;

namespace Serment.Records.Encounters;

/// <summary>Tells the custodian who cares for the patient of a stay, and who does so no longer.</summary>
internal sealed class DeclareCare(CustodianClient custodian)
{
    /// <summary>
    /// Goes on with the care of a unit for whoever opens its page; null where the custodian knows of nothing to go on
    /// with.
    /// </summary>
    public async Task<DeclaredCare?> RenewAsync(
        PatientId patient, WantedCare wanted, SessionDescription by, SessionToken session, CancellationToken stop)
    {
        try
        {
            return await DeclareAsync(patient, wanted, by, session, stop, isRenewal: true);
        }
        catch (CustodyException refused) when (refused.Problem.Code is "not-to-renew")
        {
            return null;
        }
    }

    /// <summary>Declares one.</summary>
    /// <exception cref="CustodyException">Not disclosed lately, or the unit is of another site.</exception>
    public async Task<DeclaredCare> DeclareAsync(
        PatientId patient, WantedCare wanted, SessionDescription by, SessionToken session, CancellationToken stop,
        bool isRenewal = false)
    {
        RelationshipDeclared declared = await custodian.AskAsync(
            MessageKind.DeclareRelationship, session,
            new(patient, RelationshipKind.Admission, wanted.Staff, wanted.Unit, wanted.From, wanted.Until,
                isRenewal),
            CustodyJson.Default.RelationshipDeclaration, CustodyJson.Default.RelationshipDeclared, stop);
        return new(
            declared.RelationshipId, wanted.Unit, wanted.Staff, by.StaffId, by.Role == Role.Receptionist, wanted.From,
            wanted.Until);
    }

    /// <summary>Ends one. What this person may not end lapses by itself, within days.</summary>
    public async Task EndAsync(DeclaredCare care, SessionToken session)
    {
        try
        {
            await custodian.AskAsync(
                MessageKind.EndRelationship, session, new(care.Relationship),
                CustodyJson.Default.RelationshipEnding, CustodyJson.Default.Nothing, CancellationToken.None);
        }
        catch (CustodyException refused) when (refused.Problem.Code is "relationship-ended" or "not-yours")
        {
            return;
        }
    }
}
