"""Questions on the audit report."""

from __future__ import annotations

from samples.generators.questions.model import AUDIT, Question

QUESTIONS = (
    Question(
        "audit-opinion",
        "fr",
        "Quel type d'opinion le commissaire aux comptes émet-il sur les comptes 2024 de {parent} ?",
        "Une opinion avec réserve (certification sous réserve)",
        (
            (
                AUDIT,
                "Sous la réserve décrite dans la partie « Fondement de l'opinion avec réserve », "
                "nous certifions que les comptes annuels sont",
            ),
        ),
    ),
    Question(
        "audit-reserve",
        "fr",
        "De quel montant le résultat 2024 de {parent} est-il surévalué selon la réserve du "
        "commissaire aux comptes ?",
        "{audit_qualification}, avant effet d'impôt",
        (
            (
                AUDIT,
                "le résultat de l'exercice et les capitaux propres sont surévalués de "
                "{audit_qualification}, avant effet d'impôt.",
            ),
        ),
    ),
    Question(
        "audit-observation",
        "fr",
        "Sur quel changement porte l'observation du rapport d'audit de {parent} ?",
        "La durée d'amortissement du composant façades, portée de 20 à 25 ans",
        (
            (
                AUDIT,
                "le changement de durée d'amortissement du composant « façades », porté de vingt "
                "à vingt-cinq ans à compter du 1er janvier 2024.",
            ),
        ),
    ),
    Question(
        "audit-total-bilan",
        "fr",
        "Quel est le total du bilan de {parent} au 31 décembre 2024 ?",
        "{audit_total}",
        ((AUDIT, "TOTAL ACTIF 26 451 4 255 22 196 18 802"),),
    ),
    Question(
        "audit-resultat-exploitation",
        "fr",
        "Quel est le résultat d'exploitation 2024 de {parent} ?",
        "{audit_operating}",
        ((AUDIT, "Résultat d'exploitation {audit_operating_row}"),),
    ),
    Question(
        "audit-loyers",
        "fr",
        "Quel montant de loyers {parent} a-t-elle comptabilisé en 2024 ?",
        "{audit_rents}",
        ((AUDIT, "{audit_rents_row}"),),
    ),
    Question(
        "audit-dividende",
        "fr",
        "Quel dividende l'assemblée de {parent} du 12 juin 2024 a-t-elle décidé ?",
        "{audit_dividend}",
        (
            (
                AUDIT,
                "L'assemblée du 12 juin 2024 a décidé la distribution d'un dividende de "
                "{audit_dividend}.",
            ),
        ),
    ),
    Question(
        "audit-ltv-constate",
        "fr",
        "Quel ratio LTV {parent} présente-t-elle au 31 décembre 2024 ?",
        "{audit_ltv}",
        (
            (
                AUDIT,
                "LTV (dette bancaire nette / valeur d'expertise) max. {audit_ltv_limit} "
                "{audit_ltv} Respecté",
            ),
        ),
    ),
    Question(
        "audit-tirage",
        "fr",
        "De quel montant le prêt Utopelle était-il tiré au 31 décembre 2024 ?",
        "{audit_drawn}",
        (
            (
                AUDIT,
                "pour le programme « Les Jardins d'Utopelle » était tiré à hauteur de "
                "{audit_drawn}.",
            ),
        ),
    ),
    Question(
        "audit-honoraires",
        "fr",
        "À combien s'élèvent les honoraires du commissaire aux comptes de {parent} pour 2024 ?",
        "38 500 € HT",
        ((AUDIT, "s'élèvent à 38 500 € hors taxes."),),
    ),
    Question(
        "audit-croissance-loyers",
        "fr",
        "De combien les loyers de {parent} ont-ils progressé en 2024 par rapport à 2023 ?",
        "{audit_rents_growth}",
        ((AUDIT, "{audit_rents_row}"),),
        "derived",
    ),
    Question(
        "audit-resultat-corrige",
        "fr",
        "Quel serait le résultat net 2024 de {parent} après correction de la réserve, avant effet "
        "d'impôt ?",
        "{audit_result_adjusted}",
        (
            (AUDIT, "RÉSULTAT NET 612 480"),
            (
                AUDIT,
                "le résultat de l'exercice et les capitaux propres sont surévalués de "
                "{audit_qualification}",
            ),
        ),
        "derived",
    ),
    Question(
        "audit-autonomie",
        "fr",
        "Quelle est la part des capitaux propres dans le total du bilan 2024 de {parent} ?",
        "{audit_equity_ratio}",
        ((AUDIT, "Total capitaux propres 6 602 6 290"), (AUDIT, "TOTAL PASSIF 22 196 18 802")),
        "derived",
    ),
    Question(
        "cross-audit-qualification",
        "en",
        "Why did the auditor of Mirandelune Foncière qualify its opinion on the 2024 accounts?",
        "A {audit_qualification} receivable on a partner in liquidation was not written down",
        (
            (
                AUDIT,
                "Cette créance, d'un montant de {audit_qualification}, n'a fait l'objet d'aucune "
                "dépréciation alors que son recouvrement nous paraît compromis.",
            ),
        ),
    ),
)
