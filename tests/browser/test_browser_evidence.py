import re
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import AXE, Reader, Served

pytestmark = pytest.mark.slow


def ask(page: Any, path: str) -> Any:
    return page.evaluate(f"fetch('/api/v1{path}').then((answer) => answer.json())")


def killing(page: Any) -> str:
    """The id of an event of which people were killed."""
    columns = ask(page, "/events/columns")["columns"]
    return str(next(one for one, killed in zip(columns["id"], columns["killed"], strict=True) if killed and killed > 2))


def test_every_value_stands_beside_its_sentence(reader: Reader) -> None:
    page = reader.enter()
    page.goto(f"{reader.served.base}/events/{killing(page)}")
    expect(page.locator(".sentences mark.m-kind").first).to_be_visible()
    words = page.locator(".value .words q").first.inner_text().strip("“”")
    assert words in page.locator(".sentences").inner_text()
    expect(page.locator(".told")).to_contain_text(re.compile(r"One event, \d+ reports?, \d+ independent"))
    expect(page.locator(".grade")).to_be_visible()


def test_a_mark_of_a_report_leads_to_its_claim_and_event(reader: Reader) -> None:
    page = reader.enter()
    document = ask(page, f"/events/{killing(page)}")["documents"][0]
    page.goto(f"{reader.served.base}/documents/{document}")
    page.locator(".report-text mark.m-kind").first.click()
    expect(page.locator(".picked code").first).to_contain_text("@")
    page.locator(".picked").get_by_role("link", name="The event").first.click()
    expect(page).to_have_url(re.compile("/events/"))


def test_a_correction_is_kept_and_can_be_taken_back(editor: Reader) -> None:
    page = editor.enter()
    page.goto(f"{editor.served.base}/events/{killing(page)}")
    row = page.locator(".value", has=page.locator("dt", has_text=re.compile("^killed$")))
    before = row.locator(".text").inner_text()
    row.get_by_role("button", name="Correct").click()
    form = page.locator("form.correct")
    form.get_by_label("Right value").fill("77")
    form.get_by_label("Reason").fill("the list of the hospital")
    form.get_by_role("button", name="Save the correction").click()
    expect(row.locator(".text")).to_have_text("77")
    expect(page.locator(".history")).to_contain_text("the list of the hospital")
    page.locator(".notice").get_by_role("button", name="Undo").click()
    expect(row.locator(".text")).to_have_text(before)


def test_two_events_become_one_and_two_again(editor: Reader) -> None:
    page = editor.enter()
    ids = ask(page, "/events/columns")["columns"]["id"][:2]
    page.goto(f"{editor.served.base}/events/{ids[0]}")
    page.get_by_role("button", name="Merge").click()
    page.get_by_label("Id or address of the other event").fill(ids[1])
    page.locator("form.ask").get_by_role("button", name="Merge").click()
    expect(page.locator(".notice")).to_contain_text("Merged")
    assert ask(page, f"/events/{ids[1]}")["id"] == ask(page, f"/events/{ids[0]}")["id"]
    page.locator(".notice").get_by_role("button", name="Undo").click()
    expect(page.locator(".notice")).to_contain_text("Taken back")
    assert ask(page, f"/events/{ids[1]}")["id"] != ask(page, f"/events/{ids[0]}")["id"]


def test_one_key_decides_and_goes_on(editor: Reader) -> None:
    page = editor.enter("/review?need=low-confidence")
    title = page.locator(".decide .event-head h2")
    expect(title).to_be_visible()
    left = page.locator(".decide .left")
    before = int(re.sub(r"\D", "", left.inner_text()))
    page.keyboard.press("a")
    expect(left).to_contain_text(str(before - 1))
    page.keyboard.press("Backspace")
    expect(page.locator(".notice")).to_contain_text("Taken back")
    page.keyboard.press("Space")
    expect(left).to_contain_text(re.compile(rf"\b({before - 1}|{before - 2})\b"))


def test_a_pasted_text_becomes_events(editor: Reader) -> None:
    page = editor.enter("/add")
    page.get_by_label("Text of the report").fill("Gunmen killed three farmers near Goma on Monday, police said.")
    page.get_by_label("Published on").fill("2024-03-06")
    page.get_by_label("Source").fill("Lakes Wire")
    page.get_by_role("button", name="See what is in it").click()
    expect(page.locator(".preview .report-text mark.m-kind")).to_have_text("killed", timeout=30_000)
    page.locator(".preview").get_by_role("button", name="Add to the store").click()
    expect(page.locator(".result")).to_contain_text("1 report added", timeout=30_000)
    page.locator(".result .event-link").first.click()
    expect(page.locator(".event-head")).to_contain_text("Goma")


