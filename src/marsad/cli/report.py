"""``marsad report``: a situation report in which every sentence and number names what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.leaving import audited, country_name, level_options
from marsad.errors import ConfigError, ExportError, ReadError

if TYPE_CHECKING:
    from marsad.analyse import Forecast
    from marsad.config import Config
    from marsad.leaving import Circle
    from marsad.protect import LevelName
    from marsad.report import Asked, Report, Sheet
    from marsad.store import Store

EPILOG = """\b
Examples:
  marsad report --area "North Kivu" --from 2024-05-01 --to 2024-05-31 -o kivu.html
  marsad report --area SDN --from 2024-05-01 --to 2024-05-07 -o week.docx --language fr
  marsad report --area SDN --from 2024-05-08 --to 2024-05-14 -o next.pdf --last-issue week.docx
  marsad report --check week.docx             does the edited report still say only what its events say?
"""

#: Months that a report looks ahead.
_AHEAD = 3
_ENDINGS = (".html", ".htm", ".md", ".markdown", ".docx", ".pdf")


@click.command("report", epilog=EPILOG)
@click.option("--area", metavar="NAME", help="Admin unit, or country (name or ISO alpha-3).")
@click.option("--from", "first", type=inputs.Day(), metavar="DATE", help="First day.")
@click.option("--to", "last", type=inputs.Day(), metavar="DATE", help="Last day.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="File to write: .html, .md, .docx or .pdf."
)
@click.option(
    "--language", type=click.Choice(("en", "fr", "ar")), default="en", show_default=True, help="Of the report."
)
@click.option("--last-issue", metavar="WHAT", help="The issue before, for corrections: its file, a release or a day.")
@click.option("--wording", metavar="URL", help="A language model that may reword sentences; off by default.")
@click.option("--check", "checked", type=click.Path(path_type=Path), metavar="FILE", help="Check this report instead.")
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@inputs.as_of_option
@level_options
@click.pass_context
def command(ctx: click.Context, /, checked: Path | None, db: str | None, wording: str | None, **given: Any) -> None:
    """Compose a cited situation report on an area and a period, or check one that was edited.

    The report holds highlights, key figures, a map, trends against the year before, actors, incidents, assessments,
    alerts, forecasts, what cannot be seen, corrections and sources. One that says what its evidence does not is never
    written; --check says the same of a report that a person has edited, line by line.
    """
    from marsad.leaving import circle
    from marsad.store import Store

    missing = [f"--{option}" for option, name in _NEEDED.items() if given[name] is None]
    if checked is None and missing:
        raise click.UsageError(f"a report needs {', '.join(missing)} (or --check FILE).")
    config = inputs.settings(ctx, db=db, wording=wording)
    if checked is not None:
        _check(checked, config, given)
        return
    _known_ending(given["output"])
    readers = circle(given["level"], given["policy"], reviewed_only=given["reviewed_only"])
    with (
        audited(config.db, readers, "report", sent=given["output"]),
        Store(config.db, read_only=True, as_of=given["as_of"]) as store,
    ):
        _compose(store, config, readers, given)


_NEEDED = {"area": "area", "from": "first", "to": "last", "output": "output"}


def _known_ending(output: Path) -> None:
    if output.suffix.lower() not in _ENDINGS:
        raise ExportError(
            f"{output}: a report cannot be written as {output.suffix or 'this'}",
            next_step=f"Name a file that ends with {', '.join(_ENDINGS)}.",
            path=str(output),
        )


# --- composing ---------------------------------------------------------------------------------


def _compose(store: Store, config: Config, readers: Circle, given: Mapping[str, Any]) -> None:
    """Write the report, once it has passed its own check."""
    from marsad.export import replacing
    from marsad.report import Asked, check

    first, last, output = given["first"], given["last"], given["output"]
    if first > last:
        raise ConfigError(f"{first} is after {last}", next_step="Turn --from and --to round.")
    asked = Asked(
        area=given["area"],
        name=country_name(given["area"]) or given["area"],
        first=first,
        last=last,
        now=given["as_of"] or readers.now,
        made_at=readers.now,
        reviewed_only=readers.reviewed_only,
        level=readers.level,
        language=given["language"],
        last_issue=_last_issue(given["last_issue"], store, given),
    )
    report, events = _made(store, asked, config, readers)
    if config.wording:
        report = _reworded(report, config)
    body, sheet = _formed(report, output)
    faults = check(sheet, report)
    if faults:
        raise ExportError(
            f"the report would say what its evidence does not: {faults[0].detail}",
            next_step="Report this with the database.",
        )
    with replacing(output) as out:
        out.write(body)
    click.echo(f"{output}: {tables.many(events, 'event')}, {readers.level}", err=True)
    if not events:
        raise click.exceptions.Exit(1)


def _made(store: Store, asked: Asked, config: Config, readers: Circle) -> tuple[Report, int]:
    """The report as the store tells it, and of how many events."""
    from marsad.analyse.rules import load_rules
    from marsad.report import compose, load_words
    from marsad.serve.built import FOLDER
    from marsad.situation import Extras, evidence
    from marsad.store import Filters
    from marsad.warning import Task, standing

    with inputs.stepped() as step:
        say = step or (lambda _what: None)
        say("looking for alerts")
        rules = load_rules()
        pace = {"workers": inputs.cores()}
        since = asked.last - timedelta(days=rules.history_days)
        wanted = Filters(admin=asked.area, since=since, until=asked.last)
        told = standing(store, config, readers, Task(rules=rules, at=asked.last, filters=wanted, pace=pace))
        say("forecasting")
        ahead = _forecasts(store, asked, config, readers)
        say("gathering what may leave")
        found = evidence(store, asked, config, readers, Extras(alerts=told, forecasts=ahead, folder=FOLDER))
    return compose(found, load_words(asked.language)), len(found.records)


def _forecasts(store: Store, asked: Asked, config: Config, readers: Circle) -> tuple[Forecast, ...] | None:
    """Deaths in the next months, from the last that was over; None of what is no country, or without the extra."""
    from importlib.util import find_spec

    from marsad.places.countries import load_countries
    from marsad.warning.forecasts import Outlook, outlook

    called = asked.area.casefold()
    found = (one.alpha3 for one in load_countries() if called in (one.alpha3.casefold(), one.name.casefold()))
    country = next(found, None)
    if country is None or find_spec("sklearn") is None:
        return None
    over = (asked.last + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    wanted = Outlook(months=_AHEAD, issued=over, country=country, pace={"workers": inputs.cores()})
    return outlook(store, config, readers, wanted)


def _reworded(report: Report, config: Config) -> Report:
    """With those sentences of the model's that say the same."""
    from marsad.report import endpoint, reworded

    language = report.asked.language
    model = endpoint(config.wording, model=config.wording_model, key=config.wording_key, language=language)
    found = reworded(report, model)
    told = f"{found.taken} sentences reworded, {found.dropped} kept because the model's said something else"
    click.echo(told + (", and no answer came" if found.unanswered else ""), err=True)
    return found.report


