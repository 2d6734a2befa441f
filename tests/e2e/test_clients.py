"""The clients people already have read our answers: Mistral's own, and OpenAI's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from mistralai.client import Mistral
from mistralai.client.errors import SDKError
from openai import OpenAI

from tests.e2e.offices import RENT, Offices, offices

FRENCH = (
    "Quel est le montant de la garantie à première demande remise au bailleur par SAS Exemplarion"
    " Agencement, et quelle banque l'émet ?"
)
ENGLISH = "What were the net sales of Northfable Instruments in 2021?"
ABSURD = "What is the best recipe for ratatouille in Marseille?"


def _asked(question: str) -> list[Any]:
    return [{"role": "user", "content": question}]


def test_mistral_lists_the_models(served: str) -> None:
    with Mistral(api_key="none", server_url=served) as client:
        models = client.models.list()
    assert models is not None
    assert {"probant", "probant:references"} <= {model.id for model in models.data or []}


def test_mistral_completes_with_references_that_resolve(served: str) -> None:
    with Mistral(api_key="none", server_url=served) as client:
        reply = client.chat.complete(model="probant:references", messages=_asked(FRENCH))
    content = reply.choices[0].message.content
    assert isinstance(content, list)
    referred = {i for chunk in content if chunk.type == "reference" for i in chunk.reference_ids}
    said = "".join(chunk.text for chunk in content if chunk.type == "text")
    assert "93 000 €" in said
    assert "[1]" not in said
    citations = _citations(served, FRENCH)
    assert referred == {citation["index"] for citation in citations}
    for citation in citations:
        resolved = httpx.get(f"{served}/v1/citations/{citation['id']}").json()
        assert resolved["quote"] == citation["quote"]


def _citations(served: str, question: str) -> list[dict[str, Any]]:
    body = {"model": "probant", "messages": _asked(question)}
    reply = httpx.post(f"{served}/v1/chat/completions", json=body, timeout=60).json()
    found: list[dict[str, Any]] = reply["probant"]["citations"]
    return found


def test_mistral_streams_what_it_completes(served: str) -> None:
    for model in ("probant", "probant:references"):
        with Mistral(api_key="none", server_url=served) as client:
            whole = client.chat.complete(model=model, messages=_asked(ENGLISH))
            pieces = list(client.chat.stream(model=model, messages=_asked(ENGLISH)))
        streamed = [piece.data.choices[0].delta.content for piece in pieces]
        assert _text(streamed) == _text([whole.choices[0].message.content])
        assert pieces[-1].data.choices[0].finish_reason == "stop"


def _text(contents: list[Any]) -> str:
    """Text and references of contents in either shape, in one string."""
    found = ""
    for content in contents:
        if isinstance(content, str):
            found += content
        for chunk in content if isinstance(content, list) else []:
            found += chunk.text if chunk.type == "text" else str(chunk.reference_ids)
    return found


def test_an_openai_client_reads_the_default_shape(served: str) -> None:
    client = OpenAI(api_key="none", base_url=f"{served}/v1")
    assert "probant" in {model.id for model in client.models.list()}
    reply = client.chat.completions.create(model="probant", messages=_asked(ENGLISH))
    content = reply.choices[0].message.content or ""
    assert "$ 4,138" in content
    assert "[1]" in content
    stream = client.chat.completions.create(model="probant", messages=_asked(ENGLISH), stream=True)
    streamed = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
    assert streamed == content


def test_an_abstention_says_so_in_the_language_of_the_question(served: str) -> None:
    client = OpenAI(api_key="none", base_url=f"{served}/v1")
    for question, words in ((ABSURD, "no evidence"), ("Recette de la ratatouille ?", "preuve")):
        reply = client.chat.completions.create(model="probant", messages=_asked(question))
        assert words in (reply.choices[0].message.content or "")


def test_the_page_image_of_a_citation_is_framed(served: str) -> None:
    citation = _citations(served, FRENCH)[0]
    page = f"{served}/v1/documents/{citation['document_id']}/pages/{citation['page_start']}.png"
    plain = httpx.get(page, timeout=60)
    framed = httpx.get(page, params={"citation": citation["id"]}, timeout=60)
    assert plain.headers["content-type"] == framed.headers["content-type"] == "image/png"
    assert plain.content[:8] == framed.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert _differs_only_around(plain.content, framed.content, citation["boxes"])


def _differs_only_around(plain: bytes, framed: bytes, boxes: list[dict[str, float]]) -> bool:
    """Whether two page images differ, and nowhere but within 6 points of the boxes."""
    import io

    from PIL import Image, ImageChops

    images = [Image.open(io.BytesIO(png)).convert("RGB") for png in (plain, framed)]
    left, top, right, bottom = ImageChops.difference(*images).getbbox() or (0, 0, 0, 0)
    inside = (
        left >= 2 * (min(box["x0"] for box in boxes) - 6)
        and top >= 2 * (min(box["y0"] for box in boxes) - 6)
        and right <= 2 * (max(box["x1"] for box in boxes) + 6)
        and bottom <= 2 * (max(box["y1"] for box in boxes) + 6)
    )
    return right > left and inside


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    with offices(tmp_path_factory.mktemp("offices")) as found:
        yield found


def _of(town: Offices, who: str) -> Mistral:
    return Mistral(api_key=town.keys[who], server_url=town.url)


@pytest.mark.parametrize(
    ("entity", "uses"), [("north", {"leases", "rents"}), ("south", {"audits"}), ("east", set())]
)
def test_mistral_lists_the_use_cases_of_its_caller_and_no_other(
    town: Offices, entity: str, uses: set[str]
) -> None:
    with _of(town, entity) as client:
        models = client.models.list()
    assert models is not None
    listed = {model.id for model in models.data or []}
    assert listed == uses | {f"{use}:references" for use in uses}


def test_mistral_asks_a_use_case_and_reads_its_evidence(town: Offices) -> None:
    with _of(town, "north") as client:
        reply = client.chat.complete(model="leases:references", messages=_asked(RENT))
        pieces = list(client.chat.stream(model="leases", messages=_asked(RENT)))
    content = reply.choices[0].message.content
    assert isinstance(content, list)
    assert "12 345 euros" in "".join(chunk.text for chunk in content if chunk.type == "text")
    assert [chunk.reference_ids for chunk in content if chunk.type == "reference"] == [[1]]
    streamed = _text([piece.data.choices[0].delta.content for piece in pieces])
    assert "12 345 euros" in streamed
    assert "[1]" in streamed


@pytest.mark.parametrize("model", ["audits", "nothing", "probant", "audits:references"])
@pytest.mark.parametrize("is_streamed", [False, True])
def test_mistral_is_told_why_it_may_not_ask_another_use_case_and_what_to_do(
    town: Offices, model: str, is_streamed: bool
) -> None:
    """Of another entity's it is told what it is told of one that there is not."""
    with _of(town, "north") as client:
        ask = client.chat.stream if is_streamed else client.chat.complete
        with pytest.raises(SDKError) as refused:
            ask(model=model, messages=_asked(RENT))
    said = str(refused.value)
    assert "Status 403" in said
    assert f"'{model.removesuffix(':references')}' is no use that is authorised for you." in said
    assert "You may ask: leases, rents. Declare another with `probant usecase new`" in said
