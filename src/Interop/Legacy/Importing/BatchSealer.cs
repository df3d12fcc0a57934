using Serment.CustodyProtocol;
using Serment.Interop.Legacy.Matching;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Resources;
using Serment.RecordAccess.Sealing;

namespace Serment.Interop.Legacy.Importing;

/// <summary>
/// Writes the resources of a plan and seals them, patient by patient. What is readable exists for one entry at a
/// time.
/// </summary>
internal sealed class BatchSealer(SourceNames source, TimeZoneInfo zone) : IDisposable
{
    private static readonly ResourceType Patient = ResourceType.Of("Patient");
    private static readonly ResourceType Flag = ResourceType.Of("Flag");
    private static readonly ResourceType Coverage = ResourceType.Of("Coverage");
    private static readonly ResourceType ServiceRequest = ResourceType.Of("ServiceRequest");
    private static readonly ResourceType Observation = ResourceType.Of("Observation");

    private readonly FhirText text = new();

    /// <summary>Fills the plan's batch.</summary>
    public void Seal(BatchPlan plan)
    {
        foreach (PatientPlan patient in plan.Patients)
        {
            if (patient.First < 0)
            {
                continue;
            }

            plan.Seals.BeginPatient(patient.Patient, patient.IsNew);
            string name = patient.Patient.ToString();
            for (int i = patient.First; i >= 0; i = plan.RowPlans[i].Next)
            {
                SealRow(plan, plan.RowPlans[i], patient.Patient, name);
            }
        }

        foreach ((int patient, TokenKind kind, long token, bool remove) in plan.Tokens)
        {
            plan.Seals.AddToken(plan.Patients[patient].Patient, kind, token, remove);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => text.Dispose();

    private void SealRow(BatchPlan plan, RowPlan row, PatientId patient, string name)
    {
        LegacyRow values = plan.Rows.Row[row.Row];
        RowFacts facts = plan.Rows.Facts[row.Row];
        SealBatch seals = plan.Seals;
        if (row.Identity)
        {
            IdentityResource.Write(text, values, source, row.Homonym);
            Add(
                seals,
                seals.NewEntryId(),
                1,
                Compartment.Identity,
                Patient,
                ContentDigest.ForPatient(facts.IdentityDigest, patient)
            );
        }
        else if (row.IdentityVariant)
        {
            IdentityResource.WriteVariant(text, values, source, name);
            Add(
                seals,
                seals.NewEntryId(),
                1,
                Compartment.Identity,
                Flag,
                ContentDigest.ForPatient(facts.IdentityDigest, patient)
            );
        }

        if (row.ContactVersion > 0)
        {
            ContactResource.Write(text, values);
            Add(
                seals,
                row.ContactEntry,
                row.ContactVersion,
                Compartment.Contact,
                Patient,
                ContentDigest.ForPatient(facts.ContactDigest, patient)
            );
        }

        if (row.CoverageVersion > 0)
        {
            CoverageResource.Write(text, values, name, facts.Nir);
            Add(
                seals,
                row.CoverageEntry,
                row.CoverageVersion,
                Compartment.Coverage,
                Coverage,
                ContentDigest.ForPatient(facts.CoverageDigest, patient)
            );
        }

        LaboratoryResource.Write(text, values, name, source, zone);
        Add(seals, facts.Dossier, 1, Compartment.Laboratory, ServiceRequest, null);
        if (FreeTextResource.IsPresent(values))
        {
            FreeTextResource.Write(text, values, name, facts.Dossier.ToString(), zone);
            Add(seals, seals.NewEntryId(), 1, Compartment.Sensitive, Observation, null);
        }
    }

    private void Add(
        SealBatch seals,
        EntryId entry,
        int version,
        Compartment compartment,
        ResourceType type,
        long? contentToken
    )
    {
        seals.Add(entry, version, compartment, type, text.Written, contentToken);
        text.Clear();
    }
}
