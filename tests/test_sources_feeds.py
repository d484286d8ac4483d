"""Feeds: one article an entry, the day as written, HTML as text; hostile and damaged ones at bounded cost."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article, DateRule
from indexer.sources import Options
from indexer.sources.limits import RECORD_BYTES
from tests.test_sources_records import Reading

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Post</title><link>http://post.example/</link>
<language>en-gb</language>
<item>
<title>Ferry &amp;amp; quay reopen</title><link>http://post.example/ferry</link><guid isPermaLink="false">p-17</guid>
<pubDate>Wed, 19 Jun 2024 23:30:00 -0800</pubDate><dc:creator>Ada Quay</dc:creator><category>Ports</category>
<category>Ferries</category><description>Short.</description>
<content:encoded>
<![CDATA[<p>The ferry&nbsp;runs <b>again</b>.</p><script>no()</script><p>Fares stay.</p>]]>
</content:encoded></item>
<item>
<title>&lt;SRD&gt; rises</title><description>It gained 2 &lt; 3 points.</description>
<pubDate>06/07/2024</pubDate></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="html">Der &lt;b&gt;Bote&lt;/b&gt;</title>
<entry><id>tag:bote.example,2024:1</id><title type="text">Was &lt;br&gt; heisst</title>
<link rel="alternate" href="http://bote.example/1"/><published>2024-06-19T00:30:00+09:00</published>
<updated>2024-07-01T00:00:00Z</updated><author><name>Eva</name><email>e@bote.example</email></author>
<category term="t1" label="Hafen"/><source><title>Agentur Nord</title></source>
<content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>Eins &amp; zwei.</p><p>Drei.</p></div></content></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Old Post</title></channel>
<item rdf:about="http://old.example/1"><title>One</title><link>http://old.example/1</link>
<description>Text.</description><dc:date>2004-05-06</dc:date></item></rdf:RDF>"""

OLD = """<rss version="0.91"><channel><title>P</title>
<item><title>T</title><description>B</description></item></channel></rss>"""


def _feed(folder: Path, text: str | bytes, name: str = "a.xml") -> Reading:
    return Reading(folder, text.encode() if isinstance(text, str) else text, name)


def test_an_rss_feed(tmp_path: Path) -> None:
    reading = _feed(tmp_path, RSS)
    first, second = reading.articles
    assert (first.id, first.url) == ("p-17", "http://post.example/ferry")
    assert first.title == "Ferry & quay reopen"
    assert [p.text for p in first.paragraphs] == [
        "The ferry runs again.",
        "Fares stay.",
    ]
    assert (str(first.date), first.date_rule) == ("2024-06-19", DateRule.RECORD)
    assert (first.author, first.topics) == ("Ada Quay", ("Ports", "Ferries"))
    assert (first.source, first.language) == ("Harbour Post", "en-gb")
    assert (second.title, second.body) == ("<SRD> rises", "It gained 2 < 3 points.")
    assert second.date is None
    assert [remark.record for remark in reading.remarks] == [2]
    assert not reading.rejections


def test_an_atom_feed(tmp_path: Path) -> None:
    [article] = _feed(tmp_path, ATOM).all
    assert isinstance(article, Article)
    assert (article.id, article.title) == ("tag:bote.example,2024:1", "Was <br> heisst")
    assert str(article.date) == "2024-06-19"
    assert [p.text for p in article.paragraphs] == ["Eins & zwei.", "Drei."]
    assert (article.source, article.author) == ("Agentur Nord", "Eva")
    assert (article.topics, article.language) == (("Hafen",), "de")


def test_older_rss(tmp_path: Path) -> None:
    [article] = _feed(tmp_path, RDF).articles
    assert (article.source, article.title, article.body) == ("Old Post", "One", "Text.")
    assert str(article.date) == "2004-05-06"
    [article] = _feed(tmp_path, OLD).articles
    assert (article.source, article.title, article.body) == ("P", "T", "B")


@pytest.mark.parametrize("name", ["a.rss", "a.atom", "a", "a.xml", "a.txt", "a.html"])
def test_content_tells_a_feed(tmp_path: Path, name: str) -> None:
    assert len(_feed(tmp_path, ATOM, name).articles) == 1


def _item(markup: str, base: str = "") -> str:
    return (
        f'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" {base} '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>P</title>'
        f"<link>http://p.example/</link><item><title>T</title>{markup}</item></channel></rss>"
    )


