"""A scraped page gives its article and its teasers, whatever it lacks, and never the one within the other."""

import datetime
import json
import tarfile
from pathlib import Path

import pytest

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
from indexer.identity import teaser_id
from indexer.sources import InputFile, Options, Rejection, Remark, read, walk

Teasers = list[tuple[str, str, str]]


def _file(path: Path) -> InputFile:
    [file] = walk([path])
    assert isinstance(file, InputFile)
    return file


def _page(
    folder: Path, text: str, options: Options = Options()
) -> tuple[Article, list[Article], list[Remark]]:
    path = folder / "page.txt"
    path.write_bytes(text.encode())
    remarks: list[Remark] = []
    article, *teasers = read(_file(path), options, remarks.append)
    assert isinstance(article, Article)
    return article, [t for t in teasers if isinstance(t, Article)], remarks


def _listed(teasers: list[Article]) -> Teasers:
    return [(t.title, t.body, str(t.date)) for t in teasers]


def _roles(article: Article) -> list[tuple[Role, str]]:
    return [(p.role, p.text) for p in article.paragraphs]


FULL = """\
December 9, 2023Dec 9, 2023
LINA Lantern News (En)
Keeper Dies at Gannet Head
Date: 06/12/2023 | Source: Lantern News (En) | Read original version at source
Saltmarket, December 5 (LINA) -- The keeper of the light died on Sunday.
He was sixty-six. -0-
www.lina.example (Juche112.12.6.)
More From Lantern News (En)
Ferrymen Ask
Ferrymen Ask
The ferrymen have asked why they are not mentioned in the
December 8, 2023
The ferrymen have asked why they are not mentioned in the
The delegations arrived at Hest on Tuesday by separate
December 7, 2023
The delegations arrived at Hest on Tuesday by separate
More Articles
"""
TEASERS = [
    (
        "Ferrymen Ask",
        "The ferrymen have asked why they are not mentioned in the",
        "2023-12-08",
    ),
    ("", "The delegations arrived at Hest on Tuesday by separate", "2023-12-07"),
]


def test_a_full_page(tmp_path: Path) -> None:
    article, teasers, remarks = _page(tmp_path, FULL, Options("other", "en"))
    captured = datetime.date(2023, 12, 9)
    source = "Lantern News (En)"
    ids = tuple(
        teaser_id(text, datetime.date.fromisoformat(day)) for _, text, day in TEASERS
    )
    assert article == Article(
        date=datetime.date(2023, 12, 6),
        date_rule=DateRule.META_LINE,
        date_candidates=(
            DateCandidate(DateRule.META_LINE, datetime.date(2023, 12, 6)),
            DateCandidate(DateRule.TRAILER, datetime.date(2023, 12, 6)),
            DateCandidate(DateRule.DATELINE, datetime.date(2023, 12, 5)),
        ),
        title="Keeper Dies at Gannet Head",
        title_rule=TitleRule.STATED,
        paragraphs=(
            Paragraph(Role.DATELINE, "Saltmarket, December 5 (LINA) --"),
            Paragraph(Role.TEXT, "The keeper of the light died on Sunday."),
            Paragraph(Role.TEXT, "He was sixty-six."),
            Paragraph(Role.END_MARK, "-0-"),
            Paragraph(Role.TRAILER, "www.lina.example (Juche112.12.6.)"),
        ),
        source=source,
        agency="LINA",
        place="Saltmarket",
        language="en",
        captured=captured,
        files=("page.txt",),
        teasers=ids,
    )
    assert teasers[0] == Article(
        id=ids[0],
        kind=Kind.TEASER,
        date=datetime.date(2023, 12, 8),
        date_rule=DateRule.RECORD,
        title="Ferrymen Ask",
        title_rule=TitleRule.STATED,
        paragraphs=(Paragraph(Role.TEXT, TEASERS[0][1]),),
        source=source,
        language="en",
        captured=captured,
        files=("page.txt",),
        sightings=(Sighting("page.txt", source, captured),),
    )
    assert _listed(teasers) == TEASERS
    assert (teasers[1].title, teasers[1].title_rule) == ("", None)
    assert not remarks


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "\r\n \r\n", "\u200b\n"])
def test_ends_of_lines_do_not_matter(tmp_path: Path, end: str) -> None:
    expected = _page(tmp_path, FULL)
    assert _page(tmp_path, FULL.replace("\n", end)) == expected
    assert _page(tmp_path, "\ufeff" + FULL.strip().replace("\n", end)) == expected


