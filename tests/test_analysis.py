"""Text to words: a table of odd ones, and what holds for every text."""

import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import (
    _STEMMERS,
    MAX_WORD,
    VALUE_GAP,
    fold,
    is_cjk,
    placed,
    stem,
    stems,
    tokens,
)


def forms(text: str) -> list[str]:
    return [token.form for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" \n-_.,!", ""),
        ("Kim Jong-un", "kim jong un"),
        ("KIM JONG UN", "kim jong un"),
        ("Kim\u2010Jong\u2013Un", "kim jong un"),
        ("U.S.", "u.s"),
        ("U.S", "u.s"),
        ("u.s.a. and D.P.R.K.", "u.s.a and d.p.r.k"),
        ("U.S.-led", "u.s led"),
        ("(U.S.)", "u.s"),
        ("U.S.'s", "u.s"),
        ("U.S . POLICY", "u.s policy"),
        ("the end.Next", "the end next"),
        ("J. Smith", "j smith"),
        ("1,000", "1000"),
        ("1,000,000.5", "1000000.5"),
        ("3.14 6,5", "3.14 6,5"),
        ("in 2011, 12", "in 2011 12"),
        ("100.", "100"),
        ("Juche100.2.1.", "juche100.2.1"),
        ("Korea's KOREA’S", "korea korea"),
        ("O'Brien don't l’État", "o brien don t l etat"),
        ("ships' crews", "ships crews"),
        ("'sea's'", "sea"),
        ("<SRD> **bold** a_b", "srd bold a b"),
        ("AT&T R&D", "at t r d"),
        ("C++ C# 4x4 42nd", "c c 4x4 42nd"),
        ("café CAFÉ cafe\u0301", "cafe cafe cafe"),
        ("naïve Ångström Đà Nẵng", "naive angstrom da nang"),
        ("Tromsø Wałęsa Łódź Ærø cœur", "tromso walesa lodz aero coeur"),
        ("Straße STRASSE", "strasse strasse"),
        ("İstanbul DIYARBAKIR ılık", "istanbul diyarbakir ilik"),
        ("Αθήνα ΑΘΗΝΑ ὁδός", "αθηνα αθηνα οδοσ"),
        ("ещё Ёлка йод", "еще елка йод"),
        ("ＦＵＬＬ　ｗｉｄｔｈ １２３", "full width 123"),
        ("ﬁnal m² ①", "final m2 1"),
        ("김정은", "김정 정은 은"),
        ("6자회담", "6 자회 회담 담"),
        ("原山", "原山 山"),
        ("山", "山"),
        ("在NATO的", "在 nato 的"),
        ("キム・ジョン", "キム ム ジョ ョン ン"),
        ("ｷﾑ", "キム ム"),
        ("東京、大阪。", "東京 京 大阪 阪"),
        ("हिन्दी", "हिन्दी"),
        ("ภาษาไทย", "ภา าษ ษา าไ ไท ทย ย"),
        ("เรือ 12", "เร รื ือ อ 12"),
        ("๑๒ ฿5", "๑๒ 5"),
        ("ທ່າ ကမ်း ផែ", "ທ່ ່າ າ ကမ မ် ်း း ផែ ែ"),
        ("العَرَبِيَّة", "العَرَبِيَّة"),
        ("🚢ship🚢", "ship"),
        ("x" * 300 + " y", "x" * MAX_WORD + " y"),
        ("山" * 3, "山山 山山 山"),
        ("\ud800a", "a"),
        ("ﾞ", "\u3099"),
    ],
)
def test_words(text: str, expected: str) -> None:
    wanted = [unicodedata.normalize("NFC", form) for form in expected.split()]
    assert forms(text) == wanted


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Kim's U.S. (1,000)", [(0, 5), (6, 10), (12, 17)]),
        ("cafe\u0301 x", [(0, 5), (6, 7)]),
        ("金正恩", [(0, 2), (1, 3), (2, 3)]),
        ("🚢 ship", [(2, 6)]),
    ],
)
def test_places(text: str, places: list[tuple[int, int]]) -> None:
    assert [(token.start, token.end) for token in tokens(text)] == places


