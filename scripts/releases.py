"""When each package that Marsad asks for was last released: ``python -m scripts.releases``.

uv asks the package index which version was the newest at the end of each quarter, back from today. Writes the last of
those days at which the newest version was not out yet as ``[releases]``, at the end of ``scripts/inventory.toml``.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from scripts.inventory import asked_for

_TABLE = Path(__file__).with_name("inventory.toml")
_QUARTER = timedelta(days=91)
_QUARTERS = 16


def newest(names: Collection[str], day: date) -> dict[str, str]:
    """The newest version of each on a day; one that was not out yet is left out."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "-q", "--no-deps", "--no-annotate", "--no-header",
               "--exclude-newer", day.isoformat(), "-"]  # fmt: skip
    done = subprocess.run(command, input="\n".join(names), capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return dict(line.split(" ")[0].split("==") for line in done.stdout.splitlines() if "==" in line)
    if len(names) == 1:
        return {}
    return {name: version for one in names for name, version in newest([one], day).items()}


def released(today: date) -> dict[str, date]:
    """The last quarter's end at which another version was the newest."""
    now, found = newest(sorted(asked_for()), today), dict[str, date]()
    for quarter in range(1, _QUARTERS):
        day, waiting = today - quarter * _QUARTER, sorted(now.keys() - found.keys())
        then = newest(waiting, day) if waiting else {}
        found |= {name: day for name in waiting if then.get(name) != now[name]}
    return found


def main() -> int:
    today = datetime.now(tz=UTC).date()
    found = released(today)
    told = "".join(f"{name} = {day.isoformat()}\n" for name, day in sorted(found.items()))
    text = re.sub(r"\n\[releases\].*", "", _TABLE.read_text(encoding="utf-8"), flags=re.DOTALL).rstrip()
    head = f"\n\n[releases]\n# Written by scripts/releases.py.\nchecked_on = {today.isoformat()}\n\n[releases.after]\n"
    _TABLE.write_text(text + head + told, encoding="utf-8")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
