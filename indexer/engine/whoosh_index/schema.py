"""The table of fields goes in; the fields of the index come out, and the Whoosh schema that names them.

A field with words gives three: its stems (`title`), its exact forms (`title_exact`), both with positions, and the
pairs of stem and form (`title_forms`, the first document each; also PAIR, form, PAIR, stem where only the accents of
the word led to the stem). A field with values gives one, `topics`, or `source_value` where the plain name is taken by
words. `id`, `former_id`, `date` and `files` are single terms.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from whoosh import formats
from whoosh.fields import STORED, FieldType, Schema

from indexer import analysis
from indexer.fields import FIELDS, VALUE_FIELDS, WORD_FIELDS, Field

PAIR = "\x1f"
"""Between stem and form in a `_forms` term; no token holds it."""

KEYS = ("id", "former_id", "date", "files")
"""Fields whose values are looked up, though they are no facets."""

FORMAT = 3
"""The layout of the files of a generation; raise it when one changes."""


class Role(Enum):
    """What the terms of an index field are."""

    STEMS = "stems"
    EXACT = "exact"
    FORMS = "forms"
    VALUES = "values"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class IndexField:
    """A field of the index and the field of the archive it is made from."""

    name: str
    role: Role
    field: Field

    @property
    def has_positions(self) -> bool:
        return self.role in (Role.STEMS, Role.EXACT)


def exact_name(field: str) -> str:
    """The index field of a field's exact forms."""
    return f"{field}_exact"


def forms_name(field: str) -> str:
    """The index field of a field's pairs of stem and form."""
    return f"{field}_forms"


def value_name(field: Field) -> str:
    """The index field of a field's values."""
    return f"{field.name}_value" if field.has_words else field.name


def _index_fields() -> Iterator[IndexField]:
    for field in FIELDS:
        if field.name in KEYS:
            yield IndexField(field.name, Role.KEY, field)
        if field.has_words:
            yield IndexField(field.name, Role.STEMS, field)
            yield IndexField(exact_name(field.name), Role.EXACT, field)
            yield IndexField(forms_name(field.name), Role.FORMS, field)
        if field.has_values:
            yield IndexField(value_name(field), Role.VALUES, field)


# Whoosh wants its fields in order of their names.
INDEX_FIELDS = tuple(sorted(_index_fields(), key=lambda field: field.name))


class WordsType(FieldType):
    """A Whoosh field whose terms indexer.analysis gives, for stock QueryParser; Whoosh never writes it."""

    scorable = True
    stored = True

    def __init__(self, exact: bool) -> None:
        self.exact = exact
        self.format = formats.Positions()
        self.analyzer = None

    def process_text(
        self, qstring: str, mode: str = "", **kwargs: Any
    ) -> Iterator[str]:
        """The terms of what is typed; a stem is that of the default language, since stock takes one per word."""
        if not kwargs.get("tokenize", True):
            # A wildcard, which is not to be taken apart.
            yield analysis.fold(qstring)
            return
        before = 0
        for token in analysis.tokens(qstring):
            # The last character of a Chinese, Japanese or Korean run stands alone only at the end of a text.
            inside, before = token.start < before, token.end
            if inside and len(token.word) == 1:
                continue
            yield token.form if self.exact else analysis.stem(token.word, None)


class ValueType(FieldType):
    """A Whoosh field whose whole value is one term."""

    stored = True

    def __init__(self) -> None:
        self.format = formats.Existence()
        self.analyzer = None

    def process_text(
        self, qstring: str, mode: str = "", **kwargs: Any
    ) -> Iterator[str]:
        """What is typed, as it is."""
        yield qstring


def whoosh_schema() -> Schema:
    """The schema that a generation's TOC carries."""
    schema = Schema()
    for index_field in INDEX_FIELDS:
        words = index_field.has_positions
        exact = index_field.role is Role.EXACT
        schema.add(index_field.name, WordsType(exact) if words else ValueType())
    for field in FIELDS:
        if field.name not in schema:
            schema.add(field.name, STORED())
    return schema


def schema_version() -> str:
    """Changes when the fields, the analysis or the files would make other indexes than before."""
    sample = "U.S. 1,000.5 Café's running 조선중앙통신 Пхеньян ไทย kim-jong"
    facts = [
        FORMAT,
        [[f.name, f.role.value] for f in INDEX_FIELDS],
        [[t.form, analysis.stem(t.word, "en")] for t in analysis.tokens(sample)],
        analysis.DEFAULT_LANGUAGE,
        analysis.MAX_WORD,
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


__all__ = [
    "INDEX_FIELDS",
    "VALUE_FIELDS",
    "WORD_FIELDS",
    "IndexField",
    "Role",
    "exact_name",
    "forms_name",
    "schema_version",
    "value_name",
    "whoosh_schema",
]
