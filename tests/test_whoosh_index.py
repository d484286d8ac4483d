"""A generation is a Whoosh index: stock objects find the same documents. The parts of the engine, each by its law."""

import fnmatch
import importlib.metadata
import json
import re
from datetime import date
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import index, scoring
from whoosh.qparser.default import QueryParser
from whoosh.query import positional, qcore, terms

from indexer.analysis import fold, stem
from indexer.engine import open_engine
from indexer.engine.errors import EngineError, IndexCorrupt, TooExpensive
from indexer.engine.evaluation import within_one_edit
from indexer.engine.query import (
    All,
    And,
    Fuzzy,
    Near,
    Not,
    Phrase,
    Prefix,
    Query,
    Term,
    Wildcard,
)
from indexer.engine.request import (
    Choice,
    DateRange,
    FacetRequest,
    Filters,
    SearchRequest,
    Sort,
)
from indexer.engine.whoosh_index import WhooshEngine, merging, provider, runs
from indexer.engine.whoosh_index.arrays import ArrayFile, ArrayWriter
from indexer.engine.whoosh_index.expansion import near_misses, wildcard_expression
from indexer.engine.whoosh_index.lexicon import Lexicon, LexiconWriter
from indexer.engine.whoosh_index.matches import (
    Matches,
    contained,
    first,
    intersection,
    summed,
    union,
)
from indexer.engine.whoosh_index.schema import INDEX_FIELDS, Role
from indexer.engine.whoosh_index.spool import Spool
from indexer.engine.whoosh_index.stored import pack, unpack
from indexer.fields import WORD_FIELDS
from indexer.record import to_record
from tests.strategies import archives, article, queries

DOCUMENTS = (
    article(
        "a-1",
        "The ferries were running late. A running ferry is no walking ferry.",
        "Ferries run late",
        "2023-05-01",
        source="Harbour Gazette",
        topics=["sea", "trade"],
    ),
    article(
        "a-2",
        "A new lighthouse for the harbour; the keeper ran.",
        "Lighthouse lit",
        "2023-06-11",
        source="Outer Skerries Observer",
        topics=["sea", "building"],
    ),
    article(
        "a-3",
        "Kim Jong-un met the ferry's captain.",
        "A meeting at sea",
        "2024-01-02",
        source="Harbour Gazette",
    ),
    article(
        "a-4", "조선중앙통신 보도", "Café", source="Harbour\nGazette", language="ko"
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stock") / "index"
    WhooshEngine(folder).rebuild(DOCUMENTS)
    return folder


@pytest.fixture(scope="module")
def stock(folder: Path) -> index.FileIndex:
    return index.open_dir(str(folder / "gen-00000001"))


def stock_ids(stock: index.FileIndex, wanted: qcore.Query) -> set[str]:
    with stock.searcher(weighting=scoring.BM25F()) as searcher:
        return {hit["id"] for hit in searcher.search(wanted, limit=None)}


# --- stock Whoosh


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ferry", {"a-1", "a-3"}),
        ("title:ferry", {"a-1"}),
        ("title_exact:ferries", {"a-1"}),
        ("title_exact:ferry", set()),
        ("RUNNING ferry", {"a-1"}),
        ("ran OR lighthouses", {"a-2"}),
        ("ferry NOT captain", {"a-1"}),
        ("source:harbour", {"a-1", "a-3", "a-4"}),
        ('source_value:"Harbour Gazette"', {"a-1", "a-3"}),
        ('"kim jong un"', {"a-3"}),
        ('"jong kim"', set()),
        ('"late running"~2', {"a-1"}),
        ("body_exact:light*", {"a-2"}),
        ("title_exact:L*T", {"a-2"}),
        ("title_exact:l?t", {"a-2"}),
        ("date:[2023-05-01 TO 2023-06-11]", {"a-1", "a-2"}),
        ("date:[2023-05-02 TO]", {"a-2", "a-3"}),
        ("date:2024-01-02", {"a-3"}),
        ("year:2023", {"a-1", "a-2"}),
        ("topics:sea NOT topics:trade", {"a-2"}),
        ("kind:article", {"a-1", "a-2", "a-3", "a-4"}),
        ("id:a-2", {"a-2"}),
        ("title:cafe", {"a-4"}),
        ("조선", {"a-4"}),
        ("nothing", set()),
    ],
)
def test_stock_parser_and_searcher(
    stock: index.FileIndex, typed: str, found: set[str]
) -> None:
    parser = QueryParser("body", stock.schema)
    assert stock_ids(stock, parser.parse(typed)) == found