def test_words_of_a_text_in_another_language_become_an_event_by_hand(editor: Reader) -> None:
    page = editor.enter("/add")
    page.get_by_label("Text of the report").fill("قُتل ثلاثة مدنيين في غوما يوم الاثنين. وأصيب آخرون بجروح في القصف.")
    page.get_by_label("Published on").fill("2024-03-06")
    page.get_by_label("Source").fill("Lakes Wire")
    page.get_by_role("button", name="See what is in it").click()
    page.locator(".preview").get_by_role("button", name="Add to the store").click()
    expect(page.locator(".result")).to_contain_text("1 report added", timeout=30_000)
    page.locator(".result a[href^='/documents/']").first.click()
    words = page.locator(".report-text span").filter(has_text="ثلاثة مدنيين").first
    words.click(click_count=2)
    form = page.locator(".missed form")
    form.get_by_label("kind").select_option("ASSAULT")
    form.get_by_label("where").fill("Goma, COD")
    form.get_by_label("killed").fill("3")
    form.get_by_role("button", name="Add").click()
    expect(page.locator(".report-text mark.m-kind")).to_have_count(1)
    page.locator(".report-text mark.m-kind").click()
    page.locator(".picked").get_by_role("link", name="The event").first.click()
    expect(page.locator(".event-head")).to_contain_text("Goma")
    expect(page.locator(".history")).to_contain_text("coded by hand")


def test_a_name_that_was_not_found_is_settled_once_for_all(editor: Reader) -> None:
    page = editor.enter("/add")
    first = page.locator(".names li").first
    name = first.locator("b").inner_text()
    first.get_by_role("button", name=f"Settle {name}").click()
    form = first.locator(".missed form")
    form.get_by_label("Country").fill("COD")
    form.get_by_label("Latitude").fill("1.5")
    form.get_by_label("Longitude").fill("30.2")
    form.get_by_role("button", name="Add").click()
    expect(page.locator(".names li b").filter(has_text=re.compile(f"^{re.escape(name)}$"))).to_have_count(0)
    (there,) = ask(page, f"/places?q={quote(name)}")["items"]
    assert (there["name"], there["country"]) == (name, "COD")


def test_as_others_see_it_no_words_of_reports_are_told(reader: Reader) -> None:
    page = reader.enter("/?view=table")
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("See as").select_option("public")
    expect(page.locator(".preview-bar")).to_contain_text("public")
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".card .quote")).to_have_count(0)
    page.get_by_role("button", name="Back to my own view").click()
    expect(page.locator(".card .quote").first).to_be_visible()


def test_keys_of_the_review_are_shown_and_can_be_changed(reader: Reader) -> None:
    page = reader.enter("/review")
    left = page.locator(".decide .left")
    expect(left).to_be_visible()
    before = int(re.sub(r"\D", "", left.inner_text()))
    change = page.locator(".shortcuts").get_by_role("button", name=re.compile("Later"))
    expect(change.locator("kbd")).to_have_text("␣")
    change.click()
    page.keyboard.press("n")
    expect(change.locator("kbd")).to_have_text("n")
    expect(page.locator(".decide .actions kbd", has_text=re.compile("^n$"))).to_be_visible()
    page.reload()
    expect(left).to_contain_text(str(before))
    page.keyboard.press("n")
    expect(left).to_contain_text(str(before - 1))


#: Adds up how far parts of the page moved that nobody had touched, and which.
MOVED = """globalThis.moved = [];
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) if (!one.hadRecentInput && one.value >= 0.001)
            moved.push([one.value, one.sources.map(({ node }) => (node?.parentElement ?? node)?.className)]);
    }).observe({ type: "layout-shift", buffered: true });"""
PAGES = ("/?view=table", "/review", "/review/blind", "/review/agreement", "/actors", "/trends", "/sources", "/add")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_on_any_page_and_nothing_moves(browser: Any, served: Served, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe is not installed: npm ci in web/")
    # Axe is put into the page, which its content policy refuses to everybody else.
    visit = Reader(browser, served, bypass_csp=True, color_scheme=scheme)
    page = visit.enter()
    event = killing(page)
    document = ask(page, f"/events/{event}")["documents"][0]
    actor = ask(page, "/actors?limit=1")["items"][0]["id"]
    visit.context.add_init_script(MOVED)
    found, moved = [], []
    for path in (*PAGES, f"/events/{event}", f"/documents/{document}", f"/actors/{actor}"):
        page.goto(visit.served.base + path)
        expect(page.locator(".loading")).to_have_count(0)
        expect(page.locator("main h1").first).to_be_attached()
        moved += [(path, *one) for one in page.evaluate("moved")]
        page.add_script_tag(path=str(AXE))
        violations = page.evaluate("axe.run()")["violations"]
        found += [f"{path}: {one['id']}: {one['nodes'][0]['html']}" for one in violations]
    assert not found
    assert not moved
    visit.leave()
