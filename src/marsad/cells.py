"""Small cells: counts by unit, month and kind that are too small to be told are told with those of the unit above.

A count of one or two events in a district and month can point to somebody. Such districts are told together under their
province, such provinces under their country. What is told together is itself large enough: where the small ones
alone are not, the least of the others goes with them (complementary suppression), so that no count comes out by taking
the told ones from a total. After HDX's and OCHA's guidance on disclosure control (k = 3, for sensitive events 5).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations

#: From the coarsest to the finest: (country, first-level unit, second-level unit); "" where it is not told.
Unit = tuple[str, str, str]
#: A month, or any other period that is told by itself.
Period = str


@dataclass(slots=True, kw_only=True)
class Cell:
    """Events of one kind in a unit and period, and their deaths."""

    events: set[str] = field(default_factory=set)
    deaths: int = 0

    def add(self, other: Cell) -> None:
        """Take another cell's events in."""
        self.events |= other.events
        self.deaths += other.deaths


#: By kind. Kinds may overlap: an event can be of several.
Cells = dict[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The cells that may be told, by period and unit, and how many events stand in none of them."""

    cells: Mapping[tuple[Period, Unit], Cells]
    suppressed: int


def merged_up(cells: Mapping[tuple[Period, Unit], Cells], least_of: Mapping[str, int]) -> Told:
    """The cells with small ones told under the unit above; what is small for a whole country is left out.

    ``least_of`` says for an event (id) how many there must be in a count that holds it, itself included; an event that
    is not named there counts for itself.
    """
    countries: dict[tuple[Period, str], dict[Unit, Cells]] = defaultdict(dict)
    for (period, unit), held in cells.items():
        countries[period, unit[0]][unit] = {
            kind: Cell(events=set(c.events), deaths=c.deaths) for kind, c in held.items()
        }
    told: dict[tuple[Period, Unit], Cells] = {}
    suppressed: set[str] = set()
    for (period, country), units in countries.items():
        for parent in sorted({(unit[0], unit[1], "") for unit in units if unit[2]}):
            _gather(units, parent, [unit for unit in units if unit[2] and unit[:2] == parent[:2]], least_of)
        top = (country, "", "")
        _gather(units, top, [unit for unit in units if unit != top], least_of)
        if top in units and _is_small(units[top], least_of):
            suppressed |= _events(units.pop(top))
        told |= {(period, unit): held for unit, held in units.items()}
    return Told(cells=told, suppressed=len(suppressed))


def _gather(units: dict[Unit, Cells], parent: Unit, children: Iterable[Unit], least_of: Mapping[str, int]) -> None:
    """Tell the small ones of these units under their parent, and others with them until that is large enough."""
    left = sorted(children, key=lambda unit: (len(_events(units[unit])), unit))
    for unit in [one for one in left if _is_small(units[one], least_of)]:
        _move(units, unit, parent)
        left.remove(unit)
    while left and parent in units and _is_small(units[parent], least_of):
        _move(units, left.pop(0), parent)


def _move(units: dict[Unit, Cells], unit: Unit, parent: Unit) -> None:
    home = units.setdefault(parent, {})
    for kind, cell in units.pop(unit).items():
        home.setdefault(kind, Cell()).add(cell)


def _events(cells: Cells) -> set[str]:
    return set().union(*(cell.events for cell in cells.values()))


def _is_small(cells: Cells, least_of: Mapping[str, int]) -> bool:
    """Whether a count, or what remains of one without another that is part of it, is too small."""
    counts = [cell.events for cell in cells.values()]
    remainders = [one - other for one, other in permutations(counts, 2) if other < one]
    return any(0 < len(some) < max(least_of.get(event, 1) for event in some) for some in (*counts, *remainders) if some)


# --- how far events stand out ------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Risk:
    """How many events are the only one told in their country, first-level unit, month, kind and mode.

    ``unique / events`` is the share that somebody who knows these five of an event can single out: the sample
    uniqueness of disclosure control.
    """

    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)

    KEYS = ("country", "admin1", "month", "kind", "mode")

    def add(self, *values: str) -> None:
        """Count one event by its values of :data:`KEYS`, "" for what is not told."""
        self.counts[values] += 1

    def merge(self, other: Risk) -> None:
        """Count the events of another one too."""
        self.counts.update(other.counts)

    def told(self) -> dict[str, object]:
        """As it stands in a manifest."""
        events, unique = sum(self.counts.values()), sum(number == 1 for number in self.counts.values())
        share = round(unique / events, 4) if events else None
        return {"keys": list(self.KEYS), "events": events, "unique": unique, "unique_share": share}
