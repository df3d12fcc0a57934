using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Web.Texts;

namespace Serment.Web.Security;

/// <summary>Who is calling, in which language, at what time. One a request; filled by <see cref="Gate"/>.</summary>
internal sealed class Visitor(TextCatalog catalog, WebContext web)
{
    private const int ProofBytes = 16;

    private SessionDescription? session;
    private SessionToken? token;

    /// <summary>Pages in the visitor's language.</summary>
    public PageTexts Texts { get; private set; } = catalog.French;

    /// <summary>Whether somebody is signed in.</summary>
    public bool IsSignedIn => session is not null;

    /// <summary>Who is signed in; only behind a rule that asks for it.</summary>
    public SessionDescription Session => session ?? throw new InvalidOperationException("nobody is signed in here");

    /// <summary>The session's secret; only behind a rule that asks for it.</summary>
    public SessionToken Token => token ?? throw new InvalidOperationException("nobody is signed in here");

    /// <summary>What forms carry to prove that they are ours; empty when nobody is signed in.</summary>
    public string FormProof { get; private set; } = "";

    /// <summary>The path and nothing else, to come back to after signing in or changing language.</summary>
    public string Path { get; set; } = "/";

    /// <summary>
    /// Where this page, or the one its form was on, is to be had again: with the query of what was chosen there. It
    /// stays in the page.
    /// </summary>
    public string Address { get; set; } = "/";

    /// <summary>Whether the page answers a form: asking for its address again would show another.</summary>
    public bool IsAnswerToForm { get; set; }

    /// <summary>What the page says of the form before it; null mostly.</summary>
    public string? Note { get; set; }

    /// <summary>This request's time.</summary>
    public DateTimeOffset Now { get; } = web.Clock.GetUtcNow();

    /// <summary>Today, here.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Local(Now));

    /// <summary>The server's constants.</summary>
    public WebContext Web => web;

    /// <summary>A time as the clocks here show it.</summary>
    public DateTime Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, web.TimeZone).DateTime;

    /// <summary>A time of today as its hour, of another day with the day: <c>22:34</c>, <c>21/11 22:34</c>.</summary>
    public string Hour(DateTimeOffset time)
    {
        DateTime local = Local(time);
        return local.ToString(
            local.Date == Local(Now).Date ? "HH:mm" : "dd/MM HH:mm", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Whether the person has that role.</summary>
    public bool Is(Role role) => session?.Role == role;

    /// <summary>Whether the role opens the compartment.</summary>
    public bool Reads(Compartment compartment) => session is not null && session.Reads.Contains(compartment);

    /// <summary>Whether the role writes the compartment.</summary>
    public bool Writes(Compartment compartment) => session is not null && session.Writes.Contains(compartment);

    /// <summary>Chooses the language.</summary>
    public void Speak(string? language) => Texts = catalog.For(language);

    /// <summary>Takes the cookie's token; the custodian has not confirmed it yet.</summary>
    public void Present(SessionToken presented)
    {
        token = presented;
        FormProof = ProofOf(presented);
    }

    /// <summary>The custodian has confirmed the token.</summary>
    public void Admit(SessionDescription description) => session = description;

    /// <summary>
    /// The proof that a form was made for this session: a keyed hash of a constant under the session's secret. No key
    /// is kept for it anywhere, and it ends with the session. Each page carries it under another random mask, so that
    /// the lengths of compressed pages tell nothing of it.
    /// </summary>
    public static string ProofOf(SessionToken token)
    {
        Span<byte> masked = stackalloc byte[2 * ProofBytes];
        RandomNumberGenerator.Fill(masked[..ProofBytes]);
        Span<byte> proof = masked[ProofBytes..];
        Keyed(token, proof);
        Mask(proof, masked[..ProofBytes]);
        return Convert.ToHexStringLower(masked);
    }

    /// <summary>Whether a text is a proof for this session, under whatever mask.</summary>
    public bool IsProof(string text)
    {
        Span<byte> masked = stackalloc byte[2 * ProofBytes];
        if (token is null
            || text.Length != 4 * ProofBytes
            || Convert.FromHexString(text, masked, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[ProofBytes];
        Keyed(token, expected);
        Mask(masked[ProofBytes..], masked[..ProofBytes]);
        return CryptographicOperations.FixedTimeEquals(masked[ProofBytes..], expected);
    }

    private static void Keyed(SessionToken token, Span<byte> proof)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(token.Bytes, "serment/form/1"u8, hash);
        hash[..ProofBytes].CopyTo(proof);
    }

    private static void Mask(Span<byte> proof, ReadOnlySpan<byte> mask)
    {
        for (int i = 0; i < proof.Length; i++)
        {
            proof[i] ^= mask[i];
        }
    }

    /// <summary>Whether the person meets a rule.</summary>
    public bool Meets(Audience audience) => audience switch
    {
        Audience.Anyone => true,
        Audience.SignedIn => IsSignedIn,
        Audience.OpensCards => IsSignedIn && Session.OpensCards,
        Audience.OpensRecords => IsSignedIn && Session.Reads.Count > 0,
        Audience.WritesIdentity => Writes(Compartment.Identity),
        Audience.ReadsClinical => Reads(Compartment.Clinical),
        Audience.ReadsNotes => Reads(Compartment.Clinical) && !Is(Role.Pharmacist),
        Audience.Administers => Is(Role.Administrator),
        Audience.WritesClinical => Writes(Compartment.Clinical),
        Audience.Treats => Is(Role.Physician) || Is(Role.Nurse) || Is(Role.Biologist),
        Audience.WritesCoverage => Writes(Compartment.Coverage),
        Audience.CopiesRecords => Is(Role.Physician),
        Audience.WorksInLaboratory => Is(Role.Biologist) || Is(Role.LaboratoryTechnician),
        Audience.EntersLaboratory =>
            Meets(Audience.WorksInLaboratory) || Is(Role.Phlebotomist) || Is(Role.Receptionist),
        Audience.SetsControlLimits => Is(Role.Biologist),
        Audience.SeesLaboratoryNumbers => Meets(Audience.WorksInLaboratory) || Is(Role.Administrator),
        Audience.CollectsSpecimens => Is(Role.Nurse) || Is(Role.Phlebotomist),
        Audience.PrintsCollectionLabels => Is(Role.Nurse) || Is(Role.Phlebotomist) || Is(Role.Receptionist),
        Audience.OrdersAnalyses => Is(Role.Physician) || Is(Role.Nurse) || Is(Role.Biologist) || Is(Role.Receptionist),
        Audience.SeesOrders => Reads(Compartment.Laboratory) || Is(Role.Receptionist),
        Audience.ChangesOrders => Is(Role.Physician) || Is(Role.Nurse) || Meets(Audience.WorksInLaboratory),
        Audience.SeesInstruments => Meets(Audience.WorksInLaboratory) || Is(Role.Administrator),
        Audience.SetsUpInstruments => Is(Role.Biologist) || Is(Role.Administrator),
        Audience.Validates => Is(Role.Biologist),
        Audience.SignsReports => Is(Role.Biologist),
        Audience.RunsLaboratory => Is(Role.Biologist),
        Audience.WatchesLog => Is(Role.SecurityOfficer),
        Audience.SetsUpAgendas => Is(Role.Administrator),
        Audience.ManagesPeople => Is(Role.Administrator) || Is(Role.SecurityOfficer),
        Audience.Prescribes => Is(Role.Physician),
        Audience.GivesDrugs => Is(Role.Physician) || Is(Role.Nurse),
        _ => false,
    };
}
