"""Who is named in a contract, and who of them has which role."""

from __future__ import annotations

from time import process_time

import pytest

from retrieval.parties import parties_in

LEASE = (
    "ENTRE LES SOUSSIGNÉS SCI Tournesolaire, société civile au capital de 10 000 €, représentée "
    "par M. Paul Verdurin, ci-après le « Bailleur », d'une part, SAS Brindacier Agencement, "
    "société par actions simplifiée, ci-après dénommée le « Preneur », d'autre part."
)
SUPPLY = (
    "THIS AGREEMENT is made as of March 3, 2011 by and between Quillfeather Foods, LLC, a Delaware "
    'limited liability company ("Supplier"), and Marrowdale Inc. (the "Buyer"). Notary Seal'
)


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("Qui est le bailleur ?", LEASE, ("SCI Tournesolaire",)),
        ("Qui est le preneur ?", LEASE, ("SAS Brindacier Agencement",)),
        ("Who is the buyer?", SUPPLY, ("Marrowdale Inc.",)),
        ("Who is the supplier?", SUPPLY, ("Quillfeather Foods, LLC",)),
        ("Who is the guarantor?", SUPPLY, ()),
        ("Who are the parties?", SUPPLY, ("Quillfeather Foods, LLC", "Marrowdale Inc.")),
        (
            "Qui est le prêteur ?",
            "Prêteur : Banque Ombellule, 1 place du Puits",
            ("Banque Ombellule",),
        ),
        ("Who signed?", "Signed on May 11, 2006 in the Community Offering", ()),
        ("Qui a signé ?", "Signé par Mme Odile Crécelle", ("Mme Odile Crécelle",)),
    ],
)
def test_a_role_is_whom_the_text_gives_it_to(
    question: str, text: str, names: tuple[str, ...]
) -> None:
    assert parties_in(question, text, ()) == names


def test_what_the_document_says_its_parties_are_goes_first() -> None:
    known = ["Marrowdale Inc.", "Nobody There SA"]
    assert parties_in("Who are the parties?", SUPPLY, known) == ("Marrowdale Inc.",)


@pytest.mark.parametrize(
    "text",
    ["A" * 50_000, "Aa " * 20_000, "Aa, de " * 9_000, '("' * 20_000 + "buyer", "A.'" * 20_000],
    ids=["letters", "words", "links", "quotes", "signs"],
)
def test_no_text_takes_long(text: str) -> None:
    began = process_time()
    parties_in("Who is the buyer?", text, ())
    parties_in("Who are the parties?", text, ())
    assert process_time() - began < 2
