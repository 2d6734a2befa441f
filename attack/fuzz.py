import asyncio, json, sys, traceback, logging
logging.disable(logging.CRITICAL)
import httpx
from tests.api.two_entities import open_town, NORTH, SOUTH
from tests.api.clients import bearer
from tests.parts import a_key, open_parts
from api.app import create_app
BAD=[None,True,False,0,-1,1.5,10**30,-10**30,10**400 if False else 10**25,float('nan'),float('inf'),"", " ", "\x00","a\x00b","\ud800","a\udfffb","\u202e","é"*200,"x"*5000,"x"*400000,"𐀀",[],{},[[]],[None],["\x00"],["\ud800"],{"\ud800":"\ud800"},{"a":{"b":1}},"9999-12-31","0001-01-01","2025-13-01","0000-00-00","٢٠٢٥-٠١-٠١","entity:east","entity:\x00","group:east/\ud800","user:east/"+"x"*200,"../../etc","%00","1e999"]
def deep(n,l="[",r="]"): return l*n+"1"+r*n
async def main():
    async with open_town() as t:
        app=create_app(t.parts)
        c=httpx.AsyncClient(transport=httpx.ASGITransport(app=app,raise_app_exceptions=False),base_url="http://127.0.0.1:8440")
        key=await a_key(t.parts, NORTH)
        H=bearer(key)
        doc=(await t.read()).id; cit=await t.citation(); grid=await t.grid(); batch=await t.batch(); page=await t.page(); job=await t.job()
        seen=set(); n=0
        async def go(m,p,label="",**k):
            nonlocal n; n+=1
            h={**H,**k.pop("headers",{})}
            try: r=await c.request(m,p,headers=h,timeout=60,**k)
            except Exception as e:
                key=(m,p.split("?")[0][:60],type(e).__name__)
                if key not in seen: seen.add(key); print("CLIENT-EXC",m,p[:100],label,type(e).__name__,str(e)[:200]); 
                return None
            if r.status_code>=500:
                print(r.status_code,m,p[:120],label,r.text[:200])
            return r
        bodies=[
         ("POST","/v1/chat/completions",{"model":"probant","messages":[{"role":"user","content":"What is the rent?"}],"stream":False,"collection":None,"document":None,"as_of":None,"scope":{"issuer":"","period":"","kind":"","everywhere":False},"explain":False}),
         ("POST","/v1/search",{"query":"rent","top_k":3,"collection":None,"document":None,"as_of":None,"scope":{"issuer":"","period":"","kind":"","everywhere":False},"explain":False,"before":["x"]}),
         ("PATCH",f"/v1/documents/{doc}",{"collection":"default","valid_from":None,"valid_until":None,"hold":None,"readers":None,"classification":"internal"}),
         ("PATCH",f"/v1/documents/{doc}/description",{"issuer":["A"],"date":[],"period":None,"kind":["lease"],"title":["x"],"language":["fr"]}),
         ("PUT",f"/v1/documents/{doc}/source",{"source":"x"}),
         ("PATCH","/v1/collections/default",{"retention_days":None,"hold":None,"dense_weight":None,"readers":None}),
         ("POST","/v1/shares",{"document":doc,"reader":"entity:east","from":None,"until":"2027-01-01","reason":"x"}),
         ("POST","/v1/shares",{"collection":"default","reader":"entity:east","from":None,"until":"2027-01-01","reason":"x"}),
         ("POST","/v1/keys",{"name":"n","roles":["reader"],"groups":["g"],"clearance":"internal","expires_at":None,"entity":"north"}),
         ("POST","/v1/erasures",{"person":"user:x"}),
         ("POST","/v1/batches",{"files":[{"name":"a","version":"0"*64}],"collection":"default","batch":None}),
         ("POST","/v1/grids",{"questions":[{"id":"rent","question":"What is the rent?","type":"number","unit":"EUR","label":"x"}],"documents":[doc],"collection":None,"title":"t","language":"en"}),
        ]
        def sub(v,path,new):
            if not path: return new
            k,*rest=path
            if isinstance(v,dict): return {**v,k:sub(v[k],rest,new)}
            return [sub(x,rest,new) if i==k else x for i,x in enumerate(v)]
        def paths(v,p=()):
            yield p
            if isinstance(v,dict):
                for k in v: yield from paths(v[k],(*p,k))
            elif isinstance(v,list):
                for i,x in enumerate(v): yield from paths(x,(*p,i))
        def raw(v): return json.dumps(v).encode()
        only=sys.argv[1:] 
        for m,p,b in bodies:
            for path in paths(b):
                for bad in BAD:
                    if isinstance(bad,str) and len(bad)>100000 and path and path[-1] in ("content","query") : continue
                    await go(m,p,label=f"{path} = {str(ascii(bad))[:60]}",content=raw(sub(b,list(path),bad)),headers={"content-type":"application/json"})
            for extra in (b'{"\\ud800": 1}', b'{"a":'+deep(5000).encode()+b'}', b'{"a":'+deep(900).encode()+b'}', deep(100000).encode(), b"\xff\xfe", b"", b"null", b"1"*5000, b'{"a":'+b"1"*5000+b'}', b"\x00", b"\xef\xbb\xbf{}", b'"\\ud800"', "{}".encode("utf-16"), "{}".encode("utf-32")):
                for ct in ("application/json","application/json; charset=utf-16","application/json; charset=\"x","text/plain","","application/xml","multipart/form-data","multipart/form-data; boundary=","multipart/form-data; boundary=x; charset=utf-7","application/x-www-form-urlencoded","application/problem+json","a/b/c",";"):
                    await go(m,p,label=f"raw {extra[:30]!r} {ct}",content=extra,headers={"content-type":ct})
            print("done",m,p,n,file=sys.stderr)
        # nested inside grids questions (Any)
        for d in (100,300,500,800,900,950):
            for l,r in (("[","]"),('{"a":',"}")):
                for f in ("label","unit","id","type","question","zzz"):
                    q='{"questions":[{"id":"rent","question":"What?","type":"number","%s":%s}]}'%(f,deep(d,l,r))
                    q=q.replace('"%s":"x",'%f,"")
                    await go("POST","/v1/grids",label=f"deep {d} {f}",content=q.encode(),headers={"content-type":"application/json"})
        # after: what was stored
        for p in ["/v1/history","/v1/history/export","/v1/ledger?opened=true&limit=200","/v1/ledger/export?opened=true","/v1/ledger/verify","/v1/grids","/v1/keys","/v1/shares?ended=true","/v1/collections","/v1/documents","/v1/jobs","/v1/jobs?state=failed",f"/v1/documents/{doc}",f"/v1/documents/{doc}/versions","/v1/collections/default/sources","/v1/me"]:
            r=await go("GET",p,label="after"); print(p, r and r.status_code, file=sys.stderr)
        print(n,"requests")
asyncio.run(main())
