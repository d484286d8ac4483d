"""Pages in the layouts of many content systems: every field right, nothing of the page's furniture in a body."""

import datetime
import json
import textwrap
from pathlib import Path

import pytest

from indexer.article import Article, DateRule
from indexer.sources import InputFile, Options, Remark, read
from tests.site_pages import LAYOUTS
from tests.test_sources_records import Reading

_PARAGRAPHS = "".join(
    f"<p>The pilots of the northern station met for the {n}th time and spoke of lights, buoys and pay.</p>"
    for n in range(4, 9)
)


_SAID = [
    f"The pilots of the northern station met for the {n}th time and spoke of lights, buoys and pay."
    for n in range(4, 9)
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_of_a_content_system(tmp_path: Path, layout: str) -> None:
    page, truth = LAYOUTS[layout]()
    reading = Reading(tmp_path, page.encode(truth.encoding), "a.html")
    assert not reading.rejections and not reading.remarks
    [article] = reading.articles
    assert tuple(p.text for p in article.paragraphs) == truth.paragraphs
    assert (article.title, str(article.date)) == (truth.title, truth.day)
    assert (article.author, article.section) == (truth.author, truth.section)
    assert (article.source, article.url) == (truth.source, truth.url)
    assert (article.language, article.topics) == (truth.language, truth.topics)
    for words in truth.furniture:
        assert words in page and words not in article.body


def _page(head: str, body: str = _PARAGRAPHS, title: str = "Pilots meet") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"


def _linked(*articles: object) -> str:
    return "".join(
        f'<script type="application/ld+json">{json.dumps(a)}</script>' for a in articles
    )


def _article(headline: str, day: str, **more: object) -> dict[str, object]:
    kind = more.pop("kind", "NewsArticle")
    return {"@type": kind, "headline": headline, "datePublished": day, **more}


_OWN = _article("Pilots meet", "2024-05-02T01:00:00+09:00")
_OTHER = _article("Salt rises", "2023-01-01", url="https://a.example/salt")
_CANONICAL = '<link rel="canonical" href="https://a.example/pilots">'


@pytest.mark.parametrize(
    "head",
    [
        _linked(_OTHER, _OWN),
        _linked([_OTHER, _OTHER, _OWN]),
        _linked({"@graph": [_OTHER, {"@type": "WebPage", "mainEntity": _OWN}]}),
        _linked(_OTHER, {**_OWN, "headline": "PILOTS MEET: what they said"}),
        _CANONICAL
        + _linked(_OTHER, {**_OWN, "headline": "x", "url": "http://a.example/pilots/"}),
        _CANONICAL
        + _linked(
            {**_OTHER, "headline": "Pilots meet"},
            {**_OWN, "mainEntityOfPage": {"@id": "https://www.a.example/pilots"}},
        ),
        _CANONICAL + _linked(_OTHER, {**_OWN, "headline": "", "url": "/pilots"}),
        _linked({**_OWN, "@type": ["Thing", "http://schema.org/OpinionNewsArticle"]}),
        _linked({**_OWN, "@type": "schema:BlogPosting"}, _OTHER),
    ],
)
def test_the_page_s_own_of_several_articles(tmp_path: Path, head: str) -> None:
    [article] = Reading(tmp_path, _page(head).encode(), "a.html").articles
    assert (str(article.date), article.date_rule) == ("2024-05-02", DateRule.RECORD)
    assert "alt" not in article.title


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("/*<![CDATA[*/", "/*]]>*/"),
        ("\n//<![CDATA[\n", "\n//]]>\n"),
        ("<!--", "-->"),
        ("", " ;\n"),
    ],
)
@pytest.mark.parametrize("escaped", [False, True])
def test_wrapped_json_ld(
    tmp_path: Path, opening: str, closing: str, escaped: bool
) -> None:
    text = json.dumps(_OWN)
    text = text.replace('"', "&quot;") if escaped else text
    head = f'<script type="application/ld+json">{opening}{text}{closing}</script>'
    reading = Reading(tmp_path, _page(head).encode(), "a.html")
    assert [str(a.date) for a in reading.articles] == ["2024-05-02"]
    assert not reading.remarks


@pytest.mark.parametrize(
    "author",
    [
        ["Ada Pier", {"@type": "Person", "name": "Bo"}],
        [{"name": "By Ada Pier"}, {"name": ["Bo", "Bo"]}],
        {"@list": [], "name": ["Ada Pier", {"@value": "Bo"}]},
        ["https://a.example/ada", "Ada Pier", "Bo"],
    ],
)
def test_the_authors_of_json_ld(tmp_path: Path, author: object) -> None:
    page = _page(_linked({**_OWN, "author": author}))
    [article] = Reading(tmp_path, page.encode(), "a.html").articles
    assert article.author == "Ada Pier, Bo"