def _formed(report: Report, output: Path) -> tuple[bytes, Sheet]:
    """The file's bytes, and what stands in it."""
    from marsad.report import pdf, read, read_word, word, written
    from marsad.serve.built import FOLDER

    ending = output.suffix.lower()
    if ending == ".docx":
        body = word(report)
        return body, read_word(body, str(output))
    text = written(report, "markdown" if ending in (".md", ".markdown") else "html")
    return pdf(text, fonts=FOLDER / "assets") if ending == ".pdf" else text.encode(), read(text)


def _last_issue(told: str | None, store: Store, given: Mapping[str, Any]) -> dict[str, str] | None:
    """Area, period and moment of the issue before: of a report's file by its stamp, else of the period before."""
    from marsad.situation import periods_before

    if told is None:
        return None
    if Path(told).suffix.lower() in _ENDINGS:
        asked = _asked_of(Path(told), _sheet(Path(told)))
        return {name: str(getattr(asked, name)) for name in ("area", "first", "last", "now")}
    try:
        moment = datetime.combine(date.fromisoformat(told) + timedelta(days=1), datetime.min.time(), UTC)
    except ValueError:
        moment = store.moment(told)
    first, last = periods_before(given["first"], given["last"])[0]
    return {"area": given["area"], "first": str(first), "last": str(last), "now": moment.isoformat()}


# --- checking ----------------------------------------------------------------------------------


def _check(file: Path, config: Config, given: Mapping[str, Any]) -> None:
    """Print what an edited report says without its evidence; exit status 1 where there is anything."""
    from marsad.leaving import circle
    from marsad.report import check
    from marsad.serve.built import FOLDER
    from marsad.store import Store

    sheet = _sheet(file)
    asked = _asked_of(file, sheet)
    readers = circle(_level(asked.level), given["policy"], reviewed_only=asked.reviewed_only)
    with Store(config.db, read_only=True, as_of=asked.now) as store:
        report, _ = _made(store, asked, config, replace(readers, now=asked.made_at))
    faults = check(sheet, report)
    if faults and not FOLDER.is_dir():
        click.echo("there are no shapes here: a report with a map is checked where the web app is built", err=True)
    for fault in faults:
        print(f"{file}: {fault.detail} ({fault.code})")
    if faults:
        raise click.exceptions.Exit(1)
    click.echo(f"{file}: every sentence and number is told by its events", err=True)


def _sheet(file: Path) -> Sheet:
    """What stands in a report's file. Raises ReadError for one that cannot be read."""
    from marsad.report import read, read_word, source_of

    try:
        body = file.read_bytes()
        if file.suffix.lower() == ".docx":
            return read_word(body, str(file))
        return read(source_of(body, str(file)) if file.suffix.lower() == ".pdf" else body.decode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(
            f"{file}: {error}", next_step="Name a report (.html, .md, .docx, .pdf) that is there.", path=str(file)
        ) from error


def _asked_of(file: Path, sheet: Sheet) -> Asked:
    """What the report says of itself for programs."""
    from marsad.report import asked_from

    asked = asked_from(sheet.stamp)
    if asked is None:
        raise ReadError(
            f"{file} does not say which area, period and moment it is on",
            next_step="Check a report that marsad report wrote, with its head (HTML) or last line (Markdown) left in.",
            path=str(file),
        )
    return asked


def _level(told: str) -> LevelName:
    return "internal" if told == "internal" else "partners" if told == "partners" else "public"
