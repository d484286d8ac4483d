"""An answer goes in, the page's headline comes out as parts: how many, and the search in words."""

from dataclasses import dataclass

from search_app.answer_types import ReadingPart, SearchAnswer
from search_app.labels import counted
from search_app.read_back import nothing
from search_app.reading import Part

LONG = 160
"""Characters of a headline above which it is set smaller."""

MOST = 240
"""Characters of a headline that are shown; the whole stands behind a disclosure."""


@dataclass(frozen=True, slots=True)
class Headline:
    """Parts to show; where they were cut, `whole` has them all."""

    parts: list[ReadingPart]
    whole: list[ReadingPart]
    long: bool

    @property
    def text(self) -> str:
        return "".join(part["text"] for part in self.parts)


def headline(answer: SearchAnswer, title: str, span: str) -> Headline:
    """What was found and for what; without a search what the archive holds."""
    return _fitted(_parts(answer, title, span))


def _parts(answer: SearchAnswer, title: str, span: str) -> list[ReadingPart]:
    reading = answer["query"]["reading"]
    page = answer["page"]
    if not answer["total"]["all"]:
        parts = nothing(tuple(Part(p["text"], p["role"]) for p in reading))
        return [{"text": part.text, "role": part.role} for part in parts]
    if page["number"] > page["count"]:
        said = f"There is no page {page['number']:,}; the last is {page['count']:,}."
        return [_plain(said)]
    found = _found(answer)
    if reading:
        joint = " " if reading[0]["text"].startswith("with") else ", "
        return [*found, _plain(joint), *reading]
    sources = [f["distinct"] for f in answer["facets"] if f["field"] == "source"]
    place = f" from {counted(sources[0], 'source')}" if sources and sources[0] else ""
    when = f", {span}" if span else ""
    return [_plain(f"{title}: "), *found, _plain(f"{place}{when}".rstrip())]


def _found(answer: SearchAnswer) -> list[ReadingPart]:
    """*1,243* articles and 37 excerpts; *1* article."""
    total = answer["total"]
    kinds = [
        (total["articles"], "article"),
        (total["teasers"], "excerpt"),
    ]
    parts: list[ReadingPart] = []
    for count, name in kinds:
        if not count:
            continue
        figure, _, rest = counted(count, name).partition(" ")
        role = None if parts else "count"
        parts += [_plain(" and ")] if parts else []
        parts += [{"text": figure, "role": role}, _plain(f" {rest}")]
    return parts


def _plain(text: str) -> ReadingPart:
    return {"text": text, "role": None}


def _fitted(parts: list[ReadingPart]) -> Headline:
    length = sum(len(part["text"]) for part in parts)
    if length <= MOST:
        return Headline(parts, [], length > LONG)
    left = MOST
    kept: list[ReadingPart] = []
    for part in parts:
        kept.append({**part, "text": part["text"][:left]})
        left -= len(part["text"])
        if left <= 0:
            break
    kept[-1]["text"] = kept[-1]["text"].rstrip() + "…"
    return Headline(kept, parts, True)
