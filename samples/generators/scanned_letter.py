"""Scanned French letter: a page rendered to a noisy grey image, with no text layer.

The page is laid out as a normal document first, so that the gold can quote its wording.
"""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageChops
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from samples.generators import entities, layout, lease
from samples.generators.numbers import euros, fr, typeset

FILE = "courrier-scanne.pdf"
DPI = 150
SEED = 20250207
# Planted contradiction: the lease fixes the deposit at 46 500 euros.
DEPOSIT = 45_000
ILC_NOW = 135.30
NEW_RENT = round(lease.RENT * ILC_NOW / lease.ILC_BASE, 2)

FACTS: dict[str, str] = {
    "letter_deposit": euros(DEPOSIT),
    "letter_ilc": fr(ILC_NOW, 2),
    "letter_rent": euros(NEW_RENT, 2),
    "letter_increase": euros(NEW_RENT - lease.RENT, 2),
    "letter_arrears": euros(3_214.60, 2),
}

BLOCKS: list[tuple[str, str]] = [
    (
        "left",
        "<b>{parent}</b><br/>Gérante de la société {landlord}<br/>3 quai des Sextants<br/>"
        "99120 {city}",
    ),
    ("space", "8"),
    (
        "right",
        "{tenant}<br/>À l'attention de Mme Isaure Quillembois<br/>27 allée des Polygones<br/>"
        "99120 {city}",
    ),
    ("space", "6"),
    ("right", "{city}, le 7 février 2025"),
    ("left", "Lettre recommandée avec avis de réception n° 2C 000 417 552 9"),
    ("left", "<b>Objet : indexation du loyer et dépôt de garantie – lot n° {lot}</b>"),
    ("space", "3"),
    ("p", "Madame la Présidente,"),
    (
        "p",
        "Nous vous informons que le loyer du lot n° {lot} de l'immeuble « {building} » sera "
        "indexé à compter du 1er avril 2025. L'indice de comparaison du quatrième trimestre 2024 "
        "s'établit à {letter_ilc}.",
    ),
    ("p", "Le nouveau loyer annuel, hors taxes et hors charges, s'élèvera à {letter_rent}."),
    (
        "p",
        "Nous vous rappelons que le dépôt de garantie détenu par le bailleur s'élève à "
        "{letter_deposit}. Il devra être complété lors de la prochaine échéance.",
    ),
    (
        "p",
        "Par ailleurs, notre comptabilité fait apparaître un solde impayé de {letter_arrears} au "
        "titre des charges de l'année 2023. Nous vous remercions de le régler avant le "
        "28 février 2025.",
    ),
    (
        "p",
        "Enfin, une réunion relative au ravalement de la façade nord se tiendra dans le hall de "
        "l'immeuble le 24 février 2025 à 10 heures. Votre présence est souhaitée.",
    ),
    (
        "p",
        "Nous vous prions d'agréer, Madame la Présidente, l'expression de nos salutations "
        "distinguées.",
    ),
    ("space", "10"),
    ("right", "Le directeur de la gestion locative<br/>Barnabé Sauvelune"),
]

LOOK = layout.Look(
    title="Courrier",
    author=entities.PARENT,
    header_left="",
    header_right="Gestion locative",
    mark=entities.MARK_FR,
    cover=False,
)


def facts() -> dict[str, str]:
    """Return every fact the letter refers to."""
    return {**entities.FACTS, **FACTS}


def wording() -> str:
    """Return the letter's wording, which the image shows but no text layer holds."""
    return typeset("\n".join(text.format_map(facts()) for _, text in BLOCKS))


def grey_page() -> Image.Image:
    """Lay the letter out and render it to a grey image."""
    buffer = io.BytesIO()
    styles = layout.make_styles(LOOK)
    for style in styles.values():
        style.fontSize, style.leading = style.fontSize * 1.08, style.leading * 1.12
    layout.render(LOOK, layout.story(BLOCKS, facts(), styles, {}), buffer, 1, overlay=stamp)
    page: Any = pdfium.PdfDocument(buffer.getvalue())[0]
    image: Image.Image = page.render(scale=DPI / 72, grayscale=True).to_pil()
    return image.convert("L")


def aged(image: Image.Image) -> Image.Image:
    """Tilt the page and add the grain of a scanner, always the same."""
    tilted = image.rotate(0.35, resample=Image.Resampling.BICUBIC, fillcolor=250)
    grain = random.Random(SEED).randbytes(tilted.width * tilted.height)
    noise = Image.frombytes("L", tilted.size, grain).point(lambda value: value * 22 // 255)
    return ImageChops.subtract(tilted, noise, offset=3)


def stamp(canvas: Canvas) -> None:
    """Draw a received stamp and a signature, so that the page looks handled."""
    canvas.saveState()
    canvas.setStrokeGray(0.35)
    canvas.setFillGray(0.35)
    canvas.translate(105, 250)
    canvas.rotate(8)
    canvas.setLineWidth(1.6)
    canvas.roundRect(0, 0, 150, 42, 5)
    canvas.setFont("Courier-Bold", 13)
    canvas.drawCentredString(75, 25, "REÇU LE")
    canvas.drawCentredString(75, 9, "11 FÉV. 2025")
    canvas.restoreState()
    canvas.setStrokeGray(0.2)
    canvas.setLineWidth(1.3)
    canvas.bezier(430, 205, 445, 275, 452, 180, 470, 232)
    canvas.bezier(470, 232, 482, 262, 486, 196, 505, 222)
    canvas.line(424, 208, 528, 226)


def build(folder: Path) -> None:
    """Write the scanned letter: one image per page, nothing else."""
    jpeg = io.BytesIO()
    aged(grey_page()).save(jpeg, "JPEG", quality=58)
    jpeg.seek(0)
    canvas = Canvas(str(folder / FILE), pagesize=A4, invariant=1)
    canvas.setTitle(LOOK.title)
    canvas.setSubject(LOOK.mark)
    canvas.drawImage(ImageReader(jpeg), 0, 0, *A4)
    canvas.save()
