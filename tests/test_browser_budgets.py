"""What a page costs to see: bytes over the wire, none from elsewhere, nothing that moves, no file asked for twice."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import sleep

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from indexer.cli import run
from indexer.engine import open_engine
from search_app import create_app
from search_app.site import STATIC
from search_app.statics import read_statics
from tests.browsing import chromium, serving
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

MOST_CSS = 12_000
MOST_SCRIPT = 10_000
MOST_PAGE = 60_000
"""Bytes over the wire, for a page with all it needs."""

PAGES = (
    "/",
    "/search?q=harbour",
    '/search?q="harbour treaty"&source=Harbour Gazette&when=2024',
    "/search?q=harbour&page=3",
    "/search?q=harbour&more=source",
    "/search?q=xyzzy treaty",
    "/search?q=harbour&page=90",
    "/search?q=harbour&from=2024-13-40",
    "/help",
    "/about",
    "/nope",
)

SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
            shifts.push(entry.value, ...entry.sources.map(({node}) => node?.outerHTML ?? node?.textContent));
    }).observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The project's own sample."""
    index = str(tmp_path_factory.mktemp("sample") / "index")
    assert run(["build", str(ROOT / "data" / "sample"), "--index", index]) == 0
    with closing(open_engine(f"whoosh:{index}")) as engine:
        with serving(create_app(engine=engine)) as address:
            yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=site)
    context.add_init_script(SHIFTS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def asked(page: Page) -> list[Request]:
    """What the page asks for, answered."""
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))
    return requests


@pytest.mark.parametrize(
    ("name", "most"), [("backfile.css", MOST_CSS), ("backfile.js", MOST_SCRIPT)]
)
def test_files_are_small_before_they_are_packed(name: str, most: int) -> None:
    assert len(read_statics(STATIC)[name].body) <= most


RULES = """(style) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    return [...sheet.cssRules].map((rule) => rule.cssText);
}"""


def test_style_without_its_spaces_is_the_same_style(page: Page) -> None:
    page.goto("/help")
    written = (STATIC / "backfile.css").read_text(encoding="utf-8")
    served = read_statics(STATIC)["backfile.css"].body.decode()
    rules = page.evaluate(RULES, written)
    assert len(rules) > 100 and page.evaluate(RULES, served) == rules


@pytest.mark.parametrize("url", PAGES)
def test_page_is_light_and_comes_from_here(
    page: Page, asked: list[Request], site: str, url: str
) -> None:
    page.goto(url, wait_until="networkidle")
    assert {Path(each.url).suffix for each in asked} >= {".css", ".js"}
    assert [each.url for each in asked if not each.url.startswith(site)] == []
    sizes = {each.url: each.sizes() for each in asked}
    total = sum(
        size["responseBodySize"] + size["responseHeadersSize"]
        for size in sizes.values()
    )
    assert 5_000 < total <= MOST_PAGE, sizes


@pytest.mark.parametrize("width", [320, 390, 1280, 2560])
@pytest.mark.parametrize("url", PAGES)
def test_nothing_moves(page: Page, url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(url, wait_until="networkidle")
    assert page.evaluate("shifts") == []


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_in_an_article(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/search?q=harbour treaty")
    page.locator(".hit h2 a").first.click()
    page.wait_for_load_state("networkidle")
    for _ in range(5):
        page.keyboard.press("n")
    expect(page.locator("mark:focus")).to_be_in_viewport()
    assert page.evaluate("shifts") == []


@pytest.mark.parametrize("name", ["js", "css"])
def test_nothing_moves_when_a_file_comes_late(page: Page, name: str) -> None:
    def late(route: Route) -> None:
        sleep(0.7)  # a slow network, so that there is something to see before
        route.continue_()

    page.route(f"**/backfile.*.{name}", late)
    for url in ("/search?q=harbour", "/search?q=harbour&more=source", "/nope"):
        page.goto(url, wait_until="networkidle")
        assert page.evaluate("shifts") == []


def test_nothing_moves_while_the_page_is_used(page: Page) -> None:
    page.goto("/search?q=harbour")
    box = page.get_by_role("checkbox", name="Council 27")
    box.check()
    page.wait_for_url("**section=Council")
    page.keyboard.press("n")
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    columns = page.locator(".run [data-from]")
    columns.nth(2).hover()
    page.mouse.down()
    for column in range(3, 12):
        columns.nth(column).hover(force=True)
    expect(page.locator(".run .span")).to_be_visible()
    assert page.evaluate("shifts") == []


def test_statics_are_asked_for_once(page: Page, context: BrowserContext) -> None:
    page.goto("/search?q=harbour", wait_until="networkidle")
    other = context.new_page()
    for each in (page, other):
        each.goto("/search?q=treaty", wait_until="networkidle")
        sent = each.evaluate(
            "performance.getEntriesByType('resource').map(({name, transferSize}) => [name, transferSize])"
        )
        names = {Path(name).suffix for name, _ in sent}
        assert names >= {".css", ".js"}
        assert [name for name, size in sent if size] == []


def test_page_asks_for_nothing_but_itself_without_scripts(
    browser: Browser, site: str
) -> None:
    with browser.new_context(base_url=site, java_script_enabled=False) as context:
        page = context.new_page()
        urls: list[str] = []
        page.on("request", lambda request: urls.append(request.url))
        page.goto("/search?q=harbour", wait_until="networkidle")
        assert {Path(url).suffix for url in urls} == {"", ".css", ".svg"}
        assert all(url.startswith(site) for url in urls)
