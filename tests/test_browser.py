"""A reader with a real browser: search, limit, open an article, come back; with and without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import chromium, serving
from tests.small_archive import small_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a running site."""
    with serving(small_app()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(params=["scripts", "no scripts"])
def page(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """A page that fails the test for anything its console says."""
    context = browser.new_context(
        base_url=site, java_script_enabled=request.param == "scripts"
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def test_reader_searches_limits_opens_and_comes_back(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Words", exact=True).fill('"harbour treaty"')
    page.get_by_role("button", name="Search", exact=True).click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(
        "1 article and 1 excerpt with the phrase harbour treaty"
    )
    expect(page.locator(".hit mark").first).to_have_text("harbour treaty")

    page.get_by_role("checkbox", name="Harbour Gazette").check()
    page.get_by_label("When").fill("June 2024")
    page.get_by_label("When").press("Enter")
    expect(heading).to_have_text(
        "1 article with the phrase harbour treaty, from Harbour Gazette, June 2024"
    )
    expect(page.get_by_role("checkbox", name="Harbour Gazette")).to_be_checked()

    page.get_by_role("link", name="Council signs harbour treaty").click()
    expect(heading).to_have_text("Council signs harbour treaty")
    expect(page.locator("article mark")).to_have_count(2)
    page.get_by_role("link", name="Back to 1 result").click()
    expect(page.get_by_label("Words", exact=True)).to_have_value('"harbour treaty"')
    expect(page.locator(".hit")).to_have_count(1)


def test_bar_of_the_run_is_a_limit(page: Page) -> None:
    page.goto("/search?q=herring")
    page.get_by_role("link", name="March 2024: 5 matches").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "5 articles with herring, March 2024"
    )
    page.get_by_role("link", name="Remove When 2024-03").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "40 articles with herring"
    )


def test_dates_of_the_calendar_boxes_hold(page: Page) -> None:
    page.goto("/search?q=herring&sort=oldest&from=2024-01-05")
    page.get_by_role("textbox", name="To (included)").fill("2024-01-12")
    apply = page.get_by_role("button", name="Apply filters")
    # Where scripts run it is not needed, and not seen.
    if apply.count():
        apply.click()
    expect(page.locator(".hit b").first).to_have_text("5 Jan")
    expect(page.locator(".hit")).to_have_count(2)
    assert "sort=oldest" in page.url


def test_filters_open_on_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/search?q=herring&source=Island+Times")
    chosen = page.get_by_role("checkbox", name="Island Times")
    expect(chosen).to_be_hidden()
    page.get_by_role("link", name="Filters (1 on)").click()
    expect(chosen).to_be_visible()
    page.go_back()
    expect(chosen).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_its_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for url in (
        "/",
        "/search?q=harbour&source=" + "Long" * 40,
        "/search?q=herring",
        "/article/gazette-1?q=treaty&rank=1",
        "/help",
        "/about",
    ):
        page.goto(url)
        for box in page.locator("main, header, #search, footer").all():
            bounds = box.bounding_box()
            assert bounds and bounds["x"] + bounds["width"] <= width + 1, url
