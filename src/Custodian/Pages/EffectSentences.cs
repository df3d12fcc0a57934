using System.Globalization;
using Serment.Custodian.Proposals;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Pages;

/// <summary>What a proposal does, in sentences that need no manual: who, what they will see, where.</summary>
internal static class EffectSentences
{
    public static IEnumerable<string> Of(Words words, ProposalEffect effect) =>
        effect.Kind switch
        {
            ProposalKind.EnrolStaff =>
            [
                words.Say(
                    $"{effect.Name} pourra se connecter à {effect.SiteCode} comme {words.Of(effect.Role!.Value)}.",
                    $"{effect.Name} will be able to sign in at {effect.SiteCode} as {words.Of(effect.Role!.Value)}."),
                .. Access(words, effect), Units(words, effect.Units!), Halves(words, effect),
            ],
            ProposalKind.AddPasskey =>
            [
                words.Say(
                    $"{effect.Name} ({words.Of(effect.RoleNow!.Value)}) recevra un lien pour enregistrer une clé "
                    + $"d’accès de plus. Clés actuelles : {Number(effect.Passkeys!.Value)}. Elles restent valables.",
                    $"{effect.Name} ({words.Of(effect.RoleNow!.Value)}) will get a link to enrol one more passkey. "
                    + $"Passkeys now: {Number(effect.Passkeys!.Value)}. They stay valid."),
                Halves(words, effect),
            ],
            ProposalKind.ChangeRole =>
            [
                words.Say(
                    $"{effect.Name}, {words.Of(effect.RoleNow!.Value)}, deviendra {words.Of(effect.Role!.Value)}.",
                    $"{effect.Name}, {words.Of(effect.RoleNow!.Value)}, will become {words.Of(effect.Role!.Value)}."),
                .. Access(words, effect),
            ],
            ProposalKind.ChangeUnits =>
            [
                words.Say(
                    $"{effect.Name} ({words.Of(effect.RoleNow!.Value)}) changera d’unités.",
                    $"{effect.Name} ({words.Of(effect.RoleNow!.Value)}) will change units."),
                words.Say($"Unités actuelles : {Names(words, effect.UnitsNow!)}.",
                    $"Units now: {Names(words, effect.UnitsNow!)}."),
                Units(words, effect.Units!),
            ],
            ProposalKind.SuspendStaff =>
            [
                words.Say(
                    $"{effect.Name} ne se connecte plus ; ses sessions prennent fin.",
                    $"{effect.Name} no longer signs in; their sessions end."),
            ],
            ProposalKind.ReinstateStaff =>
            [
                words.Say(
                    $"{effect.Name} pourra de nouveau se connecter comme {words.Of(effect.RoleNow!.Value)}, avec une "
                    + $"nouvelle clé d’accès. Les anciennes ({Number(effect.Passkeys!.Value)}) ne vaudront plus rien.",
                    $"{effect.Name} will be able to sign in again as {words.Of(effect.RoleNow!.Value)}, with a new "
                    + $"passkey. The old ones ({Number(effect.Passkeys!.Value)}) will be worth nothing."),
                Units(words, effect.UnitsNow!), Halves(words, effect),
            ],
            ProposalKind.ChangeBudget => [Budget(words, effect)],
            ProposalKind.RegisterClient => Client(words, effect),
            ProposalKind.RegisterWardKey =>
            [
                words.Say(
                    $"Les dossiers de secours de {Names(words, effect.Units!)} seront chiffrés pour cette clé, à la "
                    + "place de la précédente. Qui la détient les lit sans se connecter.",
                    $"Downtime packs of {Names(words, effect.Units!)} will be encrypted to this key, in place of the "
                    + "one before. Whoever holds it reads them without signing in."),
                words.Say(
                    $"Empreinte du certificat (SHA-256) : {effect.CertificateFingerprint}, valable jusqu’au "
                    + $"{effect.CertificateEnds}.",
                    $"Fingerprint of the certificate (SHA-256): {effect.CertificateFingerprint}, valid until "
                    + $"{effect.CertificateEnds}."),
            ],
            ProposalKind.EndClient =>
            [
                words.Say(
                    $"La machine « {effect.Name} » ne peut plus rien : sa clé est retirée pour toujours.",
                    $"The machine “{effect.Name}” can do nothing any more: its key is taken away for good."),
            ],
            ProposalKind.ActivateReleaseRule => ReleaseRule(words, effect),
            ProposalKind.EndReleaseRule =>
            [
                words.Say(
                    $"La règle de libération automatique n° {Number(effect.RuleNumber!.Value)} de "
                    + $"{Names(words, effect.Units!)} ne libère plus rien.",
                    $"Automatic release rule no. {Number(effect.RuleNumber!.Value)} of {Names(words, effect.Units!)} "
                    + "releases nothing any more."),
            ],
            _ =>
            [
                words.Say(
                    $"L’unité {effect.Code} « {effect.Name} » sera créée à {effect.SiteCode}.",
                    $"The unit {effect.Code} “{effect.Name}” will be created at {effect.SiteCode}."),
            ],
        };

