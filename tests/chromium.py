"""A real browser for the tests that look at a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""No request of the browser's own, and no sandbox: tests may run in a container as root."""


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium; the test is skipped where there is none.

    For one module at a time: while Playwright's synchronous driver lives, no other event loop can
    run in this thread.
    """
    chromium = os.environ.get("PROBANT_TEST_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        pytest.skip("needs Chromium: install the package, or set PROBANT_TEST_CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_QUIET))
        yield browser
        browser.close()
