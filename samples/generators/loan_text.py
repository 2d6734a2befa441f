"""Prose of the loan offer; braces are filled from the loan's data."""

from __future__ import annotations

BLOCKS: list[tuple[str, str]] = [
    ("Title", "Offre de prêt"),
    ("p", "Financement du programme de logements locatifs « {programme} »"),
    ("p", "Référence de l'offre : BFP-2024-0917-UTO. Émise à {city}, le {loan_date}."),
    ("Heading 1", "1. Parties"),
    (
        "p",
        "Prêteur : {bank}, société anonyme au capital de 40 000 000 €, 1 place du Cabestan, "
        "99100 Portimaginaire, immatriculée sous le numéro {bank_siren}.",
    ),
    (
        "p",
        "Emprunteur : {parent}, société par actions simplifiée au capital de 3 000 000 €, 3 quai "
        "des Sextants, 99120 {city}, immatriculée sous le numéro {parent_siren}.",
    ),
    (
        "p",
        "L'offre est adressée à l'Emprunteur à la suite de sa demande du 24 juin 2024 et de la "
        "décision du comité des engagements du 11 septembre 2024.",
    ),
    ("Heading 1", "2. Objet du financement"),
    (
        "p",
        "Le prêt finance la construction de {loan_homes} logements locatifs intermédiaires, pour "
        "une surface habitable de 3 120 m², répartis en deux bâtiments, au 52 chemin des "
        "Alizés, 99120 {city}. La livraison est prévue au deuxième trimestre 2026.",
    ),
    ("Heading 2", "2.1 Prix de revient et plan de financement"),
    (
        "p",
        "Le prix de revient prévisionnel du programme s'élève à {loan_cost} hors taxes, financé "
        "à hauteur de {loan_equity_share} par des fonds propres ({loan_equity}) et de {loan_ltc} "
        "par le présent prêt.",
    ),
    ("table", "budget"),
    ("Heading 1", "3. Caractéristiques du prêt"),
    ("Heading 2", "3.1 Montant et durée"),
    (
        "p",
        "Le montant du prêt est de {loan_amount}. Il comprend une phase de mobilisation de "
        "vingt-quatre mois, suivie d'une phase d'amortissement de {loan_years} ans.",
    ),
    (
        "p",
        "Les fonds sont versés sur présentation de situations de travaux visées par le maître "
        "d'œuvre, par tranches d'au moins 150 000 €.",
    ),
    ("Heading 2", "3.2 Conditions financières de la phase de mobilisation"),
    (
        "p",
        "Pendant la phase de mobilisation, les sommes versées portent intérêt au taux Euribor "
        "3 mois, flooré à zéro, augmenté d'une marge de {loan_margin} l'an.",
    ),
    (
        "p",
        "Une commission d'engagement de 0,35 % l'an est due trimestriellement sur la partie non "
        "utilisée du prêt.",
    ),
    ("Heading 2", "3.3 Conditions financières de la phase d'amortissement"),
    (
        "p",
        "Pendant la phase d'amortissement, le prêt porte intérêt au taux fixe de {loan_rate} "
        "l'an. Il est remboursé en vingt annuités constantes de {loan_payment}, la première le "
        "{loan_first_due} et la dernière le {loan_last_due}.",
    ),
    ("Heading 2", "3.4 Frais et taux effectif global"),
    ("table", "fees"),
    (
        "p",
        "Le taux effectif global (TEG), calculé sur la phase d'amortissement et frais ci-dessus "
        "compris, ressort à {loan_teg} l'an.",
    ),
    ("Heading 2", "3.5 Remboursement anticipé et retard"),
    (
        "p",
        "Tout remboursement anticipé, total ou partiel, donne lieu à une indemnité de 3 % du "
        "capital remboursé, sauf en cas de vente d'un logement à son occupant.",
    ),
    ("p", "Toute somme exigible et impayée porte intérêt au taux du prêt majoré de trois points."),
    ("Heading 1", "4. Engagements de l'Emprunteur"),
    ("Heading 2", "4.1 Engagements d'information"),
    ("List Bullet", "Comptes annuels certifiés, dans les cent vingt jours de la clôture."),
    ("List Bullet", "État locatif du programme, chaque semestre à compter de la livraison."),
    (
        "List Bullet",
        "Attestation de respect des ratios, signée du représentant légal, avant le "
        "31 mai de chaque année.",
    ),
    ("Heading 2", "4.2 Engagements généraux"),
    ("List Bullet", "Ne pas céder ni grever les biens financés sans l'accord du Prêteur."),
    ("List Bullet", "Domicilier les loyers du programme sur un compte ouvert chez le Prêteur."),
    ("List Bullet", "Assurer le chantier (dommages-ouvrage, tous risques chantier) et l'immeuble."),
    ("List Bullet", "Ne distribuer aucun dividende tant qu'un cas de défaut subsiste."),
    ("Heading 1", "5. Ratios financiers"),
    (
        "p",
        "Les ratios sont calculés chaque année sur la base des comptes clos le 31 décembre, "
        "certifiés par le commissaire aux comptes.",
    ),
    ("Heading 2", "5.1 Ratio de couverture du service de la dette (DSCR)"),
    (
        "p",
        "Le ratio de couverture du service de la dette (DSCR) doit être, à tout moment, "
        "supérieur ou égal à {loan_dscr}.",
    ),
    ("Heading 2", "5.2 Ratio d'endettement sur valeur (LTV)"),
    (
        "p",
        "Le ratio de la dette bancaire nette sur la valeur d'expertise du patrimoine (LTV) doit "
        "rester inférieur ou égal à {loan_ltv}.",
    ),
    ("Heading 2", "5.3 Remède"),
    (
        "p",
        "En cas de non-respect d'un ratio, l'Emprunteur dispose de soixante jours pour y "
        "remédier par un apport en fonds propres ou un remboursement partiel sans indemnité.",
    ),
    ("Heading 1", "6. Sûretés"),
    (
        "List Bullet",
        "Hypothèque conventionnelle de premier rang sur le programme, à hauteur de "
        "{loan_mortgage}, dont {loan_accessory} d'accessoires.",
    ),
    (
        "List Bullet",
        "Cession de créances professionnelles (« Dailly ») portant sur la totalité des "
        "loyers du programme, à titre de garantie.",
    ),
    ("List Bullet", "Délégation des indemnités d'assurance au profit du Prêteur."),
    (
        "List Bullet",
        "Nantissement du compte bancaire de réserve, doté de six mois de service de la dette.",
    ),
    ("Heading 1", "7. Conditions suspensives"),
    ("List Bullet", "Permis de construire purgé de tout recours et de tout retrait."),
    ("List Bullet", "Justification de l'apport intégral des fonds propres, soit {loan_equity}."),
    ("List Bullet", "Signature des marchés de travaux pour au moins 85 % de leur montant."),
    (
        "List Bullet",
        "Rapport d'expertise de moins de six mois confirmant la valeur à l'achèvement.",
    ),
    ("List Bullet", "Remise de la garantie financière d'achèvement."),
    ("Heading 1", "8. Cas d'exigibilité anticipée"),
    (
        "p",
        "Le prêt devient exigible par anticipation, quinze jours après mise en demeure, en cas "
        "de défaut de paiement, d'inexactitude d'une déclaration, de changement de contrôle de "
        "l'Emprunteur ou de non-respect d'un ratio non remédié.",
    ),
    ("Heading 1", "9. Validité et acceptation"),
    (
        "p",
        "La présente offre est valable jusqu'au {loan_expiry} inclus. L'acceptation résulte du "
        "retour d'un exemplaire daté et signé, chaque page étant paraphée.",
    ),
    ("p", "Pour le Prêteur : M. Anselme Torpignac, directeur des financements immobiliers."),
    ("p", "Pour l'Emprunteur : Mme Clélia Vaucresonne, présidente (date, signature, cachet)."),
    ("break", ""),
    ("Heading 1", "Annexe – Tableau d'amortissement"),
    (
        "p",
        "Montant : {loan_amount} – taux fixe : {loan_rate} – {loan_years} annuités constantes, "
        "en euros. Le coût total des intérêts de la phase d'amortissement est "
        "de {loan_interest}.",
    ),
    ("table", "schedule"),
    (
        "p",
        "La dernière annuité tient compte des arrondis. Le tableau est établi sous l'hypothèse "
        "d'un versement intégral du prêt au 30 septembre 2026.",
    ),
]
