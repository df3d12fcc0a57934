using Serment.CustodyProtocol;
using Serment.Records.Notes;
using Serment.Simulation.Weeks;

namespace Serment.Cli.Demo.Week;

/// <summary>The notes of a stay: admission, a physician's each day, nurses' morning and evening.</summary>
internal static class WeekNotes
{
    private static readonly string[] Nursing =
    [
        "A bien dormi. Toilette avec aide, petit-déjeuner pris.",
        "Douleur réévaluée, calme après l’antalgique. Famille présente cet après-midi.",
        "Nuit calme, une sonnette pour boire. Voie veineuse perméable.",
        "S’est levé au fauteuil, bon appétit à midi.",
    ];

    /// <summary>Adds them.</summary>
    public static void Add(
        WeekRecord record, PlannedStay stay, DateTimeOffset admitted, DateTimeOffset until,
        ActorId physician, ActorId nurse)
    {
        ClinicalCase illness = stay.Case;
        Add(record, physician, admitted.AddMinutes(50), new(
            "admission", "47039-3", "Observation d’entrée",
            [
                new("Motif d’hospitalisation", illness.Title), new("Histoire de la maladie", illness.Story),
                new("Examen clinique", illness.Findings), new("Synthèse", illness.Title), new("Projet de soins", illness.Plan),
            ]));
        int day = 0;
        for (DateTimeOffset at = admitted.AddDays(1); at < until; at = at.AddDays(1), day++)
        {
            string progress = illness.Progress[Math.Min(day, illness.Progress.Count - 1)];
            DateTimeOffset round = new(at.Year, at.Month, at.Day, 9, 20 + (stay.Bed % 30), 0, at.Offset);
            if (round < until)
            {
                Add(record, physician, round, new(
                    "progress", "11506-3", "Note d’évolution",
                    [new("Évolution", progress), new("Conduite à tenir", "Poursuite du traitement, à revoir demain.")]));
            }

            DateTimeOffset evening = new(at.Year, at.Month, at.Day, 19, 5 + (stay.Bed % 40), 0, at.Offset);
            if (evening < until)
            {
                Add(record, nurse, evening, new(
                    "nursing", "34746-8", "Transmission infirmière",
                    [new("Données", Nursing[(stay.Bed + day) % Nursing.Length]), new("Actions", illness.Care[0].Title)]));
            }
        }
    }

    private static void Add(WeekRecord record, ActorId author, DateTimeOffset at, NoteContent content) =>
        record.Add(NoteResource.Signed(record.Patient, content, author, at));
}
