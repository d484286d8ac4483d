"""What an engine raises: one error for each thing that can go wrong, each with a sentence a person can act on."""


class EngineError(Exception):
    """The base of them all; str() is the sentence."""


class EngineUnavailable(EngineError):
    """There is no index to search (yet), or the engine does not answer."""


class IndexBusy(EngineError):
    """Another writer holds the index."""


class IndexCorrupt(EngineError):
    """The index is damaged, or of a format this version does not read."""


class IndexRefused(EngineError):
    """A rebuild would lose more documents than allowed; nothing was changed."""


class TooExpensive(EngineError):
    """The request passed a limit: too many words behind a wildcard, or (timed_out) its time."""

    def __init__(self, sentence: str, timed_out: bool = False) -> None:
        super().__init__(sentence)
        self.timed_out = timed_out
