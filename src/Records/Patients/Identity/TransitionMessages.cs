namespace Serment.Records.Patients.Identity;

/// <summary>
/// The texts of refused changes of status, for whoever stands at the screen; the rule stands beside each value.
/// </summary>
internal static class TransitionMessages
{
    internal static BilingualText Of(TransitionRefusal refusal) => refusal switch
    {
        TransitionRefusal.DoubtfulOrFictitious => new(
            "Une identité douteuse ou fictive reste provisoire et n’est pas envoyée à INSi.",
            "A doubtful or fictitious identity stays provisional and is not sent to INSi."),
        TransitionRefusal.NoDocumentChosen => new(
            "Choisissez le document présenté.", "Choose the document that was shown."),
        TransitionRefusal.DocumentNotOfHighConfidence => new(
            "Ce document n’est pas à haut niveau de confiance dans cette situation.",
            "This document is not of high confidence in these circumstances."),
        TransitionRefusal.NotCheckedAgainstPerson => new(
            "Contrôlez que le document est bien celui de la personne.",
            "Check that the document is the person’s own."),
        TransitionRefusal.InsNotCheckedAgainstPerson => new(
            "Contrôlez les traits de l’INS avec la personne présente.",
            "Check the traits of the INS with the person present."),
        TransitionRefusal.InsDisagrees => new(
            "L’INS diffère sur le nom, le prénom, le sexe ou la date de naissance.",
            "The INS differs on name, given name, sex or birth date."),
        TransitionRefusal.InsAlreadyKnown => new(
            "Une autre identité porte déjà cet INS.", "Another identity already has this INS."),
        TransitionRefusal.InsiForbiddenForProvisional => new(
            "Le paramétrage interdit l’appel à INSi pour une identité provisoire.",
            "The settings forbid calling INSi for a provisional identity."),
        TransitionRefusal.StrictTraitMissing => new(
            "Un trait strict manque.", "A strict trait is missing."),
        TransitionRefusal.AlreadyHasIns => new(
            "L’identité comporte déjà un INS.", "The identity already has an INS."),
        TransitionRefusal.AlreadyValidated => new(
            "L’identité est déjà validée.", "The identity is already validated."),
        TransitionRefusal.HasNoIns => new("L’identité ne comporte pas d’INS.", "The identity has no INS."),
        TransitionRefusal.TraitsNotCompared => new(
            "Comparez chacun des cinq traits stricts avec le document, puis cochez-les.",
            "Compare each of the five strict traits with the document, then tick them."),
        TransitionRefusal.NotValidated => new("L’identité n’est pas validée.", "The identity is not validated."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };
}
