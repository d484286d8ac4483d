"""The lines that were read out of a page go in, those of the article's body come out, and the day in its head.

What stands round a body on the page itself: the title once more, a byline, a date line above, a copyright below.
"""

import re
from collections.abc import Collection, Sequence
from datetime import date

from indexer import dates

_HEAD_LINES = 8
"""So many lines may stand between a title and the first paragraph."""

_LONGEST = 120
_BYLINE = re.compile(
    r"(?:by|von|par|por|автор:?|text:|words by)\s+(?=[^\W\d_])", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?。…][\"”’»」)]?$")
_READING_TIME = re.compile(r"[—–-]?\s*[0-9]+\s+min(?:utes?)?(?: read)?", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)\s|ⓒ|copyright\b|all rights reserved|저작권자|무단\s?전재|all content ©|alle rechte vorbehalten|"
    r"tous droits réservés|todos los derechos|все права защищены)|.*(?:無断転載|版权所有|未经授权)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:first published|date published|published|posted|date|issued|veröffentlicht|erschienen|publié|publicado|"
    r"pubblicato|gepubliceerd|опубликовано|дата|公開|配信|掲載|発行|发布时间|發布時間|时间|입력|등록|게재)"
    r"(?:\s+(?:on|am|le|el|il|op|at))?\s*[:：]?\s*",
    re.IGNORECASE,
)
CHANGE = re.compile(
    r"updat|modif|changed|aktualisiert|geändert|mis à jour|actualizad|aggiornat|обновл|измен|更新|수정|편집",
    re.IGNORECASE,
)
"""What says that a day is that of a change, not of publication."""
_BETWEEN = re.compile(
    r"\s+[|·•/—–-]\s+|\s*[|·•\u3000]\s*|\s*(?:来源|來源|출처|기자).*$|,\s+(?=(?:last )?updated|modified)"
    r"|,?\s+(?:by|at|um|à|a las)\s+.*$"
)


def own_lines(
    lines: Sequence[str], titles: Collection[str], author: str, source: str
) -> list[str]:
    """The lines of the body, stripped, without what repeats the page's head or foot."""
    left = [line.strip() for line in lines if line.strip()]
    own = {_folded(text) for text in (*titles, author, source) if text}
    for _ in range(_HEAD_LINES):
        if not left or not _is_head(left[0], own):
            break
        del left[0]
    while left and len(left[-1]) <= _LONGEST and _COPYRIGHT.match(left[-1]):
        del left[-1]
    return left


def head_day(
    page: Sequence[str], titles: Collection[str], body: Sequence[str]
) -> date | None:
    """The one day that stands on a line of its own between title and first paragraph, or just above the title."""
    own = {_folded(title) for title in titles}
    first = next((n for n, line in enumerate(page) if _opens(line, body)), 0)
    found: set[date] = set()
    for place in range(first - 1, max(first - 1 - _HEAD_LINES, -1), -1):
        if _folded(page[place]) in own:
            found |= found or _days(page[place - 1] if place else "")
            return found.pop() if len(found) == 1 else None
        found |= _days(page[place])
    return None


def _opens(line: str, body: Sequence[str]) -> bool:
    start = line.strip()[:60]
    return bool(body) and len(start) > 1 and body[0].startswith(start)


def _is_head(line: str, own: Collection[str]) -> bool:
    """Whether a line above the body repeats the title, or names the author, the source or the day alone."""
    folded = _folded(line)
    bare = _READING_TIME.fullmatch(line) or re.fullmatch(r"[^\W\d]{3,20}:", line)
    if folded in own or bare or _days(line) or _is_change(line):
        return True
    name = _BYLINE.match(line)
    if not name or len(line) > _LONGEST or _SENTENCE_END.search(line):
        return False
    return len(line.split()) <= 8


def _is_change(line: str) -> bool:
    """Whether a short line states nothing but when something was changed."""
    if len(line) > _LONGEST or not CHANGE.match(line.removeprefix("Last ")):
        return False
    return any(dates.is_written(line[n:].strip()) for n in _word_starts(line))


def _word_starts(line: str) -> list[int]:
    return [found.start() for found in re.finditer(r"(?<=\s)\S", line)][:_HEAD_LINES]


def _days(line: str) -> set[date]:
    """The days of a short line that states nothing but when something was published."""
    if len(line) > _LONGEST:
        return set()
    days = set()
    for part in _BETWEEN.split(line):
        text = _LABEL.sub("", part, 1).strip(" ,()[]")
        if text and not CHANGE.search(part) and dates.is_written(text):
            days.add(dates.written_day(text))
    return {day for day in days if day}


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
