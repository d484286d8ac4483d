"""An update by batches leaves the files, byte for byte, that one build of the same documents gives."""

import json
import lzma
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import stem
from indexer.article import Article, text_paragraphs
from indexer.engine.whoosh_index import WhooshEngine, merging, ordering, pairs, runs
from tests.strategies import archives, article, articles

Change = Article | str
"""An article is put; the document with an id is removed."""


def files(engine: WhooshEngine, folder: Path) -> dict[str, bytes]:
    """The files of the current generation that its documents make, and what info() says of them."""
    info = engine.info()
    generation = folder / info.generation
    told = {"info.json", "MANIFEST.json"}
    found = {
        path.name: path.read_bytes()
        for path in sorted(generation.iterdir())
        if path.name not in told
    }
    facts = json.loads((generation / "info.json").read_bytes())["facts"]
    return {**found, "facts": json.dumps(facts).encode()}


def apply(engine: WhooshEngine, changes: Iterable[Change]) -> None:
    with engine.batch() as batch:
        for change in changes:
            if isinstance(change, str):
                batch.remove(change)
            else:
                batch.put(change)


def after(
    held: Sequence[Article], batches: Iterable[Iterable[Change]]
) -> list[Article]:
    documents = {one.id: one for one in held}
    for change in (change for changes in batches for change in changes):
        if isinstance(change, str):
            documents.pop(change, None)
        else:
            documents[change.id] = change
    return list(documents.values())


def assert_same(held: Sequence[Article], batches: Sequence[Sequence[Change]]) -> None:
    with TemporaryDirectory() as name:
        folders = Path(name, "changed"), Path(name, "built")
        changed, built = map(WhooshEngine, folders)
        changed.rebuild(held)
        for changes in batches:
            apply(changed, changes)
        documents = after(held, batches)
        documents.sort(key=lambda one: one.id[::-1])
        built.rebuild(documents)
        assert files(changed, folders[0]) == files(built, folders[1])
        changed.close()
        built.close()


CHANGES = st.lists(articles() | st.sampled_from("abcdefghijkl"), max_size=8)


@settings(max_examples=40)
@given(archives(), st.lists(CHANGES, min_size=1, max_size=3))
def test_batches_leave_what_a_build_gives(
    held: list[Article], batches: list[list[Change]]
) -> None:
    assert_same(held, batches)


