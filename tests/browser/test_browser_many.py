"""The app over 100,000 events: the server counts, and only what is seen is sent."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import expect

from marsad.store import Store
from tests.browser.conftest import Reader, Served, brush, run_server
from tests.browser.test_browser_explore import shown

pytestmark = pytest.mark.slow

#: Each event of the examples, told again under other ids on days of six years.
_AGAIN = """
    INSERT INTO event_versions BY NAME
    SELECT * EXCLUDE (turn) REPLACE (
        substr(event_versions.id, 1, 14) || lpad(turn::VARCHAR, 6, 'g') AS id,
        from_day - (turn * 3 % 2000)::INTEGER AS from_day, to_day - (turn * 3 % 2000)::INTEGER AS to_day,
        replace(record::VARCHAR, '"id":"' || event_versions.id || '"',
            '"id":"' || substr(event_versions.id, 1, 14) || lpad(turn::VARCHAR, 6, 'g') || '"')::JSON AS record
    ) FROM event_versions, range(1, $turns) AS turns(turn) WHERE gone_at IS NULL
"""
_WANTED = 100_000


@pytest.fixture(scope="module")
def many(examples_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    file = Path(shutil.copyfile(examples_db, tmp_path_factory.mktemp("many") / "many.duckdb"))
    with duckdb.connect(str(file)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM event_versions WHERE gone_at IS NULL").fetchone() or (1,)
        connection.execute(_AGAIN, {"turns": _WANTED // count + 2})
    Store(file).close()  # leaves the copy for readers
    yield from run_server(file)


@pytest.fixture
def explorer(browser: Any, many: Served) -> Iterator[Reader]:
    visit = Reader(browser, many)
    yield visit
    visit.leave()


def sent(visit: Reader, route: str) -> list[str]:
    return [one for one in visit.asked if f"/api/v1/{route}" in one]


def test_density_comes_first_and_no_list_of_all_events_is_sent(explorer: Reader) -> None:
    page = explorer.enter()
    expect(page.locator(".map[data-ready]")).to_be_visible(timeout=60_000)
    assert shown(page) >= _WANTED
    expect(page.get_by_role("button", name="Density")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".card mark.m-kind").first).to_be_visible()
    assert all("most=" in one or "columns=" in one for one in sent(explorer, "events/columns"))
    assert sent(explorer, "events/bins")


def test_choices_brush_and_pages_work_as_with_few(explorer: Reader) -> None:
    page = explorer.enter("/?view=table")
    before = shown(page)
    choice = page.locator(".facet", has_text="Type of event").locator("label", has_text="Battles")
    count = int(re.sub(r"\D", "", choice.locator(".count").inner_text()))
    choice.click()
    expect(page.locator(".feed-head h2")).to_have_text(f"{count:,} events")
    assert count < before
    brush(page, 0.4, 0.6)
    expect(page).to_have_url(re.compile("since=.*until="))
    expect(page.locator(".feed-head h2")).not_to_have_text(f"{count:,} events")
    assert 0 < shown(page) < count
    cards = page.locator(".card:not(.waiting)")
    first = cards.count()
    page.locator(".feed .more").scroll_into_view_if_needed()
    expect(cards.nth(first)).to_be_visible()
    place = page.locator(".table-holder tbody tr").first
    place.get_by_role("button").click()
    expect(page).to_have_url(re.compile("place=|admin1="))
