"""What a record says of itself goes in, the id it is known by comes out.

An id never depends on the order in which records were read, nor on what the rest of an archive later tells.
"""

import datetime
import re
import unicodedata
from hashlib import blake2b

PUBLIC = re.compile(r"[A-Za-z0-9._:-]{1,100}")

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


def digest(*parts: str) -> str:
    """16 hexadecimal digits of the parts; where one part ends and the next begins counts."""
    hashed = blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hashed.update(len(data).to_bytes(8, "big"))
        hashed.update(data)
    return hashed.hexdigest()


def opening(snippet: str) -> str:
    """A snippet as it is compared with the openings of articles: folded, without the dots that say it goes on."""
    return re.sub(r"\s*\.{2,}$", "", folded(snippet))


def teaser_id(snippet: str, day: datetime.date | None) -> str:
    """The id of a teaser: the same words of the same day, whoever showed them."""
    return f"t-{digest(opening(snippet), day.isoformat() if day else '')}"


def public_id(own: str) -> str:
    """The id as it may stand in a URL: as it is, or hashed where it holds other characters than [A-Za-z0-9._:-]."""
    return own if PUBLIC.fullmatch(own) else f"i-{digest(own)}"
