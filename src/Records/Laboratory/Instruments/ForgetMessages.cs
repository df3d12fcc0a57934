using System.Data.Common;
using Serment.Database;

namespace Serment.Records.Laboratory.Instruments;

/// <summary>
/// Forgets the digests by which messages that come again are known, once no analyser sends them any more. What was put
/// aside and what was sealed stays.
/// </summary>
public sealed class ForgetMessages(DatabaseLocation main)
{
    /// <summary>How long a message is known: longer than any analyser keeps one to send it again.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>Between two rounds.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    /// <summary>Forgets what is older; how many.</summary>
    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "DELETE FROM instrument_message WHERE received_at < @before";
        command.Add("@before", (now - Kept).ToUnixTimeMilliseconds());
        return await command.ExecuteNonQueryAsync(stop);
    }
}
