"""The screens of ``marsad review``: what waits, one at a time, and what each key does to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import corrections, evidence, tables
from marsad.cli.keys import Keyboard
from marsad.errors import ConfigError, StoreError
from marsad.record import event_record

if TYPE_CHECKING:
    from marsad.config import Config
    from marsad.review import Desk
    from marsad.serve.through import DeskThrough
    from marsad.store import QueueItem, Store
    from marsad.types import Act, Verdict

Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to decide: an event, or whether two events are one (then ``pair`` holds the mentions that say so)."""

    event: str
    why: str
    other: str | None = None
    pair: tuple[str, str] | None = None

    @classmethod
    def of(cls, item: QueueItem) -> Task | None:
        """None for an act whose event is gone: there is nothing to show."""
        why = f"{item.need}: {item.detail}" + (f"; assigned to {item.assigned_to}" if item.assigned_to else "")
        return None if item.event is None else cls(event=item.event, other=item.other, pair=item.pair, why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a key does. It decides: the next task comes; or it does not: the same is shown again."""

    label: str
    do: Callable[[Screens], Act | None]
    decides: bool = True


class Screens:
    """A reviewer's way through tasks. ``at`` is the one shown; ``done`` holds (task number, act) of this session."""

    def __init__(self, store: Store, desk: Desk | DeskThrough, config: Config, tasks: Sequence[Task]) -> None:
        self.store = store
        self.desk = desk
        self.config = config
        self.tasks = tasks
        self.at = 0
        self.done: list[tuple[int, Act]] = []
        self.said = ""

    @property
    def task(self) -> Task:
        return self.tasks[self.at]

    def show(self) -> None:
        """Until the last task is decided or q is pressed."""
        with Keyboard() as keyboard:
            while self.at < len(self.tasks):
                self._draw()
                self.store.rest()  # while a person thinks, others may write
                if not self._press(keyboard.key(), keyboard):
                    break
        waiting = len(self.tasks) - self.at
        click.echo(
            f"\n{self.said}{tables.many(len(self.done), 'act')} kept; {waiting} of {len(self.tasks)} still wait",
            err=True,
        )

    def record(self, event: str) -> Record:
        """The event as this reviewer sees it: a blind coder sees the machine's and their own corrections only."""
        if not self.desk.is_blind:
            return self.store.event(event)
        from marsad.coders import coded_by

        return dict(event_record(coded_by(self.store, event, self.desk.by, config=self.config)))

    # --- showing ---

    def _draw(self) -> None:
        click.clear()
        if self.said:
            click.secho(self.said.strip("; "), dim=True)
            self.said = ""
        click.secho(f"{self.at + 1} of {len(self.tasks)}  {self.task.why}\n", fg="yellow")
        first = self.record(self.task.event)
        if self.task.other is not None:
            _print_side_by_side(first, self.record(self.task.other))
            _print_reasons(self.store, self.task)
        evidence.print_by_sentence(self.store, first)
        if self.task.other is not None:
            print()
            evidence.print_by_sentence(self.store, self.record(self.task.other))
        print()
        shown = "  ".join(f"{click.style(name, bold=True)} {key.label}" for name, key in self._keys().items())
        click.echo(shown)

    def _keys(self) -> dict[str, Key]:
        own = _PAIR if self.task.other is not None else _SINGLE
        return {**own, **(_OPEN if not self.desk.is_blind else {}), **_ALWAYS}

    # --- doing ---

    def _press(self, pressed: str, keyboard: Keyboard) -> bool:
        """Do what the key says. False: leave."""
        if pressed in _LEAVING:
            return False
        key = self._keys().get("space" if pressed in " \r\n" else pressed)
        if key is None:
            self.said = f"no key {pressed!r}; "
            return True
        try:
            with keyboard.lines():
                act = key.do(self)
        except (ConfigError, StoreError) as error:
            self.said = f"{error}; "
            return True
        except click.Abort:
            self.said = "nothing done; "
            return True
        if act is not None:
            self.done.append((self.at, act))
            self.said = f"{act.verb} {act.target[:8]}; "
        self.at += key.decides
        return True

    def ask(self, prompt: str) -> str:
        """A line typed by the reviewer; empty or Ctrl-C takes the key back."""
        words: str = click.prompt(prompt, default="", show_default=False)
        if not words.strip():
            raise click.Abort
        return words.strip()


#: q, Ctrl-D, and a terminal that has gone.
_LEAVING = ("q", "\x04", "")

# --- what the keys do --------------------------------------------------------------------------


def _judge(verdict: Verdict) -> Callable[[Screens], Act]:
    def judge(screens: Screens) -> Act:
        task = screens.task
        left, right = task.pair or (task.event, str(task.other))
        return screens.desk.judge(left, right, verdict)

    return judge


def _correct(screens: Screens) -> Act:
    click.echo(f"\n{corrections.HELP}")
    field, value = corrections.typed(screens.ask("FIELD = VALUE"), screens.config, _choose)
    quote = click.prompt("words of a report that say so (Enter: none)", default="", show_default=False)
    reason = click.prompt("reason (Enter: none)", default="", show_default=False)
    return screens.desk.correct(screens.task.event, field, value, quote=quote or None, reason=reason or None)


def _choose(labels: Sequence[str]) -> int:
    for number, label in enumerate(labels, 1):
        click.echo(f"  {number}  {label}")
    chosen: int = click.prompt("which", type=click.IntRange(1, len(labels)), default=1)
    return chosen - 1


def _split(screens: Screens) -> Act:
    record = screens.record(screens.task.event)
    told = {
        mention.id: mention for group in screens.store.clusters_of(record["mentions"]).values() for mention in group
    }
    known = [told[one] for one in record["mentions"] if one in told]
    for number, mention in enumerate(known, 1):
        document = screens.store.document(mention.document)
        sentence = document.sentences[mention.kind.quotes[0].sentence].span
        click.echo(f"  {number}  {tables.plain(document.text[sentence.start : sentence.end])}")
    numbers = screens.ask("which are another event (numbers parted by spaces)").split()
    if not all(number.isdigit() and 0 < int(number) <= len(known) for number in numbers):
        raise ConfigError("these are not numbers of the list", next_step="Type them as 2 3.")
    return screens.desk.split(screens.task.event, [known[int(number) - 1].id for number in numbers])


def _undo(screens: Screens) -> Act | None:
    """The last act of this session, and back to where it was done; else this reviewer's last act of all."""
    if not screens.done:
        undone = screens.desk.undo()
        screens.said = f"undone {undone.target[:8]}; "
        return None
    screens.at, act = screens.done.pop()
    screens.desk.undo(act)
    screens.said = f"undone: {act.verb} {act.target[:8]}; "
    return None


def _open(screens: Screens) -> None:
    for one in screens.record(screens.task.event)["documents"]:
        document = screens.store.document(one)
        origin = " · ".join(str(part) for part in (document.source, document.published, document.url) if part)
        click.echo_via_pager(f"{document.title or ''}\n{origin}\n\n{document.text}\n")


def _back(screens: Screens) -> None:
    screens.at = max(0, screens.at - 1)


_SINGLE: dict[str, Key] = {
    "a": Key(label="accept", do=lambda screens: screens.desk.accept(screens.task.event)),
    "r": Key(label="reject", do=lambda screens: screens.desk.reject(screens.task.event)),
    "c": Key(label="correct a field", do=_correct, decides=False),
}
_PAIR: dict[str, Key] = {
    "s": Key(label="same event", do=_judge("same")),
    "d": Key(label="different", do=_judge("different")),
    "n": Key(label="cannot say", do=_judge("unsure")),
}
_OPEN: dict[str, Key] = {
    "x": Key(label="split", do=_split, decides=False),
    "m": Key(
        label="merge with another",
        do=lambda screens: screens.desk.merge(screens.task.event, screens.ask("id of the other event")),
        decides=False,
    ),
    "f": Key(
        label="flag",
        do=lambda screens: screens.desk.flag(screens.task.event, reason=screens.ask("what is doubtful")),
        decides=False,
    ),
    "k": Key(
        label="comment",
        do=lambda screens: screens.desk.comment(screens.task.event, screens.ask("comment")),
        decides=False,
    ),
    "g": Key(label="give to", do=lambda screens: screens.desk.assign(screens.task.event, screens.ask("to whom"))),
}
_ALWAYS: dict[str, Key] = {
    "o": Key(label="open the reports", do=_open, decides=False),
    "u": Key(label="undo", do=_undo, decides=False),
    "b": Key(label="back", do=_back, decides=False),
    "space": Key(label="later", do=lambda _: None),
    "q": Key(label="leave", do=lambda _: None, decides=False),
}


# --- two events beside each other --------------------------------------------------------------


def _print_side_by_side(left: Record, right: Record) -> None:
    """What differs is marked by a sign, not by colour alone."""
    rows = []
    names = ("event", *tables.HEADINGS[1:], "sources")
    cells = [(*tables.event_cells(one), "; ".join(one["sources"])) for one in (left, right)]
    for name, one, other in zip(names, *cells, strict=True):
        is_other = name != "event" and _differ(one, other)
        rows.append((name, "≠" if is_other else "", one, other))
    tables.print_cells(("", "", "one", "other"), rows)
    print()


def _differ(one: str, other: str) -> bool:
    """Two cells that both say something, and not the same."""
    return bool(one and other) and one != other


def _print_reasons(store: Store, task: Task) -> None:
    pair = set(task.pair or ())
    for judgement in store.judgements_for(sorted(pair)):
        if {judgement.left, judgement.right} == pair:
            reasons = ", ".join(f"{name} {weight:+.1f}" for name, weight in judgement.reasons)
            click.secho(f"{judgement.by} {judgement.score:.2f}: {reasons}\n", dim=True)
