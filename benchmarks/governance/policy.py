"""How often the policy decides on one core: `python -m benchmarks.governance.policy`.

Made-up callers, each as a request would bring it: an entity of 19, some roles, a clearance, up to
30 groups, entities that share with it, and what it wants to do, within some collections or all.
Seconds are of this process alone, so what else runs on the machine counts little.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from time import process_time

from benchmarks.reading.figure import Figure
from benchmarks.report import options, repeated, show
from core.ids import CollectionId, EntityId
from core.principals import Classification, Principal, Role
from governance.policy import Action, decide

ENTITIES = tuple(EntityId(f"entity-{number:02}") for number in range(19))
LEAST_PER_S = 50_000
_MOST_GROUPS, _MOST_SHARERS, _MOST_COLLECTIONS = 30, 5, 10
_CALLERS = 20_000

Case = tuple[Principal, Action, tuple[CollectionId, ...] | None]


def cases(many: int, seed: int = 0) -> list[Case]:
    """The same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    return [_case(chance, number) for number in range(many)]


def _case(chance: random.Random, number: int) -> Case:
    entity, *others = chance.sample(ENTITIES, 1 + chance.randint(0, _MOST_SHARERS))
    principal = Principal(
        id=f"user:{number}",
        entity=entity,
        clearance=chance.choice(list(Classification)),
        roles=frozenset(chance.sample(list(Role), chance.randint(0, len(Role)))),
        groups=frozenset(f"group-{n}" for n in range(chance.randint(0, _MOST_GROUPS))),
        sharers=tuple(sorted(others)),
    )
    wanted = range(chance.randint(0, _MOST_COLLECTIONS))
    collections = tuple(CollectionId(f"collection-{n}") for n in wanted) or None
    return principal, chance.choice(list(Action)), collections


def per_second(asked: Sequence[Case]) -> float:
    """Decisions by second of processor time."""
    started = process_time()
    for principal, action, collections in asked:
        decide(principal, action, collections)
    return len(asked) / (process_time() - started)


def measure(rounds: int) -> list[Figure]:
    asked = cases(_CALLERS)
    granted = Counter(decide(*case).scope is not None for case in asked)
    over = f"{_CALLERS:,} callers, {len(ENTITIES)} entities, {granted[False]:,} refused"
    rates = sorted(per_second(asked) for _ in range(rounds))
    return [
        Figure("decide: slowest round", over, rates[0], "/s", least=LEAST_PER_S),
        Figure("decide: fastest round", over, rates[-1], "/s"),
    ]


def main() -> None:
    parser = repeated(options("How often the policy decides on one core."))
    chosen = parser.parse_args()
    figures = measure(chosen.repeats)
    show("policy", [figure.row() for figure in figures], as_json=chosen.json)
    if any(figure.holds is False for figure in figures):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
