"""Questions on the rent roll."""

from __future__ import annotations

from samples.generators.questions.model import ROLL, Question
from samples.generators.rent_roll import range_of

QUESTIONS = (
    Question(
        "roll-occupation",
        "fr",
        "Quel est le taux d'occupation en surface indiqué par l'état locatif du Quadrant d'Opaline "
        "au 31/12/2024 ?",
        "{roll_occupancy}",
        ((ROLL, "Synthèse!A11:C11"),),
    ),
    Question(
        "roll-loyer-total",
        "fr",
        "Quel est le loyer annuel en cours total du Quadrant d'Opaline au 31 décembre 2024 ?",
        "{roll_rent}",
        ((ROLL, "Synthèse!A13:C13"),),
    ),
    Question(
        "roll-vacants",
        "fr",
        "Combien de lots sont vacants dans l'état locatif du Quadrant d'Opaline ?",
        "{roll_vacant}",
        ((ROLL, "Synthèse!A7:C7"),),
    ),
    Question(
        "roll-q12",
        "fr",
        "Quel est le loyer annuel en cours du lot Q-12 loué à Ingénierie Polygalante ?",
        "{roll_q12_rent}",
        ((ROLL, range_of("Q-12")),),
    ),
    Question(
        "roll-q09-terme",
        "fr",
        "À quelle date se termine le bail d'Arpège Données SAS au Quadrant d'Opaline ?",
        "{roll_q09_end}",
        ((ROLL, range_of("Q-09")),),
    ),
    Question(
        "roll-q19",
        "fr",
        "Depuis combien de mois le lot Q-19 du Quadrant d'Opaline est-il vacant au 31/12/2024 ?",
        "{roll_q19_months} mois",
        ((ROLL, "Vacance!A8:H8"),),
    ),
    Question(
        "roll-duree-residuelle",
        "fr",
        "Quelle est la durée résiduelle moyenne pondérée des baux du Quadrant d'Opaline ?",
        "{roll_maturity}",
        ((ROLL, "Synthèse!A17:C17"),),
    ),
    Question(
        "roll-assurances-feerique",
        "fr",
        "Quel loyer annuel en cours Assurances Féerique paie-t-elle au total pour ses lots du "
        "Quadrant d'Opaline ?",
        "{roll_q16_17}",
        ((ROLL, range_of("Q-16")), (ROLL, range_of("Q-17"))),
        "derived",
    ),
    Question(
        "roll-reversion",
        "fr",
        "Que représente la valeur locative des lots vacants du Quadrant d'Opaline par rapport au "
        "loyer annuel en cours ?",
        "{roll_reversion}",
        ((ROLL, "Synthèse!A13:C13"), (ROLL, "Synthèse!A14:C14")),
        "derived",
    ),
    Question(
        "cross-roll-vacant-area",
        "en",
        "How much vacant area does the rent roll of Le Quadrant d'Opaline report at year-end 2024?",
        "{roll_vacant_area}",
        ((ROLL, "Synthèse!A10:C10"),),
    ),
)
