namespace Serment.Records.Patients.Identity;

/// <summary>The texts of refused changes of status; each ends with the rule of the RNIV that it comes from.</summary>
internal static class TransitionMessages
{
    internal static BilingualText Of(TransitionRefusal refusal) => refusal switch
    {
        TransitionRefusal.DoubtfulOrFictitious => new(
            "Une identité douteuse ou fictive reste provisoire et n’est pas envoyée à INSi (EXI SI 09).",
            "A doubtful or fictitious identity stays provisional and is not sent to INSi (EXI SI 09)."),
        TransitionRefusal.NoDocumentChosen => new(
            "Choisissez le document présenté (EXI SI 23).", "Choose the document that was shown (EXI SI 23)."),
        TransitionRefusal.DocumentNotOfHighConfidence => new(
            "Ce document n’est pas à haut niveau de confiance dans cette situation (EXI SI 10, EXI PP 09).",
            "This document is not of high confidence in these circumstances (EXI SI 10, EXI PP 09)."),
        TransitionRefusal.NotCheckedAgainstPerson => new(
            "Contrôlez que le document est bien celui de la personne (EXI PP 08).",
            "Check that the document is the person’s own (EXI PP 08)."),
        TransitionRefusal.InsNotCheckedAgainstPerson => new(
            "Contrôlez les traits de l’INS avec la personne présente (EXI PP 05).",
            "Check the traits of the INS with the person present (EXI PP 05)."),
        TransitionRefusal.InsDisagrees => new(
            "L’INS diffère sur le nom, le prénom, le sexe ou la date de naissance (EXI PP 20).",
            "The INS differs on name, given name, sex or birth date (EXI PP 20)."),
        TransitionRefusal.InsAlreadyKnown => new(
            "Une autre identité porte déjà cet INS (EXI SI 32).", "Another identity already has this INS (EXI SI 32)."),
        TransitionRefusal.InsiForbiddenForProvisional => new(
            "Le paramétrage interdit l’appel à INSi pour une identité provisoire (EXI SI 25).",
            "The settings forbid calling INSi for a provisional identity (EXI SI 25)."),
        TransitionRefusal.StrictTraitMissing => new(
            "Un trait strict manque (EXI PP 02).", "A strict trait is missing (EXI PP 02)."),
        TransitionRefusal.AlreadyHasIns => new(
            "L’identité comporte déjà un INS.", "The identity already has an INS."),
        TransitionRefusal.AlreadyValidated => new(
            "L’identité est déjà validée.", "The identity is already validated."),
        TransitionRefusal.HasNoIns => new("L’identité ne comporte pas d’INS.", "The identity has no INS."),
        TransitionRefusal.NotValidated => new("L’identité n’est pas validée.", "The identity is not validated."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };
}
