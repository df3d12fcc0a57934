using System.Collections.Concurrent;
using Serment.CustodyProtocol;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations.Means;

/// <summary>What a thief carries away: distinct patients of whom a key came out, or whom a page named.</summary>
internal sealed class Haul(ITestOutputHelper output, int present)
{
    private readonly ConcurrentDictionary<PatientId, long> taken = new();

    /// <summary>Distinct patients so far.</summary>
    public int Count => taken.Count;

    /// <summary>The log index under which each was disclosed.</summary>
    public IReadOnlyDictionary<PatientId, long> Taken => taken;

    /// <summary>Counts one patient.</summary>
    public void Take(PatientId patient, long logIndex = -1) => taken.TryAdd(patient, logIndex);

    /// <summary>Counts every patient of whom the answer holds a key; each key is the one that its writer
    /// drew.</summary>
    public int Take(OpenResponse opened, params IReadOnlyList<SealedEntry> entries)
    {
        int keys = 0;
        PatientId[] patients = [.. entries.Select(entry => entry.Patient).Distinct()];
        SealedEntry[] ordered = [.. entries.GroupBy(entry => entry.Patient).SelectMany(group => group)];
        for (int i = 0; i < ordered.Length; i++)
        {
            if (opened.HasKey(i))
            {
                keys++;
                Take(ordered[i].Patient, opened.LogIndexOf(Array.IndexOf(patients, ordered[i].Patient)));
            }
            else
            {
                // What did not open must not be in the answer either.
                Assert.False(opened.Key(i).ContainsAnyExcept((byte)0));
            }
        }

        return keys;
    }

    /// <summary>Prints the haul and holds it against its bound.</summary>
    public void AssertAtMost(int bound)
    {
        output.WriteLine($"haul: {Count} patients of {present}");
        Assert.True(Count <= bound, $"haul: {Count} patients of {present}, where {bound} is the bound");
    }
}
