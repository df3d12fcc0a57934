namespace Serment.Custodian.Pages;

/// <summary>What a person is told when something was refused: what to do, never more than they may know.</summary>
internal static class Problems
{
    public static string Say(Words words, string code) =>
        code switch
        {
            "evidence-refused" => words.Say(
                "Cette clé d’accès n’a pas été acceptée. Réessayez ; si cela continue, demandez une nouvelle clé.",
                "This passkey was not accepted. Try again; if it keeps failing, ask for a new one."),
            "enrolment-used" => words.Say(
                "Ce lien d’inscription a déjà été utilisé. Si ce n’était pas vous, prévenez tout de suite la sécurité.",
                "This enrolment link has been used already. If that was not you, tell the security officer at once."),
            "enrolment-expired" => words.Say(
                "Ce lien d’inscription n’est plus valable. Demandez-en un nouveau à votre administrateur.",
                "This enrolment link is no longer valid. Ask your administrator for a new one."),
            "enrolment-unknown" => words.Say(
                "Ce lien d’inscription est inconnu. Vérifiez qu’il a été copié en entier.",
                "This enrolment link is unknown. Check that it was copied in full."),
            "enrolment-code-missing" => words.Say(
                "Tapez le code de huit caractères que vous a donné la personne qui a proposé votre inscription.",
                "Type the code of eight characters that you got from whoever proposed your enrolment."),
            "enrolment-code-wrong" => words.Say(
                "Ce code n’est pas le bon. Vérifiez-le ; après cinq erreurs, le lien ne servira plus.",
                "This code is not the right one. Check it; after five mistakes the link is void."),
            "enrolment-guessed" => words.Say(
                "Trop de codes erronés : ce lien ne sert plus. La sécurité est prévenue ; demandez un nouveau lien.",
                "Too many wrong codes: this link is void. The security officer has been told; ask for a new link."),
            "made-without-code" => words.Say(
                "Cette proposition date d’une version antérieure, sans code d’inscription. Rejetez-la et refaites-la.",
                "This proposal dates from an earlier version, without an enrolment code. Reject it and make it anew."),
            "passkey-limit" => words.Say(
                "Cette personne a déjà le nombre maximal de clés d’accès, ou cette clé est déjà enregistrée.",
                "This person has as many passkeys as possible already, or this passkey is enrolled already."),
            "own-proposal" => words.Say(
                "Vous avez fait cette proposition : une autre personne doit la décider.",
                "You made this proposal: somebody else must decide it."),
            "about-yourself" => words.Say(
                "Cette proposition vous concerne : une autre personne doit la décider.",
                "This proposal is about you: somebody else must decide it."),
            "not-a-decider" => words.Say(
                "Seuls un administrateur ou un responsable de la sécurité en activité peuvent décider.",
                "Only an active administrator or security officer can decide."),
            "already-decided" => words.Say(
                "Cette proposition a déjà été décidée.", "This proposal has been decided already."),
            "changed-meanwhile" => words.Say(
                "La situation a changé depuis l’affichage. Rechargez la page et relisez avant de décider.",
                "Things have changed since this page was shown. Reload it and read again before deciding."),
            "last-two-who-approve" => words.Say(
                "Impossible : il resterait moins de deux personnes capables d’approuver.",
                "Not possible: fewer than two people able to approve would remain."),
            "session-ended" => words.Say(
                "Votre session est terminée. Connectez-vous de nouveau.", "Your session has ended. Sign in again."),
            "busy" or "too-many-ceremonies" => words.Say(
                "Le service est très sollicité. Réessayez dans un instant.",
                "The service is busy. Try again in a moment."),
            _ => words.Say(
                "Cela n’a pas été possible. Rechargez la page et réessayez.",
                "That was not possible. Reload the page and try again."),
        };
}
