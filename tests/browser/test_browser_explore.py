import json
import re
from base64 import b64encode
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader, Served, brush

pytestmark = pytest.mark.slow


def shown(page: Any) -> int:
    """How many events the list says it has."""
    told = page.locator(".feed-head h2")
    expect(told).to_have_text(re.compile(r"\d"))
    return int(re.sub(r"\D", "", told.inner_text()))


def test_the_map_draws_places_and_the_list_tells_sentences(reader: Reader) -> None:
    page = reader.enter()
    expect(page.locator(".map[data-ready]")).to_be_visible(timeout=30_000)
    expect(page.locator(".card mark.m-kind").first).to_be_visible()
    assert len(page.evaluate(COLOURS, [picture_of_the_map(page), 60])) > 8


def test_provinces_have_the_colours_of_the_legend_where_the_world_is_seen(reader: Reader) -> None:
    page = reader.enter("/?view=provinces&map=1.2/15/20")
    expect(page.locator(".map[data-ready]")).to_be_visible(timeout=30_000)
    swatches = page.locator(".legend .steps li")
    expect(swatches.first).to_be_visible()
    wanted = swatches.evaluate_all("all => all.map((one) => getComputedStyle(one, '::before').backgroundColor)")
    found = page.evaluate(COLOURS, [picture_of_the_map(page), 0])
    assert {re.sub(r"[^\d,]", "", one) for one in wanted} <= set(found)


def picture_of_the_map(page: Any) -> str:
    with page.expect_download() as caught:
        page.locator(".map-tools").get_by_role("button", name="Save the map").click()
    return f"data:image/png;base64,{b64encode(caught.value.path().read_bytes()).decode()}"


#: The colours of a picture, made so many pixels wide; 0: as it is.
COLOURS = """async ([address, wide]) => { const picture = new Image(); picture.src = address; await picture.decode();
    const seen = document.createElement("canvas"); seen.width = wide || picture.width;
    seen.height = Math.ceil(seen.width * picture.height / picture.width);
    const pen = seen.getContext("2d"); pen.drawImage(picture, 0, 0, seen.width, seen.height);
    const data = pen.getImageData(0, 0, seen.width, seen.height).data; const all = new Set();
    for (let at = 0; at < data.length; at += 4) all.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
    return [...all]; }"""


def test_a_choice_narrows_all_views_and_stands_in_the_address(reader: Reader) -> None:
    page = reader.enter("/?view=table")
    before = shown(page)
    choice = page.locator(".facet", has_text="Type of event").locator("label", has_text="Battles")
    count = int(choice.locator(".count").inner_text())
    choice.click()
    expect(page.locator(".feed-head h2")).to_have_text(f"{count} events")
    assert count < before
    assert "acled=Battles" in page.url
    page.reload()
    expect(page.locator(".feed-head h2")).to_have_text(f"{count} events")
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(".feed-head h2")).to_have_text(f"{before} events")


def test_the_brush_chooses_a_period(reader: Reader) -> None:
    page = reader.enter("/?view=table")
    before = shown(page)
    brush(page, 0.7, 0.98)
    expect(page).to_have_url(re.compile("since=.*until="))
    assert 0 < shown(page) < before
    page.get_by_label("From").fill("2024-05-01")
    expect(page).to_have_url(re.compile("since=2024-05-01"))


def test_what_is_searched_becomes_a_choice(reader: Reader) -> None:
    page = reader.enter("/?view=table")
    assert shown(page)
    page.keyboard.press("/")
    page.keyboard.type("El Fasher")
    option = page.locator("#search-choices [role=option]").first
    expect(option).to_contain_text("El Fasher")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("place=El"))
    expect(page.locator(".card").first).to_contain_text("El Fasher")


def test_events_of_one_place_are_listed_and_never_moved(reader: Reader) -> None:
    page = reader.enter("/?view=table")
    first = page.locator(".table-holder tbody tr").first
    count = int(first.locator("td.n").first.inner_text())
    first.get_by_role("button").click()
    expect(page.locator(".feed-head h2")).to_have_text(re.compile(rf"^{count} events?$"))