def test_names_that_stand_elsewhere_in_the_graph(tmp_path: Path) -> None:
    graph = [
        {**_OWN, "author": [{"@id": "#a"}], "publisher": {"@id": "#o"}},
        {"@id": "#a", "@type": "Person", "name": "Ada Pier"},
        {"@id": "#o", "@type": "Organization", "name": "Isles Post"},
    ]
    page = _page(_linked({"@graph": graph}))
    [article] = Reading(tmp_path, page.encode(), "a.html").articles
    assert (article.author, article.source) == ("Ada Pier", "Isles Post")


@pytest.mark.parametrize(
    "head", [_linked(_OTHER), _linked(_OTHER, _OTHER), _linked([_OTHER, [_OTHER]])]
)
def test_what_a_page_says_of_others_is_not_its_own(tmp_path: Path, head: str) -> None:
    page = _page(_CANONICAL + head)
    [article] = Reading(tmp_path, page.encode(), "a.html").articles
    assert (article.title, article.date) == ("Pilots meet", None)


def test_a_live_report_is_one_article(tmp_path: Path) -> None:
    posts = [
        _article(f"Post {n}", f"2024-05-0{n}", kind="BlogPosting", articleBody="Short.")
        for n in (3, 4)
    ]
    live = {**_OWN, "@type": "LiveBlogPosting", "liveBlogUpdate": posts}
    [article] = Reading(tmp_path, _page(_linked(live)).encode(), "a.html").articles
    assert (article.title, str(article.date)) == ("Pilots meet", "2024-05-02")


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<meta property="article:modified_time" content="2024-06-01">', None),
        (_linked({**_OWN, "datePublished": None, "dateModified": "2024-06-01"}), None),
        (
            _linked(
                {**_OWN, "datePublished": "2. Mai 2024", "dateCreated": "2024-04-30"}
            ),
            "2024-05-02",
        ),
        (
            _linked({**_OWN, "datePublished": "", "dateCreated": "2024-04-30"}),
            "2024-04-30",
        ),
        (_linked({**_OWN, "datePublished": "2024-05-02T23:59:59-12:00"}), "2024-05-02"),
        ('<meta name="pubdate" content="20240502">', "2024-05-02"),
        ('<meta itemprop="datePublished" content="2024-05-02 10:00">', "2024-05-02"),
        ('<meta name="date" content="05/06/2024">', None),
    ],
)
def test_dates_of_a_page(tmp_path: Path, head: str, day: str | None) -> None:
    [article] = Reading(tmp_path, _page(head).encode(), "a.html").articles
    assert article.date == (datetime.date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("<p>Published: 2 May 2024 | Updated: 3 May 2024</p>", "2024-05-02"),
        ("<div>By Ada Pier — 2 May 2024</div>", "2024-05-02"),
        ("<span>Thursday, May 2, 2024</span>", "2024-05-02"),
        ("<p>05/06/2024</p>", None),
        ("<p>Updated 2 May 2024</p>", None),
        ("<p>2 May 2024</p><p>3 May 2024</p>", None),
        ("<p>The treaty of 2 May 2024 was signed.</p>", None),
    ],
)
def test_the_day_that_stands_above_an_article(
    tmp_path: Path, line: str, day: str | None
) -> None:
    below = "<p>1 January 2001</p>"
    page = _page("", line + _PARAGRAPHS + below)
    [article] = Reading(tmp_path, page.encode(), "a.html").articles
    assert article.date == (datetime.date.fromisoformat(day) if day else None)
    assert article.date_rule is (DateRule.PARSED if day else None)