def test_entities_are_decoded_only_where_they_are_such(tmp_path: Path) -> None:
    article, teasers, _ = _page(
        tmp_path,
        "Fish &amp; chips &#8217; &#x2019; &lt;SRD&gt;&nbsp;AT&T; &bogus; &notit; a&b &amp;lt; &#0;\nLINA\n"
        "More From Lantern &amp; Sons\nFish &amp; more\nMay 4, 2012\nFish &#38; more\n",
    )
    assert (
        article.body == "Fish & chips ’ ’ <SRD> AT&T; &bogus; &notit; a&b &lt; \ufffd"
    )
    assert article.source == "Lantern & Sons"
    assert _listed(teasers) == [("", "Fish & more", "2012-05-04")]


def test_a_body_may_hold_what_looks_like_other_parts(tmp_path: Path) -> None:
    lines = [
        "May 3, 2010",
        "More From the sea came the news that all was well.",
        "KCNA",
        "Date: a day of joy.",
        "Short.",
        "Short.",
        "(LINA) -- said so.",
        "More From Lantern News",
        "Short.",
    ]
    text = "\n".join(
        ["The first sentence.", *lines, "LINA", FULL[FULL.index("More From") :]]
    )
    article, teasers, remarks = _page(tmp_path, text)
    assert [p.text for p in article.paragraphs] == ["The first sentence.", *lines]
    assert article.agency == "LINA" and _listed(teasers) == TEASERS
    assert not remarks


LIST = "LINA\n" + FULL[FULL.index("More From") :]


@pytest.mark.parametrize(
    "body",
    [
        "He read it.\nDate: 01/02/1990\nSo it was.",
        "He read it.\nAnd this.\nDate: 01/02/1990 | Source: Hest Post\nSo it was.",
        "It ran:\nMore From Hest Post\nLost.\nMay 1, 1990\nLost.\nSo it ended.",
    ],
)
def test_a_page_about_another_page(tmp_path: Path, body: str) -> None:
    article, teasers, remarks = _page(tmp_path, f"{body}\n{LIST}")
    assert [p.text for p in article.paragraphs] == body.split("\n")
    assert (article.title, article.date, article.agency) == ("", None, "LINA")
    assert _listed(teasers) == TEASERS and not remarks


def test_a_date_line_in_another_order_is_told_and_gives_no_date(tmp_path: Path) -> None:
    text = FULL.replace(META, "Date: 12/31/2023\n").replace("(Juche112.12.6.)", "")
    article, _, remarks = _page(tmp_path, text.replace(", December 5", ""))
    assert (article.date, len(remarks)) == (None, 1)
    assert "12/31" not in article.body


def test_a_snippet_may_equal_a_paragraph(tmp_path: Path) -> None:
    for mark in (
        "",
        "LINA\n",
        "More From Lantern News\n",
        "LINA\nMore From Lantern News\n",
    ):
        text = f"Short news.\nMore news.\n{mark}Short news.\nMay 4, 2012\nShort news.\n"
        article, teasers, _ = _page(tmp_path, text)
        assert article.body == "Short news.\n\nMore news."
        assert _listed(teasers) == [("", "Short news.", "2012-05-04")]


@pytest.mark.parametrize(
    "line",
    [
        "The end",
        "THE END",
        "END",
        "Ends",
        "Long Live the Party",
        "He Went Home",
        "amen",
        "Never.",
        "Never",
        "Applause",
        "APPLAUSE",
        "Herons",
        "LIGHTHOUSES",
        "Ruhe",
        "끝",
    ],
)
def test_a_last_line_is_no_agency_unless_it_looks_like_one(
    tmp_path: Path, line: str
) -> None:
    article, _, _ = _page(
        tmp_path, f"Body.\n{line}\n" + FULL[FULL.index("More From") :]
    )
    assert (article.body, article.agency) == (f"Body.\n\n{line}", None)


