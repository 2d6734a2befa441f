"""PIAF: French questions on articles of an encyclopaedia, answered by spans of them.

Keraron et al. 2020, arXiv:2007.00968.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from eval.cases import Asked, GoldEvidence
from eval.data.dataset import Dataset, Source, source_of
from eval.data.squad import Article, Paragraph, Question, articles
from eval.data.workshop import Workshop


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


async def load(workshop: Workshop, options: Options) -> Dataset:
    """296 articles, each a text without its title, and 4,966 questions."""
    read = articles(workshop.corpus("piaf", "piaf.json") / "piaf.json")
    filed = [(article, source_of(article.text.encode(), ".txt")) for article in read]
    cases = tuple(case for article, source in filed for case in _cases(article, source))
    return Dataset(tuple(source for _, source in filed), cases)


def _cases(article: Article, source: Source) -> Iterator[Asked]:
    slices = {"kind": article.categorie, "language": "fr"}
    for paragraph in article.paragraphs:
        for question in paragraph.qas:
            yield Asked(
                id=question.id,
                question=question.question,
                answers=tuple(dict.fromkeys(span.text for span in question.answers)),
                evidence=(_gold(paragraph, question, source),),
                slices=slices,
            )


def _gold(paragraph: Paragraph, question: Question, source: Source) -> GoldEvidence:
    """The answers of a question are readings of one place: the first says which."""
    return GoldEvidence(source.name, quote=paragraph.sentence_around(question.answers[0]))
