using Serment.CustodyProtocol;

namespace Serment.Interop.Legacy.Importing;

/// <summary>
/// What an import knows of a patient without opening anything: which contents it sealed before, by their keyed
/// digests, and where a
/// new version would go.
/// </summary>
internal sealed class KnownPatient(PatientId patient, bool isNew)
{
    /// <summary>The patient.</summary>
    public PatientId Patient { get; } = patient;

    /// <summary>Created by a batch that is not stored yet.</summary>
    public bool IsNew { get; } = isNew;

    /// <summary>Address, telephones.</summary>
    public Content Contact { get; } = new();

    /// <summary>Insurance.</summary>
    public Content Coverage { get; } = new();

    /// <summary>Digests of identities sealed for this patient, variants included.</summary>
    public HashSet<long> Identities { get; } = [];

    /// <summary>Dossiers among those asked for that are there.</summary>
    public HashSet<EntryId> Dossiers { get; } = [];

    /// <summary>One entry of which there is one a patient, and its versions.</summary>
    internal sealed class Content
    {
        private readonly HashSet<long> seen = [];

        /// <summary>The entry; zero when there is none yet.</summary>
        public EntryId Entry { get; private set; }

        /// <summary>Its newest version.</summary>
        public int Version { get; private set; }

        /// <summary>The newest version was not made by an import.</summary>
        public bool IsByHand { get; private set; }

        /// <summary>Whether that content was sealed before.</summary>
        public bool HasSeen(long token) => seen.Contains(token);

        /// <summary>Notes a version, in ascending order.</summary>
        public void Note(EntryId entry, int version, long? token)
        {
            Entry = entry;
            Version = version;
            IsByHand = token is null;
            if (token is long known)
            {
                seen.Add(known);
            }
        }
    }
}
