"""Questions on the loan offer."""

from __future__ import annotations

from samples.generators.questions.model import LOAN, Question

QUESTIONS = (
    Question(
        "loan-montant",
        "fr",
        "Quel est le montant du prêt offert par {bank} pour le programme Les Jardins d'Utopelle ?",
        "{loan_amount}",
        ((LOAN, "Le montant du prêt est de {loan_amount}."),),
    ),
    Question(
        "loan-taux",
        "fr",
        "Quel est le taux fixe de la phase d'amortissement du prêt Les Jardins d'Utopelle ?",
        "{loan_rate}",
        (
            (
                LOAN,
                "Pendant la phase d'amortissement, le prêt porte intérêt au taux fixe de "
                "{loan_rate} l'an.",
            ),
        ),
    ),
    Question(
        "loan-marge",
        "fr",
        "Quelle marge s'ajoute à l'Euribor 3 mois pendant la phase de mobilisation du prêt de "
        "{bank} ?",
        "{loan_margin}",
        ((LOAN, "augmenté d'une marge de {loan_margin} l'an."),),
    ),
    Question(
        "loan-teg",
        "fr",
        "Quel est le TEG indiqué dans l'offre de prêt du programme Les Jardins d'Utopelle ?",
        "{loan_teg}",
        ((LOAN, "frais ci-dessus compris, ressort à {loan_teg} l'an."),),
    ),
    Question(
        "loan-dscr",
        "fr",
        "Quel niveau minimal de DSCR l'offre de prêt de {bank} impose-t-elle ?",
        "{loan_dscr}",
        (
            (
                LOAN,
                "Le ratio de couverture du service de la dette (DSCR) doit être, à tout moment, "
                "supérieur ou égal à {loan_dscr}.",
            ),
        ),
    ),
    Question(
        "loan-hypotheque",
        "fr",
        "À hauteur de quel montant l'hypothèque de premier rang sur le programme Utopelle est-elle "
        "prise ?",
        "{loan_mortgage}",
        (
            (
                LOAN,
                "Hypothèque conventionnelle de premier rang sur le programme, à hauteur de "
                "{loan_mortgage}, dont {loan_accessory} d'accessoires.",
            ),
        ),
    ),
    Question(
        "loan-dailly",
        "fr",
        "Sur quoi porte la cession Dailly prévue par l'offre de prêt du programme Utopelle ?",
        "La totalité des loyers du programme",
        ((LOAN, "portant sur la totalité des loyers du programme, à titre de garantie."),),
    ),
    Question(
        "loan-validite",
        "fr",
        "Jusqu'à quelle date l'offre de prêt de {bank} du {loan_date} est-elle valable ?",
        "{loan_expiry}",
        ((LOAN, "La présente offre est valable jusqu'au {loan_expiry} inclus."),),
    ),
    Question(
        "loan-ira",
        "fr",
        "Quelle indemnité de remboursement anticipé prévoit l'offre de prêt du programme "
        "Utopelle ?",
        "3 % du capital remboursé, sauf vente d'un logement à son occupant",
        ((LOAN, "donne lieu à une indemnité de 3 % du capital remboursé"),),
    ),
    Question(
        "loan-crd-5",
        "fr",
        "Quel est le capital restant dû du prêt Utopelle après la cinquième annuité ?",
        "{loan_balance5}",
        ((LOAN, "{loan_row5}"),),
    ),
    Question(
        "loan-marches",
        "fr",
        "Quelle part des marchés de travaux doit être signée pour lever les conditions suspensives "
        "du prêt Utopelle ?",
        "Au moins 85 %",
        ((LOAN, "Signature des marchés de travaux pour au moins 85 % de leur montant."),),
    ),
    Question(
        "loan-part-fonds-propres",
        "fr",
        "Quelle part du prix de revient du programme Utopelle est financée par des fonds propres, "
        "et pour quel montant ?",
        "{loan_equity_share}, soit {loan_equity}",
        ((LOAN, "financé à hauteur de {loan_equity_share} par des fonds propres ({loan_equity})"),),
    ),
    Question(
        "loan-par-logement",
        "fr",
        "Quel est le montant moyen du prêt de {bank} par logement, d'après l'offre de prêt ?",
        "{loan_per_home}",
        (
            (LOAN, "Le montant du prêt est de {loan_amount}."),
            (LOAN, "la construction de {loan_homes} logements locatifs intermédiaires"),
        ),
        "derived",
    ),
    Question(
        "loan-interets-1",
        "fr",
        "Quel est le montant des intérêts de la première annuité du prêt Utopelle ?",
        "{loan_interest1}",
        ((LOAN, "{loan_row1}"),),
    ),
    Question(
        "loan-frais",
        "fr",
        "Quel est le total des frais (dossier, garantie, expertise) du prêt du programme "
        "Utopelle ?",
        "{loan_fees}",
        ((LOAN, "Total des frais {loan_fees}"),),
    ),
    Question(
        "cross-loan-rate",
        "en",
        "What fixed interest rate applies to the repayment phase of the loan for the Jardins "
        "d'Utopelle housing programme?",
        "{loan_rate}",
        (
            (
                LOAN,
                "Pendant la phase d'amortissement, le prêt porte intérêt au taux fixe de "
                "{loan_rate} l'an.",
            ),
        ),
    ),
    Question(
        "cross-loan-cure",
        "en",
        "How long does the borrower have to cure a breach of a financial ratio under the loan "
        "offer of Banque Fictive du Ponant?",
        "Sixty days",
        (
            (
                LOAN,
                "En cas de non-respect d'un ratio, l'Emprunteur dispose de soixante jours pour y "
                "remédier",
            ),
        ),
    ),
)
