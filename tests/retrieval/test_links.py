"""Nothing that a chat tool could follow, load or run leaves unless a cited source holds it."""

from __future__ import annotations

import time

import pytest

from retrieval.links import is_linkless, links_in

LINKS = [
    *("http://evil.example/a", "HTTPS://EVIL.EXAMPLE", "//evil.example/x.png", "ftp://1.2.3.4/x"),
    *("www.evil.example", "evil.example", "evil.com/track?q=1", "qui@evil.example", "évil.fr/x"),
    *("[ici](http://evil.example)", "[ici](/v1/documents)", "![](x.png)", "![x][y]", "[ici][là]"),
    *("[ref]: http://evil.example", "<http://evil.example>", "<img src=x>", "<b>", "<!-- x -->"),
    *(
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a",
        "http：//evil.example",
        "http&#58;//e",
    ),
    *("ht\u200btp://evil.example", "evil\u2024example", "&lt;img src=x&gt;", "slack://open"),
]


@pytest.mark.parametrize("link", LINKS)
def test_a_link_that_no_source_has_does_not_leave(link: str) -> None:
    said = f"Le loyer est de 48 000 € {link} par an."
    assert not is_linkless(said, ["Le loyer est de 48 000 € par an."])
    assert not is_linkless(said, [])


@pytest.mark.parametrize(
    "said",
    [
        "Le loyer annuel est de 48 000,50 € hors taxes (art. L.145-1, al. 2).",
        "Net sales were $4,862 million, up 3.5% vs. 2022; see note 4[a].",
        "M. Dupont, né le 31.12.1970, loue les lots A1/A2 [HT] à la S.C.I. Horizon.",
        "C'est-à-dire : 1/3 pour a < b et b > c, soit 10:30.",
    ],
)
def test_plain_words_hold_no_link(said: str) -> None:
    assert links_in(said) == []


def test_a_link_of_a_source_may_leave_and_only_that_one() -> None:
    source = "Voir https://indices.example/ilc?an=2024 et www.bail.example."
    assert is_linkless("L'indice est sur https://indices.example/ilc?an=2024.", [source])
    assert is_linkless("Voir www.bail.example, puis signer.", ["", source])
    for other in ("https://indices.example/ilc?an=2025", "https://indices.example", "bail.example"):
        assert not is_linkless(f"Voir {other} .", [source])


@pytest.mark.parametrize(
    "piece",
    ["a", "a.", "a-", "a@", "[", "![", "<a", "]", "/", "http://", "+", "[a", "é.", ":/", " "],
)
def test_no_text_takes_long(piece: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        links_in(piece * times)
        return time.process_time() - start

    assert seconds(20_000) < 1
