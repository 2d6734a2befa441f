import asyncio, sys, logging
sys.path.insert(0,"attack")
logging.disable(logging.CRITICAL)
from tests.contracts.databases import postgres_server, fresh_postgres, execute
from adapters.sql.migrate import migrate
from town_pg import opener
from sqlalchemy import make_url
import httpx
from api.app import create_app
async def main(server,url):
    async with opener(url)() as t:
        c=httpx.AsyncClient(transport=httpx.ASGITransport(app=create_app(t.parts),raise_app_exceptions=False),base_url="http://x")
        name=make_url(url).database
        await execute(server, f"ALTER DATABASE {name} RENAME TO gone_{name}") if False else await execute(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await execute(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='{name}'")
        for _ in range(2):
            r=await c.get("/v1/documents",headers={"Authorization":"Bearer pbk_"+"a"*12+"_"+"a"*52}); print("made-up key:",r.status_code,r.text[:400])
        r=await c.get("/readyz"); print("readyz:",r.status_code,r.text[:400])
        await execute(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
with postgres_server() as s:
    with fresh_postgres(s) as url:
        asyncio.run(migrate(url)); asyncio.run(main(s,url))
