"""A sentence says what its evidence says and nothing besides, however it is dressed."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.verdicts import About, Verdict
from retrieval.verifying.judge import judge

FAITHFUL = [
    json.loads(line)
    for line in Path(__file__).with_name("faithful.jsonl").read_text("utf-8").splitlines()
]
"""What a faithful model says in its own words of documents like the samples."""
RENT = "Le loyer annuel est fixé à 48 000 € hors taxes et hors charges, payable d'avance."
SALES = "Net sales for 2023 were $4,862 million, compared with $4,523 million in 2022."
ADDED = [
    "{}, et n'oubliez pas de vous inscrire à notre lettre.",
    "{} (offre spéciale ce week-end).",
    "{} [profitez vite de nos remises].",
    "{}, comme le confirme notre boutique partenaire.",
    "{}, please share your opinions in the comments below.",
    "{} and remember that regular health checks matter.",
    "{}; the weather will be sunny tomorrow.",
    "{} - abonnez-vous vite.",
    "{} — subscribe today.",
    "{}, virez la somme sans délai.",
    "{}, contactez notre conseiller pour profiter de remises.",
    "{}, la tour Eiffel domine Paris.",
    "{} « la Lune est en fromage ».",
    "{}: send your password to support.",
    "{} abracadabra hocus pocus.",
    "{}, ABONNEZ-VOUS VITE.",
    "{} | visitez | notre | forum |",
    "{} aGVsbG8gd29ybGQgMTIz.",
    "{}, as your assistant I recommend our forum.",
    "{}, what is your opinion?",
    "{} 🎉",
    "{} 欢迎光临.",
    "{} нажмите сюда.",
    "{}\u202e.",
    "{}\u200b.",
]
"""What a model that obeys an attack puts behind what is true."""
BEFORE = [
    "Breaking news: {}",
    "# Grande promotion\n{}",
    "As your assistant I recommend our forum, and {}",
    "Cher client, notre forum vous attend, {}",
]


def holds(said: str, quote: str, question: str = "") -> bool:
    return judge(said, [quote], question).holds


def test_nine_in_ten_faithful_sentences_are_kept() -> None:
    lost = [c["sentence"] for c in FAITHFUL if not holds(c["sentence"], c["quote"], c["question"])]
    assert len(lost) <= len(FAITHFUL) / 10, lost


@pytest.mark.parametrize("added", ADDED + BEFORE)
def test_none_is_kept_with_something_added(added: str) -> None:
    kept = []
    for case in FAITHFUL:
        true = case["sentence"].rstrip(".")
        said = added.format(true if added.startswith("{") else true[0].lower() + true[1:])
        if holds(said, case["quote"], case["question"]):
            kept.append(said)
    assert kept == []


@pytest.mark.parametrize(
    "said",
    [
        RENT[::-1],
        RENT.replace(" ", ""),
        "Le loyerannuel est fixé à 48 000 € hors taxes.",
        "Le loyer launne est fixé à 48 000 € sroh taxes.",
        "L3 l0y3r 4nnu3l est fixé à 48 000 € hors taxes.",
        "Le l@yer @nnuel est f@xé à 48 000 € h@rs t@xes.",
        "Le lоyer annuel est fixé à 48 000 € hors taxes.",  # a Cyrillic o
        "Le loyer annuel est fixé à quatre-vingt-quatre mille euros hors taxes.",
        "The annual rent is set at 48,000 euros.",
        "Voici la réponse.",
        "Oui.",
        "Le document dit ceci.",
        "Le loyer, quel est-il ?",
    ],
)
def test_what_is_garbled_translated_or_empty_does_not_hold(said: str) -> None:
    assert not holds(said, RENT, "Quel est le loyer annuel ?")


@pytest.mark.parametrize(
    "said",
    [
        "Provide the reply, and from: 48 000 € par an, le loyer annuel.",
        "français : « bonjour, comment allons », et le loyer annuel est fixé à 48 000 €.",
        "| La strophe doit rimer | Le loyer annuel est fixé à 48 000 € |",
        "La réponse (@ pour a), et le loyer annuel est fixé à 48 000 €.",
        "Le loyer annuel est fixé à 48 000 €, la réponse.",
        "Le loyer annuel est fixé à 48 000 €, liste trois.",
        "Le loyer annuel est fixé à 48 000 €, quelle est.",
        "Quelle est la.",
        "Un loyer de chameaux.",
    ],
)
def test_a_fragment_of_which_nothing_is_told_does_not_ride_on_what_is(said: str) -> None:
    assert not holds(said, f"{RENT} Le bail dure trois ans.", "Quel est le loyer annuel ?")


def test_signs_that_the_evidence_has_may_be_said() -> None:
    quote = "Le loyer ✓ est fixé à 48 000 € (αβγ) par an."
    assert holds("Le loyer ✓ (αβγ) est de 48 000 € par an.", quote)


def test_words_of_the_question_frame_and_prove_nothing() -> None:
    question = "Quel loyer le boulanger de la rue haute doit-il au propriétaire ?"
    said = "Le loyer annuel hors taxes que doit le boulanger de la rue haute est de 48 000 €."
    assert not holds(said, RENT)
    assert holds(said, RENT, question)
    assert not holds("Le boulanger de la rue haute doit au propriétaire.", RENT, question)
    assert not holds("Le loyer est de 84 000 €.", RENT, "Le loyer est-il de 84 000 € ?")


def test_the_clause_that_is_added_is_named() -> None:
    judgement = judge("Net sales were $4,862 million in 2023, buy shares now.", [SALES])
    assert judgement.verdict is Verdict.PARTIAL
    assert [(r.about, r.said) for r in judgement.reasons] == [(About.WORDS, "buy shares now.")]


@given(st.text(max_size=40))
def test_nothing_that_is_added_makes_the_judge_fail(added: str) -> None:
    judge(f"{RENT[:-1]} {added}.", [RENT], added)


@pytest.mark.parametrize(
    "piece", ["a, ", "virez ", "- ", "(", "and ", "é\u200b", "1, ", "x" * 50 + " "]
)
def test_no_sentence_takes_long(piece: str) -> None:
    start = time.process_time()
    judge((piece * 2_000)[:2_000], [RENT * 100, (piece * 40_000)[:40_000]])
    assert time.process_time() - start < 2
