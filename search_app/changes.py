"""Two versions of an article go in; what changed between them comes out, word by word, unchanged paragraphs counted.

Bounded: a very long passage is compared paragraph by paragraph, the beginning of a very long paragraph is shown as left
out and put in, and of a version that changed nearly everywhere only so many passages.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from indexer.article import Article
from search_app.article_types import ChangedPassage, Changes, Piece

MOST_PASSAGES = 200
"""Changed passages that are shown."""

_MOST_COMPARED = 20_000
"""Characters of one passage that are compared word by word."""

_MOST_SHOWN = 2_000
"""Characters that are shown of a longer paragraph, before and after."""

_WORD = re.compile(
    r"\s+"
    # of writing without spaces each character is a word
    r"|[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\u3099\u309a\ufe00-\ufe0f]*"
    r"|[^\s\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def changes(old: Article, new: Article) -> Changes:
    """What became of the older version's title and paragraphs in the newer one; no passages where they are the same."""
    told: list[ChangedPassage] = []
    changed = 0
    for passage in _passages(_texts(old), _texts(new)):
        changed += not isinstance(passage, int)
        if changed > MOST_PASSAGES:
            continue
        if isinstance(passage, int):
            told.append({"unchanged": passage, "pieces": []})
        else:
            told.append({"unchanged": 0, "pieces": _compared(*passage)})
    return {
        "from": old.version,
        "to": new.version,
        "passages": told if changed else [],
        "more": max(changed - MOST_PASSAGES, 0),
    }


def _texts(article: Article) -> list[str]:
    """The title, "" where there is none, and every paragraph, those that are not searched too."""
    return [article.title, *(paragraph.text for paragraph in article.paragraphs)]


def _passages(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[int | tuple[str, str]]:
    """How many paragraphs stayed as they were, or a passage as it was and as it is, in turn."""
    if old[0] != new[0]:
        yield old[0], new[0]
    matcher = SequenceMatcher(None, old[1:], new[1:])
    for tag, i, j, k, m in matcher.get_opcodes():
        before, after = old[1 + i : 1 + j], new[1 + k : 1 + m]
        if tag == "equal":
            yield j - i
        elif max(sum(map(len, before)), sum(map(len, after))) <= _MOST_COMPARED:
            yield "\n\n".join(before), "\n\n".join(after)
        else:
            # Too much to compare as one: paragraph by paragraph, in order.
            yield from zip_longest(before, after, fillvalue="")


def _compared(old: str, new: str) -> list[Piece]:
    if max(len(old), len(new)) > _MOST_COMPARED:
        pieces = [_piece("deleted", [_cut(old)]), _piece("inserted", [_cut(new)])]
    else:
        pieces = list(_pieces(_WORD.findall(old), _WORD.findall(new)))
    return [piece for piece in pieces if piece["text"]]


def _cut(text: str) -> str:
    return f"{text[:_MOST_SHOWN]} …" if len(text) > _MOST_SHOWN else text


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    """Same, deleted and inserted words in turn; a lone space between two changes belongs to both."""
    deleted: list[str] = []
    inserted: list[str] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        same = tag == "equal"
        if same and (any(map(str.strip, before[i:j])) or not (deleted or inserted)):
            yield from (_piece("deleted", deleted), _piece("inserted", inserted))
            yield _piece("same", before[i:j])
            deleted, inserted = [], []
        else:
            deleted += before[i:j]
            inserted += after[k:m]
    yield from (_piece("deleted", deleted), _piece("inserted", inserted))


def _piece(op: str, words: Sequence[str]) -> Piece:
    return {"op": op, "text": "".join(words)}
