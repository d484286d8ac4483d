"""Facets and the state of the search go in; rows with their labels and links come out."""

from collections.abc import Iterable

from indexer.engine.request import FacetRequest
from indexer.engine.results import Facet, FacetValue
from search_app.answer_types import FacetAnswer, FacetValueAnswer, Selected
from search_app.labels import field_label, value_label
from search_app.search_state import SearchState

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


def facet_requests(state: SearchState, few: int, many: int) -> tuple[FacetRequest, ...]:
    """What to count; with `more=` that field alone in full length, besides the first values of the others."""
    fields = SHOWN if state.more in ("", *SHOWN) else (*SHOWN, state.more)
    return tuple(
        FacetRequest(field, many if field == state.more else few) for field in fields
    )


def selected(state: SearchState, field: str, value: str | None) -> Selected:
    """Whether a value is a limit of the search, and which way."""
    if value in state.chosen(field):
        return "include"
    return "exclude" if value in state.chosen(field, exclude=True) else None


def facets_answer(facets: Iterable[Facet], state: SearchState) -> list[FacetAnswer]:
    """The facets of ALWAYS, and of the other fields those with a value."""
    return [_facet(facet, state) for facet in facets if _tells(facet, state)]


def _tells(facet: Facet, state: SearchState) -> bool:
    """Whether a facet has anything to choose, or to unchoose."""
    if facet.field in ALWAYS or facet.field == state.more or facet.distinct:
        return True
    return any(selected(state, facet.field, value.value) for value in facet.values)


def _facet(facet: Facet, state: SearchState) -> FacetAnswer:
    rows = list(facet.values)
    if facet.missing and all(row.value is not None for row in rows):
        rows.append(FacetValue(None, facet.missing))
    # Chosen first, "no value" last, the engine's order otherwise.
    rows.sort(
        key=lambda row: (not selected(state, facet.field, row.value), row.value is None)
    )
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