@pytest.mark.parametrize(
    ("markup", "field", "value"),
    [
        ("<pubDate>19 Jun 24 10:00 GMT</pubDate>", "date", "2024-06-19"),
        ("<pubDate>Wed, 19 Jun 96 23:00:00 EST</pubDate>", "date", "1996-06-19"),
        ("<pubDate>soon</pubDate><dc:date>2004-05-06</dc:date>", "date", "2004-05-06"),
        ("<dc:date>2004-05-06T01:00:00+09:00</dc:date>", "date", "2004-05-06"),
        ("<author>ada@post.news (Ada Pier)</author>", "author", "Ada Pier"),
        ("<author>Ada Pier &lt;ada@post.example></author>", "author", "Ada Pier"),
        ("<author>ada@post.example</author>", "author", "ada@post.example"),
        ("<dc:creator>A</dc:creator><dc:creator>B</dc:creator>", "author", "A, B"),
        ("<link>/y.html</link>", "url", "http://p.example/y.html"),
        ("<guid>17</guid>", "url", "None"),
        ("<guid>http://p.example/7</guid>", "url", "http://p.example/7"),
        ('<guid isPermaLink="false">g-1</guid>', "id", "g-1"),
        ("<category><![CDATA[D &amp; E]]></category>", "topics", "('D & E',)"),
        (
            "<description>A summary that is longer than all of it.</description>"
            "<content:encoded>&lt;p>Short.&lt;/p></content:encoded>",
            "body",
            "Short.",
        ),
        (
            "<description>A summary.</description><content:encoded>&lt;img src='x'></content:encoded>",
            "body",
            "A summary.",
        ),
    ],
)
def test_a_field_of_an_entry(
    tmp_path: Path, markup: str, field: str, value: str
) -> None:
    reading = _feed(tmp_path, _item(markup))
    assert str(getattr(reading.articles[0], field)) == value
    assert not reading.remarks


_ATOM_ENTRY = """<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>
<updated>2024-06-01T00:00:00Z</updated>
<entry><id>urn:1</id><title>T</title><link href="{}"/>
<updated>2024-05-30T10:00:00Z</updated><content>B</content></entry>
</feed>"""


@pytest.mark.parametrize(
    ("address", "day"),
    [("https://p.example/2011/02/03/a", "2011-02-03"), ("https://p.example/a", "None")],
)
def test_a_change_is_no_publication(tmp_path: Path, address: str, day: str) -> None:
    item = {"url": address, "title": "T", "date_modified": "2024-05-30T10:00:00Z"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    rss = _item(
        f"<link>{address}</link>"
        "<updated xmlns='http://www.w3.org/2005/Atom'>2024-05-30</updated>"
    )
    for text in (_ATOM_ENTRY.format(address), json.dumps(feed), rss):
        reading = _feed(tmp_path, text, "a")
        [article] = reading.articles
        assert (str(article.date), article.timestamp) == (day, None)
        assert article.date_rule is (None if day == "None" else DateRule.URL)
        [remark] = reading.remarks
        assert "changed and not when it was published" in remark.reason


def test_links_of_an_entry_lead_from_the_base(tmp_path: Path) -> None:
    base = 'xml:base="http://q.example/x/"'
    [article] = _feed(tmp_path, _item("<link>y.html</link>", base)).articles
    assert article.url == "http://q.example/x/y.html"


def test_entries_without_title_or_date(tmp_path: Path) -> None:
    items = "<item><description>Only words.</description></item><item><link>http://p.example/2</link></item>"
    reading = _feed(tmp_path, OLD.replace("<item>", items + "<item>", 1))
    assert [(a.title, a.body, a.date) for a in reading.articles] == [
        ("", "Only words.", None),
        ("T", "B", None),
    ]
    assert [(r.record, r.reason) for r in reading.rejections] == [
        (2, "It has neither title nor body.")
    ]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ["feed.json", "feed"])
def test_a_json_feed(tmp_path: Path, indent: int | None, name: str) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour Post",
        "language": "en-GB",
        "authors": [{"name": "The desk"}],
        "items": [
            {
                "id": "7",
                "url": "http://p.example/7",
                "title": "<SRD> rises",
                "content_html": "<p>One &amp; two.</p><p>Three.</p>",
                "date_published": "2024-06-19T00:30:00+09:00",
                "authors": [{"name": "Ada"}, {"name": "Bo"}],
                "tags": ["ports", "ferries"],
            },
            {"id": 8, "content_text": "a < b", "author": {"name": "Eva"}},
            {"id": "9"},
            "no object",
        ],
    }
    text = json.dumps(feed, indent=indent)
    reading = _feed(tmp_path, text, name)
    first, second = reading.articles
    assert (first.id, first.title, first.source) == ("7", "<SRD> rises", "Harbour Post")
    assert [p.text for p in first.paragraphs] == ["One & two.", "Three."]
    assert (str(first.date), first.author) == ("2024-06-19", "Ada, Bo")
    assert (first.topics, first.language) == (("ports", "ferries"), "en-gb")
    assert (second.id, second.body, second.author) == ("8", "a < b", "Eva")
    assert [r.record for r in reading.rejections] == [3, 4]
    [damaged] = _feed(tmp_path, text[:-9], name).all
    assert not isinstance(damaged, Article) and "damaged" in damaged.reason


