"""What the page's script adds: keys, limits that apply at once, spans of the run, narrowing lists; in real chromium."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    TimeoutError,
    expect,
)

from tests.browsing import chromium, serving
from tests.small_archive import small_app

pytestmark = pytest.mark.browser

HERRING = "/search?q=herring"
TREATY = '/search?q="harbour treaty"'
SPAN = ".run .span text"


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving(small_app()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=site, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test for anything its console says."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert [text for text in said if "404 (NOT FOUND)" not in text] == []


def words(page: Page) -> Locator:
    return page.get_by_label("Words", exact=True)


def day(page: Page, label: str) -> Locator:
    """A date box; other controls of the page are labelled by its name too."""
    return page.get_by_role("textbox", name=label, exact=True)


def back(page: Page, way: str = "back") -> None:
    """As page.go_back(), which waits for a load that a page kept whole does not need."""
    with page.expect_event("framenavigated"):
        page.evaluate(f"history.{way}()")


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def top(locator: Locator) -> float:
    """Where an element stands in the window."""
    box = locator.bounding_box()
    assert box
    return box["y"]


# Keys


def test_slash_leads_to_the_words_and_esc_away(page: Page) -> None:
    page.goto(HERRING)
    press(page, "/")
    expect(words(page)).to_be_focused()
    # What the box holds is chosen, and the keys are letters in it.
    page.keyboard.type("n/p?")
    expect(words(page)).to_have_value("n/p?")
    press(page, "Escape")
    expect(words(page)).not_to_be_focused()
    expect(words(page)).to_have_value("n/p?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_n_and_p_walk_the_hits_and_enter_opens(page: Page) -> None:
    page.goto(HERRING)
    hits = page.locator(".list .hit h2 a")
    press(page, "p")
    expect(hits.nth(0)).to_be_focused()
    press(page, "n", "n", "n", "p")
    expect(hits.nth(2)).to_be_focused()
    expect(hits.nth(2)).to_be_in_viewport()
    press(page, "Escape")
    expect(hits.nth(2)).not_to_be_focused()
    press(page, "n")
    expect(hits.nth(3)).to_be_focused()
    opened = hits.nth(3).inner_text()
    press(page, "Enter")
    expect(heading(page)).to_have_text(opened)


def test_walk_goes_on_from_what_was_tabbed_to(page: Page) -> None:
    page.goto(TREATY)
    page.get_by_role("link", name="2 versions").focus()
    press(page, "n")
    expect(page.locator(".list .hit h2 a").nth(1)).to_be_focused()


def test_walk_ends_at_the_next_page(page: Page) -> None:
    page.goto(HERRING)
    press(page, *"n" * 25)
    expect(page.get_by_role("link", name="Next")).to_be_focused()
    press(page, "Enter")
    page.wait_for_url("**page=2")
    press(page, "n")
    expect(page.locator(".hit h2 a").first).to_be_focused()


def test_walk_goes_on_where_the_reader_comes_back(page: Page) -> None:
    page.goto(HERRING)
    press(page, "n", "n", "n", "Enter")
    page.get_by_role("link", name="Back to").click()
    page.wait_for_url("**#*")
    press(page, "n")
    expect(page.locator(".list .hit h2 a").nth(3)).to_be_focused()


def test_n_and_p_walk_the_matches_of_an_article(page: Page) -> None:
    page.goto("/search?q=treaty")
    page.get_by_role("link", name="Council signs harbour").click()
    page.wait_for_url(re.compile("/article/"))
    marks = page.locator("article mark")
    press(page, "n")
    expect(marks.nth(0)).to_be_focused()
    press(page, "n", "n", "n", "p")
    expect(marks.nth(1)).to_be_focused()
    assert page.url.endswith("#match-2")
    page.get_by_role("link", name="3", exact=True).click()
    press(page, "Escape", "p")
    expect(marks.nth(1)).to_be_focused()
    # Walking leaves no steps to take back; the link that was followed is one.
    back(page)
    back(page)
    expect(page).to_have_url(re.compile("/search"))


def test_keys_do_nothing_where_there_is_nothing_to_walk(page: Page) -> None:
    for url in ("/help", "/search?q=xyzzy", "/nope", "/article/gazette-1"):
        page.goto(url)
        said = page.url
        press(page, "n", "p", "Escape")
        assert page.url == said


def test_keys_are_shown_and_the_focus_returns(page: Page) -> None:
    page.goto(HERRING)
    link = page.get_by_role("link", name="Keys")
    dialog = page.get_by_role("dialog", name="Keys")
    press(page, "n", "?")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    press(page, "n", "/", "?")
    expect(dialog).to_be_visible()
    press(page, "Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".hit h2 a").first).to_be_focused()
    link.click()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()
    assert "/help" not in page.url


def test_keys_rest_while_they_are_shown(page: Page) -> None:
    page.goto("/article/gazette-1?q=treaty")
    press(page, "?", "n")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert "#" not in page.url


def test_keys_can_be_switched_off_for_good_and_in_every_tab(
    page: Page, context: BrowserContext
) -> None:
    other = context.new_page()
    for each in (other, page):
        each.goto(HERRING)
    press(page, "?")
    page.get_by_role("checkbox", name="Use the keys").uncheck()
    press(page, "Escape")
    page.reload()
    for each in (page, other):
        press(each, "n", "/", "?")
        expect(each.locator("body")).to_be_focused()
        expect(each.get_by_role("dialog")).to_be_hidden()
    # Esc is no letter; and the way back stays open.
    words(page).click()
    press(page, "Escape")
    expect(words(page)).not_to_be_focused()
    page.get_by_role("link", name="Keys").click()
    page.get_by_role("checkbox", name="Use the keys").check()
    press(page, "Escape")
    press(other, "/")
    expect(words(other)).to_be_focused()


def test_keys_work_and_switch_off_where_nothing_may_be_stored(page: Page) -> None:
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    page.goto(HERRING)
    press(page, "/", "Escape", "?")
    page.get_by_role("checkbox", name="Use the keys").uncheck()
    press(page, "Escape", "/")
    expect(words(page)).not_to_be_focused()
    page.get_by_role("checkbox", name="Island Times").check()
    page.wait_for_url("**source=Island+Times")


SEND = """(given) => {
    const event = new KeyboardEvent("keydown", {bubbles: true, cancelable: true, ...given});
    if (given.keyCode) Object.defineProperty(event, "keyCode", {value: given.keyCode});
    return document.body.dispatchEvent(event);
}"""


@pytest.mark.parametrize(
    ("event", "is_ours"),
    [
        ({"key": "n", "code": "KeyN"}, True),
        ({"key": "N", "code": "KeyN"}, True),  # Caps Lock
        ({"key": "N", "code": "KeyN", "shiftKey": True}, False),
        ({"key": "n", "code": "KeyN", "ctrlKey": True}, False),
        ({"key": "p", "code": "KeyP", "metaKey": True}, False),
        ({"key": "p", "code": "KeyP", "altKey": True}, False),
        ({"key": "n", "code": "KeyN", "isComposing": True}, False),
        ({"key": "n", "code": "KeyN", "keyCode": 229}, False),
        ({"key": "Process", "code": "KeyN"}, False),
        ({"key": "n", "code": "KeyN", "repeat": True}, False),
        ({"key": "ㅜ", "code": "KeyN"}, True),
        ({"key": "з", "code": "KeyP"}, True),
        ({"key": "ё", "code": "Backquote"}, False),
        ({"key": "/", "code": "Digit7", "shiftKey": True}, True),  # German
        ({"key": "ArrowDown", "code": "ArrowDown"}, False),
        ({"key": "toString", "code": ""}, False),
    ],
)
def test_other_keys_stay_the_browsers(
    page: Page, event: dict[str, Any], is_ours: bool
) -> None:
    page.goto(HERRING)
    assert page.evaluate(SEND, event) is not is_ours


def test_enter_of_a_composition_sends_nothing(page: Page) -> None:
    page.goto(HERRING)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    words(page).fill("")
    words(page).focus()
    method = page.context.new_cdp_session(page)
    method.send(
        "Input.imeSetComposition",
        {"text": "항구", "selectionStart": 2, "selectionEnd": 2},
    )
    process = {"code": "Enter", "windowsVirtualKeyCode": 229, "key": "Process"}
    method.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **process})
    method.send("Input.insertText", {"text": "항구"})
    expect(words(page)).to_have_value("항구")
    assert not any("/search" in url for url in asked)
    press(page, "Enter")
    expect(heading(page)).to_contain_text("항구")
    assert sum("/search" in url for url in asked) == 1


# Limits apply at once


def test_box_applies_at_once_and_stays_under_the_hand(page: Page) -> None:
    page.goto(HERRING)
    box = page.get_by_role("checkbox", name="Prices")
    box.scroll_into_view_if_needed()
    before = top(box)
    box.check()
    page.wait_for_url("**section=Prices")
    expect(heading(page)).to_have_text("30 articles with herring, in Prices")
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    assert abs(top(box) - before) <= 1
    # The address says what is asked and nothing else.
    assert page.url.endswith("/search?q=herring&section=Prices")
    press(page, "Space")
    expect(heading(page)).to_have_text("40 articles with herring")
    expect(box).to_be_focused()
    expect(box).not_to_be_checked()


def test_two_boxes_ticked_in_haste_both_hold(page: Page) -> None:
    page.goto(HERRING)
    page.evaluate("""() => {
        for (const name of ["Harbour Gazette", "Prices"]) document.querySelector(`[value="${name}"]`).click();
    }""")
    expect(heading(page)).to_have_text(
        "10 articles with herring, from Harbour Gazette, in Prices"
    )


def test_words_that_were_typed_go_along(page: Page) -> None:
    page.goto(HERRING)
    words(page).fill("prices")
    page.get_by_role("checkbox", name="Island Times").check()
    expect(heading(page)).to_have_text("20 articles with prices, from Island Times")


def test_page_gone_back_to_shows_its_own_limits(page: Page) -> None:
    page.goto(HERRING)
    box = page.get_by_role("checkbox", name="Island Times")
    box.check()
    page.wait_for_url("**source=Island+Times")
    day(page, "From").fill("2024-01-05")
    press(page, "Enter")
    page.wait_for_url("**from=2024-01-05&source=Island+Times")
    for _ in range(2):
        back(page)
    expect(heading(page)).to_have_text("40 articles with herring")
    expect(box).not_to_be_checked()
    expect(day(page, "From")).to_have_value("")
    back(page, "forward")
    expect(box).to_be_checked()
    expect(day(page, "From")).to_have_value("")


def test_button_that_is_not_needed_is_not_seen(page: Page) -> None:
    page.goto(HERRING)
    expect(page.get_by_text("Apply filters")).to_be_hidden()


def test_date_that_is_typed_waits_until_both_boxes_are_left(page: Page) -> None:
    page.goto(HERRING)
    first, last = day(page, "From"), day(page, "To (included)")
    first.focus()
    page.keyboard.type("01052024")
    expect(first).to_have_value("2024-01-05")
    last.focus()
    page.keyboard.type("01122024")
    assert page.url.endswith(HERRING)
    page.get_by_role("checkbox", name="Harbour Gazette").focus()
    page.wait_for_url("**from=2024-01-05&to=2024-01-12")
    expect(page.locator(".hit")).to_have_count(2)
    expect(page.get_by_role("checkbox", name="Harbour Gazette")).to_be_focused()


def test_date_that_was_not_changed_is_left_in_peace(page: Page) -> None:
    page.goto(HERRING + "&from=2024-01-05")
    said = page.url
    day(page, "From").focus()
    press(page, "Tab", "Tab", "Tab", "Tab")
    words(page).focus()
    assert page.url == said


def test_date_is_kept_while_the_reader_looks_elsewhere(page: Page) -> None:
    page.goto(HERRING)
    date = day(page, "From")
    date.focus()
    page.keyboard.type("01052024")
    # Another window is in front: the box has lost the focus and holds it still.
    date.dispatch_event("focusout")
    with pytest.raises(TimeoutError):
        page.wait_for_event("framenavigated", timeout=500)
    press(page, "Enter")
    page.wait_for_url("**from=2024-01-05")


PICK = """([name, value]) => {
    const date = document.getElementById(name);
    date.value = value;
    date.dispatchEvent(new Event("change", {bubbles: true}));
}"""


def test_date_that_is_picked_applies_at_once(page: Page) -> None:
    page.goto(HERRING + "&to=2023-12-31")
    # Not the first of two that have to move.
    page.evaluate(PICK, ["from", "2024-01-05"])
    page.evaluate(PICK, ["to", "2024-01-12"])
    expect(heading(page)).to_have_text(
        "2 articles with herring, 5 January 2024 – 12 January 2024"
    )


def test_where_the_control_is_gone_the_heading_is_read(page: Page) -> None:
    page.goto(HERRING)
    day(page, "From").fill("2031-01-01")
    press(page, "Enter")
    expect(heading(page)).to_contain_text("Nothing matches")
    expect(heading(page)).to_be_focused()


def test_filters_stay_open_on_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(HERRING)
    page.get_by_role("link", name="Filters").click()
    box = page.get_by_role("checkbox", name="Prices")
    box.scroll_into_view_if_needed()
    before = top(box)
    box.check()
    page.wait_for_url("**section=Prices#filters")
    expect(box).to_be_checked()
    expect(box).to_be_in_viewport()
    assert abs(top(box) - before) <= 1


# Spans of the run


def middle(column: Locator) -> tuple[float, float]:
    box = column.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, first: int, last: int) -> None:
    """Over the columns of the run, the button still down at the end."""
    columns = page.locator(".run [data-from]")
    page.mouse.move(*middle(columns.nth(first)))
    page.mouse.down()
    page.mouse.move(*middle(columns.nth(last)), steps=4)


@pytest.mark.parametrize(("first", "last"), [(2, 5), (5, 2)])
def test_span_is_dragged_over_the_run(page: Page, first: int, last: int) -> None:
    page.goto(HERRING)
    before = top(page.locator(".run svg"))
    words(page).focus()
    drag(page, first, last)
    expect(words(page)).to_be_focused()
    told = "November 2023 – February 2024: 17 matches"
    expect(page.locator(SPAN)).to_have_text(told)
    expect(page.locator(SPAN)).to_be_visible()
    expect(page.locator(".run").get_by_role("status")).to_have_text(told)
    expect(page.locator(".run .years")).to_be_hidden()
    page.mouse.up()
    page.wait_for_url("**from=2023-11-01&to=2024-02-29")
    expect(heading(page)).to_have_text(
        "17 articles with herring, November 2023 – February 2024"
    )
    assert abs(top(page.locator(".run svg")) - before) <= 60  # the chips come above


def test_drag_may_leave_the_run(page: Page) -> None:
    page.goto(HERRING)
    drag(page, 7, 8)
    page.mouse.move(page.evaluate("innerWidth") - 1, 700, steps=4)
    expect(page.locator(SPAN)).to_have_text("April 2024 – June 2024: 9 matches")
    page.mouse.up()
    page.wait_for_url("**from=2024-04-01&to=2024-06**")


def test_drag_is_taken_back(page: Page) -> None:
    page.goto(HERRING)
    drag(page, 2, 5)
    press(page, "Escape")
    expect(page.locator(SPAN)).to_be_hidden()
    expect(page.locator(".run .years")).to_be_visible()
    page.mouse.up()
    assert page.url.endswith(HERRING)


def test_click_on_a_bar_stays_a_link(page: Page) -> None:
    page.goto(HERRING)
    drag(page, 3, 3)
    expect(page.locator(SPAN)).to_be_hidden()
    page.mouse.up()
    page.wait_for_url("**when=2023-12")


def test_limits_that_hold_hold_on(page: Page) -> None:
    page.goto(HERRING + "&when=2024&source=Island+Times")
    drag(page, 1, 2)
    told = page.locator(SPAN).text_content() or ""
    page.mouse.up()
    page.wait_for_url("**from=**")
    assert "when=2024" in page.url and "source=Island+Times" in page.url
    count = re.search(r": (\d+) match", told)
    assert count
    expect(heading(page)).to_contain_text(f"{count[1]} articles with herring")


def test_span_is_drawn_from_the_keyboard(page: Page) -> None:
    page.goto(HERRING)
    bars = page.locator(".run a:has([data-from])")
    # One stop of the Tab key for all of them.
    assert page.locator(".run a:has([data-from]):not([tabindex='-1'])").count() == 1
    bars.first.focus()
    press(page, "ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home", "ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    press(page, "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft")
    expect(page.locator(SPAN)).to_have_text("October 2023 – November 2023: 8 matches")
    press(page, "Escape")
    expect(page.locator(SPAN)).to_be_hidden()
    expect(bars.nth(1)).to_be_focused()
    press(page, "Shift+ArrowLeft", "Enter")
    page.wait_for_url("**from=2023-09-01&to=2023-10-31")
    expect(heading(page)).to_contain_text("9 articles with herring")
    expect(bars.first).to_be_focused()


def test_bar_opens_from_the_keyboard(page: Page) -> None:
    page.goto(HERRING)
    page.locator(".run a:has([data-from])").first.focus()
    press(page, "Shift+ArrowRight", "Tab")
    expect(page.locator(SPAN)).to_be_hidden()
    page.locator(".run a:has([data-from])").first.focus()
    press(page, "ArrowRight", "Enter")
    page.wait_for_url("**when=2023-10")


def test_page_gone_back_to_shows_no_span(page: Page) -> None:
    page.goto(HERRING)
    drag(page, 2, 5)
    page.mouse.up()
    page.wait_for_url("**from=**")
    back(page)
    expect(page.locator(SPAN)).to_be_hidden()
    expect(day(page, "From")).to_have_value("")
    page.locator(".run a:has([data-from])").first.focus()
    press(page, "Enter")
    page.wait_for_url("**when=**")


def swipe(page: Page, right: int, up: int) -> None:
    """A finger goes over the run in ten steps of so many pixels, and is lifted."""
    x, y = middle(page.locator(".run [data-from]").nth(5))
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: dict[str, float]) -> None:
        event = {"type": kind, "touchPoints": list(points)}
        finger.send("Input.dispatchTouchEvent", event)

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 11):
        touch("touchMove", {"x": x + step * right, "y": y - step * up})
    touch("touchEnd")


def test_finger_that_goes_up_scrolls(browser: Browser, site: str) -> None:
    size = {"width": 390, "height": 700}
    with browser.new_context(
        base_url=site,
        has_touch=True,
        is_mobile=True,
        viewport=size,  # type: ignore[arg-type]
    ) as telephone:
        page = telephone.new_page()
        page.goto(HERRING)
        swipe(page, right=2, up=25)
        page.wait_for_function("scrollY > 200")
        expect(page.locator(SPAN)).to_be_hidden()
        assert page.url.endswith(HERRING)
        # on a page of its own, for the first one may be scrolling still
        page = telephone.new_page()
        page.goto(HERRING)
        swipe(page, right=12, up=1)
        page.wait_for_url("**from=**")


# Lists that narrow


def test_list_narrows_as_one_types(page: Page) -> None:
    page.goto(HERRING + "&more=topics")
    box = page.get_by_label("Narrow the list")
    rows = page.locator("#values > li")
    expect(rows).to_have_count(12)
    box.fill("WEEK 1")
    expect(page.locator("#values > li:visible")).to_have_count(3)
    box.fill("ẃeek 11")
    expect(page.locator("#values > li:visible")).to_have_count(1)
    box.fill("")
    expect(page.locator("#values > li:visible")).to_have_count(12)


# Without scripts


def test_page_is_complete_without_scripts(browser: Browser, site: str) -> None:
    with browser.new_context(base_url=site, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(HERRING)
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.get_by_role("checkbox", name="Island Times").check()
        assert page.url.endswith(HERRING)
        page.get_by_role("button", name="Apply filters").click()
        expect(heading(page)).to_have_text(
            "20 articles with herring, from Island Times"
        )
        page.locator(".run a:has([data-from])").nth(1).click()
        expect(heading(page)).to_contain_text("October 2023")
        page.get_by_role("link", name="Keys").click()
        expect(heading(page)).to_have_text("How to search")
        expect(page.get_by_role("heading", name="Keys", exact=True)).to_be_in_viewport()
