"""Two versions of an article go in; what changed between them comes out, word by word, unchanged paragraphs counted.

Bounded: a passage of very many words is shown as left out and put in whole, and a version that changed nearly
everywhere only up to a limit.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from indexer.article import Article
from search_app.article_types import ChangedPassage, Changes, Piece

MOST_PASSAGES = 200
"""Changed passages that are shown."""

_MOST_WORDS = 3_000
"""Words of one passage that are compared one by one."""

_WORD = re.compile(
    r"\s+"
    # of writing without spaces each character is a word
    r"|[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\u3099\u309a\ufe00-\ufe0f]*"
    r"|[^\s\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def changes(old: Article, new: Article) -> Changes:
    """What became of the older version's title and paragraphs in the newer one; no passages where they are the same."""
    passages = list(_passages(_texts(old), _texts(new)))
    changed = [n for n, passage in enumerate(passages) if passage["pieces"]]
    kept = passages if changed else []
    if len(changed) > MOST_PASSAGES:
        kept = passages[: changed[MOST_PASSAGES]]
    return {
        "from": old.version,
        "to": new.version,
        "passages": kept,
        "more": max(len(changed) - MOST_PASSAGES, 0),
    }


def _texts(article: Article) -> list[str]:
    """The title, "" where there is none, and every paragraph, those that are not searched too."""
    return [article.title, *(paragraph.text for paragraph in article.paragraphs)]


def _passages(old: Sequence[str], new: Sequence[str]) -> Iterator[ChangedPassage]:
    if old[0] != new[0]:
        yield _changed(old[:1], new[:1])
    matcher = SequenceMatcher(None, old[1:], new[1:])
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield {"unchanged": j - i, "pieces": []}
        else:
            yield _changed(old[1:][i:j], new[1:][k:m])


def _changed(old: Sequence[str], new: Sequence[str]) -> ChangedPassage:
    before, after = (_WORD.findall("\n\n".join(texts)) for texts in (old, new))
    if max(len(before), len(after)) > _MOST_WORDS:
        pieces = [_piece("deleted", before), _piece("inserted", after)]
    else:
        pieces = list(_pieces(before, after))
    return {"unchanged": 0, "pieces": [piece for piece in pieces if piece["text"]]}


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
