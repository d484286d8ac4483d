"""A publisher's text goes in, text that may be stored and shown comes out (home of bleach).

Cleaning takes out what cannot be seen and changes no visible character; `<` and `&` are characters like any other.
"""

import re
import unicodedata

_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028]")
_SPACED_BREAK = re.compile(r"[ \t]+(?=\n)")
_UNSEEN = re.compile(
    # C0 but line feed, DEL and C1
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"
    # soft hyphen, zero widths, marks and overrides of direction, byte order mark, noncharacters
    r"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean_text(text: str) -> str:
    """NFC text without control characters, soft hyphens, zero widths and bidirectional controls; clean text as it is.

    Every kind of line break becomes a line feed, a paragraph separator two; a tab becomes a space, and half a
    surrogate pair U+FFFD. Spaces before a line break go.
    """
    plain = text.replace("\n", "") if "\n" in text else text
    # Printable leaves out every character looked for below, and much that is harmless.
    if plain.isprintable() and " \n" not in text:
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    text = _LINE_BREAKS.sub("\n", text).replace("\u2029", "\n\n").replace("\t", " ")
    text = _SURROGATE.sub("\ufffd", _UNSEEN.sub("", text))
    return unicodedata.normalize("NFC", _SPACED_BREAK.sub("", text))


def clean_line(text: str) -> str:
    """The same for what stands on one line (a title, a name): line breaks become spaces, none are at the ends."""
    text = clean_text(text).strip()
    return " ".join(text.split("\n")) if "\n" in text else text


def last_door(html: str) -> str:
    """HTML for the page with no tags but `mark` and `a` to http and https; any other tag comes out escaped.

    The text within must have been escaped already; it comes out as it went in.
    """
    import bleach  # here, for only a page needs it, and no command should wait

    return bleach.clean(
        html,
        tags={"mark", "a"},
        attributes={"a": ["href", "rel"]},
        protocols={"http", "https"},
    )
