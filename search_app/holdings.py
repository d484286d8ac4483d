"""An engine goes in; what it holds comes out, by source and year, kind and language, each count with its link."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.engine import Engine
from indexer.engine.request import Choice, FacetRequest, Filters, SearchRequest
from indexer.engine.results import Facet
from search_app.kept import Kept
from search_app.labels import value_label
from search_app.search_state import SearchState

_ROWS = 50  # sources that are named below one another
_YEARS = 14  # years that fit side by side
_SIDE = 4  # sources that do
_ALL = 10_000  # more values than any of these fields has

_EVERYTHING = SearchState()

Value = tuple[str, str | None]
"""A field and one of its values; the year None is no date."""

Counts = dict[frozenset[Value], int]
"""How many documents have all of some values."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A count, and the search that finds so many; "" for none."""

    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a row or a column is of: its values, none for the sum of all."""

    name: str
    values: tuple[Value, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table."""

    place: Place
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `first` says what the rows are."""

    first: str
    columns: tuple[Place, ...]
    rows: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Holdings:
    """sources is how many there are, sources_url where all of them are listed; `named` of them are in the table."""

    by_year: Table
    named: int
    sources: int
    sources_url: str
    kinds: Table
    languages: Table


def _made(engine: Engine) -> Holdings:
    fields = ("source", "year", "kind", "language")
    counts: Counts = {}
    facets = _count(engine, counts, fields)
    source, year, kind, language = (_places(facet) for facet in facets)
    total = (_place("All"),)
    # Sources below one another where their years fit side by side, else the years.
    fit = len(year) <= _YEARS
    named = source[: _ROWS if fit else _SIDE]
    for each in named:
        _count(engine, counts, ("year",), each.values)
    by_year = (
        _table("Source", (*named, *total), (*year, *total), counts)
        if fit
        else _table(
            "Year", (*year, *total), (*named, *total[: len(source) - 1]), counts
        )
    )
    return Holdings(
        by_year,
        len(named),
        len(source),
        _EVERYTHING.with_more("source").url(),
        _table("Kind", kind, total, counts),
        _table("Language", language, total, counts),
    )


holdings = Kept(_made)
"""What the current generation holds. Raises the errors of the engine."""


def _count(
    engine: Engine,
    counts: Counts,
    fields: Iterable[str],
    within: tuple[Value, ...] = (),
) -> tuple[Facet, ...]:
    """Count each value of some fields among what has other values."""
    filters = Filters(
        tuple(Choice(field, frozenset((value,))) for field, value in within)
    )
    wanted = tuple(FacetRequest(field, _ALL) for field in fields)
    results = engine.search(SearchRequest(filters=filters, limit=0, facets=wanted))
    counts[frozenset(within)] = results.total.all
    for facet in results.facets:
        for each in facet.values:
            counts[frozenset((*within, (facet.field, each.value)))] = each.count
        counts[frozenset((*within, (facet.field, None)))] = facet.missing
    return results.facets


def _places(facet: Facet) -> tuple[Place, ...]:
    """The values of a field, the most frequent first, years from the newest; what has none last."""
    values: list[str | None] = [each.value for each in facet.values]
    if facet.field == "year":
        values.sort(key=str, reverse=True)
    if facet.missing:
        values.append(None)
    return tuple(
        _place(
            (
                "Undated"
                if (facet.field, value) == ("year", None)
                else value_label(facet.field, value)
            ),
            (facet.field, value),
        )
        for value in values
    )


def _place(name: str, *values: Value) -> Place:
    state = _EVERYTHING
    for field, value in values:
        undated = field == "year" and value is None
        state = state.only_undated() if undated else state.toggled(field, value)
    return Place(name, values, state.url())


def _table(
    first: str, rows: Sequence[Place], columns: Sequence[Place], counts: Counts
) -> Table:
    def cell(row: Place, column: Place) -> Cell:
        values = (*row.values, *column.values)
        count = counts.get(frozenset(values), 0)
        return Cell(count, _place("", *values).url if count else "")

    lines = (Line(row, tuple(cell(row, column) for column in columns)) for row in rows)
    return Table(first, tuple(columns), tuple(lines))
