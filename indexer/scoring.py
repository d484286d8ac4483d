"""Frequencies and lengths go in, BM25F scores come out: the one formula, for every engine.

BM25F with one saturation over the boosted sums (Robertson, Zaragoza, Taylor: Simple BM25 extension to multiple
weighted fields, 2004), idf as in Lucene's BM25Similarity, exact lengths, times a factor for the document's kind.
A word searched in title and body has tf = sum of boost * frequency and length = sum of boost * words of the field,
and n counts documents that hold it in either; a word searched in one field has the field's own, unboosted.
"""

from dataclasses import dataclass
from math import log
from typing import TypeVar

import numpy
import numpy.typing

from indexer.article import Kind
from indexer.fields import BY_NAME, DEFAULT_FIELDS, WORD_FIELDS

Number = TypeVar("Number", float, numpy.typing.NDArray[numpy.float64])

CONSTANT_SCORE = 1.0
"""What a Prefix or Wildcard gives to each document it matches."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """k1 bends the saturation, b weighs the length (0-1); teaser is the factor of kind teaser."""

    k1: float = 1.2
    b: float = 0.75
    teaser: float = 0.8

    def idf(self, documents: int, holding: int) -> float:
        """ln(1 + (N - n + 0.5) / (n + 0.5)) of N documents of which n hold the word."""
        return log(1 + (documents - holding + 0.5) / (holding + 0.5))

    def weight(
        self, idf: float, frequency: Number, length: Number, mean_length: float
    ) -> Number:
        """One word's share of the score, for one document or an array of them."""
        norm = self.k1 * (1 - self.b + self.b * length / (mean_length or 1.0))
        return idf * frequency / (frequency + norm)

    def kind_factor(self, kind: Kind) -> float:
        """What the whole score is multiplied with."""
        return self.teaser if kind is Kind.TEASER else 1.0


DEFAULT = Scoring()


def boosts(field: str | None) -> dict[str, float]:
    """The fields a leaf's words are looked for in, each with its weight. ValueError where `field` has no words."""
    if field is None:
        return {name: BY_NAME[name].boost for name in DEFAULT_FIELDS}
    if field not in {row.name for row in WORD_FIELDS}:
        raise ValueError(f"{field!r} is no field with words")
    return {field: 1.0}
