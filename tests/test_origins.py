"""The records of a document: all stories together are the books, and each names its file, place, outcome and rule."""

import datetime
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from indexer.archive.origins import Origin, Origins, origins
from indexer.article import Article, Kind, Sighting, text_paragraphs
from indexer.cli import run
from indexer.engine import open_engine
from indexer.engine.errors import IndexCorrupt
from indexer.engine.query import All
from indexer.engine.request import SearchRequest
from indexer.ledger import Ledger
from indexer.resolve import Resolver
from tests.conftest import ROOT
from tests.test_cli import output, write_items
from tests.test_resolve import archives

TEXT = text_paragraphs(
    "The two councils signed the harbour treaty shortly before dawn, after eleven hours of talks."
)

Counts = Counter[tuple[str | None, str, str]]


def booked(ledger: Ledger) -> Counts:
    return Counter(
        {(e.source, e.outcome.value, e.rule): e.count for e in ledger.entries}
    )


def counted(stories: list[Origins]) -> Counts:
    return Counter(
        (record["source"], record["outcome"], record["rule"])
        for story in stories
        for record in every(story)
    )


def every(story: Origins) -> Iterator[Origin]:
    yield from story["records"]
    for excerpt in story["excerpts"]:
        yield from excerpt["records"]


def known(register: Path, article: Article) -> Origins:
    found = origins(register, article)
    assert found
    return found


@contextmanager
def settled(records: list[Article]) -> Iterator[tuple[Path, list[Article], Ledger]]:
    """A register, its documents and its books."""
    with TemporaryDirectory() as folder, Resolver() as resolver:
        for record in records:
            resolver.add(record)
        ledger = resolver.resolve()
        documents = list(resolver.articles())
        path = Path(folder) / "register"
        resolver.register.write(path)
        yield path, documents, ledger


@given(archives)
def test_all_stories_together_are_the_books(records: list[Article]) -> None:
    with settled(records) as (register, documents, ledger):
        stories = [known(register, document) for document in documents]
        assert counted(stories) == booked(ledger)
        for document, story in zip(documents, stories):
            versions = [record["version"] or 1 for record in story["records"]]
            assert max(versions) <= document.version
            promoted = {excerpt["id"] for excerpt in story["excerpts"]}
            assert promoted <= {*document.former_ids}


def test_an_excerpt_of_two_copies_goes_where_its_page_belongs() -> None:
    day = datetime.date(2024, 6, 19)
    copies = [
        Article(id=f"{name}-1", source=name, date=day, paragraphs=TEXT)
        for name in ("hest-post", "isle-post")
    ]
    shown = [
        Article(
            kind=Kind.TEASER,
            source=source,
            date=day,
            paragraphs=text_paragraphs(TEXT[0].text[:60]),
            sightings=(Sighting(f"{source}.txt", source),),
        )
        for source in ("isle-post", None, "hest-post")
    ]
    with settled([*copies, *shown]) as (register, documents, _):
        for document in documents:
            story = known(register, document)
            told = {record["source"] for record in every(story)}
            assert told - {document.source} == (
                {None} if document.id == "hest-post-1" else set()
            )
            assert len(story["excerpts"][0]["records"]) == len(document.sightings)


