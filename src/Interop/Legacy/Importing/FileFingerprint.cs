using System.Security.Cryptography;

namespace Serment.Interop.Legacy.Importing;

/// <summary>SHA-256 of a whole file: what an import, its resumption, its report and its certificate agree on.</summary>
internal static class FileFingerprint
{
    private const int ReadBytes = 1024 * 1024;

    /// <summary>Computes it, telling how many bytes are done.</summary>
    public static async Task<string> ComputeAsync(string path, Action<long> onBytes, CancellationToken stop)
    {
        await using FileStream file = new(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[ReadBytes];
        long done = 0;
        int read;
        while ((read = await file.ReadAsync(buffer, stop)) > 0)
        {
            hash.AppendData(buffer.AsSpan(0, read));
            done += read;
            onBytes(done);
        }

        CryptographicOperations.ZeroMemory(buffer);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
