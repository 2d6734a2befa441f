"""`python -m tests.chaos.ledger`: a long run on PostgreSQL, told as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.chaos.ledger.plan import Plan
from tests.chaos.ledger.run import run
from tests.contracts.databases import fresh_postgres, postgres_server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.ledger", description=__doc__)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--seconds", type=int, default=60, help="One is killed each second.")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="probant-ledger-"))
        url = stack.enter_context(fresh_postgres(stack.enter_context(postgres_server())))
        plan = Plan(asked.writers, asked.seconds, 1.0, asked.seed)
        told = asyncio.run(run(Path(folder), url, plan))
    sys.stdout.write(f"{json.dumps(told)}\n")


if __name__ == "__main__":
    main()
