"""Records of JSON Lines become articles by their named fields; what cannot is rejected by number and reason."""

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import record
from indexer.article import (
    Article,
    DateCandidate,
    DateRule,
    Kind,
    Paragraph,
    Role,
    Sighting,
    TitleRule,
)
from indexer.sources import InputFile, Options, Rejection, Remark, read, walk
from indexer.sources.limits import JSON_DEPTH, LINES, RECORD_BYTES, TOKENS

DAY = datetime.date(2024, 6, 19)


class Reading:
    """What a file of these bytes gives."""

    def __init__(
        self,
        folder: Path,
        data: bytes,
        name: str = "a.jsonl",
        options: Options = Options(),
    ) -> None:
        (folder / name).write_bytes(data)
        [file] = walk([folder / name])
        assert isinstance(file, InputFile)
        self.remarks: list[Remark] = []
        self.all = list(read(file, options, self.remarks.append))
        self.articles = [a for a in self.all if isinstance(a, Article)]
        self.rejections = [r for r in self.all if isinstance(r, Rejection)]


def _one(folder: Path, fields: object, options: Options = Options()) -> Article:
    reading = Reading(folder, json.dumps(fields).encode(), options=options)
    assert not reading.rejections, reading.rejections
    [article] = reading.articles
    return article


def _reason(folder: Path, line: object) -> str:
    data = line if isinstance(line, bytes) else json.dumps(line).encode()
    reading = Reading(folder, b'{"title": "First"}\n' + data + b'\n{"title": "Last"}\n')
    assert [a.title for a in reading.articles] == ["First", "Last"]
    [rejection] = reading.rejections
    assert (rejection.file, rejection.record) == ("a.jsonl", 2)
    assert rejection.reason.isprintable()
    return rejection.reason


def test_every_field(tmp_path: Path) -> None:
    fields = {
        "id": 17,
        "title": "Harbour <SRD> & treaty",
        "body": "First.\n\nSecond,\nsame paragraph.",
        "dateline": "SALTMARKET, June 18 -",
        "date": "2024-06-19",
        "ts": "2024-06-19T23:59:00-05:00",
        "source": "Gazette",
        "agency": "LINA",
        "section": "Front",
        "kind": "teaser",
        "topics": ["harbour", "", "treaty", "harbour", 7],
        "people": "Hob Carrow; Ines Marrow;;Hob Carrow",
        "lang": "EN",
        "authors": ["A. Writer", "B. Writer"],
        "link": "https://gazette.example/2024/06/18/a#b",
        "captured": "2024-06-20",
        "unknown": {"ignored": [1]},
    }
    assert _one(tmp_path, fields) == Article(
        id="17",
        genre="teaser",
        date=DAY,
        date_rule=DateRule.RECORD,
        date_candidates=(
            DateCandidate(DateRule.RECORD, DAY),
            DateCandidate(DateRule.URL, DAY.replace(day=18)),
            DateCandidate(DateRule.DATELINE, DAY.replace(day=18)),
        ),
        title="Harbour <SRD> & treaty",
        title_rule=TitleRule.STATED,
        paragraphs=(
            Paragraph(Role.DATELINE, "SALTMARKET, June 18 -"),
            Paragraph(Role.TEXT, "First."),
            Paragraph(Role.TEXT, "Second,\nsame paragraph."),
        ),
        source="Gazette",
        agency="LINA",
        section="Front",
        topics=("harbour", "treaty", "7"),
        people=("Hob Carrow", "Ines Marrow"),
        place="SALTMARKET",
        language="en",
        author="A. Writer, B. Writer",
        url="https://gazette.example/2024/06/18/a#b",
        timestamp="2024-06-19T23:59:00-05:00",
        captured=datetime.date(2024, 6, 20),
        files=("a.jsonl",),
    )


def test_other_names_and_the_best_of_several(tmp_path: Path) -> None:
    article = _one(
        tmp_path,
        {
            "doc_type": "article",
            "kind": "Op-Ed",
            "Headline": "H",
            "title": "",
            "text": "T",
            "content": "C",
        },
    )
    assert (article.genre, article.title, article.body) == ("Op-Ed", "H", "T")
    assert article.kind is Kind.ARTICLE


