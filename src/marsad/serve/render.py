"""Templates → pages. Everything put into them is escaped; a name they lack is an error, not a gap."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from marsad import wording

if TYPE_CHECKING:
    from jinja2 import Environment


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates of this room, with the words of values at hand."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("marsad.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        who=wording.who, where=wording.where, when=wording.when, toll=wording.count_text, web=web_address
    )
    return made


def rendered(template: str, /, **content: Any) -> str:
    return templates().get_template(template).render(content)


def web_address(url: str | None) -> str | None:
    """The address if a browser may be sent there: a report can claim any, ``javascript:`` too."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None
