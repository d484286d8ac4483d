"""How far a step has come goes in; a bar with rate and time left comes out on stderr (home of rich)."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class _Rate(ProgressColumn):
    """Things a second."""

    def render(self, task: Task) -> Text:
        """The rate of a task, empty while it is unknown."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


class Bar:
    """One step at a time."""

    def __init__(self, words: str, total: int) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._task = self._bar.add_task(words, total=total)

    def start(self) -> None:
        """Show it."""
        self._bar.start()

    def stop(self) -> None:
        """Leave it as it is."""
        self._bar.stop()

    def begin(self, words: str, total: int) -> None:
        """Another step follows."""
        self._bar.remove_task(self._task)
        self._task = self._bar.add_task(words, total=total)

    def advance(self, count: int, words: str | None = None) -> None:
        """So much more is done; words: what is said from now on."""
        self._bar.update(self._task, advance=count, description=words)
