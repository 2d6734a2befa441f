"""Prose of the audit report; braces are filled from the accounts."""

from __future__ import annotations

COVER_BOX: list[tuple[str, str]] = [
    ("center", "<b>{parent}</b>"),
    ("center", "Société par actions simplifiée au capital de 3 000 000 €"),
    ("center", "3 quai des Sextants, 99120 {city}"),
    ("center", "RCS {city} {parent_siren}"),
]

BLOCKS: list[tuple[str, str]] = [
    ("space", "34"),
    ("kicker", "{auditor}"),
    ("center", "Société de commissariat aux comptes – 8 rue du Quadrille, 99100 Portimaginaire"),
    ("rule", ""),
    ("space", "10"),
    ("title", "Rapport du commissaire aux comptes sur les comptes annuels"),
    ("center", "Exercice clos le 31 décembre 2024"),
    ("space", "16"),
    ("table", "cover"),
    ("space", "14"),
    ("center", "<i>Société, cabinet et montants imaginaires.</i>"),
    ("break", ""),
    ("left", "À l'assemblée générale de la société {parent},"),
    ("h1", "1. Opinion avec réserve"),
    (
        "p",
        "En exécution de la mission qui nous a été confiée par votre assemblée générale du "
        "14 juin 2021, nous avons effectué l'audit des comptes annuels de la société {parent} "
        "relatifs à l'exercice clos le 31 décembre 2024, tels qu'ils sont joints au présent "
        "rapport.",
    ),
    (
        "p",
        "Sous la réserve décrite dans la partie « Fondement de l'opinion avec réserve », nous "
        "certifions que les comptes annuels sont, au regard des règles et principes comptables "
        "français, réguliers et sincères et donnent une image fidèle du résultat des opérations "
        "de l'exercice écoulé ainsi que de la situation financière et du patrimoine de la "
        "société à la fin de cet exercice.",
    ),
    ("h1", "2. Fondement de l'opinion avec réserve"),
    ("h2", "2.1 Motivation de la réserve"),
    (
        "p",
        "Comme indiqué dans la note 3.2 de l'annexe, la société détient une créance sur son "
        "ancien promoteur partenaire, placé en liquidation judiciaire le 4 novembre 2024. Cette "
        "créance, d'un montant de {audit_qualification}, n'a fait l'objet d'aucune dépréciation "
        "alors que son recouvrement nous paraît compromis.",
    ),
    (
        "p",
        "En conséquence, le résultat de l'exercice et les capitaux propres sont surévalués de "
        "{audit_qualification}, avant effet d'impôt.",
    ),
    ("h2", "2.2 Référentiel d'audit et indépendance"),
    (
        "p",
        "Nous avons effectué notre audit selon les normes d'exercice professionnel applicables "
        "en France. Nous estimons que les éléments que nous avons collectés sont suffisants et "
        "appropriés pour fonder notre opinion avec réserve. Notre mission a été réalisée dans le "
        "respect des règles d'indépendance, sur la période du 1er janvier 2024 à la date "
        "d'émission de notre rapport.",
    ),
    ("h1", "3. Observation"),
    (
        "p",
        "Sans remettre en cause l'opinion exprimée ci-dessus, nous attirons votre attention sur "
        "la note 2.1 de l'annexe, qui expose le changement de durée d'amortissement du composant "
        "« façades », porté de vingt à vingt-cinq ans à compter du 1er janvier 2024.",
    ),
    ("h1", "4. Justification des appréciations – points clés"),
    ("h2", "4.1 Évaluation des immeubles"),
    (
        "p",
        "Les terrains et constructions représentent la part prépondérante de l'actif. La "
        "direction s'appuie sur l'évaluation annuelle d'un expert indépendant, le cabinet "
        "Toise-Imaginaire. Nous avons apprécié les hypothèses de taux de rendement et de "
        "vacance, et rapproché un échantillon de loyers des baux.",
    ),
    ("h2", "4.2 Participation dans {landlord}"),
    (
        "p",
        "La société détient 60 % du capital de {landlord}, propriétaire de l'immeuble "
        "« {building} ». Au 31 décembre 2024, le taux d'occupation retenu pour cet immeuble est "
        "de {audit_occupancy}. Nous avons examiné le test de dépréciation fondé sur ce taux.",
    ),
    ("h2", "4.3 Respect des ratios bancaires"),
    (
        "p",
        "La note 3.6 de l'annexe expose les ratios que la société s'est engagée à respecter. "
        "Nous avons recalculé ces ratios et vérifié la cohérence des données utilisées avec les "
        "comptes annuels et le rapport d'expertise.",
    ),
    ("h1", "5. Vérifications spécifiques"),
    (
        "p",
        "À l'exception de l'incidence éventuelle de la réserve, nous n'avons pas d'autre "
        "observation à formuler sur la sincérité et la concordance avec les comptes annuels des "
        "informations données dans le rapport de gestion. Nous attestons la sincérité des "
        "informations relatives aux délais de paiement mentionnées à l'article D. 441-6 du Code "
        "de commerce.",
    ),
    ("h1", "6. Responsabilités"),
    (
        "p",
        "Il appartient à la direction d'établir des comptes annuels présentant une image fidèle "
        "et de mettre en place le contrôle interne qu'elle estime nécessaire. Il lui incombe "
        "d'évaluer la capacité de la société à poursuivre son exploitation. Les comptes annuels "
        "ont été arrêtés par la présidente le 18 mars 2025.",
    ),
    (
        "p",
        "Il nous appartient d'établir un rapport sur les comptes annuels. Notre objectif est "
        "d'obtenir l'assurance raisonnable que les comptes pris dans leur ensemble ne comportent "
        "pas d'anomalies significatives. Notre mission ne consiste pas à garantir la viabilité "
        "ou la qualité de la gestion de la société.",
    ),
    ("right", "Portimaginaire, le 22 avril 2025"),
    ("right", "<b>{auditor}</b>"),
    ("right", "Octave Belrivage, associé"),
    ("break", ""),
    ("h1", "Bilan au 31 décembre 2024 – Actif"),
    ("table", "assets"),
    (
        "note",
        "Montants en milliers d'euros (K€). Les amortissements des constructions sont "
        "calculés par composant.",
    ),
    ("h1", "Bilan au 31 décembre 2024 – Passif"),
    ("table", "sources"),
    ("break", ""),
    ("h1", "Compte de résultat de l'exercice 2024"),
    ("table", "income"),
    (
        "note",
        "Les charges sont présentées en positif dans les charges d'exploitation et en négatif "
        "dans les résultats financier et exceptionnel.",
    ),
    ("break", ""),
    ("h1", "Annexe aux comptes annuels"),
    ("h2", "Note 1 – Faits caractéristiques de l'exercice"),
    (
        "p",
        "La société a acquis le terrain du programme « {programme} », destiné à la construction "
        "de {audit_homes} logements locatifs intermédiaires, et a démarré les travaux en octobre "
        "2024. L'effectif moyen de l'exercice est de neuf salariés.",
    ),
    ("h2", "Note 2 – Règles et méthodes comptables"),
    (
        "p",
        "2.1 Les comptes annuels sont établis conformément au plan comptable général. Les "
        "immobilisations corporelles sont évaluées à leur coût d'acquisition et amorties par "
        "composant : structure 50 ans, façades 25 ans, équipements 15 ans, agencements 10 ans.",
    ),
    (
        "p",
        "2.2 Les participations sont évaluées au coût d'acquisition et dépréciées lorsque leur "
        "valeur d'utilité lui devient inférieure. Les créances sont dépréciées au cas par cas.",
    ),
    ("h2", "Note 3.1 – Capitaux propres"),
    (
        "p",
        "Le capital est composé de 30 000 actions de 100 €. L'assemblée du 12 juin 2024 a décidé "
        "la distribution d'un dividende de {audit_dividend}.",
    ),
    ("table", "equity"),
    ("h2", "Note 3.2 – Créances"),
    (
        "p",
        "Les autres créances comprennent une avance de {audit_qualification} versée à la société "
        "Bâtisseurs d'Illusione, en liquidation judiciaire. La direction estime que la garantie "
        "d'actif obtenue en 2022 en permet le recouvrement.",
    ),
    ("h2", "Note 3.3 – Provisions"),
    (
        "p",
        "Les provisions pour risques couvrent deux litiges locatifs, pour 95 K€, et des travaux "
        "de mise en conformité, pour 50 K€.",
    ),
    ("break", ""),
    ("h2", "Note 3.4 – Échéances des dettes financières"),
    ("table", "debt"),
    (
        "p",
        "Au 31 décembre 2024, le prêt consenti par {bank} pour le programme « {programme} » "
        "était tiré à hauteur de {audit_drawn}.",
    ),
    ("h2", "Note 3.5 – Engagements hors bilan"),
    ("table", "commitments"),
    ("h2", "Note 3.6 – Ratios bancaires (covenants)"),
    (
        "p",
        "Au titre du prêt consenti par {bank}, le ratio de la dette bancaire nette sur la valeur "
        "d'expertise (LTV) ne doit pas excéder {audit_ltv_limit} et le ratio de couverture du "
        "service de la dette (DSCR) doit être au moins égal à {audit_dscr_min}.",
    ),
    ("table", "ratios"),
    (
        "p",
        "La dette bancaire nette s'élève à {audit_net_debt} et la valeur d'expertise du "
        "patrimoine à {audit_valuation}. Le DSCR rapporte un excédent brut de {audit_ebitda} à "
        "un service de la dette de {audit_service}.",
    ),
    ("h2", "Note 4 – Événements postérieurs à la clôture"),
    (
        "p",
        "Le 9 janvier 2025, la société a procédé à un deuxième tirage de 650 K€ sur le prêt du "
        "programme « {programme} ». Aucun autre événement significatif n'est intervenu.",
    ),
    ("h2", "Note 5 – Honoraires du commissaire aux comptes"),
    (
        "p",
        "Les honoraires comptabilisés au titre de la certification des comptes de l'exercice "
        "2024 s'élèvent à 38 500 € hors taxes.",
    ),
]
