using System.Text.Json;
using System.Text.Json.Serialization;
using Serment.Records.Patients.Identifiers;

namespace Serment.Records.Coverages.HealthCards;

/// <summary>
/// The card's data set as JSON, read strictly: nothing unknown, nothing missing, every date, digit and key checked
/// (docs/formats/health-card.md).
/// </summary>
public static class HealthCardFile
{
    /// <summary>The largest file.</summary>
    public const int MaxBytes = 32 * 1024;

    private const int MaxNameCharacters = 80;
    private const int OrganisationDigits = 9;

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">Says which part is wrong, never what it holds.</exception>
    public static HealthCard Parse(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxBytes)
        {
            throw new FormatException("size");
        }

        CardDto? card;
        try
        {
            card = JsonSerializer.Deserialize(json, HealthCardJson.Default.CardDto);
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Path is { Length: > 0 } path ? path : "json", e);
        }

        if (card is null || card.Beneficiaries.Count is 0 or > HealthCard.MaxBeneficiaries)
        {
            throw new FormatException("beneficiaries");
        }

        Require(
            card.Organisation.Length == OrganisationDigits && card.Organisation.All(char.IsAsciiDigit),
            "organisation");
        return new(NirOf(card.InsuredNir, "insuredNir"), card.Organisation, [.. card.Beneficiaries.Select(Read)]);
    }

    /// <summary>Writes it, as <see cref="Parse"/> reads it.</summary>
    public static string Write(HealthCard card) => JsonSerializer.Serialize(
        new CardDto(
            card.InsuredNir, card.Organisation,
            [
                .. card.Beneficiaries.Select(one => new BeneficiaryDto(
                    one.BirthName, one.GivenName, one.BirthDate, one.Rank, one.IsInsured, one.Nir, one.UsedName,
                    one.RightsFrom, one.RightsUntil, one.Exemption.ToString())),
            ]),
        HealthCardJson.Default.CardDto);

    private static HealthCardBeneficiary Read(BeneficiaryDto one)
    {
        Require(IsName(one.BirthName) && IsName(one.GivenName), "name");
        Require(one.UsedName is null || IsName(one.UsedName), "usedName");
        Require(IsDay(one.BirthDate), "birthDate");
        Require(one.Rank is >= 1 and <= CoverageLine.MaxRank, "rank");
        Require(one.RightsFrom is null || IsDay(one.RightsFrom), "rightsFrom");
        Require(one.RightsUntil is null || IsDay(one.RightsUntil), "rightsUntil");
        Require(
            one.RightsFrom is null || one.RightsUntil is null
                || string.CompareOrdinal(one.RightsFrom, one.RightsUntil) <= 0,
            "rightsUntil");
        CoverageExemption exemption = CoverageExemption.None;
        Require(
            one.Exemption is null
                || (Enum.TryParse(one.Exemption, out exemption) && !int.TryParse(one.Exemption, out _)),
            "exemption");
        return new(
            one.Nir is null ? null : NirOf(one.Nir, "nir"), one.BirthName, one.UsedName, one.GivenName, one.BirthDate,
            one.Rank, one.IsInsured, one.RightsFrom, one.RightsUntil, exemption);
    }

    private static string NirOf(string text, string part)
    {
        Require(Nir.TryParseTyped(text, out Nir nir) == NirRefusal.None, part);
        return nir.ToStringWithKey();
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxNameCharacters
        && text.All(c => char.IsLetter(c) || c is ' ' or '-' or '\'' or '’');

    private static bool IsDay(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _);

    private static void Require(bool isSo, string part)
    {
        if (!isSo)
        {
            throw new FormatException(part);
        }
    }

    internal sealed record CardDto(
        string InsuredNir, string Organisation, IReadOnlyList<BeneficiaryDto> Beneficiaries);

    internal sealed record BeneficiaryDto(
        string BirthName, string GivenName, string BirthDate, int Rank, bool IsInsured, string? Nir = null,
        string? UsedName = null, string? RightsFrom = null, string? RightsUntil = null, string? Exemption = null);
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false)]
[JsonSerializable(typeof(HealthCardFile.CardDto))]
internal sealed partial class HealthCardJson : JsonSerializerContext;

/// <summary>
/// A reader for development: the newest file of a folder stands for the card in the reader. It reads and never
/// writes.
/// </summary>
public sealed class FileHealthCardReader(string folder) : IHealthCardReader
{
    /// <inheritdoc/>
    public async Task<HealthCard?> ReadAsync(CancellationToken stop)
    {
        // A folder that nobody has made yet is a reader without a card.
        DirectoryInfo cards = new(folder);
        FileInfo? newest = cards.Exists
            ? cards.EnumerateFiles("*.json").OrderByDescending(file => file.LastWriteTimeUtc).FirstOrDefault()
            : null;
        if (newest is null)
        {
            return null;
        }

        return newest.Length > HealthCardFile.MaxBytes
            ? throw new FormatException("size")
            : HealthCardFile.Parse(await File.ReadAllBytesAsync(newest.FullName, stop));
    }
}
