using System.Globalization;
using Microsoft.AspNetCore.Http;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Pages;

/// <summary>
/// The language of one answer. Every sentence stands in both languages at the place where it is said, so neither can
/// be forgotten.
/// </summary>
internal sealed class Words
{
    /// <summary>Where the choice is kept.</summary>
    public const string CookieName = "serment-language";

    private static readonly CultureInfo FrenchCulture = CultureInfo.GetCultureInfo("fr-FR");
    private static readonly CultureInfo EnglishCulture = CultureInfo.GetCultureInfo("en-GB");

    private Words(bool isEnglish) => IsEnglish = isEnglish;

    /// <summary>French is the default.</summary>
    public static Words French { get; } = new(isEnglish: false);

    /// <summary>English.</summary>
    public static Words English { get; } = new(isEnglish: true);

    public bool IsEnglish { get; }

    /// <summary>The language's code.</summary>
    public string Code => IsEnglish ? "en" : "fr";

    /// <summary>What was chosen, now or before, else what the browser prefers, else French.</summary>
    public static Words For(HttpRequest request)
    {
        string asked = request.Query["language"].ToString();
        string? chosen = asked is "fr" or "en" ? asked : request.Cookies[CookieName];
        string prefers = chosen is "fr" or "en" ? chosen : request.Headers.AcceptLanguage.ToString();
        return prefers.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? English : French;
    }

    /// <summary>A sentence.</summary>
    public string Say(string french, string english) => IsEnglish ? english : french;

    /// <summary>Day and time at the establishment, as people write them.</summary>
    public string At(DateTimeOffset when) =>
        EstablishmentTime.Local(when).ToString(
            IsEnglish ? "d MMMM yyyy 'at' HH:mm" : "d MMMM yyyy 'à' HH:mm", IsEnglish ? EnglishCulture : FrenchCulture);

    /// <summary>A role.</summary>
    public string Of(Role role) =>
        role switch
        {
            Role.Administrator => Say("administrateur", "administrator"),
            Role.SecurityOfficer => Say("responsable de la sécurité", "security officer"),
            Role.Physician => Say("médecin", "physician"),
            Role.Nurse => Say("infirmier", "nurse"),
            Role.Receptionist => Say("agent d’accueil", "receptionist"),
            Role.Phlebotomist => Say("préleveur", "phlebotomist"),
            Role.LaboratoryTechnician => Say("technicien de laboratoire", "laboratory technician"),
            Role.Biologist => Say("biologiste médical", "medical biologist"),
            Role.BillingClerk => Say("agent de facturation", "billing clerk"),
            _ => Say("pharmacien", "pharmacist"),
        };

    /// <summary>A compartment.</summary>
    public string Of(Compartment compartment) =>
        compartment switch
        {
            Compartment.Identity => Say("identité", "identity"),
            Compartment.Contact => Say("coordonnées", "contact details"),
            Compartment.Coverage => Say("couverture et facturation", "coverage and billing"),
            Compartment.Clinical => Say("contenu clinique", "clinical content"),
            Compartment.Laboratory => Say("laboratoire", "laboratory"),
            _ => Say("données sensibles", "sensitive data"),
        };

    /// <summary>A meter.</summary>
    public string Of(MeterKind meter) =>
        meter switch
        {
            MeterKind.InCare => Say("patients pris en charge", "patients in care"),
            MeterKind.OffPattern => Say("patients hors prise en charge", "patients outside current care"),
            _ => Say("recherches", "lookups"),
        };

    /// <summary>What a proposal is about.</summary>
    public string Of(ProposalKind kind) =>
        kind switch
        {
            ProposalKind.EnrolStaff => Say("Nouvelle personne", "New member of staff"),
            ProposalKind.AddPasskey => Say("Clé d’accès supplémentaire", "Additional passkey"),
            ProposalKind.ChangeRole => Say("Changement de rôle", "Change of role"),
            ProposalKind.ChangeUnits => Say("Changement d’unités", "Change of units"),
            ProposalKind.SuspendStaff => Say("Suspension", "Suspension"),
            ProposalKind.ReinstateStaff => Say("Réintégration", "Reinstatement"),
            ProposalKind.ChangeBudget => Say("Changement de budget", "Change of budget"),
            ProposalKind.EndClient => Say("Retrait d’un client machine", "Machine client ended"),
            ProposalKind.RegisterWardKey => Say("Clé de secours d’une unité", "A unit’s downtime key"),
            ProposalKind.ActivateReleaseRule => Say("Libération automatique de résultats", "Automatic release of results"),
            ProposalKind.EndReleaseRule => Say("Arrêt d’une libération automatique", "Automatic release stopped"),
            ProposalKind.RegisterClient => Say("Nouveau client machine", "New machine client"),
            _ => Say("Nouvelle unité", "New unit"),
        };

    /// <summary>Where a proposal stands.</summary>
    public string Of(ProposalState state) =>
        state switch
        {
            ProposalState.Waiting => Say("En attente", "Waiting"),
            ProposalState.Approved => Say("Approuvée", "Approved"),
            ProposalState.Rejected => Say("Rejetée", "Rejected"),
            ProposalState.Withdrawn => Say("Retirée", "Withdrawn"),
            _ => Say("Expirée", "Expired"),
        };
}
