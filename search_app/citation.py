"""An article goes in, references to it come out: a sentence, and the formats that reference managers read.

BibTeX as in btxdoc (Patashnik 1988); RIS as in the tags that Zotero, EndNote and Mendeley take; CSL-JSON
as in the csl-data schema (citationstyles.org).
"""

import json
import re

from indexer.article import Article
from search_app.article_types import Citations
from search_app.labels import day_label
from search_app.links import safe_url

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "{}&%$#_"},
    }
)


def citation(article: Article, title: str) -> str:
    """Title. Source, day. Address, version."""
    day = day_label(article.date) if article.date else "undated"
    source = _source(article)
    where = f"{source}, {day}" if source else day
    name = title if title.endswith(("…", "?", "!")) else title.rstrip(".") + "."
    note = f"{_note(article)}."
    return f"{name} {where}. {note}" if title else f"{where}. {note}"


def citations(article: Article, title: str) -> Citations:
    """The same for reference managers; what is unknown is left out, not guessed."""
    return {
        "bibtex": _bibtex(article, title),
        "ris": _ris(article, title),
        "csl": _csl(article, title),
    }


def _source(article: Article) -> str | None:
    return article.source or article.agency


def _note(article: Article) -> str:
    return f"/article/{article.id}, version {article.version}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _bibtex(article: Article, title: str) -> str:
    day = article.date
    fields = {
        # In braces: case is kept as the paper printed it, and an author's name is one.
        "title": _kept(title),
        "author": _kept(article.author or ""),
        "journal": _quoted(_escaped(_source(article) or "")),
        "year": f"{day.year}" if day else "",
        "month": _MONTHS[day.month - 1] if day else "",
        "day": f"{day.day}" if day else "",
        "url": _quoted(_unbraced(safe_url(article.url) or "")),
        "note": _quoted(_escaped(f"Backfile, {_note(article)}")),
    }
    lines = (f"  {name} = {value}," for name, value in fields.items() if value)
    key = re.sub(r"[^A-Za-z0-9:.-]", "-", article.id)
    return "\n".join(("@article{" + key + ",", *lines, "}"))


def _kept(text: str) -> str:
    return '"{' + _escaped(text) + '}"' if text else ""


def _quoted(text: str) -> str:
    return "{" + text + "}" if text else ""


def _escaped(text: str) -> str:
    return _line(text).translate(_BIBTEX)


def _unbraced(url: str) -> str:
    """An address as it stands; braces would end the field."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _ris(article: Article, title: str) -> str:
    day = article.date
    tags = (
        ("TY", "NEWS"),
        ("TI", title),
        ("AU", article.author),
        ("T2", _source(article)),
        ("PY", f"{day.year}" if day else None),
        ("DA", f"{day:%Y/%m/%d}" if day else None),
        ("LA", article.language if article.language != "und" else None),
        ("UR", safe_url(article.url)),
        ("N1", f"Backfile, {_note(article)}"),
    )
    lines = (f"{tag}  - {_line(value)}" for tag, value in tags if value)
    return "\n".join((*lines, "ER  - "))


def _csl(article: Article, title: str) -> str:
    day = article.date
    item = {
        "id": article.id,
        "type": "article-newspaper",
        "title": _line(title),
        "author": [{"literal": _line(article.author)}] if article.author else None,
        "container-title": _source(article),
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "language": article.language if article.language != "und" else None,
        "URL": safe_url(article.url),
        "note": f"Backfile, {_note(article)}",
    }
    known = {name: value for name, value in item.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=1)
