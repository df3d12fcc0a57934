using System.Globalization;
using Serment.Benchmarks.Pages;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Vitals;
using Serment.Records.Entries;
using Serment.Records.Notes;
using Serment.Simulation.Draws;

namespace Serment.Benchmarks.Clinic;

/// <summary>
/// A chart of two thousand entries, as somebody has it who was in hospital for two months and came back often: vital signs,
/// results, notes, prescriptions and doses, problems. Written through the product's own saving by a physician, results by a
/// biologist; drawn from a seed. Every second note was amended once, so that there are older versions.
/// </summary>
internal sealed class LongChart(PatientId patient, ActorId physician, ActorId biologist)
{
    /// <summary>Entries in all, those of the identity included.</summary>
    public const int Entries = 2_000;

    private const int Rounds = 130;
    private const int Panels = 60;
    private const int ResultsOfPanel = 7;
    private const int Notes = 120;
    private const int Lines = 40;

    private static readonly string[] Problems =
    [
        "Insuffisance cardiaque", "Diabète de type 2", "Hypertension artérielle", "Fibrillation auriculaire", "Gonarthrose",
        "Pneumopathie communautaire", "Insuffisance rénale chronique", "Anémie ferriprive", "Asthme", "Hypothyroïdie",
        "Reflux gastro-œsophagien", "Syndrome d’apnées du sommeil",
    ];

    private static readonly (string Loinc, string Name, string Unit, decimal Low, decimal High)[] Analytes =
    [
        ("2160-0", "Créatinine", "umol/L", 59, 104), ("2823-3", "Potassium", "mmol/L", 3.5m, 5.1m),
        ("2951-2", "Sodium", "mmol/L", 136, 145), ("718-7", "Hémoglobine", "g/dL", 13, 17),
        ("6690-2", "Leucocytes", "10*9/L", 4, 10), ("777-3", "Plaquettes", "10*9/L", 150, 400),
        ("1988-5", "Protéine C réactive", "mg/L", 0, 5),
    ];

    private static readonly string[] Evolutions =
    [
        "Apyrétique, douleur à 2, mange bien, marche dans le couloir.",
        "Dyspnée d’effort, œdèmes des membres inférieurs en diminution, poids en baisse.",
        "Nuit agitée, désaturation à 89 % corrigée sous deux litres, crépitants aux bases.",
        "Fièvre à 38,4 cette nuit, hémocultures faites, antibiothérapie poursuivie.",
    ];

    private static readonly string[] Drugs =
        ["Furosémide 40 mg", "Bisoprolol 2,5 mg", "Paracétamol 1 g", "Amoxicilline 1 g", "Metformine 850 mg"];

    private static readonly DateTimeOffset End = new(2026, 11, 1, 8, 0, 0, TimeSpan.FromHours(1));

    private readonly SeededSource chance = new("long chart");
    private readonly List<EntryId> amended = [];

    /// <summary>Seals it: so many entries that the record has <see cref="Entries"/> with what is there already.</summary>
    public async Task SealAsync(PageStage stage, SessionToken asPhysician, SessionToken asBiologist)
    {
        SaveEntries save = new(stage.Door);

        // Who has a chart open may write in it.
        await CountAsync(stage, asBiologist);
        await CountAsync(stage, asPhysician);
        List<EntryDraft> results = [.. Results()];
        List<EntryDraft> clinical = [.. Clinical()];
        await SaveAsync(save, results, asBiologist);
        await SaveAsync(save, clinical, asPhysician);
        IReadOnlyList<EntryVersion> notes =
            await SaveAsync(save, [.. Enumerable.Range(0, Notes).Select(i => new EntryDraft(Note(i, "")))], asPhysician);
        EntryVersion[] second = [.. notes.Where((_, i) => i % 2 == 0)];
        await SaveAsync(
            save, [.. second.Select((seen, i) => new EntryDraft(Note(2 * i, " Relu et complété."), Seen: seen))], asPhysician);
        amended.AddRange(second.Select(one => one.Entry));

        // Doses fill it up: the first view leaves them closed, the search reads them.
        int missing = Entries - await CountAsync(stage, asPhysician);
        await SaveAsync(save, [.. Enumerable.Range(0, missing).Select(i => new EntryDraft(Dose(i)))], asPhysician);
    }

    /// <summary>The older versions, for the baseline, which reads past them too.</summary>
    public async Task CopyOlderAsync(PageStage stage, PlainRows plain, SessionToken asPhysician)
    {
        foreach (EntryId entry in amended)
        {
            using OpenResult history = await stage.Door.OpenHistoryAsync(
                patient, entry, CompartmentSet.Of(Compartment.Clinical), new(asPhysician, AccessPurpose.Care),
                CancellationToken.None);
            await plain.AddAsync(
                [.. history.Record!.Entries.Select(one => (one, System.Text.Encoding.UTF8.GetString(one.Json.Span)))], []);
        }
    }

    private async Task<int> CountAsync(PageStage stage, SessionToken session)
    {
        using OpenResult opened = await stage.Door.OpenAsync(
            patient, CompartmentSet.All, new(session, AccessPurpose.Care), CancellationToken.None);
        return opened.Record?.Entries.Count
            ?? throw new InvalidOperationException($"the chart does not open: {opened.Reason}");
    }

