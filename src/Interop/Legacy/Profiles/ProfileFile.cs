using System.Text.Json;
using Serment.Interop.Legacy.Reading;

namespace Serment.Interop.Legacy.Profiles;

/// <summary>Reads a profile from JSON. A property it does not know is an error: a typing slip must not widen what is
/// taken.</summary>
internal sealed class ProfileFile
{
    public const string Format = "serment-legacy-profile/1";

    private const int MaxErrors = 20;
    private const int MaxFormats = 8;
    private const int MaxCodes = 256;
    private const int MaxCodeChars = 32;
    private const int MaxOtherNames = 16;

    private static readonly string[] RootNames = ["format", "name", "label", "delimiter", "encoding", "columns"];
    private static readonly string[] ColumnNames =
        ["source", "also", "target", "transform", "formats", "codes", "required", "freeText", "destroy"];

    private static readonly JsonDocumentOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 8,
    };

    private readonly List<Wording> errors = [];
    private readonly HashSet<string> sources = new(StringComparer.Ordinal);
    private readonly HashSet<LegacyField> targets = [];

    public static ProfileReading Parse(ReadOnlyMemory<byte> json)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (json.Span.StartsWith(mark))
        {
            json = json[3..];
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Options);
            ProfileFile file = new();
            LegacyProfile? profile = file.Root(document.RootElement);
            return new ProfileReading(file.errors.Count == 0 ? profile : null, file.errors);
        }
        catch (JsonException error)
        {
            long line = (error.LineNumber ?? 0) + 1;
            return ProfileReading.Refused(
                $"Le profil n'est pas du JSON correct (ligne {line}).",
                $"The profile is not correct JSON (line {line}).");
        }
    }

    private LegacyProfile? Root(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Error("Le profil doit être un objet JSON.", "The profile must be a JSON object.");
            return null;
        }

        OnlyKnown(root, RootNames, "profil", "profile");
        if (!string.Equals(Text(root, "format"), Format, StringComparison.Ordinal))
        {
            Error($"« format » doit être « {Format} ».", $"\"format\" must be \"{Format}\".");
        }

        string name = Text(root, "name") ?? "";
        if (name.Length is 0 or > LegacyLimits.MaxColumnNameChars)
        {
            Error("« name » manque.", "\"name\" is missing.");
        }

        List<ColumnRule> rules = Columns(root);
        return new LegacyProfile(name, Label(root, name), rules)
        {
            Delimiter = Delimiter(root),
            Encoding = Encoding(root),
        };
    }

    private static Wording Label(JsonElement root, string name) =>
        root.TryGetProperty("label", out JsonElement label) && label.ValueKind == JsonValueKind.Object
            ? new Wording(Text(label, "fr") ?? name, Text(label, "en") ?? name)
            : new Wording(name, name);

    private byte? Delimiter(JsonElement root)
    {
        string? text = Text(root, "delimiter");
        switch (text)
        {
            case null:
                return null;
            case ";" or "," or "|" or "\t":
                return (byte)text[0];
            default:
                Error("« delimiter » doit être ; , | ou une tabulation.", "\"delimiter\" must be ; , | or a tab.");
                return null;
        }
    }

    private LegacyEncoding? Encoding(JsonElement root)
    {
        switch (Text(root, "encoding"))
        {
            case null:
                return null;
            case "utf-8":
                return LegacyEncoding.Utf8;
            case "windows-1252":
                return LegacyEncoding.Windows1252;
            case "iso-8859-1":
                return LegacyEncoding.Latin1;
            case "cp850":
                return LegacyEncoding.Cp850;
            default:
                Error(
                    "« encoding » doit être utf-8, windows-1252, iso-8859-1 ou cp850.",
                    "\"encoding\" must be utf-8, windows-1252, iso-8859-1 or cp850.");
                return null;
        }
    }

    private List<ColumnRule> Columns(JsonElement root)
    {
        List<ColumnRule> rules = [];
        if (!root.TryGetProperty("columns", out JsonElement columns) || columns.ValueKind != JsonValueKind.Array ||
            columns.GetArrayLength() is 0 or > LegacyLimits.MaxFields)
        {
            Error("« columns » doit être une liste de colonnes.", "\"columns\" must be a list of columns.");
            return rules;
        }

        int place = 0;
        foreach (JsonElement column in columns.EnumerateArray())
        {
            place++;
            if (Column(column, place) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private ColumnRule? Column(JsonElement column, int place)
    {
        string source = (column.ValueKind == JsonValueKind.Object ? Text(column, "source") : null) ?? "";
        if (source.Length is 0 or > LegacyLimits.MaxColumnNameChars)
        {
            Error($"Colonne n° {place} : « source » manque.", $"Column {place}: \"source\" is missing.");
            return null;
        }

        OnlyKnown(column, ColumnNames, $"colonne {source}", $"column {source}");
        IReadOnlyList<string> also = Strings(column, "also", MaxOtherNames);
        foreach (string name in also.Prepend(source))
        {
            if (!sources.Add(ColumnName.Key(name)))
            {
                Error($"La colonne {name} est citée deux fois.", $"The column {name} is named twice.");
            }
        }

        return True(column, "destroy") ? Destroyed(column, source, also) : Taken(column, source, also);
    }

    private ColumnRule Destroyed(JsonElement column, string source, IReadOnlyList<string> also)
    {
        if (column.TryGetProperty("target", out _) || column.TryGetProperty("transform", out _))
        {
            Error(
                $"La colonne {source} est détruite : elle ne peut avoir ni « target » ni « transform ».",
                $"The column {source} is destroyed: it can have neither \"target\" nor \"transform\".");
        }

        return new ColumnRule(source, also, null, ColumnTransform.Keep, Required: false, FreeText: false);
    }

    private ColumnRule? Taken(JsonElement column, string source, IReadOnlyList<string> also)
    {
        string target = Text(column, "target") ?? "";
        if (!ColumnName.TryField(target, out LegacyField field))
        {
            Error(
                $"Colonne {source} : la cible « {target} » n'existe pas.",
                $"Column {source}: there is no target \"{target}\".");
            return null;
        }

        if (!targets.Add(field))
        {
            Error($"La cible {target} est donnée deux fois.", $"The target {target} is given twice.");
        }

        string transform = Text(column, "transform") ?? "keep";
        if (!Enum.TryParse(transform, ignoreCase: true, out ColumnTransform kind) || !char.IsLetter(transform[0]))
        {
            Error(
                $"Colonne {source} : la transformation « {transform} » n'existe pas.",
                $"Column {source}: there is no transform \"{transform}\".");
        }

        return new ColumnRule(source, also, field, kind, True(column, "required"), True(column, "freeText"))
        {
            Shapes = Shapes(column, source, kind),
            Codes = Codes(column, source, kind),
        };
    }

    private List<DateShape> Shapes(JsonElement column, string source, ColumnTransform kind)
    {
        List<DateShape> shapes = [];
        foreach (string format in Strings(column, "formats", MaxFormats))
        {
            if (DateShape.Parse(format) is { } shape)
            {
                shapes.Add(shape);
            }
            else
            {
                Error(
                    $"Colonne {source} : format de date inconnu « {format} ».",
                    $"Column {source}: unknown date format \"{format}\".");
            }
        }

        if ((kind == ColumnTransform.Date) != column.TryGetProperty("formats", out _))
        {
            Error(
                $"Colonne {source} : « formats » va avec la transformation « date », et elle l'exige.",
                $"Column {source}: \"formats\" goes with the transform \"date\", which needs it.");
        }

        return shapes;
    }

    private Dictionary<string, string> Codes(JsonElement column, string source, ColumnTransform kind)
    {
        Dictionary<string, string> codes = new(StringComparer.OrdinalIgnoreCase);
        bool given = column.TryGetProperty("codes", out JsonElement table) && table.ValueKind == JsonValueKind.Object;
        if ((kind == ColumnTransform.Code) != given)
        {
            Error(
                $"Colonne {source} : « codes » va avec la transformation « code », et elle l'exige.",
                $"Column {source}: \"codes\" goes with the transform \"code\", which needs it.");
        }

        if (!given)
        {
            return codes;
        }

        foreach (JsonProperty code in table.EnumerateObject().Take(MaxCodes + 1))
        {
            string meaning = code.Value.ValueKind == JsonValueKind.String ? code.Value.GetString()! : "";
            if (codes.Count == MaxCodes || meaning.Length is 0 or > MaxCodeChars || !codes.TryAdd(code.Name, meaning))
            {
                Error(
                    $"Colonne {source} : table de codes incorrecte.",
                    $"Column {source}: the table of codes is wrong.");
                break;
            }
        }

        return codes;
    }

    private string[] Strings(JsonElement of, string name, int most)
    {
        if (!of.TryGetProperty(name, out JsonElement list))
        {
            return [];
        }

        bool right = list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= most &&
            list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Length > 0);
        if (!right)
        {
            Error(
                $"« {name} » doit être une liste d'au plus {most} textes.",
                $"\"{name}\" must be a list of at most {most} texts.");
            return [];
        }

        return [.. list.EnumerateArray().Select(item => item.GetString()!)];
    }

    private bool True(JsonElement of, string name)
    {
        if (!of.TryGetProperty(name, out JsonElement value))
        {
            return false;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Error($"« {name} » doit être true ou false.", $"\"{name}\" must be true or false.");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    private void OnlyKnown(JsonElement of, string[] known, string where, string whereEnglish)
    {
        foreach (JsonProperty property in of.EnumerateObject())
        {
            if (!known.Contains(property.Name, StringComparer.Ordinal))
            {
                Error(
                    $"{where} : propriété inconnue « {property.Name} ».",
                    $"{whereEnglish}: unknown property \"{property.Name}\".");
            }
        }
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private void Error(string french, string english)
    {
        if (errors.Count < MaxErrors)
        {
            errors.Add(new Wording(french, english));
        }
    }
}
