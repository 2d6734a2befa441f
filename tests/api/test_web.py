"""The page at `/` runs its own script and nothing besides."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from api.routes.web import policy_of
from tests.api.clients import client_of
from tests.ingest.fakes import FakeEncoder
from tests.parts import open_parts

pytestmark = pytest.mark.asyncio


async def test_the_policy_lets_no_script_run_but_the_page_s_own(tmp_path: Path) -> None:
    async with open_parts(tmp_path, FakeEncoder()) as parts, client_of(parts) as client:
        response = await client.get("/")
    policy = dict(
        rule.split(" ", 1) for rule in response.headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in response.headers["content-security-policy"]
    for tag in ("script", "style"):
        [inside] = re.findall(rf"<{tag}>(.*?)</{tag}>", response.text, re.DOTALL)
        told = b64encode(sha256(inside.encode()).digest()).decode()
        assert policy[f"{tag}-src"] == f"'sha256-{told}'"
    assert not re.search(r"\son\w+=|javascript:|\sstyle=", response.text)


async def test_another_script_has_another_policy() -> None:
    page = "<style>p{}</style><script>%s</script>"
    assert policy_of(page % "one()") != policy_of(page % "two()")