_OTHERS = "".join(
    f"<article><a href=/{n}><h3>Other {n}</h3></a><time datetime=2024-07-0{n}>July</time></article>"
    for n in (1, 2)
)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        (f"<article><time>2 May 2024</time>{_PARAGRAPHS}</article>", "2024-05-02"),
        (f"<article>{_PARAGRAPHS}</article><main>{_OTHERS}</main>", None),
        (
            f"<main><time datetime=2024-05-02>2 May 2024</time>{_PARAGRAPHS}{_OTHERS}</main>",
            "2024-05-02",
        ),
        (
            f"<main><p>Updated: <time datetime=2024-05-02>2 May 2024</time></p>{_PARAGRAPHS}</main>",
            None,
        ),
        (
            "<main><p>Published <time datetime=2024-05-02>2 May 2024</time>, updated"
            f" <time datetime=2024-05-03>3 May 2024</time></p>{_PARAGRAPHS}</main>",
            "2024-05-02",
        ),
        (
            f"<main><time itemprop=dateModified datetime=2024-05-02>2 May 2024</time>{_PARAGRAPHS}</main>",
            None,
        ),
        (
            f"<main><a href=/z><time class='published updated' datetime=2024-05-02>x</time></a>{_PARAGRAPHS}</main>",
            "2024-05-02",
        ),
    ],
)
def test_times_of_other_articles_and_of_changes_are_no_date(
    tmp_path: Path, body: str, day: str | None
) -> None:
    [article] = Reading(tmp_path, _page("", body).encode(), "a.html").articles
    assert article.date == (datetime.date.fromisoformat(day) if day else None)
    assert [p.text for p in article.paragraphs][-5:] == _SAID


_WHEN = "<time {}datetime=1917-11-07>that day</time>"


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        (f"<p>It plays on {_WHEN.format('')} in the hall.</p>{_PARAGRAPHS}", None),
        (
            f"<p>Born {_WHEN.format('itemprop=birthDate ')}, he served.</p>{_PARAGRAPHS}",
            None,
        ),
        (
            f"{_PARAGRAPHS}<aside>{_WHEN.format('class=published ')} Older</aside>",
            None,
        ),
        (
            f"{_PARAGRAPHS}<div class=replies><p>Joe, {_WHEN.format('')}: nice</p></div>",
            None,
        ),
        (f"<p>Event date: {_WHEN.format('')}</p>{_PARAGRAPHS}", None),
        (f"<p>{_WHEN.format('')}</p>{_PARAGRAPHS}", DateRule.PARSED),
        (
            f"<header>{_WHEN.format('class=entry-date ')}</header>{_PARAGRAPHS}",
            DateRule.RECORD,
        ),
        (f"<p>{_WHEN.format('pubdate ')}</p>{_PARAGRAPHS}", DateRule.RECORD),
    ],
)
def test_a_time_is_that_of_publication_where_the_markup_says_so(
    tmp_path: Path, markup: str, rule: DateRule | None
) -> None:
    body = f"<main><article>{markup}</article></main>"
    [article] = Reading(tmp_path, _page("", body).encode(), "a.html").articles
    assert article.date_rule is rule
    assert article.date == (datetime.date(1917, 11, 7) if rule else None)


@pytest.mark.parametrize(
    "markup",
    [
        "<header><p class=teaser>{}</p></header>",
        "<div class=standfirst><p>{}</p></div>",
        "<h2 class='entry-subtitle'>{}</h2>",
    ],
)
def test_the_lead_of_an_article_is_part_of_it(tmp_path: Path, markup: str) -> None:
    lead = "After eleven weeks the pilots met again, and the whole town turned out to hear."
    body = f"{markup.format(lead)}<div class=entry-content>{_PARAGRAPHS}</div>"
    [article] = Reading(tmp_path, _page("", body).encode(), "a.html").articles
    assert [p.text for p in article.paragraphs] == [lead, *_SAID]


def test_a_day_after_the_capture_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    dates = '<meta name="date" content="2024-05-09"><meta name="pubdate" content="2024-05-02">'
    path.write_text(_page(dates))
    captured = datetime.date(2024, 5, 3)
    file = InputFile(path, "a.html", 1, captured=captured)
    told: list[Remark] = []
    [article] = read(file, Options(), told.append)
    assert isinstance(article, Article)
    assert str(article.date) == "2024-05-02"
    assert [str(c.day) for c in article.date_conflicts] == ["2024-05-09"]
    assert [remark.reason for remark in told] == [
        "It was captured before its day 2024-05-09."
    ]


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        (
            "<meta property=og:title content='Pilots meet | The Isles'>",
            "Pilots meet",
            0,
        ),
        ("<meta property=og:title content='Post: Pilots meet'>", "Pilots meet", 0),
        (
            "<meta property=og:title content='Pilots meet - Post'><meta property=og:site_name content='Post'>",
            "Other words",
            0,
        ),
        (
            "<meta property=og:title content='Pilots meet - in secret'>",
            "Other words",
            1,
        ),
    ],
)
def test_a_title_without_the_name_of_the_site(
    tmp_path: Path, head: str, heading: str, title: int
) -> None:
    page = _page(head, title=heading)
    [article] = Reading(tmp_path, page.encode(), "a.html").articles
    assert article.title == ("Pilots meet", "Pilots meet - in secret")[title]