TEXT = st.text(max_size=60) | st.text(
    "aZé'’sS.,1 -_\u0301ß김은山ｶﾞ・İıøΣςё\n", max_size=40
)


@given(TEXT)
def test_places_are_those_of_the_words(text: str) -> None:
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        piece = text[token.start : token.end]
        assert [piece_token.form for piece_token in tokens(piece)][0] == token.form
        assert fold(token.word) == token.form
        assert fold(token.form) == token.form != ""
        assert not any(character.isspace() for character in token.form)
        assert len(token.word) <= MAX_WORD


@given(TEXT)
def test_words_stand_in_order(text: str) -> None:
    starts = [token.start for token in tokens(text)]
    assert starts == sorted(set(starts))


@given(TEXT, TEXT)
def test_a_text_of_two_has_the_words_of_both(one: str, other: str) -> None:
    joined = list(tokens(f"{one}\n{other}"))
    assert [token.form for token in joined] == forms(one) + forms(other)


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_ascii_texts_are_parted_like_all_others(text: str) -> None:
    # the é makes the general expression run
    assert forms(f"{text}\né") == [*forms(text), "e"]


@given(st.text("aéñÅçÜõŁώΉй -,1'\n", max_size=30))
def test_composition_does_not_count(text: str) -> None:
    assert forms(unicodedata.normalize("NFD", text)) == forms(text)


def test_every_character_gives_sound_words() -> None:
    for code in range(sys.maxunicode + 1):
        for token in tokens(chr(code)):
            assert token.form == fold(token.word) == fold(token.form) != ""
            assert not any(map(str.isspace, token.form))


@pytest.mark.parametrize(
    "pattern",
    ["x", "a.", "1,", "1.", "a'", "'s", "x's ", "山", "é", "\u0301", "a\u0301", "é."]
    + ["ｶﾞ", "_", "🚢", "Σ", "é’s", "1,000", "ß", "-", "a_"],
)
def test_two_megabytes_of_anything_are_read_at_once(pattern: str) -> None:
    text = pattern * (2_000_000 // len(pattern))
    started = time.monotonic()
    count = sum(1 for _ in tokens(text))
    # some seconds; anything that grows with the square takes hours
    assert time.monotonic() - started < 60
    assert count <= len(text)


def test_values_are_apart() -> None:
    positions = [(position, token.form) for position, token in placed(["a b", "", "c"])]
    assert positions == [(0, "a"), (1, "b"), (2 + 2 * VALUE_GAP, "c")]
    assert list(placed([])) == []


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("missiles", "en", "missil"),
        ("missiles", None, "missil"),
        ("missiles", "und", "missil"),
        ("missiles", "en-GB", "missil"),
        ("missiles", "EN", "missil"),
        ("missiles", "xx", "missiles"),
        ("missiles", "ja", "missiles"),
        ("cañones", "es", "canon"),
        ("cañón", "es", "canon"),
        ("häuser", "de", "haus"),
        ("ракеты", "ru", "ракет"),
        ("김정", "ko", "김정"),
        ("u.s", "en", "u.s"),
        ("x" * 255, "en", "x" * 255),
    ],
)
def test_stems(word: str, language: str | None, expected: str) -> None:
    assert stem(word, language) == expected


def test_stems_of_every_language_of_the_index() -> None:
    assert stems("missiles", ["en", "xx", None]) == {"missil", "missiles"}
    assert stems("missiles", []) == frozenset()


def test_every_stemmer_is_there() -> None:
    for language in _STEMMERS:
        assert stem("a", language)


@given(st.text(min_size=1, max_size=20), st.sampled_from([*_STEMMERS, None, "xx"]))
def test_stems_are_folded(text: str, language: str | None) -> None:
    for token in tokens(text):
        stemmed = stem(token.word, language)
        assert fold(stemmed) == stemmed


@pytest.mark.parametrize(
    "word", ["山", "김정", "キム", "は", "ไท", "ือ", "ທ່", "ကမ", "ផែ"]
)
def test_cjk_is_told_apart(word: str) -> None:
    assert is_cjk(word)
    assert not is_cjk(f"a{word}")


def test_others_are_not_cjk() -> None:
    assert not any(is_cjk(word) for word in ("", "a", "é", "б", "1", "・", "हि"))
