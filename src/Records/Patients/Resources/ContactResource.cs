using Serment.Fhir;
using Serment.Records.Patients.Contact;

namespace Serment.Records.Patients.Resources;

/// <summary>How to reach somebody, as forms show it: one address, two telephones, one e-mail address.</summary>
public sealed record ContactDetails
{
    /// <summary>First and second line of the address, without postal code and town.</summary>
    public string? Line1 { get; init; }

    /// <summary>Second line.</summary>
    public string? Line2 { get; init; }

    /// <summary>Postal code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>Town.</summary>
    public string? City { get; init; }

    /// <summary>Landline.</summary>
    public string? Landline { get; init; }

    /// <summary>Mobile telephone.</summary>
    public string? Mobile { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Whether nothing is known.</summary>
    public bool IsEmpty => this == Nothing;

    /// <summary>Nothing known.</summary>
    public static ContactDetails Nothing { get; } = new();

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ContactDetails);
}

/// <summary>
/// The FHIR Patient of the contact compartment, which holds how to reach the person and nothing else.
/// </summary>
public static class ContactResource
{
    /// <summary>Reads.</summary>
    public static ContactDetails Read(Patient patient)
    {
        Address? address = patient.Address?.FirstOrDefault();
        return new ContactDetails
        {
            Line1 = address?.Line?.ElementAtOrDefault(0),
            Line2 = address?.Line?.ElementAtOrDefault(1),
            PostalCode = address?.PostalCode,
            City = address?.City,
            Landline = Readable(ValueOf(patient, "phone", isMobile: false)),
            Mobile = Readable(ValueOf(patient, "phone", isMobile: true)),
            Email = patient.Telecom?.Find(one => one.System is "email")?.Value,
        };
    }

    /// <summary>Puts the details into a resource: a new one, or the one that is being corrected.</summary>
    public static void Write(ContactDetails details, Patient into)
    {
        into.Extension?.RemoveAll(one => one.Url is IdentityResource.AsOf);
        into.Telecom ??= [];
        Put(into, "phone", isMobile: false, "home", details.Landline);
        Put(into, "phone", isMobile: true, "mobile", details.Mobile);
        Put(into, "email", isMobile: null, null, details.Email);
        if (into.Telecom.Count == 0)
        {
            into.Telecom = null;
        }

        into.Address ??= [];
        Address address = into.Address.FirstOrDefault() ?? new Address { Use = "home" };
        into.Address.Remove(address);
        List<string?> lines = [.. new[] { details.Line1, details.Line2 }.Where(line => line is not null)];
        if (!Same(address.Line?.ElementAtOrDefault(0), details.Line1)
            || !Same(address.Line?.ElementAtOrDefault(1), details.Line2))
        {
            // Further lines of a source stay behind the two that forms show.
            lines.AddRange(address.Line?.Skip(2) ?? []);
            address.Line = lines.Count == 0 ? null : lines;
            address.LineElement = null;
        }

        address.PostalCode = details.PostalCode;
        address.City = details.City;
        if (address.Line is { Count: > 0 } || details.PostalCode is not null || details.City is not null)
        {
            into.Address.Insert(0, address);
        }

        if (into.Address.Count == 0)
        {
            into.Address = null;
        }
    }

    // A received number is shown as people here write it; one that cannot be read stays as it came.
    internal static string? Readable(string? number) =>
        PhoneNumber.TryParse(number, out PhoneNumber phone) == ContactRefusal.None ? phone.ToDisplay() : number;

    private static string? ValueOf(Patient patient, string system, bool isMobile) =>
        Find(patient, system, isMobile)?.Value;

    private static ContactPoint? Find(Patient patient, string system, bool? isMobile) =>
        patient.Telecom?.Find(one =>
            string.Equals(one.System, system, StringComparison.Ordinal)
            && (isMobile is null || one.Use is "mobile" == isMobile));

    // Only the number that the form shows is touched: a source may have brought others.
    private static void Put(Patient into, string system, bool? isMobile, string? use, string? value)
    {
        ContactPoint? known = Find(into, system, isMobile);
        if (known is null)
        {
            if (value is not null)
            {
                into.Telecom!.Add(new() { System = system, Use = use, Value = value });
            }
        }
        else if (value is null)
        {
            into.Telecom!.Remove(known);
        }
        else if (!Same(Readable(known.Value), value))
        {
            known.Value = value;
        }
    }

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);
}
