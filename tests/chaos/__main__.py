"""`python -m tests.chaos`: a long run, told as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.chaos.run import Plan, run
from tests.contracts.databases import fresh_postgres, postgres_server


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause", type=float, nargs=2, default=(2.0, 6.0), metavar="S")
    parser.add_argument("--lease", type=float, default=5.0, help="PROBANT_LEASE_SECONDS")
    parser.add_argument("--postgres", action="store_true", help="On PostgreSQL, not SQLite.")
    asked = parser.parse_args()
    first_s, last_s = asked.pause
    plan = Plan(asked.documents, asked.kills, (first_s, last_s), asked.readers, asked.seed)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="probant-chaos-"))
        settings = {"PROBANT_LEASE_SECONDS": str(asked.lease)}
        if asked.postgres:
            server = stack.enter_context(postgres_server())
            settings["PROBANT_DATABASE_URL"] = stack.enter_context(fresh_postgres(server))
        told = asyncio.run(run(Path(folder), plan, settings))
    sys.stdout.write(f"{json.dumps(told, ensure_ascii=False)}\n")
    return 1 if told["differences"] else 0


if __name__ == "__main__":
    sys.exit(main())
