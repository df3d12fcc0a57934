using System.Data.Common;
using System.Text.RegularExpressions;
using Serment.Database;

namespace Serment.Records.Laboratory.Validation;

/// <summary>A comment that biologists give by a short code.</summary>
/// <param name="Code">One to eight capitals or digits.</param>
/// <param name="Text">What the report says.</param>
/// <param name="IsActive">Whether it is offered.</param>
/// <param name="Version">Of the row; 0 for a new one.</param>
public sealed partial record LibraryComment(string Code, string Text, bool IsActive = true, int Version = 0)
{
    /// <summary>Whether code and text can be stored.</summary>
    public bool IsSound => CodeShape().IsMatch(Code) && Text.Length is > 0 and <= LineChoice.MaxCommentChars;

    [GeneratedRegex("^[A-Z0-9]{1,8}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CodeShape();
}

/// <summary>The comments of a laboratory. Configuration: no patient.</summary>
public sealed class CommentLibrary(DatabaseLocation main)
{
    /// <summary>Comments of one laboratory.</summary>
    public const int MaxComments = 500;

    // What a laboratory says every day, to begin with; it is stored only once somebody changes it.
    private static readonly LibraryComment[] Shipped =
    [
        new("CTRL", "Résultat contrôlé sur un second dosage."),
        new("HEM", "Prélèvement hémolysé : résultat à interpréter avec prudence."),
        new("LIP", "Sérum lipémique : résultat à interpréter avec prudence."),
        new("ICT", "Sérum ictérique : résultat à interpréter avec prudence."),
        new("REPR", "Résultat à contrôler sur un nouveau prélèvement."),
        new("JEUN", "Prélèvement fait non à jeun."),
        new("AGR", "Agrégats plaquettaires : à contrôler sur tube citraté."),
        new("TTT", "À interpréter en fonction du traitement en cours."),
        new("GAR", "Garrot prolongé possible : à contrôler."),
        new("DEL", "Variation importante par rapport à l’antériorité, vérifiée."),
        new("TEL", "Résultat communiqué par téléphone."),
        new("CLIN", "À confronter à la clinique."),
    ];

    private const string Sql =
        """
        SELECT code, body, is_active, version FROM laboratory_comment
        WHERE site = @site AND laboratory_id = @laboratory ORDER BY code LIMIT @limit
        """;

    private const string Insert =
        """
        INSERT INTO laboratory_comment (site, laboratory_id, code, body, is_active, version)
        VALUES (@site, @laboratory, @code, @body, @active, 1)
        ON CONFLICT (site, laboratory_id, code) DO NOTHING
        """;

    private const string Update =
        """
        UPDATE laboratory_comment SET body = @body, is_active = @active, version = version + 1
        WHERE site = @site AND laboratory_id = @laboratory AND code = @code AND version = @version
        """;

    /// <summary>The laboratory's comments: what is shipped, as far as it did not change it, and its own.</summary>
    public async Task<IReadOnlyList<LibraryComment>> ListAsync(short site, int laboratory, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Sql;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        command.Add("@limit", MaxComments);
        Dictionary<string, LibraryComment> found =
            Shipped.ToDictionary(one => one.Code, StringComparer.Ordinal);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            found[reader.GetString(0)] =
                new(reader.GetString(0), reader.GetString(1), reader.GetInt16(2) != 0, reader.GetInt32(3));
        }

        return [.. found.Values.OrderBy(one => one.Code, StringComparer.Ordinal)];
    }

    /// <summary>Stores one; false where somebody changed it meanwhile.</summary>
    /// <exception cref="ArgumentException">Its code or text cannot be.</exception>
    public async Task<bool> SaveAsync(short site, int laboratory, LibraryComment comment, CancellationToken stop)
    {
        if (!comment.IsSound)
        {
            throw new ArgumentException("a code of one to eight capitals or digits, and a text", nameof(comment));
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = comment.Version == 0 ? Insert : Update;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        command.Add("@code", comment.Code);
        command.Add("@body", comment.Text);
        command.Add("@active", (short)(comment.IsActive ? 1 : 0));
        command.Add("@version", comment.Version);
        return await command.ExecuteNonQueryAsync(stop) == 1;
    }

    /// <summary>
    /// What was typed as a comment: codes that begin it are replaced by their texts (<c>HEM CTRL. À revoir</c>), the rest
    /// stays.
    /// </summary>
    /// <param name="typed">As typed.</param>
    /// <param name="library">The comments offered.</param>
    /// <returns>The text, and the first code in it.</returns>
    public static (string Text, string? Code) Expand(string typed, IReadOnlyList<LibraryComment> library)
    {
        string rest = typed.Trim();
        List<string> texts = [];
        string? first = null;
        while (rest.Length > 0)
        {
            int end = rest.IndexOfAny([' ', ',', '.', '+']);
            string word = end < 0 ? rest : rest[..end];
            if (library.FirstOrDefault(one => one.IsActive && string.Equals(
                one.Code, word, StringComparison.OrdinalIgnoreCase)) is not { } comment)
            {
                texts.Add(rest);
                break;
            }

            first ??= comment.Code;
            texts.Add(comment.Text);
            rest = end < 0 ? "" : rest[end..].TrimStart(' ', ',', '.', '+');
        }

        return (string.Join(' ', texts), first);
    }
}
