"""What somebody states as a language goes in, the code as it is stored comes out."""

import re

_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def language_code(stated: str) -> str | None:
    """`pt-br` for `pt_BR`; None for what is no code."""
    language = stated.replace("_", "-").lower()
    return language if _CODE.fullmatch(language) else None
