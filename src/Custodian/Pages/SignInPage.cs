namespace Serment.Custodian.Pages;

/// <summary>Signing in to decide proposals.</summary>
internal static class SignInPage
{
    public static Html Render(Words words, bool isDemo, string then) =>
        Html.Of($"""
            <section class="card narrow" data-sign-in data-then="{then}">
            <h1>{words.Say("Décider des propositions", "Decide proposals")}</h1>
            <p>{words.Say(
                "Tout ce qui élargit les pouvoirs de quelqu’un attend ici l’accord d’une seconde personne.",
                "Whatever widens somebody’s power waits here for a second person’s agreement.")}</p>
            <button type="button" class="button primary wide" data-touch>{words.Say(
                "Se connecter avec ma clé d’accès", "Sign in with my passkey")}</button>
            <p class="error" role="alert" data-error data-cancelled="{Cancelled(words)}" hidden></p>
            {People(words, isDemo)}
            <p class="muted small">{words.Say(
                "Réservé aux administrateurs et aux responsables de la sécurité.",
                "For administrators and security officers.")}</p>
            </section>
            """);

    /// <summary>What is said when the browser or the person broke the touch off.</summary>
    public static string Cancelled(Words words) =>
        words.Say(
            "La clé d’accès n’a pas répondu. Vous pouvez réessayer.", "The passkey did not answer. You can try again.");

    /// <summary>Where a demonstration lists the people enrolled on this browser.</summary>
    public static Html People(Words words, bool isDemo) =>
        isDemo
            ? Html.Of($"""
                <div class="people" data-people-box hidden>
                <h2>{words.Say("Personnes de démonstration sur ce navigateur",
                    "Demonstration people on this browser")}</h2>
                <p class="muted" data-nobody hidden>{words.Say(
                    "Personne encore : ouvrez d’abord un lien d’inscription.",
                    "Nobody yet: open an enrolment link first.")}</p>
                <div data-people></div>
                </div>
                """)
            : Html.Empty;
}
