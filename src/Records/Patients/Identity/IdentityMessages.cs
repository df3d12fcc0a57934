using Serment.Records.Patients.Contact;
using Serment.Records.Patients.Identifiers;

namespace Serment.Records.Patients.Identity;

/// <summary>A text in both languages of the program.</summary>
/// <param name="French">French.</param>
/// <param name="English">English.</param>
public sealed record BilingualText(string French, string English)
{
    /// <summary>The text in the language of a culture: English for "en", otherwise French.</summary>
    public string In(string twoLetterLanguage) =>
        string.Equals(twoLetterLanguage, "en", StringComparison.OrdinalIgnoreCase) ? English : French;
}

/// <summary>What a form says beside a field for each refusal or finding. No text holds personal data.</summary>
public static class IdentityMessages
{
    /// <summary>The key of a finding, stable for reports and tests.</summary>
    public static string Key(FindingCode code) => "identity." + code;

    /// <summary>The text of a finding.</summary>
    public static BilingualText Of(FindingCode code) => code switch
    {
        FindingCode.StrictTraitMissing => new(
            "Ce trait est obligatoire pour créer une identité.", "This trait is required to create an identity."),
        FindingCode.NameWithoutLetters => new("Le nom ne contient aucune lettre.", "The name holds no letter."),
        FindingCode.NameTooLong => new(
            "Le nom dépasse 200 caractères.", "The name is longer than 200 characters."),
        FindingCode.FirstGivenNameNotInList => new(
            "Le premier prénom doit être le début de la liste des prénoms.",
            "The first given name must be the start of the list of given names."),
        FindingCode.PlaceNotValidAtBirth => new(
            "Ce code de lieu n’était pas en vigueur à la date de naissance.",
            "This place code was not valid on the birth date."),
        FindingCode.PlaceNotInDirectory => new(
            "Ce code de lieu n’existe pas. Si le lieu est inconnu, saisissez 99999.",
            "There is no such place code. If the place is unknown, enter 99999."),
        FindingCode.InsImpossible => new("Ce matricule INS est impossible.", "This INS number is impossible."),
        FindingCode.InsDisagreesOnSex => new(
            "Le matricule INS indique un autre sexe.", "The INS number says another sex."),
        FindingCode.InsDisagreesOnBirthDate => new(
            "Le matricule INS indique une autre année ou un autre mois de naissance.",
            "The INS number says another birth year or month."),
        FindingCode.InsDisagreesOnBirthPlace => new(
            "Le matricule INS indique un autre lieu de naissance.", "The INS number says another birth place."),
        FindingCode.StatusNeedsIns => new(
            "Une identité récupérée ou qualifiée comporte un matricule INS.",
            "A retrieved or qualified identity has an INS number."),
        FindingCode.StatusNeedsDocument => new(
            "Une identité validée ou qualifiée a été contrôlée avec un document à haut niveau de confiance.",
            "A validated or qualified identity was checked with a high-confidence document."),
        FindingCode.MarkNeedsProvisional => new(
            "Une identité douteuse ou fictive reste provisoire.",
            "A doubtful or fictitious identity stays provisional."),
        FindingCode.DeathDateImpossible => new(
            "La date de décès est avant la naissance ou dans le futur.",
            "The date of death is before birth or in the future."),
        FindingCode.BirthOrderImpossible => new(
            "Le rang de naissance va de 1 à 9.", "The order of birth goes from 1 to 9."),
        FindingCode.BirthDateIncomplete => new(
            "La date de naissance est incomplète ou estimée.", "The birth date is incomplete or estimated."),
        FindingCode.AgeUnlikely => new(
            "Vérifiez la date de naissance : plus de 120 ans.", "Check the birth date: more than 120 years old."),
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };

    /// <summary>The text of a refused birth date.</summary>
    public static BilingualText Of(BirthDateRefusal refusal) => refusal switch
    {
        BirthDateRefusal.Empty => new("Saisissez la date de naissance.", "Enter the birth date."),
        BirthDateRefusal.Format => new(
            "Saisissez la date sous la forme JJ/MM/AAAA, 00 pour un jour ou un mois inconnu.",
            "Enter the date as DD/MM/YYYY, 00 for an unknown day or month."),
        BirthDateRefusal.TwoDigitYear => new(
            "Saisissez l’année sur quatre chiffres.", "Enter the year with four digits."),
        BirthDateRefusal.ImpossibleDate => new("Cette date n’existe pas.", "There is no such date."),
        BirthDateRefusal.InFuture => new(
            "La date de naissance est dans le futur.", "The birth date is in the future."),
        BirthDateRefusal.TooOld => new(
            "La date de naissance est antérieure à 1850.", "The birth date is before 1850."),
        BirthDateRefusal.InfantMonthNeeded => new(
            "Pour un enfant de moins d’un an, estimez le mois de naissance.",
            "For an infant under one year, estimate the month of birth."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    /// <summary>The text of a refused registration number.</summary>
    public static BilingualText Of(NirRefusal refusal) => refusal switch
    {
        NirRefusal.Empty => new("Saisissez le numéro.", "Enter the number."),
        NirRefusal.Length => new(
            "Le numéro compte 13 caractères et une clé de 2 chiffres.",
            "The number has 13 characters and a key of 2 digits."),
        NirRefusal.Character => new(
            "Le numéro ne comporte que des chiffres, sauf 2A et 2B pour la Corse.",
            "The number has only digits, but for 2A and 2B in Corsica."),
        NirRefusal.Sex => new(
            "Le premier chiffre est 1, 2, 3, 4, 7 ou 8.", "The first digit is 1, 2, 3, 4, 7 or 8."),
        NirRefusal.Month => new("Le mois de naissance est impossible.", "The month of birth is impossible."),
        NirRefusal.Place => new("Le lieu de naissance est impossible.", "The place of birth is impossible."),
        NirRefusal.Order => new("Le numéro d’ordre est impossible.", "The order number is impossible."),
        NirRefusal.KeyMissing => new("Saisissez aussi la clé de 2 chiffres.", "Enter the key of 2 digits as well."),
        NirRefusal.Key => new(
            "La clé ne correspond pas au numéro : vérifiez la saisie.", "The key does not fit the number: check it."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    /// <summary>The text of a refused contact detail.</summary>
    public static BilingualText Of(ContactRefusal refusal) => refusal switch
    {
        ContactRefusal.Empty => new("Champ vide.", "Empty field."),
        ContactRefusal.Length => new("Trop court ou trop long.", "Too short or too long."),
        ContactRefusal.Character => new("Un caractère n’est pas admis.", "A character is not allowed."),
        ContactRefusal.Prefix => new("Ce préfixe ou domaine n’existe pas.", "There is no such prefix or domain."),
        ContactRefusal.LeadingZeroLost => new(
            "Le code postal compte cinq chiffres : le zéro initial manque peut-être.",
            "A postal code has five digits: its leading zero may be missing."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    /// <summary>The text of a refused change of status; the rule stands beside its value.</summary>
    public static BilingualText Of(TransitionRefusal refusal) => TransitionMessages.Of(refusal);
}
