using Serment.Custodian.Proposals;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Pages;

/// <summary>The list of proposals, and one of them with what approving it would really do.</summary>
internal static class ProposalPages
{
    public static Html List(Words words, ProposalList proposals)
    {
        IReadOnlyList<ProposalSummary> waiting = [.. proposals.Proposals.Where(IsWaiting)];
        IReadOnlyList<ProposalSummary> decided = [.. proposals.Proposals.Where(one => !IsWaiting(one))];
        return Html.Of($"""
            <h1>{words.Say("Propositions", "Proposals")}</h1>
            <section class="card" aria-labelledby="waiting">
            <h2 id="waiting">{words.Say("En attente d’une seconde personne", "Waiting for a second person")}</h2>
            {Rows(words, waiting, words.Say("Rien n’attend.", "Nothing waits."))}
            </section>
            <section class="card" aria-labelledby="decided">
            <h2 id="decided">{words.Say("Décidées", "Decided")}</h2>
            {Rows(words, decided, words.Say("Rien encore.", "Nothing yet."))}
            </section>
            """);
    }

    public static Html Detail(Words words, ProposalView view)
    {
        StoredProposal proposal = view.Proposal;
        return Html.Of($"""
            <p><a href="/proposals">← {words.Say("Toutes les propositions", "All proposals")}</a></p>
            <article class="card" data-proposal="{proposal.Id.ToString()}" data-digest="{Hex(view.Effect)}">
            <header class="title"><h1>{words.Of(proposal.Draft.Kind)}</h1>{Badge(words, view.State)}</header>
            <section class="effect" aria-labelledby="effect">
            <h2 id="effect">{words.Say("Ce qui sera fait", "What will be done")}</h2>
            {Html.Join(EffectSentences.Of(words, view.Effect).Select(one => Html.Of($"<p>{one}</p>")))}
            </section>
            <dl class="facts">
            <div><dt>{words.Say("Proposé par", "Proposed by")}</dt><dd>{view.Effect.ProposerName}</dd></div>
            <div><dt>{words.Say("Le", "On")}</dt><dd>{words.At(proposal.Made)}</dd></div>
            <div><dt>{words.Say("Expire", "Expires")}</dt><dd>{words.At(proposal.Expires)}</dd></div>
            {Comment(words, view.Effect.Comment)}
            </dl>
            {Decision(words, view)}
            <p class="error" role="alert" data-error data-cancelled="{SignInPage.Cancelled(words)}" hidden></p>
            <div class="done" data-done hidden role="status">
            <p><strong data-verdict="approved">{words.Say(
                "Approuvée : c’est en vigueur.", "Approved: it is in effect.")}</strong>
            <strong data-verdict="rejected">{words.Say("Rejetée.", "Rejected.")}</strong></p>
            {EnrolmentLink(words, view.Effect.ProposerName)}
            </div>
            </article>
            """);
    }

    private static Html Decision(Words words, ProposalView view)
    {
        if (view.Obstacle is string obstacle)
        {
            return Html.Of($"""<p class="notice">{Problems.Say(words, obstacle)}</p>""");
        }

        return Html.Of($"""
            <div class="actions" data-decision>
            <button type="button" class="button primary" data-approve>{words.Say(
                "Approuver avec ma clé d’accès", "Approve with my passkey")}</button>
            <button type="button" class="button danger" data-reject>{words.Say(
                "Rejeter avec ma clé d’accès", "Reject with my passkey")}</button>
            <p class="muted small">{words.Say(
                "Votre clé d’accès signe exactement ce qui est affiché ci-dessus.",
                "Your passkey signs exactly what is shown above.")}</p>
            </div>
            """);
    }

    private static Html EnrolmentLink(Words words, string proposer) =>
        Html.Of($"""
            <div data-enrolment hidden>
            <p>{words.Say(
                $"Lien d’inscription, affiché une seule fois. Remettez-le à la personne elle-même, jamais à {proposer}, "
                + "de qui elle reçoit le code qui va avec. Il est valable sept jours et pour une seule clé.",
                $"Enrolment link, shown once only. Give it to the person directly, never to {proposer}, from whom "
                + "they get the code that goes with it. It is valid for seven days and for one passkey.")}</p>
            <label for="enrolment-url">{words.Say("Lien d’inscription", "Enrolment link")}</label>
            <input id="enrolment-url" readonly autocomplete="off" spellcheck="false">
            <button type="button" class="button" data-copy data-copied="{words.Say("Copié", "Copied")}">{words.Say(
                "Copier", "Copy")}</button>
            </div>
            """);

    private static Html Comment(Words words, string? comment) =>
        comment is null
            ? Html.Empty
            : Html.Of($"<div><dt>{words.Say("Commentaire", "Comment")}</dt><dd>{comment}</dd></div>");

    private static Html Rows(Words words, IReadOnlyList<ProposalSummary> proposals, string none) =>
        proposals.Count == 0
            ? Html.Of($"""<p class="muted">{none}</p>""")
            : Html.Of($"""<ul class="rows">{Html.Join(proposals.Select(one => Row(words, one)))}</ul>""");

    private static Html Row(Words words, ProposalSummary one) =>
        Html.Of($"""
            <li><a href="/proposals/{one.ProposalId.ToString()}"><strong>{words.Of(one.Draft.Kind)}</strong>
            <span>{one.SubjectName ?? one.Draft.Name ?? (one.Draft.Role is Role role ? words.Of(role) : "")}</span>
            <small>{one.Proposer} · {words.At(one.At)}</small></a>{Badge(words, one.State)}</li>
            """);

    private static Html Badge(Words words, ProposalState state)
    {
        string look = state switch
        {
            ProposalState.Waiting => "waiting",
            ProposalState.Approved => "good",
            _ => "plain",
        };
        return Html.Of($"""<span class="badge {look}">{words.Of(state)}</span>""");
    }

    private static bool IsWaiting(ProposalSummary one) => one.State == ProposalState.Waiting;

    private static string Hex(ProposalEffect effect) => Convert.ToHexStringLower(effect.Digest());
}
