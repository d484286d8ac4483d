"""An article's page in a real browser: its matches in view, what changed, on paper, and on narrow screens."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import chromium, serving
from tests.small_archive import TREATY
from tests.test_article_page import app_of, text_of, versions

pytestmark = pytest.mark.browser

MANY = text_of(
    "Every " + "harbour" * 20,
    "The pilots spoke of the treaty, and nobody answered them for a while.\n\n" * 60,
    id="many",
    language="en",
)

LONG = text_of("Long", "The treaty stands.\n\n" * 15_000, id="long", language="en")

IS_SEEN = """mark => {
  const box = mark.getBoundingClientRect();
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return mark === there;
}"""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving(app_of(MANY, LONG, TREATY, versions())) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(params=[320, 1280])
def page(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """A page without scripts, on a narrow and on a wide screen, at night."""
    context = browser.new_context(
        base_url=site,
        java_script_enabled=False,
        color_scheme="dark",
        viewport={"width": request.param, "height": 600},
    )
    yield context.new_page()
    context.close()


def test_every_number_leads_to_its_match(page: Page) -> None:
    page.goto("/article/many?q=treaty")
    for number in ("17", "30"):
        page.get_by_role("link", name=number, exact=True).click()
        mark = page.locator(f"#match-{number}")
        expect(mark).to_be_in_viewport()
        assert mark.evaluate(IS_SEEN)
    page.get_by_text("30 more").click()
    page.get_by_role("link", name="60", exact=True).click()
    last = page.locator("#match-60")
    expect(last).to_be_in_viewport()
    assert last.evaluate(IS_SEEN)


def test_long_text_passes_beneath_the_numbers(browser: Browser, site: str) -> None:
    page = browser.new_page(base_url=site, viewport={"width": 1280, "height": 600})
    page.goto("/article/long?q=treaty")
    page.get_by_role("link", name="30", exact=True).click()
    expect(page.locator("#match-30")).to_be_in_viewport()
    assert page.get_by_role("link", name="30", exact=True).evaluate(IS_SEEN)
    page.close()


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    for url in ("/article/many?q=treaty", "/article/gazette-1", "/article/a?version=2"):
        page.goto(url)
        for summary in page.locator("main summary").all():
            if summary.locator("..").get_attribute("open") is None:
                summary.click()
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, url


def test_what_changed_is_told_by_more_than_colour(page: Page) -> None:
    page.goto("/article/a")
    page.get_by_role("link", name="What changed").click()
    page.get_by_text("From version 1 to version 3").click()
    deleted = page.get_by_role("deletion").filter(has_text="to sign")
    inserted = page.get_by_role("insertion").filter(has_text="signs")
    expect(deleted).to_be_visible()
    expect(deleted).to_have_css("text-decoration-line", "line-through")
    expect(inserted).to_have_css("text-decoration-line", "underline")
    expect(deleted).to_contain_text("[deleted: to sign]")


def test_paper_has_the_text_first_and_no_controls(page: Page) -> None:
    page.goto("/article/gazette-1?q=treaty&rank=1")
    page.emulate_media(media="print")
    body = page.locator("body")
    expect(body).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(body).to_have_css("color", "rgb(0, 0, 0)")
    for control in ("form", ".matches", ".masthead nav", ".trail", ".cite details"):
        expect(page.locator(control).first).to_be_hidden()
    tops = [
        box["y"]
        for part in (".when", "h1", ".text", "dl", "#similar")
        if (box := page.locator(part).first.bounding_box())
    ]
    assert len(tops) >= 4 and tops == sorted(tops)
    shown = "el => getComputedStyle(el, '::before').content"
    told = page.locator("dd a[rel]").evaluate(shown)
    assert "https://gazette.example/2024/06/19/treaty" in told
