using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Sealing;

namespace Serment.Records.Entries;

/// <summary>Seals a resource into a batch and wipes its text.</summary>
public static class SealResource
{
    /// <summary>Seals one version of one entry of the patient whom the batch has begun.</summary>
    public static void Add(SealBatch batch, EntryId entry, int version, Compartment compartment, Resource resource)
    {
        byte[] json = FhirJson.ToBytes(resource);
        try
        {
            batch.Add(entry, version, compartment, ResourceType.Of(resource.ResourceType), json);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }
}
