"""Regenerate the sample documents and their gold: `python samples/make.py [--out DIR]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
if __package__ in (None, ""):
    # Run as a script, only this folder is on the path; the package lies one level up.
    sys.path.insert(0, str(HERE.parent))

from samples.generators import (  # noqa: E402
    annual_report,
    audit_report,
    gold,
    lease,
    loan_offer,
    rent_roll,
    scanned_letter,
)

DOCUMENTS = (lease, loan_offer, rent_roll, audit_report, scanned_letter, annual_report)


def make(out: Path) -> None:
    """Write the documents under `out`/documents and the gold beside them."""
    folder = out / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    for document in DOCUMENTS:
        document.build(folder)
    gold.build(folder, out / gold.FILE)


def main() -> int:
    """Read the command line and regenerate everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="where to write (default: here)")
    out = parser.parse_args().out
    make(out)
    sys.stdout.write(f"Wrote {len(DOCUMENTS)} documents and {len(gold.QUESTIONS)} questions.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