@pytest.mark.parametrize(
    "line",
    [
        "KCNA",
        "Xinhua",
        "조선통신",
        "Lantern Isles News Agency",
        "Associated Press",
        "Agence France-Presse",
        "Prensa Latina",
        "Lantern News",
    ],
)
def test_a_last_line_that_names_an_agency(tmp_path: Path, line: str) -> None:
    article, _, remarks = _page(
        tmp_path, f"Body.\n{line}\n" + FULL[FULL.index("More From") :]
    )
    assert (article.body, article.agency, remarks) == ("Body.", line, [])


def test_a_footer_is_told(tmp_path: Path) -> None:
    _, teasers, remarks = _page(tmp_path, FULL + "Copyright 2024\nContact\n")
    assert _listed(teasers) == TEASERS
    [remark] = remarks
    assert remark.reason == (
        "2 lines of its footer are left out, the first: 'Copyright 2024'."
    )


def test_teasers_that_lack_lines(tmp_path: Path) -> None:
    lines = """\
One one
May 9, 2012
Two two
May 8, 2012
Two two
Title three
Three three
May 7, 2012
Three three
Title four
Title four
May 6, 2012
Four four
Five five
February 30, 2012
Five five
left over
"""
    article, teasers, remarks = _page(tmp_path, "Body.\nLINA\nMore From X\n" + lines)
    assert article.body == "Body."
    assert _listed(teasers) == [
        ("", "One one", "2012-05-09"),
        ("", "Two two", "2012-05-08"),
        ("Title three", "Three three", "2012-05-07"),
        ("Title four", "Four four", "2012-05-06"),
        ("", "Five five", "None"),
    ]
    assert teasers[-1].date_rule is None
    assert sorted(r.reason.split()[0] for r in remarks) == ["1", "A"]
    assert "left over" in remarks[0].reason


def test_which_date_wins(tmp_path: Path) -> None:
    lines = FULL.split("\n")
    expected = [
        (None, "2023-12-06", DateRule.META_LINE),
        (3, "2023-12-06", DateRule.TRAILER),
        (6, "2023-12-05", DateRule.DATELINE),
        (4, None, None),
    ]
    for drop, day, rule in expected:
        if drop is not None:
            lines[drop] = "He lived." if drop == 4 else ""
        article, _, _ = _page(tmp_path, "\n".join(lines))
        assert (article.date and str(article.date), article.date_rule) == (day, rule)


def test_an_impossible_date_line_is_told(tmp_path: Path) -> None:
    article, _, remarks = _page(tmp_path, FULL.replace("06/12/2023", "31/11/2023"))
    assert article.date_rule is DateRule.TRAILER
    assert [r.record for r in remarks] == [1]


@pytest.mark.parametrize(
    "trailer", ["(Juche113.2.30.)", "lina.example (Juche113.2.30.)"]
)
def test_an_impossible_trailer_is_told(tmp_path: Path, trailer: str) -> None:
    old = "www.lina.example (Juche112.12.6.)"
    trailer = trailer.replace("lina", "www.lina")
    article, _, remarks = _page(tmp_path, FULL.replace(old, trailer))
    assert article.date_rule is DateRule.META_LINE
    assert [(r.record, r.reason) for r in remarks] == [
        (1, "Its trailer names no possible day: 'Juche113.2.30.'.")
    ]


META = (
    "Date: 06/12/2023 | Source: Lantern News (En) | Read original version at source\n"
)


