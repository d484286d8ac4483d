"""What an input may cost goes in here as constants, one sentence each; every reader keeps to them."""

RECORD_BYTES = 10_000_000
"""A record or page longer than this is rejected and passed over without being held."""

UNPACKED_BYTES = 100_000_000
"""A packed file that grows beyond this is stopped where it also grew RATIO times."""

RATIO = 200
"""Text packs to about a fifth, lists of the same line to a fiftieth; what grows more than this holds no articles."""

UNPACKER_BYTES = 256 * 1024 * 1024
"""An xz file that asks for more memory than this to be unpacked is rejected (the tool's strongest preset: 65 MB)."""

CHUNK_BYTES = 256 * 1024
"""So much is read and unpacked at once."""

HEAD_BYTES = 64 * 1024
"""So much of a file's beginning decides its format and its encoding."""

JSON_DEPTH = 64
"""Lists and objects nested deeper than this are rejected; an export of versions needs 5."""

LINKED_CHARACTERS = 2_000_000
"""So much JSON-LD of a page is read: what it becomes in memory is twenty times as long."""

ARCHIVE_BYTES = 4_000_000_000
"""A zip or tar larger than this, its .gz or .xz undone, is read no further: it is copied to a temporary file."""

ARCHIVE_HEADER_BYTES = 50_000_000
"""What describes the members of an archive may be so long."""

MEMBERS = 200_000
"""An archive of more members than this is rejected: their names are held and sorted."""

WARC_LINES = 10_000
"""The headers of a WARC record may have so many lines."""

FEED_ELEMENTS = 400_000
"""A feed of more tags than this is rejected; each costs more to hold than its text."""

CSV_RESTARTS = 100
"""After so many quotes that are never closed in one CSV file the rest of it is rejected."""

VALUES = 1_000
"""A field with several values keeps this many of them."""

TOKENS = 2_000_000
"""A document of more words than this is rejected."""

LINES = 100_000
"""A document of more lines than this is rejected; each costs more to keep than its text."""

REASON_CHARACTERS = 300
"""A reason longer than this is cut: it may quote the input."""