    private static IEnumerable<string> ReleaseRule(Words words, ProposalEffect effect)
    {
        yield return words.Say(
            $"{Names(words, effect.Units!)} libérera des résultats sans qu’un biologiste les voie, par la règle "
            + $"n° {Number(effect.RuleNumber!.Value)}, version {Number(effect.RuleVersion!.Value)} : « {effect.Name} ».",
            $"{Names(words, effect.Units!)} will release results that no biologist sees, by rule "
            + $"no. {Number(effect.RuleNumber!.Value)}, version {Number(effect.RuleVersion!.Value)}: “{effect.Name}”.");
        foreach (string line in effect.RuleText!.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return line;
        }

        yield return words.Say(
            $"Empreinte de la règle (SHA-256) : {effect.RuleDigest}. Une personne seule peut l’arrêter à tout moment.",
            $"Fingerprint of the rule (SHA-256): {effect.RuleDigest}. One person alone can stop it at any time.");
    }

    private static string Halves(Words words, ProposalEffect effect) =>
        words.Say(
            $"Vous recevrez le lien d’inscription ; {effect.ProposerName} détient le code. Il faut les deux.",
            $"You will get the enrolment link; {effect.ProposerName} holds the code. Both are needed.");

    private static IEnumerable<string> Access(Words words, ProposalEffect effect)
    {
        if (effect.Reads!.Count == 0 && effect.Writes!.Count == 0 && effect.OpensCards == false)
        {
            yield return words.Say("Ce rôle ne voit aucun patient.", "This role sees no patient.");
            yield break;
        }

        yield return words.Say(
            $"Ce rôle lit, pour les patients pris en charge : {List(words, effect.Reads!)}.",
            $"This role reads, for patients in care: {List(words, effect.Reads!)}.");
        yield return words.Say(
            $"Il écrit : {List(words, effect.Writes!)}.", $"It writes: {List(words, effect.Writes!)}.");
        if (effect.ConfirmsSensitive == true)
        {
            yield return words.Say(
                "Il ouvre les données sensibles après une confirmation par clé d’accès.",
                "It opens sensitive data after a confirmation by passkey.");
        }
    }

    private static IEnumerable<string> Client(Words words, ProposalEffect effect)
    {
        ClientRights rights = effect.ClientRights!.Value;
        List<string> can = [];
        if (rights.HasFlag(ClientRights.Seal))
        {
            can.Add(words.Say("sceller de nouvelles données", "seal new data"));
        }

        if (rights.HasFlag(ClientRights.Match))
        {
            can.Add(words.Say("rapprocher des identités", "match identities"));
        }

        if (rights.HasFlag(ClientRights.Declare))
        {
            can.Add(words.Say("déclarer des prises en charge", "declare care relationships"));
        }

        string rightsInWords = string.Join(", ", can);
        yield return words.Say(
            $"La machine « {effect.Name} » pourra : {rightsInWords}. Elle ne pourra jamais ouvrir un dossier.",
            $"The machine “{effect.Name}” will be able to: {rightsInWords}. It will never be able to open a record.");
        yield return words.Say(
            $"Empreinte de sa clé (SHA-256) : {effect.ClientKeyFingerprint}.",
            $"Fingerprint of its key (SHA-256): {effect.ClientKeyFingerprint}.");
    }

    private static string Budget(Words words, ProposalEffect effect)
    {
        string window = effect.WindowHours switch
        {
            1 => words.Say("par heure", "an hour"),
            24 => words.Say("par jour", "a day"),
            _ => words.Say("sur 30 jours", "in 30 days"),
        };
        string role = words.Of(effect.Role!.Value);
        string meter = words.Of(effect.Meter!.Value);
        return words.Say(
            $"Pour chaque {role}, le nombre de {meter} passera de {Number(effect.LimitNow!.Value)} à "
            + $"{Number(effect.Limit!.Value)} {window}.",
            $"For each {role}, the number of {meter} will go from {Number(effect.LimitNow!.Value)} to "
            + $"{Number(effect.Limit!.Value)} {window}.");
    }

    private static string Units(Words words, IReadOnlyList<UnitDescription> units) =>
        words.Say($"Unités : {Names(words, units)}.", $"Units: {Names(words, units)}.");

    private static string Names(Words words, IReadOnlyList<UnitDescription> units) =>
        units.Count == 0
            ? words.Say("aucune", "none")
            : string.Join(", ", units.Select(unit => $"{unit.Name} ({unit.Code})"));

    private static string List(Words words, IReadOnlyList<Compartment> compartments) =>
        compartments.Count == 0 ? words.Say("rien", "nothing") : string.Join(", ", compartments.Select(words.Of));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
