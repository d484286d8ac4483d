"""A page's HTML goes in, the text of its article comes out, or "" where it has none (home of trafilatura).

The extraction runs in a process of its own, which the system kills after CPU_SECONDS of processor time a page. It
reads pages from a pipe until the pipe is closed, so it ends when its owner ends, however that ends.
"""

import atexit
import os
import resource
import signal
import struct
import subprocess
import sys
from threading import Lock
from typing import IO

CPU_SECONDS = 10
"""A page that takes more processor time than this is given up; a long report takes a twentieth of a second."""

MEMORY_BYTES = 768 * 1024 * 1024
"""The address space of the process."""

_LENGTH = struct.Struct(">I")


class GaveUp(Exception):
    """The page cost more than it may; the text says so."""


class _Extractor:
    """The process, started at the first page, and again after a page that killed it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = Lock()

    def text(self, html: str) -> str:
        """The readable text; raises GaveUp."""
        with self._lock:
            process = self._running()
            assert process.stdin and process.stdout
            try:
                _send(process.stdin, html)
                answer = _receive(process.stdout)
            except BrokenPipeError:
                answer = None
            if answer is None:
                raise GaveUp(self._ended(process))
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


def readable_text(html: str) -> str:
    """The article's paragraphs, a line each; raises GaveUp."""
    return _EXTRACTOR.text(html)


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


def _extracted(html: str) -> str:
    # imported here: the owner of the process needs neither
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring
    from trafilatura import extract

    # without huge_tree what is nested deeper than 255 is dropped in silence
    parser = HTMLParser(huge_tree=True, encoding="utf-8")
    try:
        tree = document_fromstring(html.encode(), parser=parser)
    except ParserError:
        return ""  # the document is empty
    text = extract(tree, include_comments=False, include_tables=True)
    return text if isinstance(text, str) else ""


def _serve() -> None:
    """Answer pages until there are no more. The timer counts processor time, and its signal is not caught."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while (html := _receive(sys.stdin.buffer)) is not None:
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        answer = _extracted(html)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _send(sys.stdout.buffer, answer)


if __name__ == "__main__":
    _serve()
