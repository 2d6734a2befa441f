from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory
from pathlib import Path
import tests.api.two_entities as te
from tests.parts import open_parts, a_key, with_parser
from tests.api.clients import client_of
from core.principals import Role
def opener(url):
    @asynccontextmanager
    async def open_town():
        with TemporaryDirectory() as folder:
            async with open_parts(Path(folder), te.FakeEncoder(), identity="required", database_url=url) as opened:
                parts = with_parser(opened, te.WordParser())
                keys = {role.value: await a_key(parts, te.NORTH, role) for role in Role}
                keys |= {te.NO_ROLE: await te._key_without_role(parts), te.STRANGER: await a_key(parts, te.SOUTH)}
                async with client_of(parts) as client:
                    town = te.Town(parts, client, keys, Path(folder))
                    await town.read(te.SOUTH)
                    yield town
    return open_town
