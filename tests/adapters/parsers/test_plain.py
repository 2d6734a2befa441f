from pathlib import Path

import pytest

from adapters.parsers.plain import read
from tests.adapters.parsers.files import write
from tests.adapters.parsers.looks import complaints, outline


def test_blank_lines_part_paragraphs_and_lines_stay_lines(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Bail\r\ncommercial\r\n \t\r\n\r\nLoyer : 1\u00a0200 €\n")
    leaf = read(path).leaves[0]
    assert outline(leaf) == [("paragraph", "Bail\ncommercial"), ("paragraph", "Loyer : 1 200 €")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_reads_the_encodings_people_send(tmp_path: Path, encoding: str) -> None:
    text = "Échéance du prêt : été 2031, montant de 3 000 € à l’échéance.\n" * 4
    path = write(tmp_path, "a.txt", text.encode(encoding))
    assert read(path).leaves[0].text == text.strip()


def test_a_file_of_blanks_is_said_to_be_empty(tmp_path: Path) -> None:
    parsed = read(write(tmp_path, "a.txt", " \n\n\t "))
    assert (parsed.leaves[0].words, complaints(parsed)) == ((), ["empty"])
