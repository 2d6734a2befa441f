from email.message import EmailMessage
from pathlib import Path

import pytest

from adapters.parsers.mail import read
from core.errors import Unreadable
from core.readings import Leaf
from tests.adapters.parsers.files import write
from tests.adapters.parsers.looks import complaints, outline


def mail(subject: str = "Échéance du prêt") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Zoé Martin <zoe@example.org>"
    message["To"] = "audit@example.org"
    message["Date"] = "Mon, 06 Jan 2025 10:00:00 +0100"
    message["Subject"] = subject
    return message


def leaves(message: EmailMessage, folder: Path) -> tuple[Leaf, ...]:
    return read(write(folder, "a.eml", message.as_bytes())).leaves


def test_the_headers_open_the_first_part(tmp_path: Path) -> None:
    message = mail()
    message.set_content("Bonjour,\n\nLe prêt échoit en 2031.\n")
    [leaf] = leaves(message, tmp_path)
    assert leaf.label == "1"
    assert outline(leaf) == [
        ("heading1", "Échéance du prêt"),
        (
            "paragraph",
            "From: Zoé Martin <zoe@example.org>\nTo: audit@example.org\n"
            "Date: Mon, 06 Jan 2025 10:00:00 +0100",
        ),
        ("paragraph", "Bonjour,"),
        ("paragraph", "Le prêt échoit en 2031."),
    ]
    assert leaf.elements[3].heading_path == ("Échéance du prêt",)


def test_of_two_renderings_the_html_is_read_under_its_number(tmp_path: Path) -> None:
    message = mail()
    message.set_content("en texte")
    message.add_alternative("<html><body><p>en HTML</p></body></html>", subtype="html")
    [leaf] = leaves(message, tmp_path)
    assert leaf.label == "2"
    assert leaf.text.endswith("en HTML")


def test_an_empty_html_gives_way_to_the_text(tmp_path: Path) -> None:
    message = mail()
    message.set_content("en texte")
    message.add_alternative("<html><body><img src='x'></body></html>", subtype="html")
    [leaf] = leaves(message, tmp_path)
    assert (leaf.label, leaf.text.endswith("en texte")) == ("1", True)


def test_attachments_are_named_after_the_headers(tmp_path: Path) -> None:
    message = mail()
    message.set_content("ci-joint")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="bail été.pdf")
    parsed = read(write(tmp_path, "a.eml", message.as_bytes()))
    assert [leaf.label for leaf in parsed.leaves] == ["1"]
    assert complaints(parsed) == []
    assert "Attachments: bail été.pdf\n" in parsed.leaves[0].text


def test_a_mail_in_a_mail_is_read_as_parts_of_its_part(tmp_path: Path) -> None:
    inner = mail("Le premier")
    inner.set_content("d'origine")
    inner.add_alternative("<p>d'origine</p>", subtype="html")
    outer = mail("TR: Le premier")
    outer.set_content("voir dessous")
    outer.add_attachment(inner)
    found = leaves(outer, tmp_path)
    assert [leaf.label for leaf in found] == ["1", "2.2"]
    assert found[1].elements[0].heading_path == ()
    assert "Le premier" in found[1].text


def test_a_mail_of_one_attachment_still_has_its_headers(tmp_path: Path) -> None:
    message = mail("Le plan")
    message.set_content(b"\x89PNG", maintype="image", subtype="png", filename="plan.png")
    parsed = read(write(tmp_path, "a.eml", message.as_bytes()))
    assert [leaf.label for leaf in parsed.leaves] == ["1"]
    assert parsed.leaves[0].text.startswith("Le plan")
    assert parsed.leaves[0].text.endswith("Attachments: plan.png")


def test_an_encrypted_mail_is_refused(tmp_path: Path) -> None:
    text = (
        b"From: a@b.c\nSubject: x\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data"
    )
    with pytest.raises(Unreadable) as caught:
        read(write(tmp_path, "a.eml", text + b"\n\nAAAA\n"))
    assert caught.value.category == "encrypted"


@pytest.mark.parametrize("charset", ["iso-8859-1", "no-such-charset", "utf-8"])
def test_a_wrong_charset_costs_no_text(tmp_path: Path, charset: str) -> None:
    head = f"From: a@b.c\nSubject: x\nContent-Type: text/plain; charset={charset}\n\n"
    parsed = read(write(tmp_path, "a.eml", head.encode() + "été".encode("cp1252")))
    assert parsed.leaves[0].text.endswith("été")