_MET = "灯台の組合は北の基地で会合を開き、航路の標識と賃金について話し合った。次の会合は秋に開かれる予定である。"
_READERS = "".join(
    f"<div class=comment><b>R{n}</b><p>A reader of this paper, I heard number {n} speak at length.</p></div>"
    for n in range(40)
)


@pytest.mark.parametrize(
    ("markup", "paragraphs"),
    [
        (f"<div>{_PARAGRAPHS}</div><div id=comments>{_READERS}</div>", _SAID),
        (
            f"<main class=comment><div class=comment-text>{_PARAGRAPHS}</div></main>",
            _SAID,
        ),
        ("<div class=t>" + "<br><br>".join(_SAID) + "</div><a href=/>Home</a>", _SAID),
        (
            "<pre>" + "\n\n".join(textwrap.fill(s, 60) for s in _SAID) + "</pre>",
            _SAID,
        ),
        (
            _PARAGRAPHS
            + "<table><tr><th>Route<th>Fare<tr><td>North<td>4<tr><td>South<td></table>",
            [*_SAID, "Route | Fare", "North | 4", "South"],
        ),
        (
            f"<p>{_SAID[0]}</p><p><a href=/x>Salt rises again</a></p><p>{_SAID[1]}</p>"
            f"<p><b>Read more: <a href=/y>Herring</a></b></p><p>{_SAID[2]}</p><p>© The Post</p>",
            _SAID[:3],
        ),
        (
            f"<article><p>{_SAID[0]}</p><h2>Buoys</h2><ul><li>Red ones</ul><blockquote>{_SAID[1]}</blockquote>",
            [_SAID[0], "Buoys", "- Red ones", _SAID[1]],
        ),
        (
            f"<div id=content><p>　　{_MET}</p><p>　　{_MET[::-1]}</p></div>",
            [_MET, _MET[::-1]],
        ),
        (
            f"<article><p>{_SAID[0]}</p><p>Signed at <time>noon</time> by <time datetime=1950-06-25>the fatal"
            " Sunday</time>.</p><p>It held <output>seven</output> of <label>them</label>.</p>"
            f"<details><summary>The fares</summary><p>Four.</p></details><p>{_SAID[1]}</p>"
            "<figure><img src=a><figcaption>A quay.</figcaption></figure><figure><blockquote>So it was."
            "</blockquote></figure><form><label for=a>Name</label><input id=a><button>Send</button></form>",
            [
                _SAID[0],
                "Signed at noon by the fatal Sunday.",
                "It held seven of them.",
                "The fares",
                "Four.",
                _SAID[1],
                "So it was.",
            ],
        ),
        (
            f"<div class='site has-sidebar social'><div class=wrap-sidebar>{_PARAGRAPHS}</div></div>",
            _SAID,
        ),
    ],
)
def test_the_text_of_an_article_alone(
    tmp_path: Path, markup: str, paragraphs: list[str]
) -> None:
    page = _page("<meta charset=utf-8>", markup)
    [article] = Reading(tmp_path, page.encode(), "a.html").articles
    assert [p.text for p in article.paragraphs] == paragraphs


@pytest.mark.parametrize("count", [2, 12])
@pytest.mark.parametrize("flat", [True, False])
def test_an_index_of_other_pages_is_no_article(
    tmp_path: Path, count: int, flat: bool
) -> None:
    cards = "".join(
        f"<h2><a href=/{n}>Story {n}</a></h2><p>The pilots met for the {n}th time, it was said at noon.</p>"
        for n in range(count)
    )
    if not flat:
        cards = cards.replace("<h2>", "<div><h2>").replace("</p>", "</p></div>")
    page = _page("", cards + "<p>All our stories, day by day.</p>")
    reading = Reading(tmp_path, page.encode(), "a.html")
    assert not reading.articles
    assert "no article's text" in reading.rejections[0].reason


def test_a_page_without_headings(tmp_path: Path) -> None:
    body = "<table><tr><td><a href=1>one</a><td><font size=5>Pilots meet</font><br><i>6 July 2023</i>"
    page = f"<html><head><title>Pilots meet - Oldweb</title></head><body><b>Oldweb</b>{body}{_PARAGRAPHS}</table>"
    [article] = Reading(tmp_path, page.encode(), "a.html").articles
    assert (article.title, str(article.date)) == ("Pilots meet", "2023-07-06")
    assert article.date_rule is DateRule.PARSED
    assert [p.text for p in article.paragraphs] == _SAID
