"""True sentences on tables, contracts and reports, each with one that is wrong in one thing."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from core.errors import InvalidRequest
from eval.cases import Claimed
from eval.data.dataset import Dataset
from eval.data.facts import clauses, reports, statements, tatqa
from eval.data.facts.fact import Fact, first
from eval.data.workshop import Workshop


class Options(BaseModel):
    """How many facts of each source, chosen by hash; each fact gives two cases."""

    model_config = ConfigDict(extra="forbid")

    statements: int = Field(90, ge=0)
    tables: int = Field(70, ge=0)
    obligations: int = Field(45, ge=0)
    parties: int = Field(25, ge=0)
    reports: int = Field(50, ge=0)


async def load(workshop: Workshop, options: Options) -> Dataset:
    """Two cases a fact, on the same evidence: the true sentence, and one alteration of it.

    Raises `NotFound`, `InvalidRequest`.
    """
    sentences = list(clauses.facts(workshop))
    facts = [
        *first(statements.facts(workshop), options.statements),
        *first(tatqa.facts(workshop), options.tables),
        *first((f for f in sentences if "negation" in f.altered), options.obligations),
        *first((f for f in sentences if "party" in f.altered), options.parties),
        *first(reports.facts(workshop), options.reports),
    ]
    if not facts:
        raise InvalidRequest("The corpora hold no fact of a form that can be altered.")
    return Dataset((), tuple(case for fact in facts for case in _cases(fact)))


def _cases(fact: Fact) -> Iterator[Claimed]:
    changed = fact.alteration
    for name, sentence in (("none", fact.sentence), (changed, fact.altered[changed])):
        yield Claimed(
            id=f"{fact.kind}-{fact.id}-{name}",
            claim=sentence,
            texts=fact.texts,
            supported=name == "none",
            slices={"alteration": name, "language": fact.language, "kind": fact.kind},
        )