def test_stock_reads_documents_and_terms(stock: index.FileIndex) -> None:
    with stock.searcher() as searcher:
        reader = searcher.reader()
        assert reader.doc_count() == len(DOCUMENTS)
        stored = {fields["id"]: fields for fields in reader.all_stored_fields()}
        assert stored["a-1"] == to_record(DOCUMENTS[0])
        names = set(reader.indexed_field_names())
        assert {"id", "date", "title", "title_exact", "source_value"} <= names
        terms = list(reader.all_terms())
        assert terms == sorted(terms)
        assert ("title_exact", b"ferries") in reader
        assert ("title_exact", b"ferrie") not in reader
        assert reader.doc_frequency("body", b"ferri") == 2
        assert reader.frequency("body", b"ferri") == 4
        info = reader.term_info("body", "ferri")
        assert (info.min_id(), info.max_id(), info.max_weight()) == (0, 2, 3)
        assert reader.doc_field_length(0, "body") == 12
        assert list(reader.expand_prefix("title_exact", "li")) == [
            b"lighthouse",
            b"lit",
        ]
        assert list(reader.terms_within("body_exact", "fery", 1)) == ["ferry"]


@given(archives(), st.data())
def test_stock_finds_what_we_find(
    tmp_path_factory: pytest.TempPathFactory, archive: object, data: st.DataObject
) -> None:
    """Every exact form of every field, alone, and two of them together."""
    folder = tmp_path_factory.mktemp("law")
    engine = WhooshEngine(folder)
    engine.rebuild(archive)  # type: ignore[arg-type]
    opened = index.open_dir(str(folder / "gen-00000001"))
    for field in WORD_FIELDS:
        name = f"{field.name}_exact"
        with opened.searcher() as searcher:
            reader = searcher.reader()
            words = [term.decode() for term in reader.lexicon(name)]
        if not words:
            continue
        pair = data.draw(st.tuples(st.sampled_from(words), st.sampled_from(words)))
        one = stock_ids(opened, terms.Term(name, pair[0]))
        assert one == our_ids(engine, Term(pair[0], field.name, exact=True))
        both = stock_ids(opened, positional.Phrase(name, list(pair)))
        assert both == our_ids(engine, Phrase(pair, field.name))
    engine.close()


def our_ids(engine: WhooshEngine, wanted: Query) -> set[str]:
    found = engine.search(SearchRequest(wanted, limit=1000))
    assert len(found.hits) == found.total.all
    return {hit.article.id for hit in found.hits}


# --- against the reference engine, where the small archives of the laws do not reach


