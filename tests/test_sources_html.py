"""HTML pages: archive pages give what their text gives, articles their fields, and hostile markup costs little."""

import datetime
import html
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article, DateRule
from indexer.sources import InputFile, Options, read
from tests.test_sources_records import Reading

_LINE = (
    "The ferry across the harbour runs again, said the mayor of the town in week {}."
)
_TEXT = "".join(f"<p>{_LINE.format(n)}</p>" for n in range(6))
_PLAIN = [_LINE.format(n) for n in range(6)]


def _reading(folder: Path, page: str, name: str = "a.html") -> Reading:
    return Reading(folder, page.encode(), name)


def _one(folder: Path, page: str) -> Article:
    reading = _reading(folder, page)
    assert not reading.rejections, reading.rejections
    [article] = reading.articles
    return article


def _wrapped(opening: str, closing: str) -> Callable[[str], str]:
    return lambda line: f"{opening}{html.escape(line)}{closing}\n"


_MARKUPS: dict[str, tuple[str, Callable[[str], str], str]] = {
    "div": ("<!DOCTYPE html><html><body>", _wrapped("<div>", "</div>"), "</body>"),
    "p": ("<html><head><title>x</title></head><body>", _wrapped("<p>", "</p>"), ""),
    "h1": ("<body>", _wrapped("<h1>", "</h1>"), "</body>"),
    "li": ("<html><ul>", _wrapped("<li><a href='/x'>", "</a></li>"), "</ul></html>"),
    "br": ("<html><body><div>", _wrapped("", "<br>"), "</div>"),
    "row": ("<html><table>", _wrapped("<tr><td>", "</td></tr>"), "</table>"),
    "cell": ("<html><table><tr>", _wrapped("<td>", "</td>"), "</tr></table>"),
}

_words = st.lists(
    st.sampled_from("harbour <SRD> R&D quay mayor «ferry» opens 原山 town".split()),
    min_size=3,
    max_size=9,
).map(" ".join)
_days = st.sampled_from(["June 3, 2024", "May 31, 2024", "June 12, 2024"])


@st.composite
def _archive_pages(draw: st.DrawFn) -> list[str]:
    """The lines of a page of either layout."""
    teasers = draw(st.lists(st.tuples(_words, _days), max_size=4))
    body = draw(st.lists(_words.map(lambda text: text + "."), min_size=1, max_size=5))
    lines = []
    if draw(st.booleans()):
        lines += ["June 14, 2024June 14, 2024", "KCNA", draw(_words)]
        lines += ["Date: 12/06/2024 | Source: Harbour Post"]
    lines += [*body, "More From Harbour Post"]
    for snippet, day in teasers:
        lines += [snippet, day, snippet]
    return [*lines, "More Articles"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    lines=_archive_pages(),
    markup=st.sampled_from(sorted(_MARKUPS)),
    article=st.booleans(),
)
def test_an_archive_page_is_the_same_as_text(
    tmp_path: Path, lines: list[str], markup: str, article: bool
) -> None:
    opening, line, closing = _MARKUPS[markup]
    if article and sum(map(_is_a_sign, lines)) > 2:
        # what sites say of all their pages
        head = "<meta property='og:type' content='article'>"
        opening = opening.replace("<html>", f"<html><head>{head}</head>")
    page = opening + "".join(map(line, lines)) + closing
    from_text = _reading(tmp_path, "\n".join(lines), "a.txt")
    from_html = _reading(tmp_path, page)
    assert [_bare(a) for a in from_html.articles] == [
        _bare(a) for a in from_text.articles
    ]
    assert len(from_html.rejections) == len(from_text.rejections)


def _is_a_sign(line: str) -> bool:
    return line.startswith(("Date: ", "More ")) or line.endswith(", 2024")


def test_an_article_with_a_list_of_others_is_no_archive_page(tmp_path: Path) -> None:
    triples = "".join(f"<p>{t}</p>" for t in ("One text", "June 3, 2024", "One text"))
    page = (
        "<html><head><meta property=og:type content=article><title>Ferry</title></head><body>"
        f"<article><h1>Ferry</h1>{_TEXT}</article><div class=related><h2>More From Post</h2>{triples}</div>"
    )
    article = _one(tmp_path, page)
    assert (article.title, [p.text for p in article.paragraphs]) == ("Ferry", _PLAIN)


