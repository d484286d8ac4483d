"""A state and its parsed words go in, the whole search comes out in words: `with treaty, from Harbour Gazette, 2024`.

The page's title, its headline and the JSON all show these Parts.
"""

from collections.abc import Iterable
from datetime import date

from indexer.article import Kind
from indexer.fields import BY_NAME
from search_app.labels import month_label, value_label
from search_app.query_parser import Parsed
from search_app.reading import Part, as_text, joined, merged
from search_app.search_state import SearchState

_LANGUAGES = {
    "ar": "Arabic",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "ne": "Nepali",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovene",
    "sr": "Serbian",
    "sv": "Swedish",
    "ta": "Tamil",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "und": "an unknown language",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""English names of languages (ISO 639-1)."""

_KINDS = {
    (Kind.ARTICLE.value, False): "full articles only",
    (Kind.TEASER.value, False): "excerpts only",
    (Kind.ARTICLE.value, True): "no full articles",
    (Kind.TEASER.value, True): "no excerpts",
}

_BEFORE = {
    "source": "from",
    "agency": "from the agency",
    "section": "in",
    "language": "in",
    "year": "in",
    "month": "in",
    "author": "by",
    "place": "datelined",
    "topics": "on",
    "people": "naming",
    "orgs": "naming",
    "places": "naming",
    "exchanges": "naming",
}
"""What stands before a field's values; other fields are named."""

MAX_VALUES = 20
"""Values of one field that the sentence names; the rest are counted."""


def read_back(state: SearchState, parsed: Parsed, today: date) -> tuple[Part, ...]:
    """The whole search in words; empty where nothing is asked."""
    clauses: list[tuple[Part, ...]] = [parsed.reading] if parsed.reading else []
    for choice in sorted(state.choices(), key=lambda each: each.field == "kind"):
        for values, exclude in ((choice.any_of, False), (choice.none_of, True)):
            if values:
                clauses.append((Part(_limited(choice.field, values, exclude)),))
    whens = (*state.whens(today), *parsed.whens)
    readings = dict.fromkeys(when.reading for when in whens)
    clauses.extend((Part(reading),) for reading in readings)
    if state.undated:
        clauses.append((Part("undated"),))
    return joined(clauses, ", ")


_AFTER_HELD = tuple(
    f"{word} "
    for word in (
        *("with", "without", "from", "in", "by", "on", "naming", "datelined"),
        *("since", "until", "before", "after"),
    )
)
"""Words that may follow "Nothing is held" without a colon."""


def nothing(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The headline where nothing was found: `Nothing matches the phrase harbour treaty, June 2024`."""
    if not parts:
        return (Part("Nothing is held"),)
    start = parts[0].text
    if start.startswith("with ") and any(part.role for part in parts):
        start = f"Nothing matches {start.removeprefix('with ')}"
    elif start.startswith(_AFTER_HELD):
        start = f"Nothing is held {start}"
    else:
        start = f"Nothing is held: {start}"
    return merged((Part(start), *parts[1:]))


def allowed(field: str, value: str | None) -> str:
    """An exclusion taken back: `also in Weather`, `excerpts too`, `also with no section`."""
    if field == "kind" and value in (Kind.ARTICLE, Kind.TEASER):
        return f"{_KINDS[value, True].removeprefix('no ')} too"
    return f"also {_limited(field, (value,), False)}"


_ANY = {
    "kind": "full articles and excerpts",
    "genre": "of any genre",
    "year": "in any year",
    "month": "in any month",
    "source": "from any source",
    "agency": "from any agency",
    "section": "in any section",
    "topics": "on any topic",
    "people": "naming anyone",
    "orgs": "naming any organisation",
    "places": "naming any place",
    "exchanges": "naming any exchange",
    "place": "with any dateline",
    "language": "in any language",
    "author": "by any author",
    "date_rule": "however the date is known",
    "title_rule": "however the title is known",
}


def any_value(field: str) -> str:
    """A limit to some values taken back: `from any source`, `full articles and excerpts`."""
    return _ANY.get(field, f"of any {BY_NAME[field].label.lower()}")


def _limited(field: str, values: Iterable[str | None], exclude: bool) -> str:
    """`from A or B`, `not in Weather`, `full articles only`, `with no section`."""
    values = set(values)
    named = sorted(value for value in values if value is not None)
    phrases = []
    if named:
        phrases.append(_named(field, named, exclude))
    if None in values:
        label = BY_NAME[field].label
        label = label[0].lower() + label[1:]
        article = "an" if label[0] in "aeiou" else "a"
        phrases.append(f"with {article} {label}" if exclude else f"with no {label}")
    return (" and " if exclude else " or ").join(phrases)


def _named(field: str, values: list[str], exclude: bool) -> str:
    if field == "kind" and len(values) == 1 and (values[0], exclude) in _KINDS:
        return _KINDS[values[0], exclude]
    more = len(values) - MAX_VALUES
    names = [_value(field, value) for value in values[:MAX_VALUES]]
    if more > 0:
        names.append(f"{more} more")
    listed = as_text(joined(((Part(name),) for name in names), " or "))
    before = _BEFORE.get(field, f"{BY_NAME[field].label.lower()}:")
    return f"{'not ' if exclude else ''}{before} {listed}"


def _value(field: str, value: str) -> str:
    if field == "language":
        return _LANGUAGES.get(value.partition("-")[0].lower(), value)
    return month_label(value) if field == "month" else value_label(field, value)