def test_a_place_that_is_clicked_lists_its_events_one_under_another(reader: Reader) -> None:
    page = reader.enter("/?view=table")
    bins = page.evaluate("fetch('/api/v1/events/bins?zoom=12').then((answer) => answer.json())")
    spots = bins["columns"]
    at = max(range(len(spots["events"])), key=lambda one: spots["events"][one])
    where = f"11.5/{spots['lat'][at]}/{spots['lon'][at]}"
    page.goto(f"{reader.served.base}/?view=clusters&map={where}")
    expect(page.locator(".map[data-ready]")).to_be_visible(timeout=30_000)
    box = page.locator(".map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    listed = page.locator(".stack li a")
    expect(listed).to_have_count(spots["events"][at])
    assert spots["events"][at] > 1
    listed.first.click()
    expect(page).to_have_url(re.compile("/events/"))


def test_the_current_choice_leaves_as_a_file(reader: Reader) -> None:
    page = reader.enter("/?view=table&country=COL")
    count = shown(page)
    page.get_by_role("button", name="Export").click()
    page.get_by_label("Format").select_option("jsonl")
    page.get_by_label("For readers of level").select_option("internal")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Download").click()
    lines = caught.value.path().read_text(encoding="utf-8").splitlines()
    events = [one for one in map(json.loads, lines) if one.get("record") == "event"]
    assert len(events) == count
    assert {one["where"]["country"] for one in events} == {"COL"}


def test_charts_leave_as_pictures(reader: Reader) -> None:
    page = reader.enter("/?view=table")
    page.locator(".timeline").get_by_role("button", name="Save as a picture").click()
    assert "<rect" in vector(page)
    page.goto(reader.served.base + "/actors")
    page.locator(".network").get_by_role("button", name="Save as a picture").click()
    network = vector(page)
    names = page.evaluate("fetch('/api/v1/network').then((answer) => answer.json())")["nodes"]
    assert "<line" in network
    assert any(f">{one['name']}<" in network for one in names)


def test_a_picture_is_saved_once_there_is_one(reader: Reader) -> None:
    page = reader.enter("/?view=table")
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/assets/sigma*", hold)
    page.goto(reader.served.base + "/actors")
    save = page.locator(".network").get_by_role("button", name="Save as a picture")
    expect(save).to_be_disabled()
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(save).to_be_enabled()


def vector(page: Any) -> str:
    with page.expect_download() as caught:
        page.get_by_role("button", name="SVG").click()
    return str(caught.value.path().read_text(encoding="utf-8"))


def test_on_paper_stand_map_list_and_figures_and_nothing_to_press(reader: Reader) -> None:
    page = reader.enter()
    expect(page.locator(".map[data-ready]")).to_be_visible(timeout=30_000)
    cards = page.locator(".card")
    expect(cards.first).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    drawn = page.evaluate("document.querySelector('.map .printed').toDataURL()")
    assert len(page.evaluate(COLOURS, [drawn, 60])) > 8
    page.set_viewport_size({"width": 700, "height": 900})  # about a sheet of A4
    page.emulate_media(media="print")
    for shown_there in (".headline", ".map .printed", ".bars", ".card"):
        expect(page.locator(shown_there).first).to_be_visible()
    for pressed in (".top", ".facet", ".views", ".map-tools", ".panes", ".feed .more"):
        expect(page.locator(pressed).first).to_be_hidden()
    # Nothing is cut off within a pane that scrolls.
    assert page.evaluate("getComputedStyle(document.querySelector('.results')).overflowY") == "visible"


def test_when_nobody_answers_what_is_here_can_still_be_read(reader: Reader) -> None:
    page = reader.enter("/?view=table")
    before = shown(page)
    expect(page.locator(".card").first).to_be_visible()
    reader.context.set_offline(True)
    choice = page.locator(".facet", has_text="Type of event").locator("label", has_text="Battles")
    count = int(choice.locator(".count").inner_text())
    choice.click()
    expect(page.locator(".feed-head h2")).to_have_text(f"{count} events")
    expect(page.locator(".preview-bar")).to_contain_text("does not answer")
    expect(page.locator(".card:not(.t-battles)")).to_have_count(0)
    assert page.locator(".card").count() < count < before
    reader.context.set_offline(False)
    expect(page.locator(".preview-bar")).to_have_count(0)
    expect(page.locator(".card")).to_have_count(min(count, 20))
    reader.errors.clear()  # the browser itself says what it could not fetch


def test_without_webgl_the_places_stand_in_a_table(browser: Any, served: Served) -> None:
    visit = Reader(browser, served)
    visit.context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null;")
    page = visit.enter()
    expect(page.get_by_text("no WebGL")).to_be_visible(timeout=20_000)
    expect(page.locator(".table-holder tbody tr").first).to_be_visible()
    expect(page.locator(".bars .inside").first).to_be_attached()
    visit.errors.clear()  # the map says that it cannot draw
    visit.leave()


def test_arabic_runs_from_right_to_left(reader: Reader) -> None:
    page = reader.enter("/?lang=ar&view=table")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("link", name="مراجعة")).to_be_visible()
    choices, feed = page.locator(".choices").bounding_box(), page.locator(".results").bounding_box()
    assert choices["x"] > feed["x"]


def test_the_dark_page_is_dark(browser: Any, served: Served) -> None:
    visit = Reader(browser, served, color_scheme="dark")
    page = visit.enter("/?view=table")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    red = page.evaluate("Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])")
    assert red < 60
    visit.leave()


def test_a_telephone_shows_one_pane_at_a_time(browser: Any, served: Served) -> None:
    visit = Reader(browser, served, viewport={"width": 390, "height": 800})
    page = visit.enter("/?view=table")
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".choices")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    expect(page.locator(".choices")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.leave()


def test_the_keyboard_alone_reaches_an_event(reader: Reader) -> None:
    page = reader.enter("/?view=table")
    expect(page.locator(".card a.open").first).to_be_visible()
    page.locator(".card a.open").first.focus()
    page.keyboard.press("j")
    expect(page.locator(".card a.open").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/events/"))
    expect(page.locator("main h1")).to_be_visible()
