"""What is held: each count of the tables is what its link finds, and every document has its place in them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from indexer.article import Article
from indexer.engine import Engine, open_engine
from search_app.answer import search_answer
from search_app.holdings import Table, holdings
from search_app.question import ask
from search_app.settings import Settings
from tests.small_archive import articles

TODAY = date(2026, 11, 24)


def found(engine: Engine, url: str) -> int:
    question = ask(parse_qsl(urlsplit(url).query), Settings(), TODAY)
    return search_answer(engine, question, Settings())["total"]["all"]


def check(engine: Engine, table: Table) -> None:
    for row in table.rows:
        assert len(row.cells) == len(table.columns)
        for cell in row.cells:
            assert bool(cell.url) is bool(cell.count)
            assert not cell.url or found(engine, cell.url) == cell.count, cell


def many(sources: int, years: Iterable[int]) -> list[Article]:
    return [
        Article(id=f"{source}-{year}", source=f"Paper {source}", date=date(year, 6, 1))
        for source in range(sources)
        for year in years
    ]


@pytest.mark.parametrize("kind", ["memory", "whoosh"])
def test_counts_are_what_their_links_find(kind: str, tmp_path: Path) -> None:
    url = "memory:" if kind == "memory" else f"whoosh:{tmp_path / 'index'}"
    engine = open_engine(url)
    engine.rebuild([*articles(), Article(id="bare", title="Bare")])
    held = holdings(engine)
    for table in (held.by_year, held.kinds, held.languages):
        check(engine, table)
    assert [column.name for column in held.by_year.columns] == [
        "2024",
        "2023",
        "Undated",
        "All",
    ]
    names = [row.place.name for row in held.by_year.rows]
    assert names[0] == "Harbour Gazette" and names[-2:] == ["(no source)", "All"]
    assert [cell.count for cell in held.by_year.rows[-1].cells] == [25, 19, 2, 46]
    assert [row.place.name for row in held.languages.rows][0] == "English"
    engine.close()


def test_many_years_stand_below_one_another() -> None:
    engine = open_engine("memory:")
    engine.rebuild(many(9, range(1990, 2011)))
    held = holdings(engine)
    check(engine, held.by_year)
    assert [row.place.name for row in held.by_year.rows][:2] == ["2010", "2009"]
    assert [c.name for c in held.by_year.columns] == [
        "Paper 0",
        "Paper 1",
        "Paper 2",
        "Paper 3",
        "All",
    ]
    assert (held.named, held.sources) == (4, 9)
    assert held.sources_url == "/search?more=source"


def test_many_sources_are_cut() -> None:
    engine = open_engine("memory:")
    engine.rebuild(many(60, (2024,)))
    held = holdings(engine)
    assert (held.named, held.sources, len(held.by_year.rows)) == (50, 60, 51)
    assert held.by_year.rows[-1].cells[0].count == 60


def test_source_that_is_the_only_one_needs_no_sum() -> None:
    engine = open_engine("memory:")
    engine.rebuild(many(1, range(1990, 2011)))
    assert [c.name for c in holdings(engine).by_year.columns] == ["Paper 0"]


def test_empty_archive_holds_nothing() -> None:
    engine = open_engine("memory:")
    engine.rebuild([])
    held = holdings(engine)
    assert [cell.count for row in held.by_year.rows for cell in row.cells] == [0]
    assert not held.kinds.rows and not held.languages.rows


def test_table_is_of_the_generation_that_is_served() -> None:
    engine = open_engine("memory:")
    engine.rebuild(many(2, (2024,)))
    before = holdings(engine)
    assert holdings(engine) is before
    engine.rebuild(many(3, (2024,)))
    assert holdings(engine).sources == 3
