"""What people and programs send by mistake or on purpose: a clear answer, and it goes on."""

from __future__ import annotations

import io
import socket
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.e2e.conftest import serving

LIMIT_MB = 3
_ATTEMPTS, _PAUSE_S = 600, 0.2


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server of its own, which takes documents of 3 MB."""
    folder = tmp_path_factory.mktemp("small")
    with (
        serving(folder, {"PROBANT_MAX_UPLOAD_MB": str(LIMIT_MB)}) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        yield client


@pytest.fixture(autouse=True)
def _goes_on(small: httpx.Client) -> Iterator[None]:
    """After whatever a test did, the service answers."""
    yield
    assert small.get("/readyz").json() == {"status": "ready"}


def _outcome(client: httpx.Client, name: str, data: bytes) -> dict[str, Any]:
    """The final state of an upload."""
    accepted = client.post("/v1/documents", files={"file": (name, data)})
    assert accepted.status_code in (200, 202), accepted.text
    for _ in range(_ATTEMPTS):
        shown: dict[str, Any] = client.get(accepted.headers["location"]).json()
        if shown["status"] not in ("queued", "processing"):
            return shown
        time.sleep(_PAUSE_S)
    raise AssertionError(f"{name} was never read to its end: {shown}")


def _problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["type"].endswith(code)
    assert problem["detail"]
    return problem


def _docx_without_an_end() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>" * 1000)
    return whole.getvalue()[:-200]


@pytest.mark.parametrize(
    ("name", "data", "category"),
    [
        ("empty.pdf", b"", "empty"),
        ("truncated.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "malformed"),
        ("truncated.docx", _docx_without_an_end(), "malformed"),
        ("noise.bin", bytes(range(256)) * 40, "unsupported"),
    ],
)
def test_what_can_t_be_read_fails_with_its_reason(
    small: httpx.Client, name: str, data: bytes, category: str
) -> None:
    shown = _outcome(small, name, data)
    assert shown["status"] == "failed"
    assert [error["category"] for error in shown["errors"]] == [category]
    assert shown["chunks"] == 0


def test_content_decides_and_not_the_extension(small: httpx.Client, samples: Path) -> None:
    shown = _outcome(small, "lease.xlsx", (samples / "bail-commercial.pdf").read_bytes())
    assert (shown["status"], shown["media_type"], shown["pages"]) == (
        "indexed",
        "application/pdf",
        10,
    )


def test_text_that_is_not_utf_8_is_read(small: httpx.Client) -> None:
    shown = _outcome(small, "latin.txt", "Dépôt de garantie : 4 500 €\n".encode("cp1252"))
    assert shown["status"] == "indexed"


def test_an_encrypted_pdf_says_so(small: httpx.Client) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("secret"))
    canvas.drawString(100, 700, "Confidentiel")
    canvas.save()
    [error] = _outcome(small, "locked.pdf", file.getvalue())["errors"]
    assert error["category"] == "encrypted"


def test_a_name_can_t_leave_the_folder(small: httpx.Client) -> None:
    shown = _outcome(small, "../../../etc/passwd\x00.txt", b"Loyer annuel : 12 000 euros.")
    assert "/" not in shown["name"]
    assert ".." not in shown["name"].split(".txt")[0].strip(".")


def test_an_upload_over_the_limit_is_refused(small: httpx.Client) -> None:
    data = b"x" * (LIMIT_MB * 1_000_000 + 1)
    _problem(small.post("/v1/documents", files={"file": ("big.txt", data)}), 413, "too-large")


def test_an_endless_upload_is_cut(small: httpx.Client) -> None:
    """500 MB announced by nobody: the answer comes long before the end."""
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="big.txt"\r\n\r\n'
        for _ in range(500):
            sent += 1
            yield b"x" * 1_000_000
        yield b"\r\n--x--\r\n"

    headers = {"content-type": "multipart/form-data; boundary=x"}
    try:
        response = small.post("/v1/documents", content=endless(), headers=headers)
        _problem(response, 413, "too-large")
    except (httpx.WriteError, httpx.RemoteProtocolError, httpx.ReadError):
        pass  # the server closed while we still wrote: the answer was lost on the way
    assert sent < 100


def test_a_declared_upload_of_500_mb_is_refused_before_it_is_sent(small: httpx.Client) -> None:
    address = urlsplit(str(small.base_url))
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(
            b"POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Length: 500000000\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_questions_that_are_none(small: httpx.Client) -> None:
    def ask(**body: object) -> httpx.Response:
        return small.post("/v1/chat/completions", json=body)

    said = {"role": "user", "content": "x" * 100_000}
    problem = _problem(ask(messages=[said]), 400, "invalid-request")
    assert "100000 characters" in problem["detail"]
    assert problem["remedy"]
    _problem(ask(messages=[{"role": "user", "content": "   "}]), 400, "invalid-request")
    _problem(ask(messages=[{"role": "system", "content": "x"}]), 400, "invalid-request")
    _problem(ask(messages=[]), 422, "wrong-shape")
    _problem(ask(model="gpt-4", messages=[{"role": "user", "content": "x"}]), 403, "refused")


def test_unknown_collections_and_documents(small: httpx.Client) -> None:
    said = {"query": "loyer"}
    for more in ({"collection": "nowhere"}, {"document": "nothing.pdf"}):
        _problem(small.post("/v1/search", json=said | more), 404, "not-found")
    bad = {"collection": "../etc"}
    refused = small.post("/v1/documents", data=bad, files={"file": ("a.txt", b"a")})
    _problem(refused, 400, "invalid-request")
    for path in ("/v1/documents/none", "/v1/citations/none", "/v1/citations/a~page:1:char:0-1"):
        _problem(small.get(path), 404, "not-found")
    _problem(small.get("/nowhere"), 404, "not-found")


def test_bodies_that_are_no_json(small: httpx.Client) -> None:
    headers = {"content-type": "application/json"}
    for body in (b"\xff\xfe{", b"{", b"[]", b'{"query": "\xc3\x28"}'):
        response = small.post("/v1/search", content=body, headers=headers)
        assert response.status_code in (400, 422)
        assert response.headers["content-type"] == "application/problem+json"


def test_a_client_that_leaves_in_the_middle(small: httpx.Client) -> None:
    _outcome(small, "rent.txt", b"Le loyer annuel est de 12 000 euros.")
    said = {"messages": [{"role": "user", "content": "Quel est le loyer annuel ?"}], "stream": True}
    for _ in range(5):
        with small.stream("POST", "/v1/chat/completions", json=said) as response:
            next(response.iter_bytes())
    answer = small.post("/v1/chat/completions", json=said | {"stream": False}).json()
    assert "12 000" in answer["choices"][0]["message"]["content"]


def test_a_page_that_is_none(small: httpx.Client, samples: Path) -> None:
    shown = _outcome(small, "lease.pdf", (samples / "bail-commercial.pdf").read_bytes())
    page = f"/v1/documents/{shown['id']}/pages"
    _problem(small.get(f"{page}/99.png"), 404, "not-found")
    _problem(small.get(f"{page}/0.png"), 422, "wrong-shape")
    _problem(small.get(f"{page}/1.png", params={"citation": "none"}), 404, "not-found")


def test_deleting_a_document_makes_its_citation_answer_410(small: httpx.Client) -> None:
    shown = _outcome(small, "gone.txt", b"La surface vendue est de 81 m2.")
    said = {"messages": [{"role": "user", "content": "Quelle est la surface vendue ?"}]}
    reply = small.post("/v1/chat/completions", json=said).json()
    [citation, *_] = reply["probant"]["citations"]
    assert small.get(f"/v1/citations/{citation['id']}").status_code == 200
    assert small.delete(f"/v1/documents/{shown['id']}").status_code == 204
    _problem(small.get(f"/v1/citations/{citation['id']}"), 410, "gone")
    _problem(small.get(f"/v1/documents/{shown['id']}"), 410, "gone")
    found = small.post("/v1/search", json={"query": "surface vendue"}).json()["hits"]
    assert shown["id"] not in {hit["document_id"] for hit in found}
