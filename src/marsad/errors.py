"""One tree of errors, split by who must act.

::

    MarsadError
    ├── ConfigError      the user: a setting, a flag, an argument
    ├── ReadError        the user or the sender: an input that cannot be opened at all
    ├── MissingResource  the user: something to install or build; the message names the command
    ├── StoreError       the user or the administrator: the database
    └── ExportError      the user: an output that cannot be written

Imperfect text is a :class:`marsad.types.Problem`, not an error. Every message ends with the next step.
"""

from __future__ import annotations

from functools import partial


class MarsadError(Exception):
    """Base of all errors that Marsad raises on purpose.

    ``message`` says what happened, ``next_step`` what to do; ``ids`` name what it happened to.
    """

    def __init__(self, message: str, *, next_step: str, **ids: str) -> None:
        self.message = message
        self.next_step = next_step
        self.ids = ids
        super().__init__(f"{message}. {next_step}")

    def __reduce__(self) -> tuple[object, ...]:
        """Errors are carried from worker processes to the one that shows them."""
        return partial(type(self), self.message, next_step=self.next_step, **self.ids), ()


class ConfigError(MarsadError):
    """A setting, flag or argument that cannot be used."""


class ReadError(MarsadError):
    """An input that cannot be opened at all."""


class MissingResource(MarsadError):
    """Something that must be installed or built first; the next step names the command."""


class StoreError(MarsadError):
    """The database cannot be opened, read or written."""


class ExportError(MarsadError):
    """An output cannot be written."""
