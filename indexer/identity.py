"""What a record says of itself goes in, the id it is known by comes out.

A key names what a record belongs to: `i-` its own id and source, `u-` its address and source, `a-` its text as stated,
`t-` a teaser, each with 16 hexadecimal digits. It never depends on the order in which records were read, nor on what
the rest of an archive tells later; so a key that comes back as the id of an exported record is the key of that record.
"""

import datetime
import re
import unicodedata
from hashlib import blake2b

from indexer.article import Article, DateRule, Role, TitleRule
from indexer.dates.datelines import stated_dateline

PUBLIC = re.compile(r"[A-Za-z0-9._:-]{1,100}")
"""What an id may look like in a URL."""

_KEY = re.compile(r"[aiu]-[0-9a-f]{16}")

BEGINNING = 60
"""Folded characters."""

_FOLDED = str.maketrans(
    dict.fromkeys("‘’‚‛′´`ʼ＇", "'")
    | dict.fromkeys("“”„‟″«»＂", '"')
    | dict.fromkeys("‐‑‒–—―−﹣－", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
)


def folded(text: str) -> str:
    """Text as it is compared: NFKC, case folded, one kind of quote and dash, single spaces, none at the ends."""
    if text.isascii():
        return " ".join(text.replace("`", "'").lower().split())
    text = unicodedata.normalize("NFKC", text.translate(_FOLDED)).casefold()
    return " ".join(unicodedata.normalize("NFKC", text).translate(_FOLDED).split())


def _hashed(parts: tuple[str, ...]) -> bytes:
    hashed = blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        # with its length, where one part ends counts too
        hashed.update(b"%d:" % len(data))
        hashed.update(data)
    return hashed.digest()


def digest(*parts: str) -> str:
    """16 hexadecimal digits of the parts."""
    return _hashed(parts).hex()


def number(*parts: str) -> int:
    """The parts as a signed number of 64 bits, for a column that is only compared."""
    return int.from_bytes(_hashed(parts), "big", signed=True)


def opening(snippet: str) -> str:
    """A snippet as it is compared with the openings of articles: folded, without the dots that say it goes on."""
    return re.sub(r"\s*\.{2,}$", "", folded(snippet))


def begins_number(text: str) -> int | None:
    """What stands for the beginning of a folded text, where it is long enough to tell it from others."""
    return number(text[:BEGINNING]) if len(text) >= BEGINNING else None


def teaser_id(snippet: str, day: datetime.date | None) -> str:
    """The id of a teaser: the same words of the same day, whoever showed them."""
    return f"t-{digest(opening(snippet), day.isoformat() if day else '')}"


def stated_day(article: Article) -> datetime.date | None:
    """The day the record itself gives; one that a teaser taught is not its own, nor a year that the capture gave."""
    if article.date_rule is DateRule.TEASER or guessed_day(article):
        return None
    return article.date


def guessed_day(article: Article) -> datetime.date | None:
    """The day of a dateline without a year, which was taken from when the page was captured."""
    if article.date_rule is not DateRule.DATELINE:
        return None
    datelines = (p.text for p in article.paragraphs if p.role is Role.DATELINE)
    lines = (stated_dateline(text, article.agency) for text in datelines)
    is_guess = any(line and line.month and not line.year for line in lines)
    return article.date if is_guess else None


def stated_title(article: Article) -> str:
    """The title the record itself gives."""
    return "" if article.title_rule is TitleRule.TEASER else article.title


def is_key(own: str) -> bool:
    """Whether an id was made here, for a record that had none it could keep."""
    return _KEY.fullmatch(own) is not None


def own_key(own: str, source: str | None) -> str:
    """The key of a record with an id of its own; a key that comes back stays what it is."""
    return own if is_key(own) else f"i-{digest(own, source or '')}"


def url_key(url: str, source: str | None) -> str:
    """The key of a record without an id, by its whole address."""
    return f"u-{digest(url, source or '')}"


def text_key(article: Article) -> str:
    """The key of a record that nothing but its text tells from others."""
    day = stated_day(article)
    return "a-" + digest(
        article.source or "",
        day.isoformat() if day else "",
        stated_title(article),
        article.body,
    )


def article_id(article: Article) -> str:
    """The key of an article by what it says of itself: its own id, else its address, else its text.

    Only a whole archive can tell that an address is shared by different articles, or an id by several sources.
    """
    if article.id:
        return own_key(article.id, article.source)
    if article.url:
        return url_key(article.url, article.source)
    return text_key(article)


def public_id(own: str, source: str | None) -> str:
    """An own id as it may stand in a URL: as it is, or its key where it holds other characters than [A-Za-z0-9._:-]."""
    return own if PUBLIC.fullmatch(own) else own_key(own, source)
