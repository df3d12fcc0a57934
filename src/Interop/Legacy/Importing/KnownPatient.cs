using Serment.CustodyProtocol;

namespace Serment.Interop.Legacy.Importing;

/// <summary>
/// What an import knows of a patient without opening anything: which contents it sealed before, by their keyed
/// digests, and where a
/// new version would go.
/// </summary>
internal sealed class KnownPatient(PatientId patient, bool isNew)
{
    private NumberSet identities;
    private NumberSet dossiers;

    /// <summary>The patient.</summary>
    public PatientId Patient { get; } = patient;

    /// <summary>Created by a batch that is not stored yet.</summary>
    public bool IsNew { get; } = isNew;

    /// <summary>Address, telephones.</summary>
    public Content Contact { get; } = new();

    /// <summary>Insurance.</summary>
    public Content Coverage { get; } = new();

    /// <summary>Notes the digest of an identity, variants included; false when it was sealed before.</summary>
    public bool AddIdentity(long digest) => identities.Add(digest);

    /// <summary>Notes a dossier, among those asked for, that is there.</summary>
    public void AddDossier(EntryId dossier) => dossiers.Add(dossier.Value);

    /// <summary>Whether the dossier is there.</summary>
    public bool HasDossier(EntryId dossier) => dossiers.Contains(dossier.Value);

    /// <summary>One entry of which there is one a patient, and its versions.</summary>
    internal sealed class Content
    {
        private NumberSet seen;

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
