"""Documents of every kind, read by the real parsers into real stores."""

from __future__ import annotations

import shutil
from email.message import EmailMessage
from pathlib import Path

from core.documents import Document
from core.evidence import Passage
from core.principals import AccessScope, SearchFilter
from flows.bootstrap import Installation
from tests.parts import HERE, added

SCOPE = AccessScope.whole(HERE)
KINDS = ("rapport-audit.pdf", "etat-locatif.xlsx", "offre-de-pret.docx", "made.pptx", "made.eml")
BODY = "Madame, le loyer annuel est de 48 000 €. Il est payable d'avance.\n\nBien à vous.\n"


def made(name: str, samples: Path, folder: Path) -> Path:
    """A sample document, or a small one of the kind that its name says."""
    path = folder / name
    if path.suffix == ".pptx":
        _slides(path)
    elif path.suffix == ".eml":
        path.write_bytes(_mail())
    else:
        shutil.copy(samples / name, path)
    return path


def _slides(path: Path) -> None:
    from pptx import Presentation

    deck = Presentation()
    for title in ("Loyers", "Charges"):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"{title} : 48 000 € par an. Ils sont dus d'avance."
    deck.save(str(path))


def _mail() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "Loyer"
    mail.set_content(BODY)
    mail.add_alternative(f"<html><body><p>{BODY}</p></body></html>", subtype="html")
    return mail.as_bytes()


async def passages_of(parts: Installation, document: Document) -> list[Passage]:
    """Every live passage of a document, in order."""
    async with parts.database.begin() as unit:
        heads = await unit.readings.of_document(document.id)
        chunks = [c for head in heads if head.live for c in await unit.readings.chunks(head.id)]
        where = SearchFilter(SCOPE, (document.id,))
        found = await unit.readings.passages(where, [chunk.id for chunk in chunks])
    return list(found.values())


async def passages_in(parts: Installation, path: Path) -> list[Passage]:
    return await passages_of(parts, await added(parts, path))
