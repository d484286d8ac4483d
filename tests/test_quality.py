"""How good the ranking is, on two judged collections and on small ones whose figures are known."""

import json
import sys
from collections.abc import Mapping, Sequence
from math import log2
from pathlib import Path

import pytest

from indexer.engine import open_engine
from indexer.engine.query import Or, Term
from indexer.quality import CannotJudge, Quality, any_word, judge, measure

Record = Mapping[str, object]
DOCUMENTS: tuple[Record, ...] = (
    {"id": "a", "title": "Harbour treaty", "body": "The treaty was signed."},
    {"id": "b", "title": "", "body": "A ship sank off the harbour."},
    {"id": "c", "body": "Weather."},
)
QUERIES = "1\tharbour treaty\n2\tships\n"
QRELS = "1 0 a 1\n2 0 b 1\n"


def collection(
    folder: Path,
    documents: Sequence[Record] = DOCUMENTS,
    queries: str = QUERIES,
    qrels: str = QRELS,
) -> Path:
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    (folder / "docs.jsonl").write_text(lines, encoding="utf-8")
    (folder / "queries.tsv").write_bytes(queries.encode())
    (folder / "qrels.tsv").write_bytes(qrels.encode())
    return folder


def judged(folder: Path) -> Quality:
    return judge(folder, open_engine("memory:"))


def test_time_and_cisi(shared: Path) -> None:
    time = judge(shared / "corpora" / "judged" / "time")
    cisi = judge(shared / "corpora" / "judged" / "cisi")
    assert (time.documents, time.queries) == (423, 83)
    assert (cisi.documents, cisi.queries) == (1460, 76)
    assert time.ndcg_at_10 >= 0.66
    assert time.map >= 0.59
    assert cisi.ndcg_at_10 >= 0.355


def test_a_perfect_ranking(tmp_path: Path) -> None:
    quality = judged(collection(tmp_path))
    assert quality == Quality(1.0, 1.0, 0.1, 1.0, 2, 3)


def test_the_embedded_engine_is_the_default(tmp_path: Path) -> None:
    folder = collection(tmp_path)
    assert judge(folder) == judged(folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "docs.jsonl",
        "qrels.tsv",
        "queries.tsv",
    ]


def test_figures_are_those_of_the_books() -> None:
    judgements = {"q": {"a": 1, "b": 1, "c": 0}, "r": {"x": 1}}
    runs = {"q": ("c", "a", "z", "b"), "r": ()}
    quality = measure(judgements, runs, documents=9)
    ideal = 1 + 1 / log2(3)
    ndcg = (1 / log2(3) + 1 / log2(5)) / ideal
    assert quality.ndcg_at_10 == pytest.approx(ndcg / 2)
    assert quality.map == pytest.approx((1 / 2 + 2 / 4) / 2 / 2)
    assert quality.p_at_10 == pytest.approx(0.2 / 2)
    assert quality.mrr == pytest.approx(0.5 / 2)
    assert (quality.queries, quality.documents) == (2, 9)


def test_only_the_order_counts() -> None:
    # trec_eval would put equal scores in the order of their names, backwards
    judgements = {"q": {"a": 1}}
    assert measure(judgements, {"q": ("a", "b", "c")}, 3).mrr == 1.0
    assert measure(judgements, {"q": ("c", "b", "a")}, 3).mrr == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    "qrels",
    [
        "1\t0\ta\t1\n2\t0\tb\t1\n",
        "1 a 1\n2 b 1\n",
        "1\ta\t1\r\n2\tb\t1\r\n",
        "  1   Q0  a\t1 \n\n2 Q0 b 1.0",
        "\ufeff1 0 a 2\n2 0 b 1\n1 0 c -2\n",
        "query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n",
        "1 0 a 1 extra columns\n2 0 b 1 here\n",
        "1 0 a 1\n1 0 a 1\n2 0 b 1\n9 0 a 1\n",
    ],
)
def test_judgements_in_every_layout(tmp_path: Path, qrels: str) -> None:
    quality = judged(collection(tmp_path, qrels=qrels))
    assert (quality.map, quality.mrr, quality.queries) == (1.0, 1.0, 2)


@pytest.mark.parametrize(
    "queries",
    [
        "1 harbour treaty\n2 ships",
        "\ufeff1\tharbour treaty\tmore\n\n2\tships\tless\r\n",
        " 1 \t harbour treaty\n 2 \tships\n3\tnot judged\n",
        "id\ttext\n1\tharbour treaty\n2\tships\n",
    ],
)
def test_queries_in_every_layout(tmp_path: Path, queries: str) -> None:
    assert judged(collection(tmp_path, queries=queries)).queries == 2
    assert judged(tmp_path).map == 1.0


def test_odd_names_and_odd_records(tmp_path: Path) -> None:
    documents: tuple[Record, ...] = (
        {"id": 7, "title": None, "date": None, "body": "treaty", "x": [1]},
        {"id": "d/é 1?", "body": "ships \ud800", "date": "not a day"},
        {"id": "x" * 300, "body": None, "title": "treaty", "date": "1963-01-04T10:00"},
        {"id": "twice", "body": "treaty treaty treaty"},
        {"id": "twice", "body": "nothing"},
    )
    folder = collection(
        tmp_path,
        documents,
        "q-1/é\ttreaty\nq 2\tship\nempty\t\nnone\ttreaty\n",
        f"q-1/é\t0\t7\t1\nq-1/é\t0\t{'x' * 300}\t1\nq 2\t0\td/é 1?\t1\nempty\t0\t7\t1\nnone\t0\t7\t0\n",
    )
    quality = judged(folder)
    # the query without words counts as nothing found, the one without relevant documents not at all
    assert (quality.queries, quality.documents) == (3, 4)
    assert quality.map == pytest.approx(2 / 3)


def test_every_word_counts_as_often_as_it_stands() -> None:
    assert any_word("Ship to ship: <SRD>") == Or(
        (Term("ship"), Term("to"), Term("ship"), Term("srd"))
    )
    assert any_word('"-* NOT (') == Or((Term("not"),))


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("docs.jsonl", "{", "line 1: not JSON"),
        ("docs.jsonl", "[1]", "line 1: no document with an id"),
        ("docs.jsonl", '{"body": "x"}', "line 1: no document with an id"),
        ("qrels.tsv", "1 a", "line 1: fewer than three columns"),
        ("qrels.tsv", "1 0 a 1\n1 0 b yes", "line 2: 'yes' is no relevance"),
        ("qrels.tsv", "", "no query has a relevant document"),
        ("qrels.tsv", "1 0 a 0", "no query has a relevant document"),
        ("queries.tsv", "", "no query has a relevant document"),
    ],
)
def test_unusable_files_are_named(
    tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    folder = collection(tmp_path)
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(CannotJudge, match=sentence):
        judged(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="qrels.tsv"):
        judged(tmp_path)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(CannotJudge, match=r"backfile\[judge\]"):
        measure({"q": {"a": 1}}, {"q": ("a",)}, 1)
