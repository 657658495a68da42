"""Ray: a cluster of three nodes makes the bytes that this machine makes, and loses none with a node."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from marsad.errors import ConfigError
from marsad.run import Engine, by_processes, by_ray, plan, shards
from marsad.run.engine import Work
from tests.run import coders
from tests.run.archive import CONFIG, bulletins, held, job, problems, ran, written

ROOT = Path(__file__).parents[2]
Nodes = dict[str, Any]


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nodes]:
    """Its two nodes that work, by name, and what holds them."""
    path = (ROOT / "tests/run/quick", ROOT / "src", ROOT)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, path)))
    monkeypatch.setenv("MARSAD_TEST_MARKS", str(tmp_path))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    import ray

    nodes = _begun(monkeypatch)
    try:
        nodes["cluster"].connect()
        yield nodes
    finally:
        ray.shutdown()
        nodes["cluster"].shutdown()


def _begun(monkeypatch: pytest.MonkeyPatch) -> Nodes:
    from ray._private import services
    from ray.cluster_utils import Cluster

    monkeypatch.setattr(services, "get_node", _patient(services.get_node))
    store = {"object_store_memory": 100 * 1024 * 1024, "include_log_monitor": False}
    found = Cluster()
    found.add_node(num_cpus=0, include_dashboard=False, **store)
    nodes = {
        name: found.add_node(num_cpus=1, wait=False, env_vars={"MARSAD_TEST_NODE": name}, **store)
        for name in ("north", "south")
    }
    return {**nodes, "cluster": found}


def _patient(get_node: Callable[..., Any]) -> Callable[..., Any]:
    """Ray asks for half a minute whether a node has started, which is not enough on a busy machine."""

    def asked(*given: Any) -> Any:
        found: list[Any] = []

        def is_there() -> bool:
            with suppress(RuntimeError):
                found.append(get_node(*given))
            return bool(found)

        coders.wait_for(is_there)
        return found[0]

    return asked


@pytest.mark.slow
def test_three_nodes_of_which_one_is_lost_make_what_this_machine_makes(
    cluster: Nodes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "UNIT_BYTES", 100)
    texts = bulletins(70)
    texts[3] = "This poison is drunk by nobody who attacked."
    texts[40] = "Gunmen attacked the orphan house."
    texts[50] = "Gunmen attacked, and said halt."
    sources = [written(tmp_path / "a.jsonl", texts), written(tmp_path / "b.jsonl", bulletins(10, start=100))]

    lost: list[str] = []

    def lose_a_node() -> None:
        coders.wait_for((tmp_path / "node").exists)
        lost.append((tmp_path / "node").read_text())
        cluster["cluster"].remove_node(cluster[lost[0]], allow_graceful=False)

    losing = Thread(target=lose_a_node)
    losing.start()
    parts = ran(sources, tmp_path / "ray", load=coders.roaming, engine=by_ray(None, "auto"))
    losing.join()
    assert lost
    assert sum(part.documents for part in parts) == 79
    assert [one.code for one in problems(tmp_path / "ray")] == ["worker-died"]
    assert ran(sources, tmp_path / "ray", load=coders.roaming, engine=by_ray(2, "auto")) == []

    ran(sources, tmp_path / "here", load=coders.roaming, engine=by_processes(2))
    assert held(tmp_path / "ray") == held(tmp_path / "here")

    written(tmp_path / "b.jsonl", bulletins(10, start=200))
    with pytest.raises(ConfigError, match="other inputs"):
        ran(sources, tmp_path / "ray", load=coders.roaming, engine=by_ray(2, "auto"))


@pytest.mark.parametrize(
    ("workers", "processors", "sizes"),
    [(None, 0, [2, None]), (None, 128, [32, None]), (3, 128, [2, 3]), (40, 4, [10, 40])],
)
def test_who_names_no_number_of_workers_gets_those_that_join_later(
    workers: int | None,
    processors: int,
    sizes: list[int | None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The most readers and coders at a time, as Ray Data is told, where no node has joined yet and where many have."""
    steps: list[tuple[int | None, int]] = []
    dataset = Mock(iter_rows=lambda: iter(()))
    dataset.map_batches = lambda _, *, compute, num_cpus, **__: (steps.append((compute.size, num_cpus)), dataset)[1]
    ray = SimpleNamespace(
        is_initialized=lambda: True,
        cluster_resources=lambda: {"CPU": processors} if processors else {},
        put=lambda value: value,
        get=lambda _: "coder@1",
        remote=lambda _: Mock(),
        data=SimpleNamespace(
            from_items=lambda *_, **__: dataset,
            TaskPoolStrategy=lambda *, size: SimpleNamespace(size=size),
            DataContext=Mock(),
        ),
    )
    monkeypatch.setitem(sys.modules, "ray", ray)
    monkeypatch.setitem(sys.modules, "ray.data", ray.data)
    units = plan([written(tmp_path / "a.jsonl", bulletins(1))], given=job().given, config=CONFIG)
    given = Work(units=units, job=job(), begin=lambda _: {})
    assert list(by_ray(workers, "auto")(given)) == []
    assert steps == list(zip(sizes, (0, 1), strict=True))


def test_a_cluster_cannot_read_the_standard_input(tmp_path: Path) -> None:
    engine: Engine = by_ray(1, None)
    with pytest.raises(ConfigError, match="standard input"):
        ran(["-"], tmp_path / "out", engine=engine)


@pytest.mark.parametrize(
    ("raised", "address", "said"),
    [
        (Exception("The current node timed out during startup.\nMore."), None, "timed out during startup. On a busy"),
        (RuntimeError(), None, "RuntimeError"),
        (ConnectionError(), "10.0.0.9:6379", "no Ray cluster answers at 10.0.0.9:6379"),
    ],
)
def test_what_does_not_start_is_said_in_one_line(
    raised: Exception, address: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ray = SimpleNamespace(is_initialized=lambda: False, shutdown=lambda: None, init=Mock(side_effect=raised))
    monkeypatch.setitem(sys.modules, "ray", ray)
    with pytest.raises(ConfigError, match=said) as caught:
        ran([written(tmp_path / "a.jsonl", bulletins(1))], tmp_path / "out", engine=by_ray(1, address))
    assert "\n" not in str(caught.value)
    assert "--engine local" in str(caught.value) or address
