"""HTML becomes the text that a reader of the page would see, at a cost that grows with its length alone."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.markup import DEPTH, html_text, parse_html, tree_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("No markup", "No markup"),
        ("a < b & c", "a < b & c"),
        ("5 <6 and 7> 3", "5 <6 and 7> 3"),
        ("&lt;SRD&gt; rose &amp; fell&nbsp;2&#37;", "<SRD> rose & fell 2%"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<p>One\nline<p>Two", "One line\n\nTwo"),
        ("One<br>Two<br /><br>Three", "One\nTwo\n\nThree"),
        ("<b>bo</b>ld <i>and</i> <a href='x'>linked</a>", "bold and linked"),
        ("<div>in<div>deeper</div>out</div>after", "in\n\ndeeper\n\nout\n\nafter"),
        ("<ul><li>one<li>two</ul>three", "one\n\ntwo\n\nthree"),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>",
            "a b\n\nc",
        ),
        ("<pre>a\nb</pre>", "a\nb"),
        ("<p>&nbsp;</p><p>x</p>", "x"),
        ("<style>p{}</style>x<script>if (a<b) '<p>'</script>y", "xy"),
        ("<title>t</title><!-- c -->x<noscript>n</noscript>", "x"),
        ("First <b>part</b>\n\nsecond\npart", "First part\n\nsecond part"),
        ("<p>one\n\n<b>sentence</b></p>", "one sentence"),
        ("half a pair \ud83d <b>x</b>", "half a pair \ufffd x"),
        ("a&#0;b&#x200b;c<br>", "a\ufffdbc"),
        ("<a title='x > y'>k</a>", "k"),
    ],
)
def test_text_of(markup: str, text: str) -> None:
    assert html_text(markup) == text


@given(st.text())
def test_escaped_text_comes_back(text: str) -> None:
    assert (
        html_text(f"<p>{html.escape(text)}</p>").split()
        == html_text(html.escape(text)).split()
    )
    words = [word for word in text.split() if word.isalnum() and word.isascii()]
    assert [word for word in words if word not in html_text(html.escape(text))] == []


@given(st.text(alphabet="<>/ab p&;!-\n'\"=", max_size=200))
def test_any_markup_gives_some_text(markup: str) -> None:
    text = html_text(markup)
    assert text == text.strip() and "\n\n\n" not in text


@pytest.mark.parametrize(
    "hostile",
    [
        "<a " * 20_000 + ">",
        "<a>" * 20_000,
        "<div>" * 400_000,
        "<b><div>" * 100_000 + "</b>" * 100_000,
        "<a " + " ".join(f"x{n}=1" for n in range(300_000)) + ">",
        "<a " + "/".join(f"x{n}" for n in range(300_000)) + ">",
        "<" * 1_000_000 + ">",
        "&" * 1_000_000,
    ],
    ids=lambda text: str(text)[:12],
)
def test_hostile_markup_ends_and_keeps_the_text(hostile: str) -> None:
    # without its bounds the parser takes minutes for some of these
    assert html_text(hostile + "<p>The text").endswith("The text")


def test_blocks_beyond_the_depth_stay_paragraphs() -> None:
    deep = "<div>" * 2 * DEPTH
    assert html_text(f"{deep}<div>One</div><div>Two <b>w</b>ord") == "One\n\nTwo word"
    assert html_text("<p>x" * 3 * DEPTH) == "\n\n".join("x" * 3 * DEPTH)


def test_the_text_of_a_part_is_that_of_the_part_alone() -> None:
    tree = parse_html("<div>a<p id=here>One <b>two</b><br>three</p>b</div>c")
    part = tree.css_first("#here")
    assert part is not None
    assert tree_text(part) == "One two\nthree"
