"""`probant describe`: shows what a document says of itself, and corrects it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.conftest import probant


def test_a_description_is_shown_and_corrected(tmp_path: Path, samples: Path) -> None:
    read = probant(tmp_path, "ingest", str(samples / "offre-de-pret.docx"), "--json")
    [document] = json.loads(read.stdout)["documents"]
    shown = probant(tmp_path, "describe", document["id"])
    assert shown.returncode == 0, shown.stderr
    assert "kind       loan_agreement  [document] 1: Offre de prêt" in shown.stdout.splitlines()
    args = ("--set", "issuer=SAS Grandvoile", "--none", "date", "--json")
    corrected = json.loads(probant(tmp_path, "describe", document["id"], *args).stdout)
    facts = {fact["field"]: fact for fact in corrected["description"]}
    assert (facts["issuer"]["value"], facts["issuer"]["source"]) == ("SAS Grandvoile", "user")
    assert "date" not in facts
    again = probant(tmp_path, "describe", document["id"], "--unset", "issuer", "--json")
    facts = {fact["field"]: fact for fact in json.loads(again.stdout)["description"]}
    assert facts["issuer"]["source"] == "document"
    wrong = probant(tmp_path, "describe", document["id"], "--set", "colour=red")
    assert wrong.returncode == 2
