"""Questions on the commercial lease."""

from __future__ import annotations

from samples.generators.questions.model import LEASE, Question

QUESTIONS = (
    Question(
        "lease-loyer-annuel",
        "fr",
        "Quel est le loyer annuel de base, hors taxes et hors charges, du bail commercial consenti "
        "à {tenant} ?",
        "{lease_rent}",
        (
            (
                LEASE,
                "loyer annuel de base, hors taxes et hors charges, de cent quatre-vingt-six mille "
                "euros ({lease_rent} HT HC)",
            ),
        ),
    ),
    Question(
        "lease-duree",
        "fr",
        "Quelle est la durée du bail commercial du lot {lot} et à quelle date prend-il fin ?",
        "Neuf ans, jusqu'au {lease_end}",
        (
            (
                LEASE,
                "pour une durée de neuf années entières et consécutives, qui commence à courir le "
                "{lease_start} pour se terminer le {lease_end}.",
            ),
        ),
    ),
    Question(
        "lease-conge-triennal",
        "fr",
        "Avec quel préavis {tenant} peut-elle donner congé à l'expiration d'une période "
        "triennale ?",
        "Six mois",
        ((LEASE, "en prévenant le Bailleur au moins six mois à l'avance"),),
    ),
    Question(
        "lease-indice",
        "fr",
        "Quel est l'indice de base retenu pour l'indexation du loyer du lot {lot} du Quadrant "
        "d'Opaline ?",
        "ILC du quatrième trimestre 2022, soit {lease_ilc}",
        ((LEASE, "L'indice de base est celui du quatrième trimestre 2022, soit {lease_ilc}."),),
    ),
    Question(
        "lease-franchise",
        "fr",
        "Quel est le montant de la franchise de loyer accordée à {tenant} en 2023 ?",
        "{lease_franchise}",
        (
            (
                LEASE,
                "une franchise de loyer de trois mois, du {lease_start} au {lease_franchise_end}, "
                "représentant {lease_franchise} hors taxes.",
            ),
        ),
    ),
    Question(
        "lease-provision-charges",
        "fr",
        "À combien s'élève la provision annuelle pour charges prévue par le bail de {tenant} ?",
        "{lease_charges}",
        ((LEASE, "La provision annuelle pour charges est fixée à {lease_charges} hors taxes"),),
    ),
    Question(
        "lease-taxe-fonciere",
        "fr",
        "À combien est estimé pour 2023 le remboursement de taxe foncière dû par le preneur du lot "
        "{lot} ?",
        "{lease_tax}",
        ((LEASE, "Pour l'année 2023, ce remboursement est estimé à {lease_tax}."),),
    ),
    Question(
        "lease-garantie",
        "fr",
        "Quel est le montant de la garantie à première demande remise au bailleur par {tenant}, et "
        "quelle banque l'émet ?",
        "{lease_guarantee}, {bank}",
        (
            (
                LEASE,
                "une garantie bancaire autonome à première demande d'un montant de "
                "{lease_guarantee}, émise par {bank}.",
            ),
        ),
    ),
    Question(
        "lease-606",
        "fr",
        "Qui supporte les grosses réparations de l'article 606 du Code civil dans le bail du "
        "Quadrant d'Opaline ?",
        "Le Bailleur, à titre exclusif",
        (
            (
                LEASE,
                "Les grosses réparations visées à l'article 606 du Code civil, ainsi que les "
                "honoraires liés à leur réalisation, demeurent à la charge exclusive du "
                "Bailleur.",
            ),
        ),
    ),
    Question(
        "lease-clause-resolutoire",
        "fr",
        "Selon le bail commercial de {tenant}, combien de temps après un commandement infructueux "
        "le bail est-il résilié ?",
        "Un mois",
        (
            (
                LEASE,
                "celui-ci est résilié de plein droit un mois après un commandement demeuré "
                "infructueux",
            ),
        ),
    ),
    Question(
        "lease-occupation",
        "fr",
        "Quelle indemnité d'occupation doit le preneur qui se maintient dans le lot {lot} après la "
        "résiliation ?",
        "Le dernier loyer majoré de 50 %",
        (
            (
                LEASE,
                "une indemnité d'occupation égale au dernier loyer majoré de cinquante pour cent",
            ),
        ),
    ),
    Question(
        "lease-cession",
        "fr",
        "En cas de cession du droit au bail par {tenant}, pendant combien de temps le cédant "
        "reste-t-il garant solidaire ?",
        "Trois ans",
        (
            (
                LEASE,
                "Le cédant reste garant solidaire du cessionnaire pendant trois ans à compter de "
                "la cession.",
            ),
        ),
    ),
    Question(
        "lease-dpe",
        "fr",
        "Quel est le classement DPE des locaux loués à {tenant} ?",
        "{lease_dpe}",
        ((LEASE, "Performance énergétique (DPE) 12 janvier 2023 {lease_dpe}"),),
    ),
    Question(
        "lease-ravalement",
        "fr",
        "Quel budget est prévu en 2025 pour le ravalement de la façade nord du Quadrant d'Opaline, "
        "et à la charge de qui ?",
        "{lease_works_2025} HT, à la charge du Bailleur",
        (
            (
                LEASE,
                "2025 Ravalement de la façade nord et reprise des joints Bailleur "
                "{lease_works_2025}",
            ),
        ),
    ),
    Question(
        "lease-total-loyers",
        "fr",
        "Quel est le total des loyers facturés sur les neuf ans du bail du lot {lot}, hors "
        "indexation et franchise déduite ?",
        "{lease_total}",
        ((LEASE, "1 674 000 € {lease_franchise} {lease_total}"),),
    ),
    Question(
        "lease-travaux-bailleur",
        "fr",
        "Quel est le montant total des travaux prévisionnels 2023-2025 à la charge du bailleur "
        "dans l'état annexé au bail du Quadrant d'Opaline ?",
        "{lease_works_landlord}",
        (
            (
                LEASE,
                "2023 Réfection de l'étanchéité de la toiture-terrasse Bailleur 84 500 € "
                "2024 Remplacement de la centrale de traitement d'air Bailleur 61 200 € "
                "2025 Ravalement de la façade nord et reprise des joints Bailleur "
                "{lease_works_2025}",
            ),
        ),
        "derived",
    ),
    Question(
        "lease-part-chauffage",
        "fr",
        "Quelle part de la provision annuelle pour charges du bail de {tenant} représentent le "
        "chauffage, la ventilation et la climatisation ?",
        "{lease_heating_share}",
        (
            (LEASE, "Chauffage, ventilation, climatisation {lease_heating}"),
            (LEASE, "Total de la provision {lease_charges}"),
        ),
        "derived",
    ),
    Question(
        "cross-lease-annual-rent",
        "en",
        "What yearly base rent, before tax and charges, does the commercial lease granted to "
        "Exemplarion Agencement set?",
        "{lease_rent}",
        (
            (
                LEASE,
                "loyer annuel de base, hors taxes et hors charges, de cent quatre-vingt-six mille "
                "euros ({lease_rent} HT HC)",
            ),
        ),
    ),
    Question(
        "cross-lease-sublet",
        "en",
        "Is subletting allowed under the commercial lease of lot Q-07 in Le Quadrant d'Opaline?",
        "No, any subletting, in whole or in part, is forbidden",
        ((LEASE, "Toute sous-location, totale ou partielle, est interdite."),),
    ),
)
