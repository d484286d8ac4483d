"""The query language as rows of an example and what it finds: the table of /help. Nothing goes in."""

from dataclasses import dataclass

from search_app.search_state import SearchState


@dataclass(frozen=True, slots=True)
class Row:
    """What is typed and what it means; url runs it."""

    typed: str
    means: str

    @property
    def url(self) -> str:
        return SearchState(q=self.typed).url()


ROWS = (
    Row("harbour treaty", "all of the words, in any form: treaties too"),
    Row('"harbour treaty"', "the phrase: these words one after another"),
    Row('"pilots strike"~5', "the words within five of each other, in any order"),
    Row("ship OR vessel", "either word; AND is understood between any others"),
    Row("harbour -fog", "without a word; NOT fog is the same"),
    Row("(ship OR vessel) treaty", "brackets hold alternatives together"),
    Row("title:treaty", "in one field: title, body, source, section or author"),
    Row("harb*", "words that begin so; two letters at least"),
    Row("wom?n", "? is any one letter, * any number of them"),
    Row("harbor~", "spelt like this, one letter off"),
    Row("=treaty", "exactly this form: not treaties"),
    Row("treaty date:2024", "a date, as in the box When: 2024-06, 2019..2021"),
    Row("treaty before:2024-06-19", "before a day; after: the same way"),
)
