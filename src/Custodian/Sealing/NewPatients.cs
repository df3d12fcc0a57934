using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Sealing;

/// <summary>
/// Ids of the patients that requests under way create. Two requests that name the same one would meet at the primary
/// key, and a failed turn costs everybody the writer's state: so the second is refused before its turn.
/// </summary>
internal sealed class NewPatients
{
    private readonly HashSet<PatientId> underWay = [];

    /// <summary>Claims ids until the claim is disposed.</summary>
    /// <exception cref="CustodyRefusal">Another request creates one of them.</exception>
    public Claim Take(IEnumerable<PatientId> patients)
    {
        List<PatientId> taken = [];
        lock (underWay)
        {
            foreach (PatientId patient in patients)
            {
                if (!underWay.Add(patient))
                {
                    underWay.ExceptWith(taken);
                    throw new CustodyRefusal(ResponseStatus.Conflict, "patient-exists");
                }

                taken.Add(patient);
            }
        }

        return new(this, taken);
    }

    /// <summary>Ids that nobody else creates meanwhile.</summary>
    internal sealed class Claim(NewPatients all, List<PatientId> taken) : IDisposable
    {
        /// <summary>Gives them back.</summary>
        public void Dispose()
        {
            lock (all.underWay)
            {
                all.underWay.ExceptWith(taken);
            }
        }
    }
}