def test_mapping_and_defaults(tmp_path: Path) -> None:
    options = Options(
        "Gazette", "en", {"title": "Überschrift", "source": "paper", "place": "town"}
    )
    line = {"ÜBERSCHRIFT": "T", "title": "other", "paper": ""}
    reading = Reading(tmp_path, json.dumps(line).encode(), options=options)
    [article] = reading.articles
    assert (article.title, article.source, article.language) == ("T", "Gazette", "en")
    assert [(r.record, r.reason) for r in reading.remarks] == [
        (None, "The column 'title' is left out where another is mapped to title."),
        (None, "No record has the mapped column 'town'."),
    ]


@pytest.mark.parametrize("order", [["headline", "title"], ["title", "headline"]])
@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_what_a_mapped_column_displaces_is_told_once(
    tmp_path: Path, order: list[str], suffix: str
) -> None:
    options = Options(mapping={"title": "headline"})
    rows = [
        {"headline": f"Mapped {n}", "title": other}
        for n, other in enumerate(["Mapped 0", "", "Other", "Another"])
    ]
    rows = [{name: row[name] for name in order} for row in rows]
    lines = [json.dumps(row) for row in rows]
    if suffix == "csv":
        lines = [",".join(order), *(",".join(row.values()) for row in rows)]
    for count, told in ((2, 0), (4, 1)):
        data = "\n".join(lines[: count + (suffix == "csv")]) + "\n"
        reading = Reading(tmp_path, data.encode(), f"a.{suffix}", options=options)
        assert [a.title for a in reading.articles] == [
            f"Mapped {n}" for n in range(count)
        ]
        assert [(r.record, r.reason) for r in reading.remarks] == [
            (None, "The column 'title' is left out where another is mapped to title.")
        ] * told


@pytest.mark.parametrize(
    ("stated", "day", "rule", "timestamp"),
    [
        ("2024-06-19", DAY, DateRule.RECORD, None),
        (
            "2024-06-19T00:30:00+09:00",
            DAY,
            DateRule.RECORD,
            "2024-06-19T00:30:00+09:00",
        ),
        ("Wed, 19 Jun 2024 23:30:00 -0800", DAY, DateRule.RECORD, None),
        ("19/06/2024", DAY, DateRule.PARSED, None),
        (20240619, DAY, DateRule.RECORD, None),
    ],
)
def test_dates(
    tmp_path: Path,
    stated: object,
    day: datetime.date,
    rule: DateRule,
    timestamp: str | None,
) -> None:
    article = _one(tmp_path, {"title": "T", "date": stated})
    assert (article.date, article.date_rule, article.timestamp) == (
        day,
        rule,
        timestamp,
    )


@pytest.mark.parametrize(
    "stated", ["06/07/2024", "2024-02-30", "soon", "1066-10-14", 1e30]
)
def test_a_date_that_is_none_is_told_and_the_article_kept(
    tmp_path: Path, stated: object
) -> None:
    line = json.dumps({"title": "T", "date": stated}).encode()
    reading = Reading(tmp_path, line)
    [article] = reading.articles
    assert (article.date, article.date_rule) == (None, None)
    assert article.unread_dates == (str(stated),)
    [remark] = reading.remarks
    assert remark.record == 1 and "date" in remark.reason


@pytest.mark.parametrize(
    ("fields", "day", "rule"),
    [
        ({"dateline": "SALTMARKET, June 18, 2024"}, 18, DateRule.DATELINE),
        ({"dateline": "SALTMARKET, June 18 -"}, None, None),
        (
            {"dateline": "SALTMARKET, June 18 -", "captured": "2024-06-20"},
            18,
            DateRule.DATELINE,
        ),
        (
            {"dateline": "SALTMARKET, June 18 -", "date": "2024-06-19"},
            19,
            DateRule.RECORD,
        ),
    ],
)
def test_a_dateline_dates_a_record_that_has_no_better_day(
    tmp_path: Path,
    fields: dict[str, str],
    day: int | None,
    rule: DateRule | None,
) -> None:
    article = _one(tmp_path, {"title": "T", **fields})
    assert (article.date, article.date_rule) == (day and DAY.replace(day=day), rule)
    assert article.place == "SALTMARKET"


