namespace Serment.Records.Patients.Contact;

/// <summary>
/// A light check of an e-mail address: it catches slips of the hand, it does not prove that the mailbox exists. The
/// domain becomes lower case, the part before the @ stays as it is.
/// </summary>
public readonly record struct EmailAddress
{
    /// <summary>The longest address (RFC 5321).</summary>
    public const int MaxLengthChars = 254;

    private const int MaxLocalChars = 64;
    private const int MaxLabelChars = 63;
    private const string Forbidden = "@\"<>(),;:\\";

    private readonly string? _address;

    private EmailAddress(string address) => _address = address;

    /// <summary>The address; empty for a default value.</summary>
    public string Address => _address ?? string.Empty;

    /// <summary>Reads an address.</summary>
    public static ContactRefusal TryParse(ReadOnlySpan<char> text, out EmailAddress email)
    {
        email = default;
        text = text.Trim();
        if (text.IsEmpty)
        {
            return ContactRefusal.Empty;
        }

        int at = text.IndexOf('@');
        if (text.Length > MaxLengthChars || at is 0 or > MaxLocalChars)
        {
            return ContactRefusal.Length;
        }

        if (at < 0 || !IsLocal(text[..at]))
        {
            return ContactRefusal.Character;
        }

        ReadOnlySpan<char> domain = text[(at + 1)..];
        if (!IsDomain(domain))
        {
            return ContactRefusal.Prefix;
        }

        email = new EmailAddress(string.Concat(text[..(at + 1)], domain.ToString().ToLowerInvariant()));
        return ContactRefusal.None;
    }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => "EmailAddress";

    private static bool IsLocal(ReadOnlySpan<char> local)
    {
        foreach (char c in local)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c) || Forbidden.Contains(c))
            {
                return false;
            }
        }

        return local[0] != '.' && local[^1] != '.' && local.IndexOf("..") < 0;
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        int labels = 0;
        int lastLabel = 0;
        foreach (Range range in domain.Split('.'))
        {
            ReadOnlySpan<char> label = domain[range];
            if (label.IsEmpty || label.Length > MaxLabelChars || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            foreach (char c in label)
            {
                if (!char.IsLetterOrDigit(c) && c != '-')
                {
                    return false;
                }
            }

            labels++;
            lastLabel = label.Length;
        }

        return labels >= 2 && lastLabel >= 2;
    }
}
