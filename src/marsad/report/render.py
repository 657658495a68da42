"""The situation report as Markdown or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from marsad.errors import MissingResource
from marsad.report.compose import compose, load_words

Template = Literal["markdown", "html"]

_FILES: dict[Template, str] = {"markdown": "situation.md.j2", "html": "situation.html.j2"}
#: What Markdown reads as more than text.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|!~])")


def situation_report(
    records: Iterable[Mapping[str, Any]],
    *,
    area: str,
    first: date,
    last: date,
    now: datetime,
    template: Template = "markdown",
) -> str:
    """A cited situation report on events that :mod:`marsad.protect` let pass.

    ``area`` is how the reader calls it; ``now`` (UTC) is the as-of stamp. Every sentence and number names its events,
    so that :func:`marsad.report.check` finds nothing. Raises MissingResource without Jinja2 (the extra ``report``).
    """
    try:
        import jinja2
    except ImportError as error:
        raise MissingResource(
            "reports are composed with Jinja2, which is not installed",
            next_step="Install it: pip install marsad[report]",
        ) from error
    words = load_words()
    report = compose(records, area=area, first=first, last=last, now=now, words=words)
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("marsad.report"),
        autoescape=jinja2.select_autoescape(("html.j2",)),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = _plain_markdown
    return environment.get_template(_FILES[template]).render(report=report, words=words, language="en")


def _plain_markdown(text: str) -> str:
    """Words that Markdown shows as they are, in one line."""
    return _MARKS.sub(r"\\\1", " ".join(str(text).split()))