def test_a_day_to_come_is_told_and_not_believed(tmp_path: Path) -> None:
    line = {"title": "T", "date": "2025-06-19", "captured": "2024-06-20"}
    for url, day in (("https://a.example/2024/06/21/x", 21), (None, None)):
        reading = Reading(tmp_path, json.dumps(line | {"url": url}).encode())
        [article] = reading.articles
        assert article.date == (day and DAY.replace(day=day))
        assert article.date_candidates[-1] == DateCandidate(
            DateRule.RECORD, DAY.replace(year=2025)
        )
        [remark] = reading.remarks
        assert "2025-06-19" in remark.reason


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " https://a.example/x",
        "//a.example/",
        "https://a.example/\r\nX: 1",
        "http://[::1",
        "http://",
        "ftp://a.example/",
    ],
)
def test_addresses_that_are_no_links_are_left_out(tmp_path: Path, url: str) -> None:
    reading = Reading(tmp_path, json.dumps({"title": "T", "url": url}).encode())
    [article] = reading.articles
    if url.strip().startswith("https") and "\n" not in url:
        assert article.url == url.strip()
    else:
        assert article.url is None
        assert "address" in reading.remarks[0].reason


def test_language_and_time_that_are_none_are_told(tmp_path: Path) -> None:
    line = {"title": "T", "lang": "other!", "ts": "noon", "captured": "then"}
    reading = Reading(tmp_path, json.dumps(line).encode())
    [article] = reading.articles
    assert (article.language, article.timestamp, article.captured) == (None,) * 3
    assert len(reading.remarks) == 3


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"title": " ", "body": None}, "neither title nor body"),
        ({"id": "x"}, "neither title nor body"),
        ({"title": "\u200b\u00ad"}, "neither title nor body"),
        ({"title": True}, "title is true or false"),
        ({"title": {"x": 1}}, "title is an object"),
        ({"title": "T", "topics": [["a"], {}]}, "topics is an object"),
        ([1], "no object"),
        ("text", "no object"),
        (b"null", "no object"),
        (b'{"title": "T"', "not JSON"),
        (b'{"title": "T"} {"title": "U"}', "not JSON"),
        (b"\x1b[31mred", "not JSON"),
        (b'{"title": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "nested"),
        (b'{"title": "T", "x": ' + b'{"x":' * 200 + b"1" + b"}" * 201, "nested"),
        ({"title": "T", "body": "\n" * (LINES + 1) + "x"}, "lines"),
        ({"backfile": 2, "title": "T"}, "export"),
        ({"backfile": 1, "kind": "novel"}, "export"),
    ],
)
def test_bad_records(tmp_path: Path, line: object, words: str) -> None:
    assert words in _reason(tmp_path, line)


def test_objects_with_a_name_are_that_name(tmp_path: Path) -> None:
    article = _one(
        tmp_path, {"title": "T", "author": {"name": "A"}, "tags": [{"name": "b"}]}
    )
    assert (article.author, article.topics) == ("A", ("b",))


def test_odd_json_that_is_harmless(tmp_path: Path) -> None:
    deep = "[" * (JSON_DEPTH - 1) + "]" * (JSON_DEPTH - 1)
    line = (
        '{"id": '
        + "9" * 5000
        + ', "title": "a", "title": "b\\u0000\\ud800", "x": NaN, "section": Infinity,'
        f' "y": {deep}, "z": "' + "[{" * 500 + '", "body": "tab\there", "place": 1.10}'
    )
    reading = Reading(tmp_path, line.encode())
    [article] = reading.articles
    assert article.id == "9" * 5000
    assert article.title == "b\ufffd"
    assert (article.section, article.place, article.body) == (None, "1.10", "tab here")


