"""A page's HTML goes in, the text of its article comes out, or none where it has none (home of trafilatura).

The extraction runs in a process of its own, which the system kills after CPU_SECONDS of processor time a page. It
reads pages from a pipe until the pipe is closed, so it ends when its owner ends, however that ends.
"""

import atexit
import json
import os
import re
import resource
import signal
import struct
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import IO

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.markup import parse_html
from indexer.sources.page_furniture import Cards, strip_furniture

CPU_SECONDS = 10
"""A page that takes more processor time than this is given up; a long report takes a twentieth of a second."""

MEMORY_BYTES = 640 * 1024 * 1024
"""The address space of the process; a third of it is code that takes no memory of its own."""

LARGE = 1_000_000
"""After a page of more characters the process is ended: it would keep the memory that the page took."""

_LEAST_CHARACTERS = 60
"""Less text than this is not worth looking at a page once more (the library's own figure misses short news)."""

_CONTENT = frozenset(
    "articlebody articletext articlecontent entrycontent postcontent postbody storybody storycontent storytext".split()
)
"""What an element that holds nothing but the article's text is called, signs left out."""

_LAYOUT_TABLES = (
    "//table[not(.//th) and not(.//caption) and (.//table or .//p or .//br or .//h1"
    " or .//td[string-length(normalize-space()) > 150])]"
)
"""Tables that hold a page and not data, as was the custom before style sheets."""

_LENGTH = struct.Struct(">I")


class GaveUp(Exception):
    """The page cost more than it may; the text says so."""


@dataclass(frozen=True, slots=True)
class Readable:
    """The article's text, a line a paragraph; how many of its characters are not links alone; how others are shown."""

    text: str
    unlinked: int
    cards: Cards


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


def _answer(request: str) -> str:
    html, *titles = json.loads(request)
    tree = parse_html(html)
    cards = strip_furniture(tree, titles)
    text = _extracted(_content(tree)) or _extracted(tree.html or "")
    links = {" ".join(node.text().split()) for node in tree.css("a[href]")}
    lines = (line.lstrip("- ") for line in text.split("\n"))
    unlinked = sum(len(line) for line in lines if line not in links)
    return json.dumps([text, unlinked, cards.boxed, cards.flat])


def _content(tree: LexborHTMLParser) -> str:
    """The HTML of the one element that is marked as the article's text, "" where none or several are."""
    found = tree.css("[itemprop~=articleBody]") or [
        node
        for node in tree.css("div[class], div[id], section[class], section[id]")
        if _CONTENT & set(_names(node))
    ]
    return f"<html><body>{found[0].html}</body></html>" if len(found) == 1 else ""


def _names(node: LexborNode) -> list[str]:
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return re.sub("[-_]", "", names.lower()).split()


def _extracted(html: str) -> str:
    """The text of a page, "" for none."""
    # imported here: the owner of the process needs none of them
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring
    from trafilatura import extract
    from trafilatura.settings import DEFAULT_CONFIG

    # it belongs to this process alone
    DEFAULT_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_LEAST_CHARACTERS))
    # without huge_tree what is nested deeper than 255 is dropped in silence
    parser = HTMLParser(huge_tree=True, encoding="utf-8")
    try:
        tree = document_fromstring(html.encode(), parser=parser)
    except ParserError:
        return ""  # the document is empty
    for table in tree.xpath(_LAYOUT_TABLES):
        for node in (table, *table.iter("tbody", "tr", "td")):
            node.tag = "div"
    text = extract(tree, include_comments=False, include_tables=True)
    return text if isinstance(text, str) else ""


def _serve() -> None:
    """Answer pages until there are no more. The timer counts processor time, and its signal is not caught."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while (request := _receive(sys.stdin.buffer)) is not None:
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        answer = _answer(request)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _send(sys.stdout.buffer, answer)


if __name__ == "__main__":
    _serve()
