"""Marks and snippets: what is marked, where a passage is cut, and what the heading of an untitled article takes."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import tokens
from indexer.article import Article, Paragraph, Role, text_paragraphs
from indexer.engine.query import Leaf, Near, Phrase, Prefix, Term
from indexer.engine.results import Forms
from search_app.marks import MOST_ANALYSED, Marker, merged
from search_app.snippet import (
    HEADING,
    MOST_SNIPPETS,
    WIDTH,
    end_of_words,
    heading,
    mark,
    snippets,
    start_of_words,
)

TREATY = Phrase(("harbour", "treaty"))


def marker(*leaves: Leaf) -> Marker:
    """A marker whose leaves match themselves; a word stands for its plural too."""
    forms: Forms = {}
    for leaf in leaves:
        match leaf:
            case Term(word) | Prefix(word):
                forms[leaf] = frozenset((word, word + "s"))
            case Phrase(words) | Near(words):
                forms[leaf] = frozenset(words)
    return Marker(forms)


def marked(text: str, *leaves: Leaf, field: str = "body") -> list[str]:
    return [text[m.start : m.end] for m in marker(*leaves).marks(text, field)]


def test_word_is_marked_in_every_form_it_matched() -> None:
    assert marked("Ships, a SHIP; shipping.", Term("ship")) == ["Ships", "SHIP"]


def test_phrase_is_one_mark_and_its_words_alone_are_none() -> None:
    text = "A treaty: the Harbour, treaty of the harbour"
    assert marked(text, TREATY) == ["Harbour, treaty"]


def test_phrase_that_overlaps_itself_is_one_mark() -> None:
    assert marked("na na na, no na", Phrase(("na", "na"))) == ["na na na"]


def test_near_marks_only_words_that_take_part() -> None:
    near = Near(("pilot", "sound"), 2)
    text = "pilot a b c sound, the pilot of sound"
    assert marked(text, near) == ["sound", "pilot", "sound"]
    assert marked("pilot one two three sound", near) == []


def test_near_needs_two_places_for_a_word_named_twice() -> None:
    near = Near(("a", "a", "b"), 3)
    assert marked("a b", near) == []
    assert marked("a b a", near) == ["a", "b", "a"]


def test_leaf_of_one_field_marks_that_field_only() -> None:
    leaf = Term("treaty", "title")
    assert marked("treaty", leaf, field="title") == ["treaty"]
    assert marked("treaty", leaf) == []
    assert marked("Gazette", Term("gazette", "source")) == []


def test_bigrams_that_touch_are_one_mark() -> None:
    assert marked("위원회는 항구조약 초안", Phrase(("항구", "구조", "조약"))) == [
        "항구조약"
    ]


def test_offsets_count_code_points() -> None:
    text = "\U0001f468\u200d\U0001f469 ÅÄ target \U0001f1e9\U0001f1ea"
    assert marked(text, Term("target")) == ["target"]


def test_overlapping_marks_are_merged_and_touching_ones_are_not() -> None:
    found = marker(TREATY, Term("treaty")).marks("the harbour treaty", "body")
    assert [(m.start, m.end) for m in found] == [(4, 18)]
    assert found[0].leaves == {0, 1}


def test_a_very_long_text_is_marked_as_far_as_the_limit() -> None:
    text = "x " * (MOST_ANALYSED // 2) + "ship"
    assert marked("ship " + text, Term("ship")) == ["ship"]


ARTICLE = Article(
    id="a",
    title="Council signs harbour treaty",
    paragraphs=(
        Paragraph(Role.DATELINE, "Saltmarket, harbour treaty --"),
        *text_paragraphs(
            "The harbour treaty stands.\n\nNobody spoke.\n\nSome words of a harbour\n\ntreaty they wrote."
        ),
        Paragraph(Role.END_MARK, "-0-"),
    ),
)


def test_matches_are_those_of_title_and_text_and_nothing_else() -> None:
    found = mark(ARTICLE, marker(TREATY))
    assert [len(marks) for marks in found.paragraphs] == [0, 1, 0, 1, 1, 0]
    assert found.matches == 4
    assert [p.paragraph for p in snippets(found)] == [1, 3, 4]


def test_snippet_without_a_match_is_the_opening() -> None:
    (only,) = snippets(mark(ARTICLE, marker(Term("absent"))))
    assert (only.text, only.marks, only.cut) == (
        "The harbour treaty stands.",
        (),
        (False, False),
    )


def test_heading_of_an_untitled_article_is_not_repeated() -> None:
    text = "word " * 60 + "harbour treaty " + "tail " * 20
    untitled = Article(id="a", paragraphs=text_paragraphs(text))
    found = mark(untitled, marker(TREATY, Term("word")))
    head = heading(found)
    assert head.text.endswith(" …") and len(head.text) <= HEADING + 2
    assert snippets(found)[0].text not in head.text
    shown = head.text.removesuffix(" …")
    passage = snippets(mark(untitled, marker()))[0]
    assert text.startswith(f"{shown} {passage.text}")


def test_short_untitled_text_has_no_snippet() -> None:
    short = Article(id="a", paragraphs=text_paragraphs("All there is."))
    assert heading(mark(short, marker())).text == "All there is."
    assert snippets(mark(short, marker())) == ()


def test_article_without_a_text_has_an_empty_heading() -> None:
    empty = mark(Article(id="a"), marker(TREATY))
    assert (heading(empty).text, snippets(empty), empty.matches) == ("", (), 0)


def test_passages_with_more_different_words_win() -> None:
    filler = "nothing at all " * 30
    body = f"ship {filler} ship treaty {filler} ship {filler} ship"
    found = mark(
        Article(id="a", title="t", paragraphs=text_paragraphs(body)),
        marker(Term("ship"), Term("treaty")),
    )
    passages = snippets(found)
    assert len(passages) == MOST_SNIPPETS
    assert any("ship treaty" in passage.text for passage in passages)


def test_cuts_take_no_letter_apart() -> None:
    letters = "e\u0301" * 300
    place = end_of_words(letters, 101)
    assert letters[place] == "e"
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 80
    place = end_of_words(family, 151)
    assert "\u200d" not in (family[place - 1], family[place])
    assert letters[start_of_words(letters, 41, 90)] == "e"


WORDS = st.sampled_from(
    ["ship", "Ships", "harbour", "treaty", "e\u0301tat", "항구조약", "\u200d", "a" * 90]
)
BODIES = st.lists(
    st.lists(WORDS, min_size=1, max_size=90).map(" ".join), min_size=1, max_size=5
)
LEAVES = st.sets(
    st.sampled_from(
        [Term("ship"), TREATY, Near(("ship", "treaty"), 4), Term("treaty", "title")]
    )
)


@given(BODIES, LEAVES, st.booleans())
def test_laws_of_snippets(bodies: list[str], leaves: set[Leaf], titled: bool) -> None:
    article = Article(id="a", paragraphs=text_paragraphs("\n\n".join(bodies)))
    if titled:
        article = dataclasses.replace(article, title="Ships of the harbour treaty")
    found = mark(article, marker(*leaves))
    head = heading(found)
    assert len(head.text) <= HEADING + 2
    passages = snippets(found)
    assert len(passages) <= MOST_SNIPPETS
    for passage in passages:
        whole = article.paragraphs[passage.paragraph].text
        assert 0 < len(passage.text) <= WIDTH
        assert passage.text in whole
        for each in passage.marks:
            assert 0 <= each.start < each.end <= len(passage.text)
    order = [p.paragraph for p in passages]
    assert order == sorted(order)
    assert merged(found.title) == found.title


@given(BODIES)
def test_every_mark_is_a_whole_word(bodies: list[str]) -> None:
    text = "\n\n".join(bodies)
    starts = {token.start for token in tokens(text)}
    ends = {token.end for token in tokens(text)}
    for each in marker(Term("ship"), TREATY).marks(text, "body"):
        assert each.start in starts and each.end in ends