def test_ends_of_lines_and_marks(tmp_path: Path) -> None:
    one, two = b'{"title": "One"}', '{"title": "Zwölf"}'.encode()
    for data in (
        one + b"\r\n" + two + b"\r\n",
        one + b"\r" + two,
        b"\n\n" + one + b"\n \n" + two,
        b"\xef\xbb\xbf" + one + b"\n\xef\xbb\xbf" + two,
        (one + b"\n" + two).decode().encode("utf-16"),
        (one + b"\n" + two).decode().encode("utf-16-le"),
        (one + b"\n" + two).decode().encode("utf-16-be"),
        (one + b"\n" + two).decode().encode("utf-32"),
        (one + b"\n" + two).decode().encode("cp1252"),
    ):
        reading = Reading(tmp_path, data)
        assert [a.title for a in reading.articles] == ["One", "Zwölf"], data
        assert not reading.rejections


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            "Le président a déclaré que la réforme était terminée. Où êtes-vous?",
            "cp1252",
        ),
        ("El señor visitó la fábrica el año pasado, según la agencia.", "cp1252"),
        ("Президент выступил с заявлением о подписании договора.", "cp1251"),
        ("Президент выступил с заявлением о подписании договора.", "koi8_r"),
        ("长江是中华民族的母亲河，也是中华民族发展的重要支撑。", "gb18030"),
        ("日本の首相は東京で記者会見を開き、新しい政策を発表しました。", "shift_jis"),
        ("신년을 맞이하면서 전국인민에게 고함 동포여러분!", "euc_kr"),
    ],
)
def test_what_is_not_utf8_is_detected(tmp_path: Path, text: str, encoding: str) -> None:
    # the first that is not ASCII stands far from the beginning
    plain = b'{"title": "plain"}\n' * 20_000
    line = json.dumps({"title": text}, ensure_ascii=False)
    reading = Reading(tmp_path, plain + f"{line}\n".encode(encoding) * 3)
    assert [a.title for a in reading.articles[-3:]] == [text] * 3


def test_long_records_are_passed_over(tmp_path: Path) -> None:
    long = b'{"body": "' + b"x " * (RECORD_BYTES // 2) + b'"}'
    assert "longer" in _reason(tmp_path, long)
    assert "longer" in Reading(tmp_path, long).rejections[0].reason


def test_too_many_words(tmp_path: Path) -> None:
    assert "words" in _reason(tmp_path, {"body": "a " * (TOKENS + 1)})


def test_an_export_is_taken_as_it_is(tmp_path: Path) -> None:
    article = Article(
        id="a:1",
        kind=Kind.TEASER,
        date=DAY,
        date_rule=DateRule.TEASER,
        title="<SRD> ė",
        paragraphs=(Paragraph(Role.TEXT, "A\nb."), Paragraph(Role.END_MARK, "-0-")),
        url="https://a.example/",
        files=("pages/1.txt",),
        sightings=(Sighting("pages/1.txt", "Gazette", DAY),),
        older=(Article(id="a:1", title="Old"),),
    )
    reading = Reading(tmp_path, record.dumps(article).encode())
    assert reading.all == [article]
    line = record.to_record(article) | {
        "url": "javascript:x",
        "title": "a\0\u202eb",
        "date": "2024-13-01",
    }
    [rejection] = Reading(tmp_path, json.dumps(line).encode()).rejections
    assert "date" in rejection.reason
    line["date"] = None
    [changed] = Reading(tmp_path, json.dumps(line).encode()).articles
    assert (changed.url, changed.title) == (None, "ab")


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)
KEYS = st.sampled_from(
    "id title body date ts source topics people lang author url captured kind dateline backfile".split()
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(KEYS, JSON_VALUES, max_size=6), max_size=5))
def test_each_line_is_one_article_or_one_rejection(
    tmp_path: Path, lines: list[dict[str, object]]
) -> None:
    data = "\n".join(json.dumps(line) for line in lines).encode()
    reading = Reading(tmp_path, data)
    if not lines:
        return
    assert len(reading.all) == len(lines)
    for number, entry in enumerate(reading.all, start=1):
        if isinstance(entry, Rejection):
            assert entry.record == number and entry.reason.isprintable()
        else:
            record.dumps(entry).encode()
            assert entry.title or entry.paragraphs