@pytest.mark.parametrize(
    "meta", [META, "", META.replace("Source: Lantern News (En)", "")]
)
@pytest.mark.parametrize("header", ["LINA Lantern News (En)\n", ""])
def test_what_the_page_states_is_the_source_and_not_that_of_the_list(
    tmp_path: Path, meta: str, header: str
) -> None:
    text = FULL.replace(META, meta).replace("LINA Lantern News (En)\n", header)
    text = text.replace("More From Lantern News (En)", "More From Hest Post")
    article, teasers, remarks = _page(tmp_path, text)
    stated = "Lantern News" in meta + header
    assert article.source == ("Lantern News (En)" if stated else "Hest Post")
    assert article.agency == ("LINA" if header else None)
    assert article.title == "Keeper Dies at Gannet Head"
    assert {t.source for t in teasers} == {"Hest Post"}
    assert {s.source for t in teasers for s in t.sightings} == {"Hest Post"}
    assert not remarks


def test_pages_in_other_languages(tmp_path: Path) -> None:
    article, teasers, _ = _page(
        tmp_path,
        "2024年6月20日\nXinhua 新华网 (Zh)\n标题\n北京，6月19日 (Xinhua) -- 正文第一段。\n第二段。\n"
        "More From 新华网 (Zh)\n片段一\n2024年6月18日\n片段一\nUno\nUno\nDos\n13 de marzo de 2024\nDos\nMore Articles",
    )
    assert (article.title, article.agency, article.place) == ("标题", "Xinhua", "北京")
    assert article.body == "正文第一段。\n\n第二段。"
    assert (str(article.date), article.date_rule) == ("2024-06-19", DateRule.DATELINE)
    assert _listed(teasers) == [
        ("", "片段一", "2024-06-18"),
        ("Uno", "Dos", "2024-03-13"),
    ]


def test_a_page_without_article_is_rejected_and_its_teasers_kept(
    tmp_path: Path,
) -> None:
    path = tmp_path / "page.txt"
    path.write_text(FULL[FULL.index("More From") :])
    rejection, *teasers = read(_file(path), Options())
    assert isinstance(rejection, Rejection) and rejection.record == 1
    assert len(teasers) == 2


def test_the_seed(shared: Path) -> None:
    [path] = (shared / "seeds").glob("*.txt")
    text = path.read_text()
    remarks: list[Remark] = []
    article, *teasers = read(_file(path), Options(), remarks.append)
    assert isinstance(article, Article)
    assert (article.title, article.agency, article.source) == (
        "",
        "KCNA",
        "Naenara (En)",
    )
    assert (article.date, len(article.paragraphs)) == (None, 12)
    assert len(teasers) == len(article.teasers) == 20
    lines = text.splitlines()
    for teaser, place in zip(teasers, range(14, 74, 3), strict=True):
        assert isinstance(teaser, Article)
        assert teaser.body == lines[place]
        assert (
            f"{teaser.date:%B} {teaser.date and teaser.date.day}, " in lines[place + 1]
        )
        assert teaser.body not in article.body
    assert not remarks