def test_many_runs_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents come in no order, in many runs; the answers are those of the reference engine."""
    monkeypatch.setattr(runs, "MOST_TOKENS", 150)
    monkeypatch.setattr(merging, "AT_ONCE", 300)
    archive = [
        article(
            f"d{n * 37 % 100}",
            " ".join(f"word{n % k} running\u00e9 ferry" for k in range(1, n % 9 + 1)),
            f"title {n % 7}",
            f"2020-{n * 5 % 12 + 1:02}-{n * 3 % 28 + 1:02}" if n % 6 else None,
            language=("en", "fr", None)[n % 3],
            source=("A", "B\nC", "D\u00fcrer")[n % 3],
            topics=[f"t{n % 4}", f"t{n % 5}", ""],
            files=[f"f{n % 3}"],
        )
        for n in range(140)
    ]
    ours, reference = WhooshEngine(tmp_path), open_engine("memory:")
    ours.rebuild(archive)
    reference.rebuild(archive)
    facets = tuple(FacetRequest(name, 3) for name in ("source", "topics", "year"))
    choice = Choice("topics", frozenset({"t1", None}), frozenset({"t3", "zz"}))
    for wanted in (
        All(),
        Term("running"),
        Term("word3"),
        Prefix("word"),
        Wildcard("w*d?"),
        Fuzzy("fery"),
        Phrase(("ferry", "word1", "runninge")),
        Near(("ferry", "ferry", "word2"), 6),
        And((Term("title"), Not(Term("word5")))),
    ):
        for filters in (
            Filters(),
            Filters((choice,), (DateRange(date(2020, 3, 1), date(2020, 9, 9)),)),
            Filters(undated=True),
        ):
            for sort in Sort:
                request = SearchRequest(
                    wanted, filters, sort, 3, 50, facets, histogram=True
                )
                same(ours, reference, request)
    assert ours.info().files == reference.info().files == 3
    assert ours.suggest("wo", 4) == reference.suggest("wo", 4)
    assert ours.similar("d1", 5)[0].article == reference.similar("d1", 5)[0].article


def same(ours: WhooshEngine, reference: object, request: SearchRequest) -> None:
    one, two = ours.search(request), reference.search(request)  # type: ignore[attr-defined]
    assert [h.article for h in one.hits] == [h.article for h in two.hits]
    assert [h.score for h in one.hits] == pytest.approx([h.score for h in two.hits])
    assert one.total == two.total
    assert one.facets == two.facets
    assert one.histogram == two.histogram


@given(queries())
def test_a_deadline_in_the_past(folder_of_law: WhooshEngine, wanted: Query) -> None:
    with pytest.raises(TooExpensive) as caught:
        folder_of_law.search(SearchRequest(wanted, deadline=0.0))
    assert caught.value.timed_out


@pytest.fixture(scope="module")
def folder_of_law(folder: Path) -> WhooshEngine:
    return WhooshEngine(folder)


# --- parts


WORDS = st.text(alphabet="abé조\U0001f600", max_size=6)


@given(WORDS, st.lists(st.text(alphabet="abé조\U0001f600*?.", max_size=6), max_size=6))
def test_wildcards_are_those_of_fnmatch(pattern: str, parts: list[str]) -> None:
    pattern = pattern + "*?".join(parts)
    lines = [
        "",
        "a",
        "ab",
        "aéb",
        "조b",
        "\U0001f600a",
        pattern,
        pattern.replace("*", ""),
    ]
    lines = [line.replace("*", "x").replace("?", "é") for line in lines]
    expected = [
        line
        for line in lines
        if re.fullmatch(fnmatch.translate(pattern.replace("[", "[[]")), line)
    ]
    text = "".join(f"{line}\n" for line in lines).encode()
    starts = [m.start() for m in wildcard_expression(pattern).finditer(text)]
    ends = numpy.cumsum([len(line.encode()) + 1 for line in lines]).tolist()
    assert [lines[n] for n, e in enumerate([0, *ends[:-1]]) if e in starts] == expected


def test_a_wildcard_takes_linear_time(tmp_path: Path) -> None:
    """Twenty stars over the longest word; a backtracking expression would not come back."""
    engine = WhooshEngine(tmp_path)
    engine.rebuild([article("a", "a" * 255)])
    assert our_ids(engine, Wildcard("*a" * 20 + "*b")) == set()
    assert our_ids(engine, Wildcard("*a" * 20 + "*")) == {"a"}


def lexicon_of(folder: Path, words: list[str]) -> Lexicon:
    path = folder / f"lexicon-{len(list(folder.iterdir()))}"
    with ArrayWriter(path) as out:
        writer = LexiconWriter("f", 0, 0)
        ends = numpy.arange(1, len(words) + 1)
        lines = [f"{word}\n".encode() for word in sorted(words)]
        sizes = numpy.array([len(line) for line in lines], numpy.int64)
        text = numpy.frombuffer(b"".join(lines), numpy.uint8)
        writer.extend(text, sizes, ends, 0 * ends)
        writer.finish(out)
    return Lexicon(ArrayFile(path), "f")


@given(st.sets(WORDS), WORDS)
def test_lexicon(
    tmp_path_factory: pytest.TempPathFactory, words: set[str], word: str
) -> None:
    lexicon = lexicon_of(tmp_path_factory.mktemp("lexicon"), list(words))
    ordered = sorted(words)
    assert [lexicon.word(n) for n in range(len(lexicon))] == ordered
    found = lexicon.find(word.encode())
    assert (found is not None) == (word in words)
    assert found is None or ordered[found] == word
    within = lexicon.prefix(word.encode())
    assert list(lexicon.words(within)) == [w for w in ordered if w.startswith(word)]
    ending = {ordered[n] for n in lexicon.ending(word.encode())}
    assert ending == {w for w in ordered if w.endswith(word)}
    misses = [ordered[n] for n in near_misses(lexicon, word)]
    assert misses == [w for w in ordered if within_one_edit(w, word)]
    sized = [ordered[n] for n in lexicon.sized(within, 1, 4)]
    assert sized == [
        w for w in ordered if w.startswith(word) and 1 <= len(w.encode()) <= 4
    ]


PAIRS = st.lists(
    st.tuples(st.integers(-2, 2), st.integers(0, 50)), unique_by=lambda p: p[1]
)


@given(PAIRS, st.integers(0, 8))
def test_first_is_the_beginning_of_the_order(
    pairs: list[tuple[int, int]], count: int
) -> None:
    primary = numpy.array([p for p, _ in pairs], numpy.float64)
    secondary = numpy.array([s for _, s in pairs], numpy.int32)
    found = [pairs[place] for place in first(primary, secondary, count)]
    assert found == sorted(pairs)[:count]


NUMBERS = st.sets(st.integers(0, 99)).map(lambda s: numpy.array(sorted(s), numpy.int32))


@given(st.lists(NUMBERS, min_size=1, max_size=4), st.sampled_from([100, 5000]))
def test_sets_of_documents(
    parts: list[numpy.typing.NDArray[numpy.int32]], size: int
) -> None:
    sets = [set(part.tolist()) for part in parts]
    assert intersection(parts).tolist() == sorted(set.intersection(*sets))
    assert union(parts, size).tolist() == sorted(set.union(*sets))
    joined = numpy.concatenate(parts)
    total = summed(joined, numpy.full(len(joined), 0.5), size)
    assert total.documents.tolist() == sorted(set.union(*sets))
    expected = [sum(n in s for s in sets) / 2 for n in total.documents.tolist()]
    assert total.scores.tolist() == expected
    inside = contained(parts[0], parts[-1])
    assert inside.tolist() == [n in sets[-1] for n in parts[0].tolist()]
    assert Matches.unscored(parts[0]).among(parts[0]).tolist() == [0.0] * len(parts[0])


def test_arrays_come_back(tmp_path: Path) -> None:
    numbers = numpy.arange(100_000, dtype=numpy.int64)
    with ArrayWriter(tmp_path / "file") as out:
        for part in numpy.array_split(numbers, 7):
            out.append("numbers", part)
        out.append("none", numpy.zeros(0, numpy.float32))
        assert [out.append_bytes("text", b"abc"), out.append_bytes("text", b"de")] == [
            0,
            3,
        ]
        with pytest.raises(ValueError):
            out.append("numbers", numbers)
    file = ArrayFile(tmp_path / "file")
    assert numpy.array_equal(file.section("numbers").all(), numbers)
    assert file.section("numbers").slice(70_000, 70_002).tolist() == [70_000, 70_001]
    assert file.section("none").all().dtype == numpy.float32
    assert file.section("text").all().tobytes() == b"abcde"
    with pytest.raises(IndexCorrupt):
        file.section("others")


def test_only_the_damaged_block_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with ArrayWriter(path) as out:
        out.append_bytes("data", bytes(200_000))
    data = bytearray(path.read_bytes())
    data[100_000] = 1
    path.write_bytes(data)
    section = ArrayFile(path).section("data")
    assert not section.slice(0, 65_536).any()
    for _ in range(2):
        with pytest.raises(IndexCorrupt):
            section.slice(65_536, 65_537)
        with pytest.raises(IndexCorrupt):
            section.all()
    assert not section.slice(131_072, 200_000).any()


@given(archives())
def test_stored_documents_come_back(archive: object) -> None:
    for held in archive:  # type: ignore[attr-defined]
        assert unpack(pack(held)) == held


def test_damaged_bytes_are_no_document() -> None:
    packed = pack(DOCUMENTS[0])
    for bad in (b"", packed[:-5], packed[1:], b"x" * 50):
        with pytest.raises(IndexCorrupt):
            unpack(bad)


def test_a_spool_keeps_the_last_of_each_id(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    for body in ("one", "two"):
        spool.put(article("a", body, day="2024-01-01"))
    spool.put(article("undated", "three"))
    spool.put(article("b", "four", day="2020-01-01"))
    spool.put(article("c", "five"))
    spool.remove("c")
    assert (spool.holds("c"), spool.knows("c"), spool.holds("a")) == (False, True, True)
    found = [unpack(packed) for packed in spool.finish().packed()]
    assert [(a.id, a.body) for a in found] == [
        ("b", "four"),
        ("a", "two"),
        ("undated", "three"),
    ]


def test_text_that_is_no_unicode_stops_the_build(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(DOCUMENTS)
    with pytest.raises(ValueError):
        engine.rebuild([DOCUMENTS[0], article("bad", "half \ud800 pair")])
    assert our_ids(engine, All()) == {a.id for a in DOCUMENTS}
    for wanted in (
        Prefix("\ud800"),
        Fuzzy("f\ud800rry"),
        Wildcard("*\ud800"),
    ):
        engine.search(SearchRequest(wanted))
    assert engine.get("\ud800") is None
    assert engine.suggest("\ud800", 3) == ()
    choice = Choice("source", frozenset({"\ud800"}))
    assert engine.search(SearchRequest(filters=Filters((choice,)))).total.all == 0


def test_index_fields_follow_the_table() -> None:
    names = [field.name for field in INDEX_FIELDS]
    assert names == sorted(set(names))
    assert {f.name for f in INDEX_FIELDS if f.role is Role.STEMS} == {
        f.name for f in WORD_FIELDS
    }


def test_two_providers_of_whoosh_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {"whoosh3", "Whoosh"}
    monkeypatch.setattr(provider, "_is_installed", found.__contains__)
    provider._providers.cache_clear()
    with pytest.raises(EngineError, match="Whoosh and whoosh3"):
        WhooshEngine(tmp_path)
    monkeypatch.undo()
    provider._providers.cache_clear()
    WhooshEngine(tmp_path)


def test_the_pinned_distribution_is_the_one_here() -> None:
    providers = set(importlib.metadata.packages_distributions()["whoosh"])
    assert len(providers) == 1
    assert set(provider._providers()) == providers


def test_words_are_analysed_the_same_way() -> None:
    """What the tests above take for granted."""
    assert (stem("running", "en"), fold("Café")) == ("run", "cafe")
    assert json.dumps(to_record(DOCUMENTS[0]))
