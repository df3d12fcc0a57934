using Serment.Interop.Legacy.Reading;

namespace Serment.Interop.Legacy.Profiles;

/// <summary>
/// How one kind of legacy export is read. It is an allow-list: a column that the profile does not name is not taken.
/// The format is in <c>docs/formats/legacy-profile.md</c>.
/// </summary>
public sealed record LegacyProfile(string Name, Wording Label, IReadOnlyList<ColumnRule> Columns)
{
    /// <summary>The name of the profile that ships with the product, for laboratory exports of 60 columns.</summary>
    public const string Lab60 = "legacy-lab-60";

    private const string Lab60Resource = "Serment.Interop.Legacy.Profiles.legacy-lab-60.json";

    /// <summary>The delimiter, when the profile insists on one; otherwise it is recognised.</summary>
    public byte? Delimiter { get; init; }

    /// <summary>The encoding, when the profile insists on one; otherwise it is recognised.</summary>
    public LegacyEncoding? Encoding { get; init; }

    /// <summary>The shipped profile.</summary>
    public static LegacyProfile ShippedLab60()
    {
        using Stream resource = typeof(LegacyProfile).Assembly.GetManifestResourceStream(Lab60Resource)
            ?? throw new InvalidOperationException("The shipped profile is missing from the assembly.");
        using MemoryStream json = new();
        resource.CopyTo(json);
        ProfileReading reading = ProfileFile.Parse(json.ToArray());
        return reading.Profile ?? throw new InvalidOperationException(reading.Errors[0].English);
    }

    /// <summary>The shipped profile by its name, or a profile file by its path. All errors of a file are told at
    /// once.</summary>
    public static ProfileReading Load(string nameOrPath)
    {
        if (string.Equals(nameOrPath, Lab60, StringComparison.OrdinalIgnoreCase))
        {
            return new ProfileReading(ShippedLab60(), []);
        }

        try
        {
            FileInfo file = new(nameOrPath);
            return file.Length > LegacyLimits.MaxProfileBytes
                ? ProfileReading.Refused(
                    "Le fichier de profil est trop grand.", "The profile file is too large.")
                : ProfileFile.Parse(File.ReadAllBytes(nameOrPath));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return ProfileReading.Refused(
                $"Le fichier de profil ne peut pas être lu : {nameOrPath}",
                $"The profile file cannot be read: {nameOrPath}");
        }
    }
}

/// <summary>A profile, or everything that is wrong with its file.</summary>
public sealed record ProfileReading(LegacyProfile? Profile, IReadOnlyList<Wording> Errors)
{
    internal static ProfileReading Refused(string french, string english) => new(null, [new(french, english)]);
}
