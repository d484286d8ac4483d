"""From file to page: what `backfile build` reads is what `backfile serve` shows, and a rebuild is seen at once."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect, sync_playwright

from indexer.cli import run
from tests.browsing import CHROMIUM, FLAGS
from tests.conftest import ROOT


@pytest.fixture
def seed(shared: Path) -> Path:
    """A page as it arrives."""
    (page,) = (shared / "seeds").glob("*.txt")
    return page


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urlopen(f"{address}/healthz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A real server over an index that is still to be built."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    index = str(tmp_path / "index")
    command = [sys.executable, "-m", "indexer", "serve", "--index", index]
    server = subprocess.Popen(
        [*command, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(30)


def total(address: str) -> int:
    with urlopen(f"{address}/api/search?q=", timeout=10) as answer:
        found: int = json.load(answer)["total"]["all"]
        return found


def test_seed_gives_one_article_and_twenty_teasers(
    seed: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    index = str(tmp_path / "index")
    assert run(["build", str(seed), "--index", index]) == 0
    capfd.readouterr()
    assert run(["export", "--index", index]) == 0
    records = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    articles = [r for r in records if r["kind"] == "article"]
    teasers = [r for r in records if r["kind"] == "teaser"]
    assert len(articles) == 1 and len(teasers) == 20
    (article,) = articles
    assert (article["title"], article["agency"]) == ("", "KCNA")
    assert (article["source"], article["date"]) == ("Naenara (En)", None)
    assert len(article["body"].split("\n\n")) == 12
    assert sorted(article["teasers"]) == sorted(t["id"] for t in teasers)
    for teaser in teasers:
        assert teaser["date"] and teaser["body"] not in article["body"]


def test_reader_finds_the_seed_and_its_teaser(
    seed: Path, site: str, tmp_path: Path
) -> None:
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}: install chromium, or name it in BACKFILE_CHROMIUM")
    lines = seed.read_text(encoding="utf-8").splitlines()
    opening = " ".join(lines[0].split()[:5])
    snippet = lines[lines.index("More Articles") - 1]
    listed = " ".join(snippet.split()[:6])
    assert run(["build", str(seed), "--index", str(tmp_path / "index")]) == 0
    wait_for(site)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page(base_url=site)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        for words in (opening, listed):
            page.goto(f"/search?q={quote(chr(34) + words + chr(34))}")
            mark = page.locator("main mark", has_text=words).first
            expect(mark).to_be_visible()
            page.locator("main li h2 a, main li h3 a").first.click()
            expect(page.locator("main mark", has_text=words).first).to_be_visible()
        expect(page.locator("main")).to_contain_text(snippet[-40:])
        assert said == []
        browser.close()


def test_running_site_shows_a_rebuild_within_two_seconds(
    site: str, tmp_path: Path
) -> None:
    index = str(tmp_path / "index")

    def write(count: int) -> str:
        path = tmp_path / f"{count}.jsonl"
        items = ({"id": f"i{n}", "title": f"Ferry {n}"} for n in range(count))
        path.write_text("\n".join(map(json.dumps, items)))
        return str(path)

    assert run(["build", write(40), "--index", index]) == 0
    wait_for(site)
    assert total(site) == 40
    command = [sys.executable, "-m", "indexer", "build", write(4_000)]
    builder = subprocess.Popen([*command, "--index", index], cwd=ROOT)
    seen = {total(site)}
    while builder.poll() is None:
        seen.add(total(site))
    assert builder.returncode == 0
    time.sleep(2)
    # Every worker is asked.
    assert {total(site) for _ in range(20)} == {4_000}
    assert seen <= {40, 4_000}
