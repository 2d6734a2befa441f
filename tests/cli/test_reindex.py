"""An index that is being built is built by whom it was asked of, and by no other command."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.commands.reindex import begin
from cli.local import finish_few
from core.errors import Conflict
from tests.flows.lives import sent, text
from tests.flows.two_encoders import NEW, OLD, open_two
from tests.parts import USER, added


async def test_a_stopped_build_is_gone_on_with_by_the_same_command_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_two(tmp_path / "data") as two:
        await added(two.parts, text(tmp_path, "bail.txt", "le bail"))
        begun = await begin(two.reindexer, NEW, rereads=False)
        await finish_few(two.parts)  # as a search does before it begins
        assert "probant reindex" in capsys.readouterr().err
        assert not two.shelf.models["new"].encoded
        assert await begin(two.reindexer, NEW, rereads=False) == begun
        for spec, rereads in ((OLD, False), (NEW, True)):
            with pytest.raises(Conflict):
                await begin(two.reindexer, spec, rereads=rereads)
        await two.parts.worker.until_idle()
        assert two.shelf.models["new"].encoded


async def test_a_few_documents_left_behind_are_read_first(tmp_path: Path) -> None:
    async with open_two(tmp_path / "data") as two:
        document = (await sent(two.parts, text(tmp_path, "bail.txt", "le bail"))).document
        await finish_few(two.parts)
        assert (await two.parts.documents.get(USER, document.id)).outcome.chunks