@settings(max_examples=30)
@given(archives(), st.lists(CHANGES, min_size=1, max_size=2))
def test_the_same_in_many_runs_and_pieces(
    held: list[Article], batches: list[list[Change]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "MOST_TOKENS", 30)
        patch.setattr(merging, "AT_ONCE", 20)
        patch.setattr(pairs, "_FEW", 1)
        patch.setattr(ordering, "_FEW", 0)
        assert_same(held, batches)


def test_pairs_are_found_again_in_other_documents() -> None:
    """Stems and forms that share no position, accents, and languages that stem a form in other ways."""
    held = [
        article("a", "ships Corée shipping cafés", day="2020-01-01", language="fr"),
        # Both the stem and the form, but not of one word.
        article("b", "ship shipping", day="2020-01-02", language="en"),
        article("c", "coree ships", day="2020-01-03", language="en"),
        article("d", "Corée cafés ships", day="2020-01-04", language="fr"),
        article("e", "Corée 김정은 원산", day="2020-01-05", language="ko"),
        article("f", "ships 김정은 原山", language=None),
        article("g", "the " * 300, "the", language="en"),
    ]
    for number in range(len(held)):
        gone = [one.id for one in held[: number + 1]]
        assert_same(held, [gone])
        assert_same(held, [[name] for name in reversed(gone)])
        assert_same(held, [[replace(held[number], id="z"), held[number].id]])


ITALIAN, SPANISH, GREEK = (
    article("i", "cafés", day="2020-01-01", language="it"),
    article("s", "cafés", day="2020-01-02", language="es"),
    article("g", "cafés", day="2020-01-03", language="el"),
)


@pytest.mark.parametrize("held", [*permutations((ITALIAN, SPANISH, GREEK))])
def test_accents_count_by_language(held: tuple[Article, ...]) -> None:
    """Without its accent the word has the same stem in Italian, and another one in Spanish."""
    word, form = "cafés", "cafes"
    assert stem(word, "it") == stem(word, "es") == stem(form, "it") != stem(form, "es")
    dated = [
        replace(one, date=date(2020, 1, day)) for day, one in enumerate(held, start=1)
    ]
    for number in range(1, len(dated)):
        gone = [one.id for one in dated[:number]]
        assert_same(dated, [gone])
        assert_same(dated[number:], [dated[:number]])
        assert_same(dated, [[name] for name in gone])


def test_a_takedown_leaves_what_a_build_without_it_gives(tmp_path: Path) -> None:
    held = [
        article("a", "The zephyrine harbour", "Zephyr", files=["a.txt"], topics=["b"]),
        article("b", "The harbour", day="2020-01-01", source="B", files=["b.txt"]),
    ]
    ours, other = WhooshEngine(tmp_path / "ours"), WhooshEngine(tmp_path / "other")
    ours.rebuild(held)
    with ours.batch() as batch:
        batch.withdraw("a", "asked")
        batch.put(replace(held[1], title="Seen again"))
    other.rebuild([replace(held[1], title="Seen again")])
    assert files(ours, tmp_path / "ours") == files(other, tmp_path / "other")


def test_frequencies_grow_and_shrink() -> None:
    held = [article("a", "ferry " * 300), article("b", "ferry " * 70_000)]
    assert_same(held, [["b"]])
    assert_same(held, [["b"], ["a"]])
    assert_same(held[:1], [[held[1]], ["a"]])


CORPORA = (
    ("kcna_articles_2011", 1_500),
    ("wmt21_multi", 953),
    ("xinwenlianbo_zh_2k", 300),
    ("nk_newyear_ko", 73),
    ("nyt_teasers", 18_000),
)


def real(folder: Path) -> list[Article]:
    """Articles of several languages and lengths."""
    found = []
    for name, most in CORPORA:
        with lzma.open(folder / "corpora" / f"{name}.jsonl.xz", "rt") as lines:
            for number, line in zip(range(most), lines):
                record = json.loads(line)
                day = record.get("date")
                found.append(
                    Article(
                        id=f"{name}-{number}",
                        date=date.fromisoformat(day[:10]) if day else None,
                        title=record.get("title") or "",
                        paragraphs=text_paragraphs(record.get("body") or ""),
                        language=record.get("language"),
                        source=record.get("source"),
                        section=record.get("section"),
                        topics=tuple(record.get("topics") or ()),
                        files=(f"{name}-{number // 7}",),
                    )
                )
    return found


def test_batches_on_twenty_thousand_real_articles(shared: Path, tmp_path: Path) -> None:
    documents = real(shared)
    assert len(documents) > 20_000
    chance = random.Random(4)
    chance.shuffle(documents)
    first, later = documents[2_000:], documents[:2_000]
    gone = [one.id for one in chance.sample(first, 3_000)]
    changed = [
        replace(one, title=f"Corrected: {one.title}", date=other.date)
        for one, other in zip(later[:200], later[200:])
    ]
    batches: list[list[Change]] = [
        [*later[:1_500], *gone[:1_000]],
        [*changed, *gone[1_000:]],
        [*later[1_500:]],
    ]
    ours, other = WhooshEngine(tmp_path / "changed"), WhooshEngine(tmp_path / "built")
    ours.rebuild(first)
    for changes in batches:
        apply(ours, changes)
    other.rebuild(after(first, batches))
    found, expected = files(ours, tmp_path / "changed"), files(
        other, tmp_path / "built"
    )
    assert [name for name in expected if found.get(name) != expected[name]] == []
    assert found.keys() == expected.keys()
    assert ours.check().problems == ()
