"""An article's page: its matches, versions and what changed, references, neighbours, and how a long one is sent."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import (
    Article,
    DateRule,
    Kind,
    Paragraph,
    Role,
    text_paragraphs,
)
from indexer.engine import open_engine
from search_app import create_app
from search_app.article_page import PACKET, packets
from search_app.changes import MOST_PASSAGES, changes
from search_app.citation import citation, citations
from tests.engines import new_engine
from tests.small_archive import TEASER, TREATY, articles, small_engine

SENTENCE = "The pilots of the northern sound met at the quay and spoke of the treaty. "


def app_of(*held: Article) -> Flask:
    """A site over these articles."""
    engine = open_engine("memory:")
    engine.rebuild(held)
    return create_app(engine=engine)


def page(app: Flask, url: str, status: int = 200) -> str:
    response = app.test_client().get(url)
    assert response.status_code == status
    return response.text


def plain(html: str) -> str:
    joined = re.sub(r"</?(?:em|strong|mark|b|a|span|ins|del)\b[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", joined)).split())


def text_of(title: str, body: str, **more: object) -> Article:
    article = Article(id="a", title=title, paragraphs=text_paragraphs(body))
    return replace(article, **more)  # type: ignore[arg-type]


def test_every_match_has_a_link_and_many_are_folded() -> None:
    app = app_of(text_of("A treaty", "treaty " * 44))
    html = page(app, "/article/a?q=treaty")
    numbers = [str(number) for number in range(1, 46)]
    assert re.findall(r'<mark id="match-(\d+)">', html) == numbers
    assert re.findall(r'href="#match-(\d+)"', html) == numbers
    assert "45 matches: 1 2 3" in plain(html) and "<summary>15 more" in html
    assert 'class="matches"' not in page(app, "/article/a")
    few = page(app, "/article/a?q=title:treaty")
    assert "1 match: 1" in plain(few)


def test_matches_beyond_the_limit_are_told() -> None:
    app = app_of(text_of("Long", "treaty\n\n" * 10_005))
    html = page(app, "/article/a?q=treaty")
    assert "The first 10,000 matches, later ones are not marked: 1 2" in plain(html)
    answer = app.test_client().get("/api/article/a?q=treaty").json
    assert answer and answer["matches"] == 10_000
    assert answer["matches_complete"] is False
    assert sum(len(p["marks"]) for p in answer["paragraphs"]) == 10_000


def long_article() -> Article:
    return text_of("Long", "\n\n".join([SENTENCE * 10] * 400), id="long")


def test_long_article_is_sent_while_it_is_made() -> None:
    app = app_of(long_article())
    shown: list[str] = []
    marked: Callable[..., object] = app.jinja_env.filters["marked"]

    def noted(text: str, *rest: object) -> object:
        shown.append(text)
        return marked(text, *rest)

    app.jinja_env.filters["marked"] = noted
    response = app.test_client().get("/article/long?q=treaty", buffered=False)
    assert response.status_code == 200 and response.is_streamed
    parts = response.iter_encoded()
    first = next(parts)
    assert b'id="q"' in first and shown == []
    second = next(parts)
    assert 0 < len(shown) < 20
    rest = b"".join(parts).decode()
    response.close()
    assert len(shown) == 401
    assert rest.rstrip().endswith("</html>")
    numbers = re.findall(r'<mark id="match-(\d+)">', second.decode() + rest)
    assert numbers == [str(number) for number in range(1, 4001)]


def test_long_article_is_whole_and_has_its_headers() -> None:
    app = app_of(long_article(), TREATY)
    response = app.test_client().get("/article/long")
    assert response.headers["ETag"] and response.text.count(SENTENCE.strip()) == 4000
    head = app.test_client().head("/article/long")
    assert head.status_code == 200 and head.data == b""
    assert "Content-Length" not in response.headers
    assert "Content-Length" in app.test_client().get("/article/gazette-1").headers


@given(st.lists(st.text(max_size=3000), max_size=9))
def test_law_packets_keep_the_text(pieces: list[str]) -> None:
    sent = list(packets(pieces))
    assert "".join(sent) == "".join(pieces)
    assert all(len(packet) >= PACKET for packet in sent[:-1])


def versions() -> Article:
    """Three versions; the first and the second differ in title and text, the third in its text."""
    first = text_of(
        "Council to sign treaty",
        "The councils met.\n\nThey will sign at dawn.\n\nNobody sang.",
        captured=date(2026, 3, 1),
    )
    second = replace(
        first,
        version=2,
        title="Council signs treaty",
        paragraphs=text_paragraphs("The councils met.\n\nThey signed at dawn <b>."),
    )
    third = replace(
        second,
        version=3,
        paragraphs=text_paragraphs("The councils met.\n\nThey signed at noon."),
    )
    return replace(third, older=(first, second))


def test_versions_are_listed_and_what_changed_is_marked() -> None:
    app = app_of(versions())
    html = page(app, "/article/a")
    assert "Version 1, captured 1 March 2026" in plain(html)
    assert "From version 2 to version 3" in html
    assert "From version 1 to version 3" in html
    assert "This is version" not in html
    older = page(app, "/article/a?version=2")
    assert "This is version 2 of 3. Read version 3, the newest" in plain(older)
    assert older.count("<details class=") == 1
    assert re.search(r'<details class="changes" open>', older)
    assert "[deleted: to sign][inserted: signs]" in plain(older)
    assert "&lt;b&gt;" in older and "1 paragraph unchanged" in older
    assert 'id="changes"' not in page(app, "/article/a?version=1")
    for url in re.findall(r'href="(/article/a\?version=\d)"', older):
        page(app, unescape(url))


LINES = st.lists(
    st.sampled_from(["a b c", "a b", "", "항구 조약", "今天上午", "x\ny"]), max_size=6
)


def with_lines(lines: list[str], title: str) -> Article:
    return Article(
        title=title, paragraphs=tuple(Paragraph(Role.TEXT, line) for line in lines)
    )


@given(LINES, LINES, st.sampled_from(["", "a"]), st.sampled_from(["", "a", "b"]))
def test_law_changes_lead_from_one_version_to_the_other(
    old: list[str], new: list[str], old_title: str, new_title: str
) -> None:
    """Without what was inserted the older texts are left, without what was deleted the newer ones."""
    before, after = with_lines(old, old_title), with_lines(new, new_title)
    told = changes(before, after)["passages"]
    unchanged = sum(passage["unchanged"] for passage in told)
    for version, other in ((before, "inserted"), (after, "deleted")):
        kept = [
            "".join(p["text"] for p in passage["pieces"] if p["op"] != other)
            for passage in told
            if passage["pieces"]
        ]
        lines = [paragraph.text for paragraph in version.paragraphs]
        if old_title != new_title:
            assert kept.pop(0) == version.title
        rest = iter(lines)
        for passage in kept:
            for line in passage.split("\n\n"):
                assert not line or line in rest
        assert unchanged <= len(lines)


def test_changes_are_words_and_of_chinese_characters() -> None:
    def ops(old: str, new: str) -> list[tuple[str, str]]:
        (passage,) = changes(with_lines([old], ""), with_lines([new], ""))["passages"]
        return [(piece["op"], piece["text"]) for piece in passage["pieces"]]

    assert ops("the old red boat", "the new blue boat") == [
        ("same", "the "),
        ("deleted", "old red"),
        ("inserted", "new blue"),
        ("same", " boat"),
    ]
    assert ops("今天上午", "今天下午") == [
        ("same", "今天"),
        ("deleted", "上"),
        ("inserted", "下"),
        ("same", "午"),
    ]


def test_version_with_the_same_words_says_so() -> None:
    first = text_of("T", "One.\n\nTwo.")
    assert changes(first, replace(first, version=2))["passages"] == []
    second = replace(first, version=2, section="News", older=(first,))
    assert "No word of title or text changed." in page(app_of(second), "/article/a")


def test_changes_of_long_versions_are_bounded() -> None:
    one = with_lines([f"{n} kept" if n % 2 else f"{n} old" for n in range(999)], "")
    two = with_lines([f"{n} kept" if n % 2 else f"{n} new" for n in range(999)], "")
    told = changes(one, two)
    assert sum(bool(p["pieces"]) for p in told["passages"]) == MOST_PASSAGES
    assert told["more"] == 500 - MOST_PASSAGES
    words = [" ".join(f"{word}{n}" for n in range(9_000)) for word in ("a", "b")]
    (passage,) = changes(with_lines(words[:1], ""), with_lines(words[1:], ""))[
        "passages"
    ]
    assert [piece["op"] for piece in passage["pieces"]] == ["deleted", "inserted"]
    assert all(len(piece["text"]) < 3_000 for piece in passage["pieces"])


def test_words_that_changed_all_over_a_long_text_are_told_by_paragraph() -> None:
    one = with_lines([f"{n} the old one " * 20 for n in range(150)], "")
    two = with_lines([f"{n} the new one " * 20 for n in range(150)], "")
    told = changes(one, two)["passages"]
    assert len(told) == 150
    assert all(
        {"op": "deleted", "text": "old"} in passage["pieces"] for passage in told
    )


def test_references_say_what_is_known_and_no_more() -> None:
    told = citations(TREATY, TREATY.title)
    assert citation(TREATY, TREATY.title) == (
        "Council signs harbour treaty. Harbour Gazette, 19 June 2024. /article/gazette-1, version 2."
    )
    assert told["ris"].splitlines() == [
        "TY  - NEWS",
        "TI  - Council signs harbour treaty",
        "AU  - Ann Other",
        "T2  - Harbour Gazette",
        "PY  - 2024",
        "DA  - 2024/06/19",
        "LA  - en",
        "UR  - https://gazette.example/2024/06/19/treaty",
        "N1  - Backfile, /article/gazette-1, version 2",
        "ER  - ",
    ]
    assert "  month = jun,\n  day = 19," in told["bibtex"]
    assert json.loads(told["csl"])[0]["issued"] == {"date-parts": [[2024, 6, 19]]}
    bare = Article(id="a:b_c", title=r"100% of {A} & \B", url="javascript:alert(1)")
    told = citations(bare, bare.title)
    assert told["bibtex"].startswith("@article{a:b-c,\n")
    assert r'"{100\% of \{A\} \& \textbackslash{}B}"' in told["bibtex"]
    assert "javascript" not in told["bibtex"] + told["ris"] + told["csl"]
    assert "DA" not in told["ris"] and "issued" not in told["csl"]


@given(st.text(max_size=40))
def test_law_a_title_stays_one_line_of_a_reference(title: str) -> None:
    told = citations(Article(id="a", title=title), title)
    assert len(told["ris"].splitlines()) <= 4
    assert told["bibtex"].count("\n") <= 3
    assert isinstance(json.loads(told["csl"]), list)


def test_only_addresses_of_the_web_are_links() -> None:
    bad = text_of("Bad", "text", url="javascript:alert(1)")
    assert "javascript" not in page(app_of(bad), "/article/a")
    html = page(app_of(TREATY), "/article/gazette-1")
    assert (
        'href="https://gazette.example/2024/06/19/treaty" rel="nofollow noopener ugc"'
        in html
    )


def test_page_says_where_the_record_came_from() -> None:
    files = tuple(f"page-{number}.txt" for number in range(5))
    html = page(app_of(text_of("Known", "text", files=files)), "/article/a")
    assert "Read from page-0.txt, page-1.txt, page-2.txt and 2 other files" in plain(
        html
    )


def test_a_hundred_listed_items_are_all_there() -> None:
    listed = [
        replace(
            TEASER,
            id=f"t-{number}",
            paragraphs=text_paragraphs(f"Excerpt {number} of some other article"),
        )
        for number in range(99)
    ]
    full = text_of("The full one", "It is held.", id="t-99", kind=Kind.ARTICLE)
    ids = tuple(f"t-{number}" for number in range(100))
    app = app_of(text_of("Main", "text", teasers=ids), full, *listed)
    html = page(app, "/article/a")
    listing = html[html.index('id="listed"') :]
    assert listing.count('<li class="hit') == 100
    assert "<summary>80 more" in listing
    assert 'href="/article/t-99"' in listing


SHIPS = text_of(
    "Ships of the État",
    "The ship, a vessel and two ships met at the harbour; a missile drill followed.\n\n"
    "L'état et l'etat: missiles for women. No harbor master signed the treaty of the état.",
    id="ships",
    language="en",
)
TREATIES = text_of("A treaty", "No treaty was signed; ships were told.", id="treaties")
KOREAN = text_of(
    "항구 조약", "위원회는 항구조약 초안을 공개하였다.", id="ko", language="ko"
)
THAI = text_of("ข่าว", "เรือเข้าเทียบท่าเรือน้ำลึกเมื่อเช้านี้", id="th", language="th")

MARKED = {
    "ship": {"Ships", "ship", "ships"},
    "=ships": {"Ships", "ships"},
    "etat": {"État", "état", "etat"},
    "ÉTAT": {"État", "état", "etat"},
    "missil*": {"missile", "missiles"},
    "wom?n": {"women"},
    "harbour~": {"harbour", "harbor"},
    '"treaty of the etat"': {"treaty of the état"},
    '"vessel ships"~4': {"vessel", "ships"},
    "ships -title:treaty": {"Ships", "ship", "ships"},
    "missile NOT nowhere": {"missile", "missiles"},
    "title:treaty": {"treaty"},
    "vessel OR women": {"vessel", "women"},
    "항구조약": {"항구조약"},
    "조약": {"조약"},
    "ท่าเรือ": {"ท่าเรือ"},
}


@pytest.fixture(scope="module", params=["memory", "whoosh"])
def marking(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Flask:
    engine = new_engine(request.param, tmp_path_factory.mktemp("marking"))
    engine.rebuild([SHIPS, TREATIES, KOREAN, THAI])
    request.addfinalizer(engine.close)
    return create_app(engine=engine)


@pytest.mark.parametrize("q", MARKED)
def test_marks_are_what_matched_and_are_counted(marking: Flask, q: str) -> None:
    client = marking.test_client()
    hits = client.get("/api/search", query_string={"q": q}).json
    assert hits and hits["hits"], q
    seen: set[str] = set()
    for hit in hits["hits"]:
        article = client.get(
            f"/api/article/{hit['id']}", query_string={"q": q, "rank": hit["rank"]}
        ).json
        assert article
        texts = [(p["text"], p["marks"]) for p in article["paragraphs"]]
        texts.append((article["title"], article["title_marks"]))
        words = [text[a:b] for text, marks in texts for a, b in marks]
        assert len(words) == hit["matches"] == article["matches"] > 0
        seen |= set(words)
        in_body = any(marks for _, marks in texts[:-1])
        assert all(bool(each["marks"]) is in_body for each in hit["snippets"])
        assert len(hit["snippets"]) == 1 or in_body
    assert seen == MARKED[q]


@pytest.fixture
def walk() -> Iterator[tuple[Flask, list[str]]]:
    app = create_app(engine=small_engine())
    hits = app.test_client().get("/api/search?q=herring&size=5").json
    assert hits
    yield app, [hit["id"] for hit in hits["hits"]]


def test_neighbours_and_the_way_back(walk: tuple[Flask, list[str]]) -> None:
    app, ids = walk
    html = page(app, f"/article/{ids[1]}?q=herring&size=5&rank=2")
    assert "Result 2 of 40" in plain(html)
    assert f'href="/search?q=herring&amp;size=5#{ids[1]}"' in html
    assert (
        f'href="/article/{ids[0]}?q=herring&amp;size=5&amp;rank=1" rel="prev"' in html
    )
    assert (
        f'href="/article/{ids[2]}?q=herring&amp;size=5&amp;rank=3" rel="next"' in html
    )
    far = page(app, f"/article/{ids[0]}?q=herring&size=5&rank=7")
    assert f"page=2&amp;size=5#{ids[1]}" in far


def test_undated_untitled_and_excerpts_say_so() -> None:
    bare = Article(id="a", paragraphs=text_paragraphs("Opening words. " * 30))
    html = page(app_of(bare), "/article/a?q=words")
    assert "<b>Undated</b>" in html and '<h1 class="untitled"' in html
    assert "<mark" not in html[html.index("<h1") : html.index("</h1>")]
    assert "citation_title" not in html
    excerpt = page(app_of(TEASER), "/article/teaser-1")
    assert "Excerpt only; the full article is not held." in plain(excerpt)
    dated = page(
        app_of(text_of("T", "text", date=date(2024, 6, 19), date_rule=DateRule.URL)),
        "/article/a",
    )
    assert '<meta name="citation_publication_date" content="2024/06/19">' in dated


def test_json_has_every_key_of_every_article() -> None:
    app = create_app(engine=small_engine())
    keys = None
    for each in articles():
        answer = app.test_client().get(f"/api/article/{each.id}?q=treaty").json
        assert answer and (keys is None or set(answer) == keys)
        keys = set(answer)
        shown = sum(len(p["marks"]) for p in answer["paragraphs"])
        assert answer["matches"] == shown + len(answer["title_marks"])
