"""What a user is told about a document: from its own words, each fact with where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from core.description import Field, Source
from core.readings import LeafKind, Reading
from ingest.describe import describe
from tests.core.generated import readings
from tests.ingest.describe.written import described, leaf, of

COVER = (
    "# FORM 10-K",
    "For the fiscal year ended {end}",
    "Commission file number 1-9999",
    "# Orbiline Systems, Inc.",
    "(Exact name of registrant as specified in its charter)",
)


def cover(end: str) -> tuple[str, ...]:
    return tuple(line.format(end=end) for line in COVER)


def test_a_filing_is_its_registrants() -> None:
    found = of(*cover("June 30, 2022"))
    assert found.value(Field.KIND) == "annual_report"
    assert found.value(Field.PERIOD) == "2022"
    assert found.value(Field.REFERENCE) == "1-9999"
    assert found.value(Field.ISSUER) == "Orbiline Systems, Inc."


@pytest.mark.parametrize(
    ("end", "text", "year"),
    [
        ("January 1, 2023", "", "2022"),  # 52 weeks that end a day late
        ("January 28, 2023", "In fiscal 2022 sales rose. Fiscal 2022 had 52 weeks.", "2022"),
        ("January 28, 2023", "In fiscal 2023 sales rose, and fiscal 2022 was good.", "2023"),
        ("September 24, 2022", "Our outlook for fiscal 2021 and fiscal 2021", "2022"),
    ],
)
def test_a_fiscal_year_is_called_as_the_document_calls_it(end: str, text: str, year: str) -> None:
    assert described(leaf(*cover(end), text or "-")).value(Field.PERIOD) == year


@pytest.mark.parametrize(
    ("text", "quarter"),
    [("", "2022-Q4"), ("as we said for the fiscal year ended June 30, 2022", "2023-Q2")],
)
def test_a_quarter_counts_from_the_fiscal_year(text: str, quarter: str) -> None:
    lines = ("# FORM 10-Q", "For the quarterly period ended December 31, 2022", text or "-")
    found = of(*lines)
    assert found.value(Field.PERIOD) == quarter
    assert found.value(Field.KIND) == "quarterly_report"


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("Exercice clos le 31 décembre 2024", "2024"),
        ("Exercice social clos le 30 juin 2023", "2023"),
        ("Rapport annuel 2013", "2013"),
        ("Résultats du premier semestre 2023", "2023-01-01/2023-06-30"),
        ("Troisième trimestre 2021", "2021-Q3"),
        ("Période du 1er avril 2022 au 31 mars 2023", "2022-04-01/2023-03-31"),
        ("Situation au 31/12/2024", "2024"),
        ("Second Quarter of Fiscal 2024", "2024-Q2"),
    ],
)
def test_periods_in_both_languages(line: str, period: str) -> None:
    assert of("# Comptes et résultats", line).value(Field.PERIOD) == period


def test_a_lease_names_its_parties_and_its_property_and_not_their_seats() -> None:
    found = of(
        "# BAIL COMMERCIAL",
        "Immeuble Le Phare, 14 rue des Lilas, 99120 Belleville",
        "ENTRE LES SOUSSIGNÉS",
        "SCI Tournelune, dont le siège est 3 quai des Brumes, 99100 Portville, immatriculée au RCS "
        "de Portville sous le numéro 999 410 271, ci-après le « Bailleur », d'une part,",
        "SAS Grandvoile Services, représentée par Mme Anne Dubois, ci-après le « Preneur ».",
        "Fait à Belleville, le 14 mars 2023.",
    )
    assert found.value(Field.KIND) == "lease"
    assert found.value(Field.ISSUER) == "SCI Tournelune"
    assert [fact.value for fact in found.of(Field.PARTY)] == ["SAS Grandvoile Services"]
    assert found.value(Field.DATE) == "2023-03-14"
    assert found.value(Field.REFERENCE) == "999 410 271"
    addresses = [fact.value for fact in found.of(Field.ADDRESS)]
    assert addresses == ["14 rue des Lilas, 99120 Belleville"]


def test_a_loan_is_the_lenders() -> None:
    found = of(
        "# Offre de prêt",
        "Prêteur : Banque Tournelune, société anonyme",
        "Emprunteur : SAS Grandvoile, 3 quai des Brumes",
    )
    assert found.value(Field.KIND) == "loan_agreement"
    assert found.value(Field.ISSUER) == "Banque Tournelune"
    assert found.value(Field.PARTY) == "SAS Grandvoile"


def test_an_agreement_is_between_its_parties() -> None:
    found = of(
        "# SUPPLY AGREEMENT",
        "This agreement, dated as of March 3, 2021, is made by and between Orbiline, Inc., a "
        "Delaware corporation, and Farsail Foods, LLC, a limited liability company.",
    )
    assert found.value(Field.KIND) == "contract"
    assert found.value(Field.ISSUER) == "Orbiline, Inc."
    assert found.value(Field.PARTY) == "Farsail Foods, LLC"
    assert found.value(Field.DATE) == "2021-03-03"


def test_an_audit_report_is_about_the_audited() -> None:
    found = of(
        "Cabinet Belaudit et Associés",
        "# Rapport du commissaire aux comptes sur les comptes annuels",
        "À l'assemblée générale de la société SAS Grandvoile,",
        "Exercice clos le 31 décembre 2024",
    )
    assert found.value(Field.KIND) == "audit_report"
    assert found.value(Field.ISSUER) == "SAS Grandvoile"
    assert "Cabinet Belaudit et Associés" in [fact.value for fact in found.of(Field.PARTY)]
    assert found.value(Field.DATE) is None  # the end of a year is no day of signing


def test_a_public_body_is_told_by_how_often_it_is_named() -> None:
    pages = [
        leaf("# Rapport d'activités 2016"),
        leaf("Président de la Communauté de communes du Val Perdu Maire de Belleville", number=2),
        leaf("La Communauté de communes du Val Perdu agit.", number=3),
        leaf("La Communauté de communes du Mont Chauve est voisine.", number=4),
    ]
    found = described(*pages)
    assert found.value(Field.ISSUER) == "Communauté de communes du Val Perdu"
    assert found.value(Field.PERIOD) == "2016"


def test_a_mail_is_its_senders() -> None:
    head = ("# Travaux", "From: Anne Dubois <anne@tournelune.example>", "To: Paul Martin")
    found = described(leaf(*head, "Date: 3 May 2023", kind=LeafKind.PART))
    assert found.value(Field.KIND) == "letter"
    assert found.value(Field.ISSUER) == "Anne Dubois"
    assert found.value(Field.PARTY) == "Paul Martin"
    assert found.value(Field.DATE) == "2023-05-03"


def test_a_letter_is_not_by_whom_it_is_written_to() -> None:
    found = of(
        "SAS Grandvoile",
        "# SAS Petitvent",
        "À l'attention de Mme Dubois",
        "Objet : indexation du loyer",
    )
    assert found.value(Field.ISSUER) == "SAS Grandvoile"
    assert found.value(Field.PARTY) == "SAS Petitvent"


@pytest.mark.parametrize(
    ("line", "currency", "scale"),
    [
        ("Amounts in millions of U.S. dollars", "USD", "1000000"),
        ("Montants en milliers d'euros", "EUR", "1000"),
        ("(en K€)", "EUR", "1000"),
        ("Le loyer est de 12 000 €", "EUR", None),
    ],
)
def test_money(line: str, currency: str, scale: str | None) -> None:
    found = of(line)
    assert (found.value(Field.CURRENCY), found.value(Field.SCALE)) == (currency, scale)


ROWS = tuple(f"| Ligne {n} | {n} 000 | {n} 500 | {n} 700" for n in range(1, 8))
LINES = {
    "balance_sheet": ("Total assets", "Actif circulant", "Total des dettes", "Total equity"),
    "income_statement": ("Net sales", "Charges d'exploitation", "Income taxes", "Résultat net"),
    "cash_flow": (
        "Net cash provided by operating activities",
        "Flux de trésorerie liés aux opérations d'investissement",
        "Net cash used for financing activities",
        "Cash at end of year",
    ),
}


@pytest.mark.parametrize(
    ("line", "ticker"),
    [
        ("Common Stock, $.01 Par Value NWT New York Stock Exchange", "NWT"),
        ("| Ordinary shares | NWT | The Nasdaq Global Select Market", "NWT"),
        ("Northwind Trading Company (NYSE: NWT) today reported its results", "NWT"),
        ("Actions cotées sur Euronext Paris : NWT", "NWT"),
        ("Code mnémonique : NWT", "NWT"),
        ("1.125% Notes due 2027 NWT27 New York Stock Exchange", None),
        ("It is listed on the New York Stock Exchange", None),
    ],
)
def test_a_ticker_is_told(line: str, ticker: str | None) -> None:
    assert of(line).value(Field.TICKER) == ticker


def rows_of(statement: str | None) -> list[str]:
    return [f"| {line} | 4 000 | 5 500" for line in LINES.get(statement or "", ())]


@pytest.mark.parametrize(
    ("title", "statement"),
    [
        ("Orbiline, Inc. Consolidated Balance Sheets", "balance_sheet"),
        ("CONSOLIDATED STATEMENTS OF COMPREHENSIVE INCOME (Unaudited)", "comprehensive_income"),
        ("Consolidated Statement of Cash Flows Years ended December 31", "cash_flow"),
        ("Consolidated Statements of Stockholders' Equity", "equity"),
        ("Bilan au 31 décembre 2024 - Actif", "balance_sheet"),
        ("Compte de résultat", "income_statement"),
        ("Bilan consolidé - actif", "balance_sheet"),
        ("Tableau des flux de trésorerie", "cash_flow"),
        ("Variation des capitaux propres", "equity"),
        ("The balance sheet is discussed in what follows here.", None),
        ("See our consolidated statements of income for the amounts", None),
    ],
)
def test_a_leaf_shows_a_statement(title: str, statement: str | None) -> None:
    found = of(title, *ROWS, *rows_of(statement)[:1])
    assert found.value(Field.STATEMENT) == statement
    assert not of(title).of(Field.STATEMENT)  # a title alone shows no figures


@pytest.mark.parametrize("statement", LINES)
def test_a_statement_without_a_title_is_known_by_its_lines(statement: str) -> None:
    rows = rows_of(statement)
    assert of("Amounts at December 31", *ROWS, *rows).value(Field.STATEMENT) == statement
    assert of("Amounts at December 31", *ROWS, *rows[:3]).value(Field.STATEMENT) is None


def test_a_note_about_a_statement_is_none() -> None:
    page = "Fair value of financial instruments on the Balance Sheet", *ROWS, "| Swaps | 1 | 2"
    assert of(*page).value(Field.STATEMENT) is None


def test_labels_apart_from_their_figures_are_lines_too() -> None:
    labels = "Current assets: Cash Inventories Total current assets Total liabilities Total equity"
    figures = [f"{n} 000,0 {n} 100,0" for n in range(1, 9)]
    assert of("Balance Sheet", labels, *figures).value(Field.STATEMENT) == "balance_sheet"
    assert of("Balance Sheet", "Levels", *figures).value(Field.STATEMENT) is None


def test_the_file_name_is_asked_last() -> None:
    page = leaf("Des mots sans rien qui décrive.")
    found = described(page, name="bail-commercial-2021.pdf")
    facts = {fact.field: fact for fact in found.facts}
    assert (facts[Field.KIND].value, facts[Field.KIND].source) == ("lease", Source.FILE_NAME)
    assert facts[Field.PERIOD].value == "2021"
    said = described(leaf("# Rapport annuel 2013"), name="bail-2021.pdf")
    assert (said.value(Field.KIND), said.value(Field.PERIOD)) == ("annual_report", "2013")


@settings(max_examples=60, deadline=None)
@given(readings())
def test_every_fact_quotes_the_reading(reading: Reading) -> None:
    for fact in describe(reading, "document.pdf").facts:
        if fact.words:
            [shown] = [one for one in reading.leaves if one.number == fact.leaf]
            assert fact.quote == shown.quote(fact.words) != ""


@pytest.mark.parametrize("unit", ["A ", "A, ", "(", "12 rue ", "entre ", "fiscal year ended ", "«"])
def test_no_text_takes_long(unit: str) -> None:
    """Every rule is linear, or bounded: this ends at once, or the test's limit ends it."""
    described(*[leaf(unit * 6_000, number=number) for number in range(1, 4)])
