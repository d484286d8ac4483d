"""Facets and the state of the search go in; rows with their labels and links come out."""

from collections.abc import Iterable

from indexer.analysis import fold
from indexer.engine.request import FacetRequest
from indexer.engine.results import Facet, FacetValue
from search_app.answer_types import FacetAnswer, FacetValueAnswer, Selected
from search_app.labels import field_label, value_label
from search_app.search_state import NAMES, SearchState

ALWAYS = ("source", "year", "section", "language", "kind", "topics")
"""Fields that every answer counts, in the order of the page."""

SHOWN = (
    *ALWAYS,
    "genre",
    "agency",
    "people",
    "orgs",
    "places",
    "exchanges",
    "place",
    "author",
)
"""Fields with a facet; those beyond ALWAYS are left out where no match has a value."""


_ALL = 10_000_000
"""More values than any field has."""


def facet_requests(state: SearchState, few: int, many: int) -> tuple[FacetRequest, ...]:
    """What to count; with `more=` that field alone in full length, besides the first values of the others."""
    fields = SHOWN if state.more in ("", *SHOWN) else (*SHOWN, state.more)
    if state.narrow or state.view:
        # What is looked for may be the rarest of them all.
        many = _ALL
    return tuple(
        FacetRequest(field, many if field == state.more else few) for field in fields
    )


def selected(state: SearchState, field: str, value: str | None) -> Selected:
    """Whether a value is a limit of the search, and which way."""
    if value in state.chosen(field):
        return "include"
    return "exclude" if value in state.chosen(field, exclude=True) else None


def facets_answer(
    facets: Iterable[Facet], state: SearchState, many: int
) -> list[FacetAnswer]:
    """The facets of ALWAYS, and of the other fields those with a value; of the one shown in full at most `many`."""
    return [_facet(facet, state, many) for facet in facets if _tells(facet, state)]


def _tells(facet: Facet, state: SearchState) -> bool:
    """Whether a facet has anything to choose, or to unchoose."""
    if facet.field in ALWAYS or facet.field == state.more or facet.distinct:
        return True
    return any(selected(state, facet.field, value.value) for value in facet.values)


def _rows(facet: Facet, state: SearchState, many: int) -> list[FacetValue]:
    """Chosen first, "no value" last, in between the order of the engine or the one that was asked for."""
    rows = list(facet.values)
    if facet.missing and all(row.value is not None for row in rows):
        rows.append(FacetValue(None, facet.missing))
    if facet.field == state.more:
        words = [fold(word) for word in state.narrow.split()]
        names = {row: fold(value_label(facet.field, row.value)) for row in rows}
        rows = [
            row
            for row in rows
            if selected(state, facet.field, row.value)
            or all(word in names[row] for word in words)
        ]
        if state.view == NAMES:
            rows.sort(key=lambda row: (names[row], row.value or ""))
    elif facet.field == "year" and facet.distinct <= len(facet.values):
        rows.sort(key=lambda row: row.value or "", reverse=True)
    places: dict[Selected, int] = {"include": 0, "exclude": 1, None: 2}

    def place(row: FacetValue) -> tuple[int, bool]:
        return places[selected(state, facet.field, row.value)], row.value is None

    rows.sort(key=place)
    return rows[:many]


def _facet(facet: Facet, state: SearchState, many: int) -> FacetAnswer:
    rows = _rows(facet, state, many)
    return {
        "field": facet.field,
        "label": field_label(facet.field),
        "distinct": facet.distinct,
        "missing": facet.missing,
        "all_url": state.with_more(facet.field).url(),
        "values": [_value(facet.field, row, state) for row in rows],
    }


def _value(field: str, row: FacetValue, state: SearchState) -> FacetValueAnswer:
    return {
        "value": row.value,
        "label": value_label(field, row.value),
        "count": row.count,
        "selected": selected(state, field, row.value),
        "toggle_url": state.toggled(field, row.value).url(),
        "exclude_url": state.excluding(field, row.value).url(),
    }
