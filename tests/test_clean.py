"""Cleaning takes out what cannot be seen and nothing else; the last door lets two tags through."""

import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.clean import clean_line, clean_text, last_door

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Harbour dues rise", "Harbour dues rise"),
        ("<SRD> & Co", "<SRD> & Co"),
        ("a\tb\x00c\x1bd\x7fe", "a bcde"),
        ("it\x92s", "its"),
        ("one\r\ntwo\rthree\x85four", "one\ntwo\nthree\nfour"),
        ("one\u2028two\u2029three", "one\ntwo\n\nthree"),
        ("one  \n\t\ntwo", "one\n\ntwo"),
        ("light\u00adhouse\u200b\ufeff", "lighthouse"),
        ("abc\u202eevil\u202c\u2066x\u2069", "abcevilx"),
        ("cafe\u0301", "café"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("non\u00a0breaking\u3000space", "non\u00a0breaking\u3000space"),
    ],
)
def test_examples(text: str, clean: str) -> None:
    assert clean_text(text) == clean


def test_a_line_has_no_breaks() -> None:
    assert clean_line(" Two\r\nlines\n") == "Two lines"


@given(ANY_TEXT)
def test_clean_text_is_clean_and_stays_so(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert not [
        c for c in clean if unicodedata.category(c) in ("Cc", "Cs") if c != "\n"
    ]
    assert "\n" not in clean_line(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_printable_ascii_is_left_alone(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("markup", "passed"),
    [
        ("&lt;SRD&gt; <mark>a</mark>", "&lt;SRD&gt; <mark>a</mark>"),
        ("AT&amp;T &amp;lt; &#39;", "AT&amp;T &amp;lt; &#39;"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ('<mark onclick="x">a</mark>', "<mark>a</mark>"),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        (
            '<a href="https://a.example/?b=1&amp;c=2" rel="nofollow">a</a>',
            '<a href="https://a.example/?b=1&amp;c=2" rel="nofollow">a</a>',
        ),
    ],
)
def test_last_door(markup: str, passed: str) -> None:
    assert last_door(markup) == passed


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
def test_escaped_text_passes_the_last_door_unread(text: str) -> None:
    passed = last_door(html.escape(text))
    assert "<" not in passed
    assert html.unescape(passed) == html.unescape(html.escape(text))
