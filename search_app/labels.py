"""A field's value goes in, the words a reader sees for it come out."""

from datetime import date

from indexer.article import DateRule, Kind, TitleRule
from indexer.fields import BY_NAME

LANGUAGES = {
    "ar": "العربية",
    "be": "Беларуская",
    "bg": "Български",
    "ca": "Català",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "et": "Eesti",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "id": "Bahasa Indonesia",
    "is": "Íslenska",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "lt": "Lietuvių",
    "lv": "Latviešu",
    "nl": "Nederlands",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sk": "Slovenčina",
    "sl": "Slovenščina",
    "sr": "Српски",
    "sv": "Svenska",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "Українська",
    "vi": "Tiếng Việt",
    "zh": "中文",
    "und": "Language unknown",
}
"""Languages by their own names (ISO 639-1)."""

_VALUES: dict[str, dict[str, str]] = {
    "kind": {Kind.ARTICLE: "Full article", Kind.TEASER: "Excerpt only"},
    "language": LANGUAGES,
    "date_rule": {
        DateRule.RECORD: "Stated by the record",
        DateRule.META_LINE: "Date line",
        DateRule.TRAILER: "Trailer",
        DateRule.URL: "Address",
        DateRule.DATELINE: "Dateline",
        DateRule.TEASER: "Recovered from an excerpt",
        DateRule.PARSED: "Read from the text",
    },
    "title_rule": {
        TitleRule.STATED: "Stated",
        TitleRule.TEASER: "Recovered from an excerpt",
    },
}

_PLURALS = {"agency": "agencies", "language": "languages", "kind": "kinds"}


def value_label(field: str, value: str | None) -> str:
    """What a facet row, a chip or a fact says for a value; a document without one has "(no section)"."""
    if value is None:
        return f"(no {field_label(field).lower()})"
    if field == "month":
        return month_label(value)
    return _VALUES.get(field, {}).get(value, value)


def field_label(field: str) -> str:
    return BY_NAME[field].label if field in BY_NAME else field


def plural(field: str) -> str:
    """The field's label for several values, in the middle of a sentence: sources, agencies, people."""
    label = field_label(field).lower()
    if label.endswith("s") or label == "people":
        return label
    return _PLURALS.get(field, f"{label}s")


def month_label(value: str) -> str:
    """June 2024 for 2024-06."""
    try:
        return f"{date.fromisoformat(value + '-01'):%B %Y}"
    except ValueError:
        return value


def day_label(day: date, year: bool = True) -> str:
    """19 June 2024, or 19 June."""
    return f"{day.day} {day:%B %Y}" if year else f"{day.day} {day:%B}"


def script_language(text: str) -> str:
    """The language whose looks a text of Chinese, Japanese or Korean letters needs (no italics); "" for any other."""
    for language, (first, last) in _SCRIPTS.items():
        if any(first <= character <= last for character in text):
            return language
    return ""


_SCRIPTS = {
    "ko": ("\uac00", "\ud7a3"),
    "ja": ("\u3041", "\u30ff"),
    "zh": ("\u3400", "\u9fff"),
}
"""A text of several takes the first."""


def number(value: int) -> str:
    """1,243."""
    return f"{value:,}"


def counted(value: int, one: str, many: str | None = None) -> str:
    """1 article, 1,243 articles."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"
