"""The unit, the image and the compose file name what there is, and keep to least rights."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from tests.conftest import ROOT

WATCH = ROOT / "deploy" / "watch"


def unit() -> dict[str, dict[str, str]]:
    told = configparser.RawConfigParser(strict=False, interpolation=None)
    told.optionxform = str  # type: ignore[assignment,method-assign]
    told.read_string((WATCH / "marsad-watch.service").read_text(encoding="utf-8"))
    return {section: dict(told[section]) for section in told.sections()}


def is_a_command(words: list[str]) -> bool:
    """Whether marsad takes these words, all but what they name."""
    from marsad.cli import VERBS, root

    options = [word for word in words[1:] if word.startswith("--")]
    shown = CliRunner().invoke(root, [words[0], "--help"]).output if words[0] in VERBS else ""
    return bool(shown) and all(option in shown for option in options)


def test_the_unit_runs_a_verb_that_there_is_and_comes_back() -> None:
    told = unit()
    command = told["Service"]["ExecStart"].split()
    assert command[0].endswith("/marsad")
    assert is_a_command(command[1:])
    assert told["Service"]["Restart"] == "always"
    assert told["Service"]["DynamicUser"] == "yes"
    assert told["Install"]["WantedBy"] == "multi-user.target"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_has_nothing_to_say_against_the_unit(tmp_path: Path) -> None:
    """With a program where the unit has its own; what is exposed is rated below 3 of 10."""
    text = (WATCH / "marsad-watch.service").read_text(encoding="utf-8").replace("/opt/marsad/bin/marsad", "/bin/true")
    (tmp_path / "marsad-watch.service").write_text(text, encoding="utf-8")
    for question in (["verify"], ["security", "--offline=true", "--threshold=30"]):
        command = ["systemd-analyze", *question, str(tmp_path / "marsad-watch.service")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_image_is_built_from_files_that_there_are() -> None:
    text = (WATCH / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    steps = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    assert {word for word, _ in steps} <= {
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "ENV",
        "USER",
        "STOPSIGNAL",
        "ENTRYPOINT",
        "CMD",
    }
    assert all((ROOT / name).exists() for name in re.findall(r"requirements/\w+\.txt", text))
    for extra in re.findall(r'"\.\[([\w,]+)\]"', text)[0].split(","):
        assert f"\n{extra} = [" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    last = [rest for word, rest in steps if word in ("USER", "ENTRYPOINT", "CMD")]
    assert last[0] == "marsad", "not root"
    assert is_a_command(yaml.safe_load(last[2]))


def test_compose_starts_a_watch_a_server_and_postgresql() -> None:
    told = yaml.safe_load((WATCH / "compose.yaml").read_text(encoding="utf-8"))
    services = told["services"]
    known = {"image", "build", "restart", "environment", "depends_on", "read_only", "tmpfs", "cap_drop", "security_opt"}
    known |= {"command", "volumes", "ports", "mem_limit", "stop_grace_period", "healthcheck"}
    assert {"db", "watch", "serve"} == services.keys()
    assert not {key for one in services.values() for key in one} - known
    for name in ("watch", "serve"):
        assert is_a_command(services[name]["command"])
        assert services[name]["depends_on"]["db"]["condition"] == "service_healthy"
        assert services[name]["build"]["dockerfile"] == "deploy/watch/Dockerfile"
        assert (WATCH / services[name]["build"]["context"]).resolve() == ROOT
    named = {mount.split(":")[0] for one in services.values() for mount in one["volumes"] if not mount.startswith(".")}
    assert named == told["volumes"].keys()
    assert all(port.startswith("127.0.0.1:") for port in services["serve"]["ports"]), "this machine alone"
    assert "healthcheck" in services["db"]
    text = (WATCH / "compose.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"PASSWORD: (\S+)", text)) == {"${MARSAD_DB_PASSWORD:?write"}, (
        "no password stands in the file"
    )
