"""A page's HTML goes in, the text of its article comes out, or the reason why finding it was given up.

The extraction runs in a process of its own, which the system kills after CPU_SECONDS of processor time a page. It
reads pages from a pipe until the pipe is closed, so it ends when its owner ends, however that ends.
"""

import atexit
import json
import os
import resource
import signal
import struct
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import astuple
from threading import Lock
from typing import IO

from indexer.sources.extraction import Readable, extract_article
from indexer.sources.page_furniture import Cards

CPU_SECONDS = 10
"""A page that takes more processor time than this is given up; a long report takes a twentieth of a second."""

MEMORY_BYTES = 640 * 1024 * 1024
"""The address space of the process; a third of it is code that takes no memory of its own."""

LARGE = 1_000_000
"""After a page of more characters the process is ended: it would keep the memory that the page took."""

_LENGTH = struct.Struct(">I")


class GaveUp(Exception):
    """The page cost more than it may; the text says so."""


class _Extractor:
    """The process, started at the first page, and again after a page that killed it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = Lock()

    def answer(self, request: str) -> str:
        """What the process answers; raises GaveUp."""
        with self._lock:
            process = self._running()
            assert process.stdin and process.stdout
            try:
                _send(process.stdin, request)
                answer = _receive(process.stdout)
            except BrokenPipeError:
                answer = None
            if answer is None:
                raise GaveUp(self._ended(process))
            if len(request) > LARGE:
                self._stop()
            return answer

    def stop(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        # a fork shares the pipes of its parent but not their use
        if self._process is None or self._owner != os.getpid():
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _ended(self, process: subprocess.Popen[bytes]) -> str:
        """Why the process is gone."""
        try:
            code = process.wait(CPU_SECONDS)
        except subprocess.TimeoutExpired:
            code = 0
        self._stop()
        if code == -signal.SIGPROF:
            return f"Finding its text took more than {CPU_SECONDS} s of processor time"
        return "Finding its text failed or took too much memory"

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            try:
                if pipe:
                    pipe.close()
            except BrokenPipeError:
                pass


_EXTRACTOR = _Extractor()
atexit.register(_EXTRACTOR.stop)


def readable_text(html: str, titles: Sequence[str] = ()) -> Readable:
    """The article of a page that is known by these titles; raises GaveUp."""
    answer = json.loads(_EXTRACTOR.answer(json.dumps([html, *titles])))
    text, unlinked, boxed, flat = answer
    return Readable(text, unlinked, Cards(boxed, flat))


def _send(pipe: IO[bytes], text: str) -> None:
    data = text.encode("utf-8", "replace")
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> str | None:
    """The next text, None where the pipe ended before or within it."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    return data.decode() if len(data) == length else None


def _serve() -> None:
    """Answer pages until there are no more. The timer counts processor time, and its signal is not caught."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while (request := _receive(sys.stdin.buffer)) is not None:
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        html, *titles = json.loads(request)
        page = extract_article(html, titles)
        answer = json.dumps([page.text, page.unlinked, *astuple(page.cards)])
        signal.setitimer(signal.ITIMER_PROF, 0)
        _send(sys.stdout.buffer, answer)


if __name__ == "__main__":
    _serve()