def _bare(article: Article) -> Article:
    return replace(article, files=(), sightings=())


def test_the_list_of_an_archive_page_as_links_side_by_side(tmp_path: Path) -> None:
    page = (
        "<html><body><nav><a href=/>Home</a></nav>"
        "<p>Quay opens. See <a>this</a> <a>too</a>.</p>"
        "<h2>More From Post</h2><div><a>One text</a> <span>June 3, 2024</span> <a>One text</a></div>"
        "<h3>More Articles</h3><footer>Copyright</footer></body></html>"
    )
    article, teaser = _reading(tmp_path, page).articles
    assert article.body == "Quay opens. See this too."
    assert (teaser.body, str(teaser.date)) == ("One text", "2024-06-03")


LINKED = """<!doctype html><html lang="en-GB"><head><title>Ferry | Post</title>
<link rel="canonical" href="https://post.example/2024/06/18/ferry">
<meta property="og:title" content="Other"><meta property="og:site_name" content="Site">
<meta property="article:published_time" content="2024-06-20T01:00:00Z">
<script type="application/ld+json">{"broken": </script>
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"W"},
{"@type":["ReportageNewsArticle"],"headline":"Ferry &amp; quay","datePublished":"2024-06-19T23:30:00-08:00",
"author":[{"@type":"Person","name":"Ada Quay"},{"name":"Bo Pier"}],"publisher":{"name":"Harbour Post"},
"articleSection":["Ports"],"keywords":"ferry, quay","mainEntityOfPage":{"@id":"https://post.example/x"}}]}</script>
</head><body><nav>Home News Sport</nav><article><h1>Ferry &amp; quay</h1>%s<script>no()</script></article>
<aside>Read this next, dear reader of the Post</aside>
<section class="comments" id="comments"><p>Great story</p></section>
<footer>Copyright Post</footer></body></html>"""


def test_an_article_with_json_ld(tmp_path: Path) -> None:
    reading = _reading(tmp_path, LINKED % _TEXT)
    [article] = reading.articles
    assert [p.text for p in article.paragraphs] == _PLAIN
    assert (article.title, article.author) == ("Ferry & quay", "Ada Quay, Bo Pier")
    assert (article.source, article.section) == ("Harbour Post", "Ports")
    assert (article.topics, article.language) == (("ferry", "quay"), "en-gb")
    assert article.url == "https://post.example/2024/06/18/ferry"
    assert (str(article.date), article.date_rule) == ("2024-06-19", DateRule.RECORD)
    assert [(c.rule, str(c.day)) for c in article.date_candidates] == [
        (DateRule.RECORD, "2024-06-19"),
        (DateRule.RECORD, "2024-06-20"),
        (DateRule.URL, "2024-06-18"),
    ]
    assert [r.reason for r in reading.remarks] == [
        "Its JSON-LD is broken and is left out."
    ]


def test_an_article_with_meta_tags(tmp_path: Path) -> None:
    article = _one(
        tmp_path,
        "<html><head><meta name=DC.title content='Quay'><meta name=citation_author content='Eva'>"
        "<meta name=dc.date content=2023-02-01><meta property=og:site_name content=Bote>"
        f"<link rel=canonical href='javascript:x'></head><body><main>{_TEXT}</main></body></html>",
    )
    assert (article.title, article.author, article.source) == ("Quay", "Eva", "Bote")
    assert (str(article.date), article.url) == ("2023-02-01", None)


@pytest.mark.parametrize("share, taken", [(6, True), (1, False)])
def test_the_text_of_json_ld_unless_it_is_cut(
    tmp_path: Path, share: int, taken: bool
) -> None:
    body = " ".join(_PLAIN[:share]).replace("ferry", "FERRY")
    linked = f'{{"@type":"NewsArticle","headline":"T","articleBody":"{body}"}}'
    page = f"<html><script type=application/ld+json>{linked}</script><article>{_TEXT}</article></html>"
    assert ("FERRY" in _one(tmp_path, page).body) is taken


@pytest.mark.parametrize(
    "page",
    [
        "<html><title>Log in</title><form><label>Password</label><input></form></html>",
        "<html><body>"
        + "".join(
            f"<h2><a href=/{n}>Story number {n}</a></h2><p>{_LINE.format(n)}</p>"
            for n in range(8)
        ),
        "<html><ul>"
        + "".join(f"<li><a href=/{n}>{_LINE.format(n)}</a>" for n in range(8)),
        "<html></html>",
    ],
)
def test_a_page_without_an_article_is_rejected(tmp_path: Path, page: str) -> None:
    reading = _reading(tmp_path, page)
    assert not reading.articles
    assert "no article's text" in reading.rejections[0].reason


