using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Serment.Cli.Configuration;
using Serment.Database;

namespace Serment.Benchmarks.Verification;

/// <summary>
/// <c>serment verify</c> as a process, against SHA-256 over the sealed rows alone, read by the plainest query. The log's own
/// leaves, which only verification reads, are not in the baseline.
/// </summary>
internal static class VerifyBenchmark
{
    private const string EveryRow = "SELECT wrapped_key, ciphertext FROM entry";

    public static async Task<IReadOnlyList<Measured>> RunAsync(FilledFolders folders, BenchmarkSettings settings)
    {
        List<Measured> lines = [];
        foreach (bool postgres in folders.Engines)
        {
            FilledFolder filled = await folders.OfAsync(postgres);
            Samples plain = new();
            Samples ours = new();
            long peak = 0;
            long entries = 0;
            for (int round = 0; round < settings.Rounds; round++)
            {
                long begun = Stopwatch.GetTimestamp();
                entries = await HashAsync(DataFolder.Open(filled.Data, null).MainDatabase);
                plain.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
                (double seconds, long peakBytes, _) = await Programs.RunAsync("verify", "--data", filled.Data);
                ours.Add(seconds);
                peak = Math.Max(peak, peakBytes);
            }

            lines.Add(new(
                string.Create(CultureInfo.InvariantCulture, $"verify {entries:N0} entries, {filled.Engine}"),
                Table.Seconds(plain.At(50)), Table.Seconds(ours.At(50)), Table.Ratio(ours.At(50), plain.At(50)), "≤ 3 ×"));
            lines.Add(new($"memory of verify, {filled.Engine}", "–", Table.Megabytes(peak), "–", "flat"));
        }

        return lines;
    }

    private static async Task<long> HashAsync(string database)
    {
        await using DatabaseLocation main = DatabaseLocation.Parse(database, readOnly: true);
        await using DbConnection connection = await main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = EveryRow;
        command.CommandTimeout = 0;
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] digest = new byte[SHA256.HashSizeInBytes];
        long rows = 0;
        while (await reader.ReadAsync())
        {
            // One digest a row, as the log holds them.
            hash.AppendData(reader.GetFieldValue<byte[]>(0));
            hash.AppendData(reader.GetFieldValue<byte[]>(1));
            hash.GetHashAndReset(digest);
            rows++;
        }

        return rows;
    }
}
