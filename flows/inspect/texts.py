"""What the page of HTML says, in English and in French."""

from __future__ import annotations

from html import escape

from flows.inspect.outline import printable

FRENCH = {
    # Kinds of leaves and of elements
    "page": "page",
    "sheet": "feuille",
    "slide": "diapositive",
    "part": "partie",
    "text": "texte",
    "heading": "titre",
    "paragraph": "paragraphe",
    "list_item": "élément de liste",
    "table": "tableau",
    "figure": "figure",
    "header": "en-tête",
    "footer": "pied de page",
    # The overview
    "What was read": "Ce qui a été lu",
    "To what was read": "Aller à ce qui a été lu",
    "Media type": "Type de contenu",
    "Size": "Taille",
    "Pages": "Pages",
    "Sheets": "Feuilles",
    "Slides": "Diapositives",
    "Parts": "Parties",
    "Texts": "Textes",
    "Words": "Mots",
    "Elements": "Éléments",
    "Read by": "Lu par",
    "Doubtful words": "Mots douteux",
    "Description": "Description",
    "Warnings": "Avertissements",
    "Hidden text": "Texte caché",
    "In the file, but not on what it shows: it is never evidence.": (
        "Dans le fichier, mais pas dans ce qu’il montre : ce n’est jamais une preuve."
    ),
    "Nothing went wrong, and nothing is hidden.": "Ni erreur, ni texte caché.",
    "Field": "Champ",
    "Value": "Valeur",
    "Evidence": "Preuve",
    "Where": "Où",
    "What": "Quoi",
    "Reason": "Raison",
    "Text": "Texte",
    "Each in numbers": "Le détail en chiffres",
    "and more": "et d’autres",
    "Shown": "Affiché",
    "Choose others with --page.": "Choisissez-en d’autres avec --page.",
    # Why a text is hidden
    "invisible": "invisible",
    "white": "ton sur ton",
    "tiny": "minuscule",
    "off_page": "hors de la page",
    "covered": "recouvert",
    "hidden_part": "partie masquée",
    "metadata": "métadonnées",
    "comment": "commentaire",
    # Where a fact is from
    "user": "utilisateur",
    "document": "document",
    "model": "modèle",
    "file_name": "nom du fichier",
    # Fields of a description
    "kind": "nature",
    "issuer": "émetteur",
    "ticker": "mnémonique",
    "party": "partie",
    "period": "période",
    "date": "date",
    "currency": "devise",
    "scale": "échelle",
    "language": "langue",
    "title": "titre",
    "reference": "référence",
    "address": "adresse",
    "statement": "état financier",
    # Layers and leaves
    "Show": "Afficher",
    "Boxes": "Cadres",
    "Order": "Ordre",
    "Cells": "Cellules",
    "Picture": "Image",
    "Doubtful": "Douteux",
    "No picture: it can't be drawn, or the others take all the room. Try --page.": (
        "Pas d’image : elle ne peut être tracée, ou les autres prennent la place. Essayez --page."
    ),
    "Nothing was read here.": "Rien n’a été lu ici.",
    "Column headers above": "En-têtes de colonnes au-dessus",
    "Where it stands": "Où il se trouve",
    "rows more": "lignes de plus",
    "columns more": "colonnes de plus",
    "Behind the cells": "Derrière les cellules",
    "Cell": "Cellule",
    "Raw value": "Valeur brute",
    "Format": "Format",
    "Formula": "Formule",
}
"""By the English text, which is also what is in the page for who has no script."""


def say(english: str) -> str:
    """A text of ours in both languages; the script of the page shows one."""
    return f'<span data-fr="{escape(FRENCH[english])}">{escape(english.replace("_", " "))}</span>'


def titled(english: str) -> str:
    """The attributes of a tip, in both languages."""
    return f'title="{escape(english)}" data-fr-title="{escape(FRENCH[english])}"'


def safe(text: str) -> str:
    """A text of the document, escaped; HTML has no way to write what a terminal can't print."""
    return escape(printable(text))


def excerpt(text: str, most: int) -> str:
    """The beginning of a text on one line, as `safe` gives it."""
    line = " ".join(text[: 8 * most].split())
    return safe(line if len(line) <= most else f"{line[: most - 1].rstrip()}…")