def test_nothing_is_lost_in_deep_nesting(tmp_path: Path) -> None:
    page = f"<html><body>{'<div>' * 2000}{_TEXT}{'</div>' * 2000}</body></html>"
    assert all(line in _one(tmp_path, page).body for line in _PLAIN)


@pytest.mark.parametrize(
    "page",
    [
        "<a " * 100_000,
        f"<meta property=og:title content='x{' ' * 300_000}x'><meta property=og:site_name content=y><p>z",
        f"<script type=application/ld+json>x{' ' * 300_000}x</script><p>y",
        "<div class=related>x" * 50_000,
        "<h2><a href=/>x</a></h2>" * 20_000,
        "<time>x" * 20_000,
        "<p " + "a=1 " * 200_000,
        "<!--" * 100_000,
    ],
)
def test_hostile_markup_ends(tmp_path: Path, page: str) -> None:
    started = time.monotonic()
    reading = _reading(tmp_path, "<html>" + page)
    assert len(reading.all) == 1
    assert time.monotonic() - started < 60


def test_processor_time_is_bounded(tmp_path: Path) -> None:
    reading = _reading(tmp_path, "<html>" + "<div>" * 300_000)
    assert "processor time" in reading.rejections[0].reason


def test_what_a_container_says_of_its_member(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    page = f"<!doctype html><link rel=canonical href=/ferry><article>{_TEXT}</article>"
    path.write_text(page)
    day = datetime.date(2024, 6, 20)
    url = "https://post.example/print?id=1"
    file = InputFile(path, "a.html", len(page), url=url, captured=day)
    [article] = read(file, Options())
    assert isinstance(article, Article)
    assert (article.url, article.captured) == ("https://post.example/ferry", day)
    path.write_text(page.replace("<link rel=canonical href=/ferry>", ""))
    [article] = read(file, Options())
    assert isinstance(article, Article)
    assert article.url == url


def test_a_page_that_costs_too_much_is_given_up_and_the_next_is_read() -> None:
    program = (
        "from indexer.sources import readable as r\n"
        "r.readable_text('<p>x')\n"
        "first = r._EXTRACTOR._process\n"
        "first.kill()\n"
        "try:\n    r.readable_text('<p>x')\nexcept r.GaveUp:\n    print('gave up')\n"
        f"print(r.readable_text({_TEXT!r}).text[:9])\n"
        "print(first.poll(), r._EXTRACTOR._process.pid)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    *said, last = run.stdout.splitlines()
    assert said == ["gave up", "The ferry"]
    assert not Path(f"/proc/{last.split()[1]}").exists()


@pytest.mark.parametrize(
    "encoding, said, words",
    [
        ("cp1252", "ISO-8859-1", "The café “opens” again, said the mayor"),
        ("cp1250", "windows-1250", "Příliš žluťoučký kůň úpěl"),
        ("gb18030", "gb2312", "港口的渡轮再次运行"),
        ("euc_kr", "euc-kr", "항구의 배가 다시 다닌다"),
        ("utf-8", "iso-8859-1", "The café “opens” again"),
        ("utf-8-sig", "koi8-r", "Příliš žluťoučký"),
        ("utf-16", "utf-8", "Příliš žluťoučký"),
    ],
)
@pytest.mark.parametrize(
    "tag", ["<meta charset={}>", "<meta content='text/html; charset={}'>"]
)
def test_the_encoding_that_a_page_states(
    tmp_path: Path, encoding: str, said: str, words: str, tag: str
) -> None:
    page = f"<!doctype html><html><head>{tag.format(said)}<title>{words}</title></head><article>{_TEXT}"
    reading = Reading(tmp_path, page.encode(encoding), "a.html")
    assert reading.articles[0].title == words


def test_an_archive_page_of_too_many_lines_is_rejected(tmp_path: Path) -> None:
    page = "<html>" + "<p>x" * 110_000 + "<p>More From Post<p>More Articles"
    [rejection] = _reading(tmp_path, page).rejections
    assert "lines" in rejection.reason
