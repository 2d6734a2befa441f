import asyncio, logging, socket
logging.disable(logging.CRITICAL)
import httpx
from tests.api.two_entities import open_town, NORTH, SOUTH
from tests.api.clients import bearer
from tests.parts import a_key
from core.principals import Role
from api.app import create_app
from api.server import server_of
async def main():
    async with open_town() as t:
        d=await t.waiting()
        rk=await a_key(t.parts,NORTH,Role.READER)
        s=socket.socket(); s.bind(("127.0.0.1",0)); port=s.getsockname()[1]; s.close()
        srv=server_of(create_app(t.parts),"127.0.0.1",port); task=asyncio.create_task(srv.serve()); await asyncio.sleep(1)
        # streams
        ws=[]
        for _ in range(64):
            r,w=await asyncio.open_connection("127.0.0.1",port)
            w.write(f"GET /v1/documents/{d.id}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {rk}\r\n\r\n".encode()); await w.drain(); await r.readline(); ws.append(w)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}",headers=bearer(t.keys["stranger"]),timeout=20) as c:
            docs=(await c.get("/v1/documents")).json()["documents"]
            r=await c.get(f"/v1/documents/{docs[0]['id']}/events"); print("another entity's stream:", r.status_code, r.text[:150])
            for w in ws: w.close()
            ws=[]
            for _ in range(8):
                r_,w=await asyncio.open_connection("127.0.0.1",port)
                w.write(f"POST /v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {rk}\r\nContent-Length: 100000000\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n".encode()); await w.drain(); ws.append(w)
            await asyncio.sleep(0.5)
            r=await c.post("/v1/documents",files={"file":("a.txt",b"hello")}); print("another entity's upload while a READER holds 8 bodies:", r.status_code, r.text[:150])
            for w in ws: w.close()
        srv.should_exit=True
        await asyncio.wait_for(task,10)
asyncio.run(main())
