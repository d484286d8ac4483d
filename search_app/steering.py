"""The state of a search goes in, the links and form values that steer it come out; nothing here was searched for."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from indexer.engine.request import Sort
from search_app.search_state import NAMES, SearchState

_PRESETS = (
    ("7 days", "last 7 days"),
    ("30 days", "last 30 days"),
    ("this year", "this year"),
)

_WORDS = ("q", "all", "any", "phrase", "without")

_FORGOTTEN = {"page", "view", "more", "narrow", "version", "rank", "dated"}
"""Parameters that a new search does not carry on."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link, or (current) where the reader is; without a text a gap between pages."""

    text: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class DateLimit:
    """A limit on the date, as typed, and the link that takes it away."""

    label: str
    value: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Steering:
    """What the page's controls hold and lead to."""

    form: dict[str, str]
    form_open: bool
    presets: tuple[Link, ...]
    sorts: tuple[Link, ...]
    dates: tuple[DateLimit, ...]
    clear_url: str
    less_url: str
    orders: tuple[Link, ...]
    json_url: str = ""
    pages: tuple[Link, ...] = ()
    previous: str = ""
    next: str = ""
    last_page: str = ""
    hidden: tuple[tuple[str, str], ...] = field(default=())


def steering(
    state: SearchState,
    json_path: str = "",
    pages: int = 0,
    shown: frozenset[str] = frozenset(),
) -> Steering:
    """The controls of a page with so many pages of hits; `shown` are the parameters that have visible controls."""
    back, on = state.page > 1, state.page < pages
    return Steering(
        form={
            **{name: getattr(state.words, name) for name in _WORDS},
            "q": state.box,
            "when": state.when,
            "from": state.start,
            "to": state.end,
        },
        form_open=any((state.all, state.any, state.phrase, state.without)),
        presets=tuple(_presets(state)),
        sorts=tuple(
            Link(
                sort.value.capitalize(),
                state.with_sort(sort).url(),
                sort is state.order,
            )
            for sort in Sort
        ),
        dates=tuple(_dates(state)),
        clear_url=state.cleared().url(),
        less_url=state.with_more("").url(),
        orders=tuple(_orders(state)),
        json_url=state.url(json_path) if json_path else "",
        pages=tuple(_pages(state, pages)),
        previous=(
            state.on_page(min(state.page - 1, pages)).url() if back and pages else ""
        ),
        next=state.on_page(state.page + 1).url() if on else "",
        last_page=state.on_page(max(pages, 1)).url(),
        hidden=tuple(_hidden(state, shown)),
    )


def _presets(state: SearchState) -> Iterator[Link]:
    for text, when in _PRESETS:
        yield Link(text, state.with_when(when).url(), state.when == when)
    yield Link("all dates", state.without_dates().url())


def _orders(state: SearchState) -> Iterator[Link]:
    """Orders of a facet that is shown in full."""
    for text, view in (("Most frequent", ""), ("By name", NAMES)):
        yield Link(text, replace(state, view=view).url(), state.view == view)


def _dates(state: SearchState) -> Iterator[DateLimit]:
    typed = (
        ("When", state.when, replace(state.on_page(1), when="")),
        ("From", state.start, replace(state.on_page(1), start="")),
        ("To", state.end, replace(state.on_page(1), end="")),
        (
            "Date",
            "undated" if state.undated else "",
            replace(state.on_page(1), undated=False),
        ),
    )
    for label, value, rest in typed:
        if value:
            yield DateLimit(label, value, rest.url())


def _pages(state: SearchState, pages: int) -> Iterator[Link]:
    """1 ... 6 *7* 8 ... 64."""
    near = {1, state.page - 1, state.page, state.page + 1, pages}
    before = 0
    for number in sorted(each for each in near if 1 <= each <= pages):
        if number > before + 1:
            yield Link("", "")
        yield Link(f"{number:,}", state.on_page(number).url(), number == state.page)
        before = number


def _hidden(state: SearchState, shown: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Parameters that the form carries on unseen, so that Enter keeps every choice."""
    seen = {*_WORDS, "when", *_FORGOTTEN, *shown}
    for name, value in state.pairs():
        of_field = value if name == "none" else name
        if of_field not in seen:
            yield name, value