@pytest.fixture(scope="module")
def kcna_pages(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kcna")
    with tarfile.open(shared / "corpora" / "kcna_pages.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    [truth] = folder.rglob("truth.jsonl")
    return truth.parent


def test_two_thousand_pages(kcna_pages: Path) -> None:
    wrong: dict[str, list[str]] = {}
    pages = (kcna_pages / "truth.jsonl").read_text().splitlines()
    for line in pages:
        truth = json.loads(line)
        article, *teasers = read(_file(kcna_pages / "pages" / truth["page"]), Options())
        assert isinstance(article, Article)
        words = article.body.split()
        found = {
            "title": article.title or None,
            "date": article.date and article.date.isoformat(),
            "source": article.source,
            "captured": article.captured and article.captured.isoformat(),
            "first_words": " ".join(words[:12]),
            "last_words": " ".join(words[-12:]),
            "body_chars": len("".join(words)),
            "teasers": _listed([t for t in teasers if isinstance(t, Article)]),
        }
        truth["teasers"] = [
            (t["title"] or "", t["snippet"], t["date"]) for t in truth["teasers"]
        ]
        for name, value in found.items():
            if value != truth[name]:
                wrong.setdefault(name, []).append(truth["page"])
    assert len(pages) == 2000
    assert all(len(names) <= 0.005 * len(pages) for names in wrong.values()), wrong


def test_two_lists_in_a_row(tmp_path: Path) -> None:
    second = "More From Hest Post\nOne\nMay 4, 2012\nMore Articles\n"
    article, teasers, remarks = _page(tmp_path, FULL + second)
    assert article.source == "Lantern News (En)"
    assert _listed(teasers) == [*TEASERS, ("", "One", "2012-05-04")]
    assert [t.source for t in teasers] == ["Lantern News (En)"] * 2 + ["Hest Post"]
    assert not remarks


@pytest.mark.parametrize("day", ["May 5, 1990", "1990-05-05", "5 May 1990"])
def test_a_body_may_open_with_a_date(tmp_path: Path, day: str) -> None:
    article, _, _ = _page(tmp_path, f"{day}\nHe lived.\nSo it was.\n{LIST}")
    assert (article.captured, article.date) == (None, None)
    assert article.body == f"{day}\n\nHe lived.\n\nSo it was."


@pytest.mark.parametrize("day", ["August 15, 1945", "2024-05-01"])
@pytest.mark.parametrize("dateline", ["", "Pyongyang, August 14 (KCNA) -- "])
def test_a_date_above_a_plain_text_is_part_of_it(
    tmp_path: Path, day: str, dateline: str
) -> None:
    text = f"{day}\n{dateline}The day is remembered on the square.\nThey wept.\n"
    article, _, _ = _page(tmp_path, text)
    assert (article.captured, article.date) == (None, None)
    assert [p.text for p in article.paragraphs if p.role is Role.TEXT] == [
        day,
        f"{dateline}The day is remembered on the square.",
        "They wept.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "December 9, 2023 | Dec 9, 2023",
        "2023-12-092023-12-09",
        "9 December 2023",
        "December 9, 2023\nDecember 9, 2023",
        "2023年12月9日2023年12月9日",
    ],
)
def test_capture_lines(tmp_path: Path, line: str) -> None:
    expected = _page(tmp_path, FULL)
    text = FULL.replace("December 9, 2023Dec 9, 2023", line)
    assert _page(tmp_path, text) == expected


@pytest.mark.parametrize("opening", ["LONDON --", "London —", "Hest Bay (Foo News) --"])
def test_a_town_and_no_day(tmp_path: Path, opening: str) -> None:
    text = FULL.replace("Saltmarket, December 5 (LINA) --", opening)
    article, _, _ = _page(tmp_path, text)
    assert article.body.startswith("The keeper of the light")
    assert (article.paragraphs[0].role, article.paragraphs[0].text) == (
        Role.DATELINE,
        opening,
    )
    # without a header it may be a word and a dash
    article, _, _ = _page(tmp_path, f"{opening} The light went out.\n{LIST}")
    assert article.body == f"{opening} The light went out."


def test_slashes_are_read_only_where_a_list_shows_their_order(tmp_path: Path) -> None:
    shown = "One\n06/05/2012\nOne\nTwo\n26/04/2012\nTwo\n"
    for lines, days in (
        (shown, ["2012-05-06", "2012-04-26"]),
        (shown.replace("26/04", "04/26"), ["2012-06-05", "2012-04-26"]),
        (shown.replace("26/04", "04/05"), ["None", "None"]),
    ):
        _, teasers, remarks = _page(tmp_path, "Body.\nLINA\nMore From X\n" + lines)
        assert [str(t.date) for t in teasers] == days
        assert len(remarks) == days.count("None")


def test_a_date_line_after_the_capture_is_of_another_order(tmp_path: Path) -> None:
    """12 June as an American writes it: as 6 December it would be later than the page."""
    text = FULL.replace("December 9, 2023Dec 9, 2023", "June 13, 2023")
    text = text.replace("December 5 (", "June 12 (").replace("Juche112.12.6.", "")
    article, _, _ = _page(tmp_path, text)
    assert (str(article.date), article.date_rule) == ("2023-06-12", DateRule.DATELINE)


def test_a_page_of_too_many_lines_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    for end in ("\n", "\r"):
        path.write_bytes(("a" + end).encode() * 100_010)
        [rejection] = read(_file(path), Options())
        assert isinstance(rejection, Rejection) and "lines" in rejection.reason
