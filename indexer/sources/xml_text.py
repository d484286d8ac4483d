"""The text of an XML document goes in, one without document type comes out, mended where it is not well-formed.

Without a document type no entity can grow and none can lead to a file or address. Every step costs no more than the
length of the text.
"""

import re
from html import escape
from html.entities import html5
from xml.parsers import expat

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLANK = "\ufeff \t\r\n"
_BEFORE_ROOT = re.compile(r"[\ufeff\s]*(<!--|<\?)")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>?", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_INSTRUCTION = re.compile(r"<[?!][^<>]*>")
_AMPERSAND = re.compile(r"&(#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};|[A-Za-z]\w{1,31};)?")
_LONE = re.compile(r"<(?!/?[A-Za-z_][^<>]*>)")
_KNOWN = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})


def root_name(text: str) -> str:
    """The name of the document's first element, "" where it is no XML."""
    if not text.lstrip(_BLANK).startswith("<"):
        return ""
    root = _ROOT.search(_without(_without_type(text), "<!--", "-->"))
    return root[1] if root else ""


def well_formed(text: str) -> tuple[str, str]:
    """The document, and in one sentence what is wrong with it ("" where nothing is)."""
    text = _from_root(_without_type(text))
    problem = _problem(text)
    if not problem:
        return text, ""
    mended = _mended(_FORBIDDEN.sub("", text))
    # entities of HTML that no document type declares lose nothing
    harmless = problem.startswith("undefined entity") and not _problem(mended)
    return mended, "" if harmless else problem


def _from_root(text: str) -> str:
    """The text without declaration, instructions, comments and blanks before its first element."""
    start = 0
    while found := _BEFORE_ROOT.match(text, start):
        closing = "-->" if found[1] == "<!--" else ">"
        end = text.find(closing, found.end())
        if end < 0:
            break
        start = end + len(closing)
    return text[start:].lstrip(_BLANK)


def _problem(text: str) -> str:
    parser = expat.ParserCreate("utf-8")
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        return f"{expat.ErrorString(error.code)} at line {error.lineno}"
    return ""


def _without_type(text: str) -> str:
    """The text without what declares entities; only before the root is it a document type."""
    root = _ROOT.search(text)
    # an entity's value may hold tags
    start = text.upper().find("<!DOCTYPE", 0, root.start() if root else len(text))
    if start < 0:
        return text
    found = _DOCTYPE.match(text, start)
    return text[:start] + text[found.end() if found else start + 9 :]


def _without(text: str, opening: str, closing: str) -> str:
    first, *parts = text.split(opening)
    kept = [first]
    for part in parts:
        _, closed, after = part.partition(closing)
        kept.append(after if closed else part)
    return "".join(kept)


def _mended(text: str) -> str:
    """What an indulgent reader can take: every `<` begins a tag, every `&` a reference; CDATA is escaped text."""
    first, *parts = text.split("<![CDATA[")
    mended = [_mended_markup(first)]
    for part in parts:
        content, closed, after = part.partition("]]>")
        if closed:
            mended.append(escape(content, quote=False) + _mended_markup(after))
        else:
            mended.append(_mended_markup(part))
    return "".join(mended)


def _mended_markup(markup: str) -> str:
    markup = _INSTRUCTION.sub("", _without(markup, "<!--", "-->"))
    return _LONE.sub("&lt;", _AMPERSAND.sub(_reference, markup))


def _reference(found: re.Match[str]) -> str:
    name = found[1]
    if not name:
        return "&amp;"
    if name in _KNOWN:
        return found.group()
    if not name.startswith("#"):
        return escape(html5[name]) if name in html5 else "&amp;" + name
    base, digits = (16, name[2:-1]) if name[1] in "xX" else (10, name[1:-1])
    number = int(digits, base)
    allowed = 0x20 <= number < 0xD800 or 0xE000 <= number < 0x110000
    return found.group() if allowed or number in (9, 10, 13) else ""
