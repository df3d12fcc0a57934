using System.Globalization;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Records.Downtime;
using Serment.Web.Downtime;

namespace Serment.Cli.Downtime;

/// <summary>A pack on the terminal, in the words of the ward.</summary>
internal static class PackText
{
    private static readonly Dictionary<string, string> AlertNames = new(StringComparer.Ordinal)
    {
        ["TreatmentLimits"] = "LIMITATION DES SOINS", ["IsolationContact"] = "isolement contact",
        ["IsolationDroplet"] = "isolement gouttelettes", ["IsolationAirborne"] = "isolement air",
        ["IsolationProtective"] = "isolement protecteur", ["ResistantBacteria"] = "bactérie multirésistante",
        ["Fall"] = "risque de chute", ["Wandering"] = "risque de fugue", ["Choking"] = "fausses routes",
        ["Anticoagulant"] = "anticoagulant", ["ImplantedDevice"] = "dispositif implanté",
        ["DifficultIntubation"] = "intubation difficile", ["SparedArm"] = "bras à épargner",
    };

    /// <summary>The whole pack.</summary>
    public static string Of(DowntimePack pack, PackStatement statement, bool isSigned)
    {
        StringBuilder text = new();
        foreach (string line in Head(pack, statement, isSigned))
        {
            text.AppendLine(line);
        }

        foreach (PackedPatient one in pack.Patients)
        {
            text.AppendLine();
            text.AppendLine(Who(one));
            foreach ((string name, string value) in Lines(one))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {name} : {value}");
            }
        }

        // What somebody typed must not steer the terminal.
        return new([.. text.ToString().Select(c => char.IsControl(c) && c is not ('\n' or '\r') ? '\uFFFD' : c)]);
    }

    /// <summary>What stands above the patients.</summary>
    public static IReadOnlyList<string> Head(DowntimePack pack, PackStatement statement, bool isSigned) =>
    [
        $"DOSSIER DE SECOURS — {pack.Unit} ({pack.Site})",
        $"Fait le {At(pack.Made)} par {pack.MadeBy} ; EXPIRE le {At(statement.Expires)}",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{pack.Patients.Count} patients ; {pack.NotIncluded} présents n’y figurent pas ; journal {statement.LogIndex}"),
        isSigned ? "Signature du journal vérifiée." : "Signature non vérifiée : donnez --log-key.",
    ];

    /// <summary>One patient in a line.</summary>
    public static string Who(PackedPatient one) =>
        $"{one.Bed}  {one.Name}{(one.UsedName is null ? "" : $" ({one.UsedName})")}  né(e) {one.Born ?? "?"}  "
        + $"{one.Sex ?? "?"}  n° {one.Number ?? "?"}";

    /// <summary>What is known of one patient; allergies always say something.</summary>
    public static IEnumerable<(string Name, string Value)> Lines(PackedPatient one)
    {
        yield return ("Allergies", one.Allergies.Count > 0 ? Join(one.Allergies)
            : one.AllergiesAsked ? "aucune connue" : "NON RECHERCHÉES");
        if (one.Alerts.Count > 0)
        {
            yield return ("Alertes", Join([.. one.Alerts.Select(Alert)]));
        }

        if (one.Problems.Count > 0)
        {
            yield return ("Problèmes", Join(one.Problems));
        }

        if (one.Medications.Count > 0)
        {
            yield return ("Traitements", Join(one.Medications));
        }

        if (one.Vitals.Count > 0)
        {
            yield return ("Constantes", Join(one.Vitals));
        }
    }

    private static string Alert(PackedAlert alert) =>
        string.Join(
            ", ",
            new[] { AlertNames.GetValueOrDefault(alert.Kind), alert.Text }.Where(part => !string.IsNullOrEmpty(part)));

    private static string Join(IReadOnlyList<string> parts) => string.Join(" ; ", parts);

    private static string At(DateTimeOffset time) =>
        EstablishmentTime.Local(time).ToString("dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture);
}
