"""Questions on the planted contradictions: the answer gives both values."""

from __future__ import annotations

from samples.generators.questions.model import (
    AUDIT,
    LEASE,
    LETTER,
    LOAN,
    REPORT,
    ROLL,
    Question,
)
from samples.generators.rent_roll import range_of

QUESTIONS = (
    Question(
        "conflict-surface",
        "fr",
        "Quelle est la surface totale louée à {tenant} d'après le bail commercial et ses annexes ?",
        "{lease_area_article} selon l'article 2.1, {lease_area_annex} selon l'annexe 2",
        (
            (
                LEASE,
                "Les locaux loués développent une surface totale de {lease_area_article}, parties "
                "privatives.",
            ),
            (LEASE, "Surface totale louée {lease_area_annex}"),
        ),
        "contradiction",
    ),
    Question(
        "conflict-stationnement",
        "fr",
        "Combien d'emplacements de stationnement le bail du lot {lot} attribue-t-il au preneur ?",
        "{lease_parking_article} selon l'article 2.2, {lease_parking_annex} selon l'annexe 2",
        (
            (
                LEASE,
                "la jouissance exclusive de {lease_parking_article} emplacements de stationnement",
            ),
            (LEASE, "Stationnements rattachés au lot : {lease_parking_annex} emplacements"),
        ),
        "contradiction",
    ),
    Question(
        "conflict-loyer-base",
        "fr",
        "Le loyer de base du lot {lot} est-il le même dans le bail et dans l'état locatif ?",
        "Non : {lease_rent} dans le bail, {roll_q07_rent} dans l'état locatif",
        (
            (
                LEASE,
                "loyer annuel de base, hors taxes et hors charges, de cent quatre-vingt-six mille "
                "euros ({lease_rent} HT HC)",
            ),
            (ROLL, range_of("Q-07")),
        ),
        "contradiction",
    ),
    Question(
        "conflict-depot",
        "fr",
        "Quel est le montant du dépôt de garantie du lot {lot} selon le bail et selon le courrier "
        "du 7 février 2025 ?",
        "{lease_deposit} selon le bail, {letter_deposit} selon le courrier",
        (
            (LEASE, "à titre de dépôt de garantie, la somme de {lease_deposit}"),
            (LETTER, "le dépôt de garantie détenu par le bailleur s'élève à {letter_deposit}."),
        ),
        "contradiction",
    ),
    Question(
        "conflict-ltv",
        "fr",
        "Quel plafond de LTV s'applique au prêt de {bank} selon l'offre de prêt et selon l'annexe "
        "aux comptes de {parent} ?",
        "{loan_ltv} selon l'offre de prêt, {audit_ltv_limit} selon la note 3.6 de l'annexe",
        (
            (LOAN, "du patrimoine (LTV) doit rester inférieur ou égal à {loan_ltv}."),
            (AUDIT, "d'expertise (LTV) ne doit pas excéder {audit_ltv_limit}"),
        ),
        "contradiction",
    ),
    Question(
        "conflict-logements",
        "fr",
        "Combien de logements le programme Les Jardins d'Utopelle comprend-il ?",
        "{loan_homes} selon l'offre de prêt, {audit_homes} selon la note 1 de l'annexe aux comptes",
        (
            (LOAN, "la construction de {loan_homes} logements locatifs intermédiaires"),
            (AUDIT, "la construction de {audit_homes} logements locatifs intermédiaires"),
        ),
        "contradiction",
    ),
    Question(
        "conflict-occupation",
        "fr",
        "Le taux d'occupation du Quadrant d'Opaline fin 2024 concorde-t-il entre l'état locatif et "
        "le rapport d'audit ?",
        "Non : {roll_occupancy} selon l'état locatif, {audit_occupancy} selon le rapport d'audit",
        (
            (ROLL, "Synthèse!A11:C11"),
            (AUDIT, "le taux d'occupation retenu pour cet immeuble est de {audit_occupancy}."),
        ),
        "contradiction",
    ),
    Question(
        "conflict-capex",
        "en",
        "What were Northfable's 2023 capital expenditures according to the MD&A and the cash flow "
        "statement?",
        "{report_capex_mda} in the MD&A, {report_capex} in the cash flow statement",
        (
            (REPORT, "Capital expenditures were {report_capex_mda} in 2023"),
            (REPORT, "{report_capex_row}"),
        ),
        "contradiction",
    ),
)
