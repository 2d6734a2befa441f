import asyncio, sys, time, os, signal, logging
sys.path.insert(0,"attack")
logging.disable(logging.CRITICAL)
from tests.contracts.databases import postgres_server, fresh_postgres, execute, scope
from adapters.sql.migrate import migrate
from adapters.sql import open_database
from core.principals import SearchFilter, AccessScope
from town_pg import opener
import httpx
from tests.api.clients import bearer
from api.app import create_app
from core.ids import *
from sqlalchemy import text
async def units(url):
    async def wake(l): pass
    db=await open_database(url, wake)
    sc=scope()
    for label, ids in [("empty",[]),("dup",["a"]*5),("100k",[f"id-{i}" for i in range(100_000)]),("nul",["a\0b","\ud800","\udfff\0",""]),("braces",["{","}",'"',"\\","NULL","null",",", "{a,b}", "'"]),("long",["x"*3_000_000])]:
        t0=time.time()
        async with db.begin() as u:
            out=[len(await u.documents.held(sc, ids)), await u.documents.holds_all(sc, ids), len(await u.readings.passages(SearchFilter(sc), ids)), len(await u.readings.sightings(SearchFilter(sc), ids)) , len(await u.readings.beside(SearchFilter(sc), ids)) , await u.shares.sharers("north", ids)]
        print(label, out, round(time.time()-t0,2))
    # every type must be the same as string equality with special chars
    from adapters.sql.lists import listed
    from adapters.sql.transaction import Transaction
    vals=["a","b","b","NULL","null","","{x}",'q"q',"back\\s","é","\0","\ud800"]
    for _ in range(12):
        async with db._transaction() as tr:
            rows=(await tr.read(listed(tr, vals))).scalars().all()
    print(rows)
    async with db._transaction() as tr:
        try: print((await tr.read(listed(tr, [None]))).all())
        except Exception as e: print("None ->", type(e).__name__)
    await db.close()
async def town(url):
    async with opener(url)() as t:
        app=create_app(t.parts)
        c=httpx.AsyncClient(transport=httpx.ASGITransport(app=app,raise_app_exceptions=False),base_url="http://127.0.0.1:8440")
        d=await t.read()
        async def go(m,p,who="reader",**k):
            r=await c.request(m,p,headers=bearer(t.keys[who]),timeout=60,**k); return r
        rs=await asyncio.gather(*[go("POST","/v1/search",json={"query":"rent"}) for _ in range(40)])
        print("40 at once", {r.status_code for r in rs}, {len(r.json()["hits"]) for r in rs})
        rs=await asyncio.gather(*[go("GET","/v1/documents") for _ in range(100)])
        print("100 at once", {r.status_code for r in rs})
        print("pool", t.parts.database._engine.sync_engine.pool.status())
        async def kill(): 
            await execute(url.rsplit("/",1)[0]+"/postgres?"+url.split("?")[1] if "?" in url else url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'probant_test%'")
        for wait in (0.0, 1.3):
            await asyncio.gather(*[go("GET","/v1/documents") for _ in range(40)])
            st0=t.parts.database._engine.sync_engine.pool.status()
            await asyncio.sleep(wait)
            await kill()
            codes=[]
            for i in range(25):
                r=await go("GET","/v1/documents"); codes.append(r.status_code)
                if r.status_code not in (200,): print("   ", r.text[:300])
            print("terminated after idle", wait, codes, st0)
            # half idle, half fresh
        await asyncio.gather(*[go("GET","/v1/documents") for _ in range(40)])
        await asyncio.sleep(1.3)
        await go("GET","/v1/documents")
        await kill()
        rs=await asyncio.gather(*[go("GET","/v1/documents") for _ in range(20)]); print("mixed, at once", [r.status_code for r in rs])
        rs=await asyncio.gather(*[go("GET","/v1/documents") for _ in range(20)]); print("mixed, second round", [r.status_code for r in rs])
        # concurrent kill while working
        stop=False; codes={}
        async def load():
            while not stop:
                r=await go("POST","/v1/search",json={"query":"rent"}); codes[r.status_code]=codes.get(r.status_code,0)+1
                if r.status_code==500: print("500", r.text[:200])
        ts=[asyncio.create_task(load()) for _ in range(15)]
        for _ in range(8):
            await asyncio.sleep(0.4); await kill()
        stop=True; await asyncio.gather(*ts); print("under load killed", codes)
        print((await go("GET","/v1/ledger/verify","auditor")).text[:400])
with postgres_server() as s:
    for f in (units, town):
        with fresh_postgres(s) as url:
            asyncio.run(migrate(url)); asyncio.run(f(url))
