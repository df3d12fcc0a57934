namespace Serment.Simulation.Weeks;

/// <summary>
/// The illnesses of the demo's wards. CIM-10 codes and CIS codes exist (ATIH's CIM-10, the public drug database); the
/// stories are invented, ordinary, and no advice.
/// </summary>
public static class CaseLibrary
{
    private static readonly CaseMedicine Paracetamol = new("67770378", 2, 0, "orale", 7, "douleur ou fièvre");
    private static readonly CaseMedicine Enoxaparin = new("63600670", 1, 1, "sous-cutanée", 7);
    private static readonly CaseMedicine Omeprazole = new("60806188", 1, 1, "orale", 14);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ClinicalCase> All { get; } =
    [
        new()
        {
            Code = "J189",
            Title = "Pneumopathie, sans précision",
            Unit = "MED",
            Group = CaseGroup.Elderly,
            Days = (5, 8),
            Others = [("I10", "Hypertension essentielle (primitive)")],
            Story = "Toux grasse et fièvre depuis trois jours, essoufflement à l’effort depuis la veille. Vit seul, autonome.",
            Findings = "Foyer de crépitants à la base droite. Opacité lobaire inférieure droite à la radiographie. CRP élevée.",
            Plan = "Antibiothérapie intraveineuse puis relais oral, oxygène selon la saturation, kinésithérapie respiratoire.",
            Progress =
            [
                "Encore fébrile ce matin, moins essoufflé. Saturation correcte sous 2 L d’oxygène.",
                "Apyrétique depuis la nuit. Sevrage de l’oxygène en cours. Mange mieux.",
                "Va mieux, marche dans le couloir. Relais oral prévu, sortie à discuter.",
            ],
            Vitals = new(38.7m, 104, 118, 24, 91, true, 2),
            Medicines =
            [
                new("62113300", 1, 1, "intraveineuse", 7), Paracetamol, Enoxaparin, new("60759607", 1, 1, "orale", 90),
            ],
            Care = [("Surveillance de la saturation et de l’oxygène", 4), ("Kinésithérapie respiratoire", 12)],
        },
        new()
        {
            Code = "I500",
            Title = "Insuffisance cardiaque congestive",
            Unit = "MED",
            Group = CaseGroup.Elderly,
            Days = (5, 9),
            Others =
            [
                ("I489", "Fibrillation et flutter auriculaires, sans précision"), ("E785", "Hyperlipidémie, sans précision"),
            ],
            Story = "Prise de 5 kg en dix jours, œdèmes des jambes, orthopnée. Écart de régime reconnu.",
            Findings = "Œdèmes jusqu’aux genoux, crépitants des deux bases, turgescence jugulaire. NT-proBNP élevé.",
            Plan = "Diurétique de l’anse, pesée quotidienne, restriction sodée, échographie cardiaque.",
            Progress =
            [
                "Moins deux kilos depuis l’entrée. Dort encore demi-assis.",
                "Œdèmes en nette régression, ionogramme stable sous diurétique.",
                "Poids de sortie atteint. Éducation thérapeutique faite avec la famille.",
            ],
            Vitals = new(36.8m, 96, 146, 22, 93, true, 0),
            Medicines =
            [
                new("60192594", 1, 2, "orale", 30), new("67728468", 1, 1, "orale", 90), new("61902218", 1, 2, "orale", 90),
                new("60759607", 1, 1, "orale", 90), new("69942983", 1, 1, "orale", 90),
            ],
            Care = [("Pesée", 24), ("Surveillance de la diurèse", 8)],
        },
        new()
        {
            Code = "J441",
            Title = "Maladie pulmonaire obstructive chronique avec épisodes aigus, sans précision",
            Unit = "MED",
            Days = (4, 7),
            Story = "Majoration de la dyspnée et des crachats depuis quatre jours. Tabagisme sevré depuis deux ans.",
            Findings = "Sibilants diffus, pas de foyer. Gaz du sang : hypercapnie modérée connue.",
            Plan = "Nébulisations, corticoïdes cinq jours, objectif de saturation entre 88 et 92 %.",
            Progress =
            [
                "Sibilants encore présents, parle en phrases courtes.",
                "Nette amélioration, nébulisations espacées.",
                "Retour à l’état de base. Technique d’inhalation revue.",
            ],
            Vitals = new(37.4m, 98, 134, 26, 89, true, 1),
            Medicines =
            [
                new("65981280", 1, 4, "inhalée", 5), new("61335351", 2, 1, "orale", 5), Omeprazole, Enoxaparin,
            ],
            Care = [("Surveillance respiratoire, objectif de saturation 88 à 92 %", 4), ("Aérosol et toilette bronchique", 6)],
        },
        new()
        {
            Code = "N10",
            Title = "Néphrite tubulo-interstitielle aiguë",
            Unit = "MED",
            Days = (3, 5),
            Story = "Fièvre à 39,5 °C, frissons, douleur lombaire gauche depuis la veille au soir.",
            Findings = "Douleur à l’ébranlement lombaire gauche. Bandelette positive, échographie sans dilatation.",
            Plan = "Antibiothérapie intraveineuse quarante-huit heures puis relais selon l’antibiogramme.",
            Progress =
            [
                "Deuxième jour d’antibiotique, encore 38,4 °C cette nuit.",
                "Apyrétique. Colibacille sensible : relais oral ce soir.",
            ],
            Vitals = new(39.1m, 112, 108, 20, 97, false, 6),
            Medicines = [new("62113300", 1, 1, "intraveineuse", 3), Paracetamol, new("66105571", 2, 0, "orale", 5, "spasmes")],
            Care = [("Surveillance de la température", 6), ("Surveillance de la diurèse", 8)],
        },
        new()
        {
            Code = "I639",
            Title = "Infarctus cérébral, sans précision",
            Unit = "MED",
            Group = CaseGroup.Elderly,
            Days = (7, 10),
            Others = [("I10", "Hypertension essentielle (primitive)"), ("I480", "Fibrillation auriculaire paroxystique")],
            Story = "Faiblesse brutale du bras droit et trouble de la parole au réveil. Retour d’unité neurovasculaire.",
            Findings = "Déficit moteur du membre supérieur droit à 3/5, aphasie modérée. Déglutition testée : textures mixées.",
            Plan = "Anticoagulant oral, rééducation motrice et orthophonie, bilan social pour le retour.",
            Progress =
            [
                "Orthophonie débutée, phrases courtes comprises.",
                "Motricité à 4/5. Marche avec aide humaine.",
                "Projet de soins de suite accepté par la patiente ou le patient et sa famille.",
            ],
            Vitals = new(36.9m, 82, 158, 16, 96, false, 0),
            Medicines =
            [
                new("61902218", 1, 2, "orale", 90), new("69942983", 1, 1, "orale", 90), new("60759607", 1, 1, "orale", 90),
                new("67432348", 1, 0, "orale", 14, "constipation"),
            ],
            Care = [("Changement de position", 4), ("Aide au repas, texture mixée", 6), ("Stimulation de la marche", 12)],
        },
        new()
        {
            Code = "E1190",
            Title = "Diabète sucré de type 2 insulinotraité, sans complication",
            Unit = "MED",
            Days = (3, 6),
            Others = [("L031", "Phlegmon d'autres parties d'un membre"), ("E785", "Hyperlipidémie, sans précision")],
            Story = "Rougeur et gonflement de la jambe gauche avec fièvre, glycémies à 3 g/L depuis une semaine.",
            Findings = "Placard inflammatoire jusqu’au mollet, porte d’entrée interdigitale. Pouls présents.",
            Plan = "Antibiothérapie, schéma d’insuline, soins locaux, contours du placard dessinés au feutre.",
            Progress =
            [
                "Le placard ne dépasse plus le trait. Glycémies entre 1,8 et 2,4 g/L.",
                "Rougeur en régression, insuline adaptée.",
            ],
            Vitals = new(38.3m, 98, 138, 18, 97, false, 4),
            Medicines =
            [
                new("69166540", 1, 3, "orale", 7), new("64575768", 6, 3, "sous-cutanée", 30), new("68473102", 1, 2, "orale", 90),
                Paracetamol, Enoxaparin,
            ],
            Care = [("Glycémie capillaire", 6), ("Soin de la plaie interdigitale", 24)],
        },
        new()
        {
            Code = "S7200",
            Title = "Fracture fermée du col du fémur",
            Unit = "CHIR",
            Group = CaseGroup.Elderly,
            Days = (7, 10),
            Others = [("I10", "Hypertension essentielle (primitive)")],
            Story = "Chute de sa hauteur à domicile, impotence de la hanche gauche. Pas de perte de connaissance.",
            Findings = "Membre raccourci en rotation externe. Fracture du col à la radiographie. Opéré le lendemain de l’entrée.",
            Plan = "Prothèse intermédiaire, lever à J1, appui complet autorisé, prévention thromboembolique.",
            Progress =
            [
                "Premier lever au fauteuil, douleur à 4 sous antalgiques.",
                "Marche avec déambulateur sur dix mètres. Pansement propre.",
                "Autonomie en progrès. Place en rééducation demandée.",
            ],
            Vitals = new(37.1m, 92, 142, 18, 95, false, 7),
            Medicines =
            [
                Paracetamol, new("62484259", 1, 0, "orale", 5, "douleur malgré le paracétamol"), Enoxaparin,
                new("67432348", 1, 2, "orale", 10), new("60759607", 1, 1, "orale", 90),
            ],
            Care = [("Réfection du pansement", 48), ("Lever et marche", 12), ("Prévention d’escarre, changement de position", 4)],
        },
        new()
        {
            Code = "K800",
            Title = "Calcul de la vésicule biliaire avec cholécystite aiguë",
            Unit = "CHIR",
            Days = (2, 4),
            Story = "Douleur de l’hypochondre droit depuis trente-six heures, nausées, fièvre.",
            Findings = "Signe de Murphy. Vésicule à paroi épaissie avec calculs à l’échographie. Cholécystectomie cœlioscopique.",
            Plan = "Antibiotiques vingt-quatre heures après l’intervention, reprise alimentaire le soir même.",
            Progress =
            [
                "Suites simples, gaz repris, boissons bien tolérées.",
                "Cicatrices propres, sortie possible.",
            ],
            Vitals = new(38.2m, 96, 126, 18, 98, false, 6),
            Medicines =
            [
                new("62113300", 1, 1, "intraveineuse", 2), Paracetamol, new("62719935", 1, 0, "intraveineuse", 2, "douleur"),
                new("63177843", 1, 0, "orale", 3, "nausées"), Enoxaparin,
            ],
            Care = [("Surveillance des orifices de trocart", 12), ("Surveillance de la douleur", 6)],
        },
        new()
        {
            Code = "K358",
            Title = "Appendicites aigües, autres et non précisées",
            Unit = "CHIR",
            Days = (1, 3),
            Story = "Douleur de la fosse iliaque droite depuis la veille, un vomissement, fébricule.",
            Findings = "Défense localisée. Appendice de 11 mm au scanner, pas d’épanchement. Appendicectomie cœlioscopique.",
            Plan = "Antalgiques, reprise alimentaire, sortie dès que la douleur le permet.",
            Progress = ["Lever ce matin, a mangé. Douleur à 2."],
            Vitals = new(37.9m, 94, 122, 16, 99, false, 6),
            Medicines = [Paracetamol, new("62484259", 1, 0, "orale", 3, "douleur malgré le paracétamol")],
            Care = [("Surveillance des orifices de trocart", 12)],
        },
        new()
        {
            Code = "M171",
            Title = "Autres gonarthroses primaires",
            Unit = "CHIR",
            Days = (3, 5),
            Story = "Prothèse totale du genou droit programmée pour arthrose évoluée, échec des traitements médicaux.",
            Findings = "Intervention sans incident. Redon retiré à J1.",
            Plan = "Récupération améliorée : lever le jour même, glace, kinésithérapie deux fois par jour.",
            Progress =
            [
                "Flexion à 60°, marche avec deux cannes.",
                "Flexion à 85°, escaliers travaillés. Sortie avec ordonnances de kinésithérapie.",
            ],
            Vitals = new(37.0m, 84, 132, 16, 97, false, 5),
            Medicines =
            [
                Paracetamol, new("62719935", 1, 2, "intraveineuse", 2), new("62484259", 1, 0, "orale", 5, "douleur"),
                Enoxaparin, Omeprazole,
            ],
            Care = [("Glaçage du genou", 6), ("Kinésithérapie", 12), ("Réfection du pansement", 48)],
        },
        new()
        {
            Code = "O800",
            Title = "Accouchement (unique) spontané par présentation du sommet",
            Unit = "MAT",
            Group = CaseGroup.Mother,
            Days = (2, 4),
            Story = "Travail spontané à terme, naissance par voie basse, périnée intact. Allaitement souhaité.",
            Findings = "Globe utérin bien formé, saignements physiologiques.",
            Plan = "Surveillance du post-partum, accompagnement de l’allaitement, sortie à J3.",
            Progress =
            [
                "Montée de lait débutante, mise au sein accompagnée.",
                "Bonnes suites. Visite de la sage-femme à domicile organisée.",
            ],
            Vitals = new(36.9m, 82, 118, 16, 99, false, 3),
            Medicines = [Paracetamol, new("68269288", 1, 1, "orale", 60)],
            Care = [("Surveillance du globe utérin et des saignements", 8), ("Accompagnement de l’allaitement", 8)],
        },
    ];
}