def test_the_stories_of_the_sample_are_its_books(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    index = str(tmp_path / "index")
    assert run(["build", str(ROOT / "data" / "sample"), "--index", index]) == 0
    engine = open_engine(f"whoosh:{index}")
    register = engine.register()
    assert register
    hits = engine.scan(SearchRequest(All()))
    stories = [known(register, hit.article) for hit in hits]
    assert counted(stories) == booked(engine.info().ledger)
    named = {record["file"] for story in stories for record in every(story)}
    assert "pages/00000.txt" in named and "harbour-gazette.jsonl" in named
    engine.close()


PAGE = {
    "source": "Hest Post",
    "date": "2024-06-19",
    "title": "Council signs treaty",
    "body": "The council of Hest signed the treaty after a long night of talks at the old harbour.",
}
SNIPPET = PAGE["body"][:60]
LISTING = f"""June 20, 2024
LINA Hest Post
The fog lifted
Date: 20/06/2024 | Source: Hest Post | Read original version at source
Hest, June 20 (LINA) -- The fog lifted at noon and the ferry sailed.
More From Hest Post
{SNIPPET}
June 19, 2024
{SNIPPET}
"""


@pytest.fixture
def index(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> str:
    """A document of three records, announced by two pages."""
    records = [PAGE, {**PAGE, "body": PAGE["body"] + " Corrected."}, PAGE]
    lines = (json.dumps({**record, "id": "hp-1"}) for record in records)
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "page.txt").write_text(LISTING)
    (tmp_path / "qage.txt").write_text(LISTING.replace("fog", "mist"))
    names = ("a.jsonl", "page.txt", "qage.txt")
    paths = [str(tmp_path / name) for name in names]
    folder = str(tmp_path / "index")
    assert run(["build", *paths, "--index", folder]) == 0
    capfd.readouterr()
    return folder


def test_explain_names_each_record(
    index: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", "hp-1", "--index", index]) == 0
    out, err = output(capfd)
    assert err == ""
    lines = out.splitlines()
    start, middle, end = (
        lines.index(line)
        for line in ("Made of:", "Excerpts that became part of it:", "Versions:")
    )
    said = "Hest Post, 2024-06-19, “Council signs treaty”, id hp-1"
    made = sorted(lines[start + 1 : middle])
    assert [line.partition(": ")[0] for line in made] == [
        f"  a.jsonl, record {n}" for n in (1, 2, 3)
    ]
    assert all(line.endswith(f" by own id; {said}") for line in made)
    assert sum("created" in line for line in made) == 1
    assert sum(": merged into version " in line for line in made) == 1
    assert sum(": version " in line for line in made) == 1
    shown = "Hest Post, 2024-06-19, without a title, captured 2024-06-20"
    assert [line.partition(": ") for line in sorted(lines[middle + 2 : end])] == [
        ("    page.txt, record 2", ": ", f"promoted by opening; {shown}"),
        ("    qage.txt, record 2", ": ", f"merged by excerpt; {shown}"),
    ]
    assert "Read from:" not in lines and "Shown as an excerpt by:" not in lines


def test_explain_gives_the_records_as_json(
    index: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", "hp-1", "--index", index, "--json"]) == 0
    story = json.loads(output(capfd)[0])
    (version,) = {
        record["version"] for record in story["records"] if record["record"] == 1
    }
    assert {record["record"] for record in story["records"]} == {1, 2, 3}
    versions = {record["record"]: record["version"] for record in story["records"]}
    assert versions == {1: version, 2: 3 - version, 3: version}
    (excerpt,) = story["excerpts"]
    assert story["promoted"] == [excerpt["id"]]
    assert [record["file"] for record in excerpt["records"]] == ["page.txt", "qage.txt"]
    assert excerpt["records"][0] == {
        "file": "page.txt",
        "record": 2,
        "source": "Hest Post",
        "date": "2024-06-19",
        "title": "",
        "id": None,
        "captured": "2024-06-20",
        "outcome": excerpt["records"][0]["outcome"],
        "version": None,
        "rule": excerpt["records"][0]["rule"],
    }


def test_what_an_update_made_of_it_is_told(
    index: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    more = write_items(tmp_path / "c.jsonl", 3)
    more.write_text(json.dumps({**PAGE, "body": PAGE["body"] + " Again."}))
    assert run(["update", str(more), "--index", index]) == 0
    capfd.readouterr()
    assert run(["explain", "hp-1", "--index", index]) == 0
    assert "  c.jsonl, record 1: version " in output(capfd)[0]


def test_without_a_register_the_document_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    engine = open_engine(f"whoosh:{index}")
    engine.rebuild([Article(id="a-1", title="Treaty", files=("a.txt",))])
    engine.close()
    assert run(["explain", "a-1", "--index", str(index)]) == 0
    out, err = output(capfd)
    assert "Read from:\n  a.txt\n" in out
    assert err == ""


def test_a_damaged_register_is_named_and_the_document_told(
    index: str, capfd: pytest.CaptureFixture[str]
) -> None:
    register = next(Path(index).glob("gen-*/register"))
    whole = register.read_bytes()
    register.chmod(0o600)
    register.write_bytes(b"\0" * len(whole))
    assert run(["explain", "hp-1", "--index", index]) == 0
    out, err = output(capfd)
    assert "Read from:" in out
    assert "register" in err and len(err.splitlines()) == 1
    with pytest.raises(IndexCorrupt):
        origins(register, Article(id="hp-1"))
