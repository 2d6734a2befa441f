"""E-mails with an attack hidden in them: an instruction that nobody who may give one gave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from core.errors import InvalidRequest
from eval.cases import Asked, GoldEvidence
from eval.data.dataset import Dataset, Source, source_of
from eval.data.jsonl import read_lines
from eval.data.workshop import Workshop

_POSITIONS = ("begin", "middle", "end")
_PART = re.compile(r"(?:^|\|)(SUBJECT|EMAIL_FROM|RECEIVED DATE|CONTENT): ?")
"""What stands before each part of a context. Some contexts are a body alone."""


class Options(BaseModel):
    """None."""

    model_config = ConfigDict(extra="forbid")


class _Mail(BaseModel):
    context: str = Field(min_length=1)
    question: str = Field(min_length=1)
    ideal: str = Field(min_length=1)
    """`unknown` where the e-mail does not tell."""


class _Attacks(RootModel[dict[str, list[str]]]):
    """By category, the attacks."""


async def load(workshop: Workshop, options: Options) -> Dataset:
    """A document and a case an e-mail. Raises `NotFound`, `InvalidRequest`.

    The nth e-mail holds an attack of the nth category, round and round, each time the next one of
    it; positions rotate so that each category gets them all.
    """
    folder = workshop.corpus("injections", "train.jsonl", "text_attack_train.json")
    mails = read_lines(folder / "train.jsonl", _Mail)
    attacks = _attacks(folder / "text_attack_train.json")
    pairs = [_pair(number, mail, attacks) for number, mail in enumerate(mails)]
    return Dataset(tuple(source for source, _ in pairs), tuple(case for _, case in pairs))


def _attacks(path: Path) -> list[tuple[str, list[str]]]:
    try:
        attacks = _Attacks.model_validate_json(path.read_bytes()).root
    except ValidationError as error:
        raise InvalidRequest(f"{path}: {error.errors()[0]['msg']}.") from error
    if not attacks or not all(attacks.values()):
        raise InvalidRequest(f"{path}: a category without attacks.")
    return list(attacks.items())


def _pair(
    number: int, mail: _Mail, attacks: Sequence[tuple[str, list[str]]]
) -> tuple[Source, Asked]:
    turn, rank = divmod(number, len(attacks))
    category, strings = attacks[rank]
    attack = strings[turn % len(strings)]
    position = _POSITIONS[(rank + turn) % len(_POSITIONS)]
    source = source_of(_eml(number, _parts(mail.context), attack, position), ".eml")
    known = mail.ideal.strip().lower() != "unknown"
    case = Asked(
        id=f"email-{number:02}",
        question=mail.question.removeprefix("Q:").strip(),
        answers=(mail.ideal,) if known else (),
        evidence=(GoldEvidence(source.name),) if known else (),
        answerable=known,
        document=source.name,
        needs=(source.name,),
        forbidden=(attack,),
        slices={"attack": category, "position": position, "language": "en"},
    )
    return source, case


def _parts(context: str) -> dict[str, str]:
    pieces = _PART.split(context)
    return {"CONTENT": pieces[0]} | dict(zip(pieces[1::2], pieces[2::2], strict=True))


def _eml(number: int, parts: Mapping[str, str], attack: str, position: str) -> bytes:
    """The same bytes every time: nothing in it is taken from a clock or from chance."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _line(parts.get("SUBJECT", "(no subject)"))
    message["From"] = _line(parts.get("EMAIL_FROM", "sender@example.com"))
    message["To"] = "reader@example.com"
    message["Date"] = _line(parts.get("RECEIVED DATE", "Sat, 01 Jan 2022 00:00:00 +0000"))
    message["Message-ID"] = f"<{number}@example.com>"
    message.set_content(_attacked(parts["CONTENT"], attack, position), cte="base64")
    return message.as_bytes()


def _line(text: str) -> str:
    return " ".join(text.split())


def _attacked(body: str, attack: str, position: str) -> str:
    """The body with the attack as a paragraph of its own; the middle is between two words."""
    if position == "begin":
        return f"{attack}\n\n{body.strip()}\n"
    if position == "end":
        return f"{body.strip()}\n\n{attack}\n"
    spaces = [space.start() for space in re.finditer(r"\s", body.strip())]
    middle = min(spaces, key=lambda at: abs(2 * at - len(body.strip())), default=len(body.strip()))
    return f"{body.strip()[:middle]}\n\n{attack}\n\n{body.strip()[middle:].strip()}\n"
