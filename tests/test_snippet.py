"""Marks and snippets: what is marked, where a passage is cut, and what the heading of an untitled article takes."""

import dataclasses
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.analysis import tokens
from indexer.article import Article, Paragraph, Role, text_paragraphs
from indexer.engine.query import Leaf, Near, Phrase, Prefix, Term
from indexer.engine.results import Forms
from search_app.graphemes import grown, may_part
from search_app.marks import MOST_MARKS, Mark, Marker, merged
from search_app.snippet import (
    HEADING,
    MOST_SNIPPETS,
    WIDTH,
    MarkedText,
    Passage,
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


def test_a_word_at_the_end_of_a_long_text_is_marked() -> None:
    text = "x " * 300_000 + "ship"
    found = marker(Term("ship")).all_marks("ship " + text, "body")
    assert [m.start for m in found.found] == [0, len(text) + 1]
    assert found.complete


def test_more_marks_than_can_be_shown_end_in_order() -> None:
    text = "a b c " * MOST_MARKS
    found = marker(Term("a"), Phrase(("b", "c"))).all_marks(text, "body")
    assert len(found.found) == MOST_MARKS and not found.complete
    assert found.found[-1] == (
        text.find("b c", found.found[-2].end),
        *found.found[-1][1:],
    )
    few = marker(Term("a")).all_marks("a " * MOST_MARKS, "body")
    assert len(few.found) == MOST_MARKS and few.complete


def test_marks_after_one_word_has_too_many_are_not_half_shown() -> None:
    text = "a " * (MOST_MARKS + 5) + "ship"
    found = marker(Phrase(("a", "a")), Term("ship")).all_marks(text, "body")
    assert len(found.found) == 1 and not found.complete


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


def test_windows_with_a_rare_word_are_found_behind_many_others() -> None:
    body = "ship of no harbour, nothing else " * 400 + "a treaty at last"
    found = mark(
        Article(id="a", title="t", paragraphs=text_paragraphs(body)),
        marker(Term("ship"), Term("treaty")),
    )
    assert any("a treaty" in passage.text for passage in snippets(found))


def test_a_phrase_is_whole_in_heading_and_snippet() -> None:
    phrase = "harbour treaty"
    for before in range(150, 230):
        body = (
            "x" * (before % 37) + " y" * (before // 2) + f" {phrase}" * 3 + " tail" * 60
        )
        found = mark(Article(id="a", paragraphs=text_paragraphs(body)), marker(TREATY))
        shown: list[MarkedText | Passage] = [heading(found), *snippets(found)]
        for each in shown:
            assert {each.text[m.start : m.end] for m in each.marks} <= {phrase}
        assert all(passage.marks for passage in snippets(found))


def test_a_long_phrase_is_one_whole_mark() -> None:
    words = tuple(f"word{number}" for number in range(30))
    body = "before it " * 30 + " ".join(words) + " after it" * 30
    article = Article(id="a", title="t", paragraphs=text_paragraphs(body))
    (passage,) = snippets(mark(article, marker(Phrase(words))))
    (only,) = passage.marks
    assert passage.text[only.start : only.end] == " ".join(words)


def test_no_snippet_repeats_the_heading_or_lacks_a_match() -> None:
    body = "A treaty stands. " + "Words go on and on. " * 30
    untitled = Article(id="a", paragraphs=text_paragraphs(body))
    assert snippets(mark(untitled, marker(Term("treaty")))) == ()
    titled = dataclasses.replace(untitled, title="Treaty")
    (passage,) = snippets(mark(titled, marker(Term("treaty", "title"))))
    assert passage.marks == () and body.startswith(passage.text)


def test_wide_letters_take_the_room_of_two() -> None:
    def length(sentence: str, word: str) -> int:
        article = Article(id="a", title="t", paragraphs=text_paragraphs(sentence * 60))
        first, *_ = snippets(mark(article, marker(Phrase((word,)))))
        return len(first.text)

    assert 80 <= length("今天上午，北京在开会。", "今天") <= 100
    assert 160 <= length("In the morning they meet. ", "morning") <= 200


def test_text_without_spaces_is_cut_at_the_signs_of_its_clauses() -> None:
    clause = "今天上午在北京，召开的全国会议上"
    text = "，".join([clause] * 9) + "，主席发表讲话，" + "，".join([clause] * 9)
    article = Article(id="a", title="t", paragraphs=text_paragraphs(text))
    (passage,) = snippets(mark(article, marker(Phrase(("主席", "席发")))))
    assert passage.text.startswith(("今天", "召开")) and passage.text.endswith("，")


def test_marks_take_no_letter_apart() -> None:
    thai = "\u0e01\u0e19\u0e49\u0e33"
    found = marker(Phrase(("\u0e01\u0e19",))).marks(thai, "body")
    assert [(m.start, m.end) for m in found] == [(0, 4)]


def test_cuts_take_no_letter_apart() -> None:
    letters = "e\u0301" * 300
    place = end_of_words(letters, 101)
    assert letters[place] == "e"
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 80
    place = end_of_words(family, 151)
    assert "\u200d" not in (family[place - 1], family[place])
    assert letters[start_of_words(letters, 41, 90)] == "e"
    assert end_of_words("e" + "\u0301" * 90 + "x" * 300, 40) == 91


PIECES = st.sampled_from(
    [
        *"ae \n.,",
        "\u0301",
        "\u200d",
        "\ufe0f",
        "\U0001f468",
        "\U0001f3fd",
        "\U0001f1e9",
        "\U0001f1ea",
        "\U000e0067",
        "\u1100",
        "\u1161",
        "\u11a8",
        "\uac00",
        "\uac01",
        "\u0e01",
        "\u0e33",
        "\u0e49",
        "\u0915",
        "\u094d",
        "\u093f",
        "\u0600",
        "\uff9e",
        "\u8a9e",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def clusters(text: str) -> set[int]:
    """Where the letters of a text begin and end, as the regex package has it."""
    regex = pytest.importorskip("regex")
    return {0, *(match.end() for match in regex.finditer(r"\X", text))}


@given(TEXTS)
@example("\u0915\u094d\u0915 e\u0301\u1100\u1161\u11a8\U0001f1e9\U0001f1ea" * 3)
def test_law_no_cut_parts_a_letter(text: str) -> None:
    whole = clusters(text)
    for place in range(len(text) + 1):
        if may_part(text, place):
            assert place in whole
        first, last = grown(text, place, place)
        assert may_part(text, first) and may_part(text, last)
        assert first <= place <= last


WORDS = st.sampled_from(
    [
        "ship",
        "Ships",
        "harbour",
        "treaty",
        "e\u0301tat",
        "항구조약",
        "今天，항구",
        "ｶﾞ조ship’s",
        "\u200d",
        "a" * 90,
    ]
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
        whole_letters = clusters(whole)
        start = places_of(whole, passage.text)
        assert start & whole_letters
        assert {at + len(passage.text) for at in start} & whole_letters
    order = [p.paragraph for p in passages]
    assert order == sorted(order)
    for marks in (found.title, *found.paragraphs):
        assert merged(marks) == marks
    if any(found.paragraphs):
        assert all(passage.marks for passage in passages)
        assert titled is False or passages


def places_of(text: str, part: str) -> set[int]:
    return {at for at in range(len(text)) if text.startswith(part, at)}


def plainly(text: str, *leaves: Leaf) -> list[tuple[int, int]]:
    """The marks as their definition has them, from all the words of the text."""
    words = list(tokens(text))
    found = []
    for leaf in leaves:
        match leaf:
            case Term(word):
                found += [(w, w) for w in words if w.form in (word, word + "s")]
            case Phrase(parts):
                spans = zip(*(words[n:] for n in range(len(parts))), strict=False)
                found += [
                    (run[0], run[-1])
                    for run in spans
                    if tuple(w.form for w in run) == parts
                ]
            case Near(parts, distance):
                for first in range(len(words)):
                    run = words[first : first + distance + 1]
                    if not Counter(parts) - Counter(w.form for w in run):
                        found += [(w, w) for w in run if w.form in parts]
    ranges = (Mark(a.start, b.end) for a, b in found)
    grown_ones = (Mark(*grown(text, m.start, m.end)) for m in ranges)
    return [(m.start, m.end) for m in merged(grown_ones)]


LOOKED_FOR = st.lists(
    st.sampled_from(
        [
            Term("ship"),
            Term("etat"),
            TREATY,
            Phrase(("ship", "ship")),
            Phrase(("\ud56d\uad6c", "\uad6c\uc870")),
            Phrase(("항구", "구", "今天", "天")),
            Term("天"),
            Near(("ship", "treaty"), 3),
            Near(("ship", "ship", "harbour"), 4),
        ]
    ),
    min_size=1,
    max_size=3,
    unique=True,
)


@given(st.lists(WORDS, max_size=60).map(" ".join), LOOKED_FOR)
def test_law_marks_are_those_of_all_words(text: str, leaves: list[Leaf]) -> None:
    found = marker(*leaves).marks(text, "body")
    assert [(m.start, m.end) for m in found] == plainly(text, *leaves)
    assert {place for m in found for place in (m.start, m.end)} <= clusters(text)


@given(BODIES)
def test_every_mark_is_a_whole_word(bodies: list[str]) -> None:
    text = "\n\n".join(bodies)
    starts = {token.start for token in tokens(text)}
    ends = {token.end for token in tokens(text)}
    for each in marker(Term("ship"), TREATY).marks(text, "body"):
        assert each.start in starts and each.end in ends