def test_the_source_of_the_options_is_for_feeds_without_title(tmp_path: Path) -> None:
    text = RSS.replace("<title>Harbour Post</title>", "")
    options = Options(source="S", mapping={"title": "guid"})
    reading = Reading(tmp_path, text.encode(), "a.xml", options)
    assert [a.source for a in reading.articles] == ["S", "S"]
    assert reading.articles[0].title == "Ferry & quay reopen"


@pytest.mark.parametrize(
    "encoding", ["windows-1251", "koi8-r", "iso-8859-5", "utf-16", "utf-8"]
)
def test_a_declared_encoding(tmp_path: Path, encoding: str) -> None:
    text = RSS.replace('"1.0"?>', f'"1.0" encoding="{encoding}"?>', 1)
    data = text.replace("Short", "Да").replace("Harbour Post", "Вести").encode(encoding)
    assert {a.source for a in _feed(tmp_path, data).articles} == {"Вести"}


@pytest.mark.parametrize("encoding", ["idna", "unicode_escape", "rot13", "no-such"])
def test_an_encoding_that_is_none(tmp_path: Path, encoding: str) -> None:
    text = RSS.replace('"1.0"?>', f'"1.0" encoding="{encoding}"?>', 1)
    data = text.replace("Harbour", "Ca\xf1\xf3n").encode("cp1252")
    assert {a.source for a in _feed(tmp_path, data).articles} == {"Cañón Post"}


def test_what_can_be_read_of_a_damaged_feed_is_read(tmp_path: Path) -> None:
    bad = RSS.replace("2 &lt; 3", "R&D\x0b 2 < 3 caf&eacute;")
    reading = _feed(tmp_path, bad)
    assert [a.title for a in reading.articles] == ["Ferry & quay reopen", "<SRD> rises"]
    assert reading.articles[1].body == "It gained R&D 2 < 3 café points."
    assert reading.articles[0].body.startswith("The ferry runs again.")
    assert "not well-formed" in reading.remarks[0].reason
    cut = _feed(tmp_path, RSS[: RSS.index("<category>Ferries")])
    assert [a.title for a in cut.articles] == ["Ferry & quay reopen"]
    assert "not well-formed" in cut.remarks[0].reason


def test_entities_of_html_lose_nothing(tmp_path: Path) -> None:
    reading = _feed(tmp_path, OLD.replace("B<", "caf&eacute; &nbsp;x<"))
    assert reading.articles[0].body.startswith("café")
    assert not reading.remarks


def test_entities_neither_grow_nor_lead_outside(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    bomb = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    outside = f'<!ENTITY x SYSTEM "file://{secret}">'
    text = f"<?xml version='1.0'?><!DOCTYPE rss [{bomb}{outside}]>" + OLD.replace(
        "B<", "&j; &x;<"
    )
    [article] = _feed(tmp_path, text).articles
    assert len(article.body) < 20 and "hidden" not in article.body


@pytest.mark.parametrize(
    "data",
    [
        "<a " * 300_000,
        "<b>" * 300_000,
        "<item>" * 100_000,
        "<!--" * 200_000,
        "<![CDATA[" * 100_000,
        "\n" * 1_000_000,
        "<!--" + "\n" * 1_000_000 + "-->",
        "&" * 500_000,
        "<item><title>" + "&lt;div&gt;" * 50_000,
    ],
)
def test_hostile_feeds_end(tmp_path: Path, data: str) -> None:
    start = time.monotonic()
    _feed(tmp_path, "<rss version='2.0'><channel>" + data)
    _feed(tmp_path, "<rss version='2.0'><channel><item><description>" + data)
    _feed(tmp_path, data + OLD, "a.rss")
    assert time.monotonic() - start < 120


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<urlset><url/></urlset>", "no RSS"),
        ("<rss version='2.0'><channel/></rss>", "without entries"),
        ("<rss>" + "x" * RECORD_BYTES, "longer"),
    ],
)
def test_what_is_no_feed_is_named(tmp_path: Path, text: str, words: str) -> None:
    [rejection] = _feed(tmp_path, text, "a.rss").rejections
    assert words in rejection.reason


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("<>/!&;[]-?\"'=rsitem chanldp\n\x00é", max_size=120))
def test_any_text_gives_articles_and_rejections(tmp_path: Path, text: str) -> None:
    for entry in _feed(tmp_path, "<rss><channel><item>" + text).all:
        assert isinstance(entry, Article) or entry.reason
