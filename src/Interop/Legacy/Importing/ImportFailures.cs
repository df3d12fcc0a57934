using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using Serment.CustodyProtocol;
using Serment.Interop.Legacy.Recognition;

namespace Serment.Interop.Legacy.Importing;

/// <summary>The sentences for what can go wrong around an import.</summary>
internal static class ImportFailures
{
    private const int SqliteReadOnly = 8;
    private const int SqliteIoError = 10;
    private const int SqliteFull = 13;

    /// <summary>The failure that an exception on the way means to the user.</summary>
    public static ImportFailedException From(Exception error) =>
        error switch
        {
            ImportFailedException known => known,
            OperationCanceledException => Interrupted(
                "cancelled",
                "Import interrompu. Relancez avec --resume pour continuer.",
                "The import was interrupted. Run again with --resume to continue.",
                error
            ),
            CustodianUnreachableException => Interrupted(
                "custodian-unreachable",
                "Le dépositaire des clés ne répond plus. Relancez avec --resume quand il est revenu.",
                "The custodian no longer answers. Run again with --resume when it is back.",
                error
            ),
            CustodyException refused => Interrupted(
                refused.Problem.Code,
                $"Le dépositaire des clés a répondu : {refused.Problem.Code}. Relancez avec --resume.",
                $"The custodian answered: {refused.Problem.Code}. Run again with --resume.",
                error
            ),
            SqliteException { SqliteErrorCode: SqliteFull }
            or PostgresException { SqlState: PostgresErrorCodes.DiskFull } => Interrupted(
                "disk-full",
                "Le disque de la base est plein. Libérez de la place, puis relancez avec --resume.",
                "The database's disk is full. Make room, then run again with --resume.",
                error
            ),
            SqliteException { SqliteErrorCode: SqliteReadOnly or SqliteIoError } => Interrupted(
                "database-read-only",
                "La base ne peut pas être écrite (droits, ou erreur de disque). Puis relancez avec --resume.",
                "The database cannot be written (permissions, or a disk error). Then run again with --resume.",
                error
            ),
            DbException or SocketException => Interrupted(
                "database-gone",
                "La base de données ne répond plus. Relancez avec --resume quand elle est revenue.",
                "The database no longer answers. Run again with --resume when it is back.",
                error
            ),
            IOException or UnauthorizedAccessException => Interrupted(
                "file-failed",
                "Le fichier source ou le compte rendu ne peut plus être lu ou écrit. Relancez avec --resume.",
                "The source file or the report can no longer be read or written. Run again with --resume.",
                error
            ),
            _ => Interrupted(
                "unexpected",
                $"Erreur inattendue ({error.GetType().Name}). Relancez avec --resume.",
                $"Unexpected error ({error.GetType().Name}). Run again with --resume.",
                error
            ),
        };

    /// <summary>The file cannot be imported at all.</summary>
    public static ImportFailedException Unreadable(UnreadableFile file) =>
        new(Kebab(file.Code.ToString()), file.Message, ImportExitCode.CannotBegin);

    /// <summary>It cannot begin.</summary>
    public static ImportFailedException CannotBegin(string code, string french, string english) =>
        new(code, new(french, english), ImportExitCode.CannotBegin);

    private static ImportFailedException Interrupted(string code, string french, string english, Exception inner) =>
        new(code, new(french, english), ImportExitCode.Interrupted, inner);

    private static string Kebab(string name) =>
        string.Concat(
            name.Select(
                (c, i) => char.IsUpper(c) ? (i > 0 ? "-" : string.Empty) + char.ToLowerInvariant(c) : c.ToString()
            )
        );
}
