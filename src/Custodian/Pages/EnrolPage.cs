namespace Serment.Custodian.Pages;

/// <summary>
/// Enrolling a passkey. The secret is in the address's fragment and reaches this server only in the body of a request
/// that the page's own script makes; the page itself is the same for everybody.
/// </summary>
internal static class EnrolPage
{
    public static Html Render(Words words, bool isDemo, string webOrigin) =>
        Html.Of($"""
            <section class="card narrow" data-enrol>
            <h1>{words.Say("Enregistrer ma clé d’accès", "Enrol my passkey")}</h1>
            <p data-checking role="status">{words.Say("Vérification du lien…", "Checking the link…")}</p>
            <div data-ready hidden>
            <dl class="facts">
            <div><dt>{words.Say("Nom", "Name")}</dt><dd data-fact="name"></dd></div>
            <div><dt>{words.Say("Rôle", "Role")}</dt><dd data-fact="role"></dd></div>
            <div><dt>{words.Say("Établissement", "Establishment")}</dt><dd data-fact="site"></dd></div>
            </dl>
            <p>{words.Say(
                "La clé d’accès reste dans votre appareil ou votre clé de sécurité ; elle demande votre doigt, "
                + "votre visage ou votre code. Ce n’est pas vous ? Fermez cette page et prévenez la sécurité.",
                "The passkey stays in your device or security key; it asks for your finger, face or code. "
                + "Is this not you? Close this page and tell the security officer.")}</p>
            <div class="field" data-code hidden>
            <label for="enrolment-code">{words.Say("Code d’inscription", "Enrolment code")}</label>
            <input id="enrolment-code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="16"
                aria-describedby="enrolment-code-hint">
            <p class="muted small" id="enrolment-code-hint">{words.Say(
                "Huit caractères, donnés par la personne qui a proposé votre inscription : une autre que celle qui vous "
                + "a remis le lien.",
                "Eight characters, from the person who proposed your enrolment: somebody else than the one who gave "
                + "you the link.")}</p>
            </div>
            <button type="button" class="button primary wide" data-touch>{words.Say(
                "Enregistrer ma clé d’accès", "Enrol my passkey")}</button>
            {Demo(words, isDemo)}
            </div>
            <div class="done" data-done hidden role="status">
            <p><strong>{words.Say("C’est fait.", "Done.")}</strong> {words.Say(
                "Votre clé d’accès est enregistrée. Vous pouvez vous connecter.",
                "Your passkey is enrolled. You can sign in.")}</p>
            <p><a class="button primary" href="{webOrigin}/">{words.Say("Aller à Serment", "Go to Serment")}</a></p>
            </div>
            <p class="error" role="alert" data-error data-cancelled="{SignInPage.Cancelled(words)}" hidden></p>
            <noscript><p class="error">{words.Say(
                "Cette page a besoin de JavaScript pour parler à votre clé d’accès.",
                "This page needs JavaScript to talk to your passkey.")}</p></noscript>
            </section>
            """);

    private static Html Demo(Words words, bool isDemo) =>
        isDemo
            ? Html.Of($"""
                <button type="button" class="button wide" data-demo-touch>{words.Say(
                    "Utiliser l’authentificateur logiciel de la démonstration",
                    "Use the demonstration’s software authenticator")}</button>
                """)
            : Html.Empty;
}
