"""The HTML report in a real browser: nothing is asked of anybody, and axe finds no violation."""

from pathlib import Path
from typing import Any

import pytest

from marsad.report import LANGUAGES, compose, load_words, written
from tests.browser.conftest import AXE
from tests.report.evidence import evidence

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_violation_in_a_report(browser: Any, tmp_path: Path, language: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe is not installed: npm ci in web/")
    file = tmp_path / "report.html"
    file.write_text(
        written(compose(evidence(asked={"language": language}), load_words(language)), "html"), encoding="utf-8"
    )
    page = browser.new_context(viewport={"width": 1100, "height": 800}).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.add_script_tag(path=str(AXE))
    violations = page.evaluate("axe.run()")["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in violations] == []
    page.context.close()