    private IEnumerable<EntryDraft> Clinical()
    {
        ItemWriter writer = new(patient, physician, "Dr Essai", End);
        for (int i = 0; i < 2 * Problems.Length; i++)
        {
            yield return new(ConditionResource.Write(
                new()
                {
                    Title = Problems[i % Problems.Length],
                    Kind = i < Problems.Length ? ConditionKind.Problem : (ConditionKind)1,
                    IsMain = i == 0,
                    Since = (2004 + i % 20).ToString(CultureInfo.InvariantCulture),
                },
                null, writer));
        }

        yield return new(AllergyResource.Write(new() { Substance = "Pénicilline", Reaction = "Urticaire" }, null, writer));
        for (int i = 0; i < Rounds; i++)
        {
            DateTimeOffset at = End.AddHours(-8 * i);
            VitalSet set = new()
            {
                TakenAt = at,
                Temperature = 36.5m + (chance.Below(20) / 10m),
                Pulse = chance.Between(60, 110),
                Systolic = chance.Between(100, 160),
                Diastolic = chance.Between(55, 95),
                RespiratoryRate = chance.Between(12, 24),
                Saturation = chance.Between(90, 99),
                IsOnOxygen = false,
                Consciousness = Consciousness.Alert,
                Pain = chance.Below(6),
                Weight = i % 10 == 0 ? chance.Between(68, 74) : null,
            };
            foreach (Observation measured in VitalResource.Write(set, writer with { At = at }))
            {
                yield return new(measured);
            }
        }

        for (int i = 0; i < Lines; i++)
        {
            yield return new(new MedicationRequest
            {
                Status = i < 12 ? "active" : "stopped",
                Intent = "order",
                MedicationCodeableConcept = new() { Text = Drugs[i % Drugs.Length] },
                Subject = writer.Subject(),
                Requester = writer.Author(),
                AuthoredOn = Coded.Time(End.AddDays(-i)),
                DosageInstruction = [new() { Text = "1 comprimé matin et soir pendant 10 jours" }],
            });
        }
    }

    private IEnumerable<EntryDraft> Results()
    {
        for (int i = 0; i < Panels; i++)
        {
            DateTimeOffset at = End.AddDays(-i).AddHours(-2);
            yield return new(
                new ServiceRequest
                {
                    Identifier = [new() { Value = (26_000_000 + i).ToString(CultureInfo.InvariantCulture) }],
                    Status = "completed",
                    Intent = "order",
                    Subject = new() { ReferenceValue = $"Patient/{patient}" },
                    AuthoredOn = Coded.Time(at),
                    Requester = new() { ReferenceValue = $"Practitioner/{physician}", Display = "Dr Essai" },
                },
                Compartment.Laboratory);
            foreach ((string loinc, string name, string unit, decimal low, decimal high) in Analytes.Take(ResultsOfPanel))
            {
                decimal value = low + ((high - low) * chance.Below(140) / 100m);
                yield return new(
                    new Observation
                    {
                        Status = "final",
                        Category = [Coded.Of(VitalResource.Category, "laboratory")],
                        Code = Coded.Of("http://loinc.org", loinc, name),
                        Subject = new() { ReferenceValue = $"Patient/{patient}" },
                        EffectiveDateTime = Coded.Time(at),
                        Issued = Coded.Time(at.AddHours(1)),
                        Performer = [new() { ReferenceValue = $"Practitioner/{biologist}", Display = "Dr Essai" }],
                        ValueQuantity = new()
                        {
                            Value = Math.Round(value, 1), Unit = unit, System = "http://unitsofmeasure.org", Code = unit,
                        },
                        ReferenceRange =
                            [new() { Low = new() { Value = low, Unit = unit }, High = new() { Value = high, Unit = unit } }],
                    },
                    Compartment.Laboratory);
            }
        }
    }

    private Composition Note(int i, string more) => NoteResource.Signed(
        patient,
        new(
            "progress", "11506-3", "Note d’évolution",
            [
                new("Évolution", $"Jour {Notes - i} : {Evolutions[i % Evolutions.Length]}{more}"),
                new("Conduite à tenir", "Poursuite du traitement, bilan demain, sortie à discuter avec la famille."),
            ]),
        physician, End.AddHours(-12 * i));

    private MedicationAdministration Dose(int i) => new()
    {
        Status = "completed",
        MedicationCodeableConcept = new() { Text = Drugs[i % Drugs.Length] },
        Subject = new() { ReferenceValue = $"Patient/{patient}" },
        EffectiveDateTime = Coded.Time(End.AddHours(-6 * i)),
        Performer = [new() { Actor = new() { ReferenceValue = $"Practitioner/{physician}" } }],
    };

    private async Task<IReadOnlyList<EntryVersion>> SaveAsync(
        SaveEntries save, IReadOnlyList<EntryDraft> drafts, SessionToken session)
    {
        List<EntryVersion> versions = [];
        foreach (EntryDraft[] some in drafts.Chunk(SaveEntries.MaxDrafts))
        {
            EntriesSaved saved = await save.RunAsync(patient, some, session, CancellationToken.None);
            if (saved.Outcome != Serment.RecordAccess.Sealing.SealOutcome.Saved)
            {
                throw new InvalidOperationException($"the chart was not filled: {saved.Reason}");
            }

            versions.AddRange(saved.Versions);
        }

        return versions;
    }
}
