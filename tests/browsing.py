"""An application goes in and runs on 127.0.0.1; a real chromium comes out, to read it with."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

CHROMIUM = Path(os.environ.get("BACKFILE_CHROMIUM") or "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A reader's browser has this cache; Playwright turns it off.
KEEPS_PAGES = ["--disable-back-forward-cache"]


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of the running application."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(20)
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, with its cache of pages gone back to. Skips where there is none."""
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}: install chromium, or name it in BACKFILE_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=FLAGS, ignore_default_args=KEEPS_PAGES
        )
        try:
            yield browser
        finally:
            browser.close()
