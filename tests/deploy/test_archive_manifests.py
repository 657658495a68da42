"""What stands in deploy/archive is what Kubernetes, KubeRay and the command line take, and lets nobody else in."""

import importlib.metadata
import re
import shlex
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from marsad.cli.load import command as load
from marsad.cli.run import command as run
from marsad.run import share
from scripts.inventory import locked
from tests.deploy import kuberay

FOLDER = Path(__file__).parents[2] / "deploy" / "archive"
VERSIONS = ("1.33", "1.37")


def manifest(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return found


def container(pod: dict[str, Any]) -> dict[str, Any]:
    (found,) = pod["spec"]["containers"]
    return dict(found)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["job.yaml", "load.yaml"])
def test_jobs_keep_to_the_schema_of_kubernetes(name: str, version: str) -> None:
    kubernetes_validate.validate(manifest(name), version, strict=True)


def test_a_misspelt_field_would_be_found() -> None:
    wrong = manifest("job.yaml")
    wrong["spec"]["completionmode"] = wrong["spec"].pop("completionMode")
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


def pods(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The templates of a RayJob's pods."""
    cluster = spec["rayClusterSpec"]
    groups = {group["groupName"]: group["template"] for group in cluster["workerGroupSpecs"]}
    return {"submitter": spec["submitterPodTemplate"], "head": cluster["headGroupSpec"]["template"], **groups}


def test_the_ray_job_keeps_to_the_fields_of_kuberay_and_its_pods_to_kubernetes() -> None:
    told = manifest("rayjob.yaml")
    jsonschema.validate(told, kuberay.RAY_JOB)
    for template in pods(told["spec"]).values():
        pod = {"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "any"}, "template": template}
        kubernetes_validate.validate(pod, VERSIONS[-1], strict=True)


def renamed(told: dict[str, Any], path: str, name: str) -> dict[str, Any]:
    """The manifest with the field at this path under another name."""
    *above, last = path.split(".")
    place: Any = told
    for key in above:
        place = place[int(key) if key.isdigit() else key]
    place[name] = place.pop(last)
    return told


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("spec.backoffLimit", "backOffLimit"),
        ("spec.rayClusterSpec.authOptions", "authOption"),
        ("spec.rayClusterSpec.authOptions.mode", "Mode"),
        ("spec.rayClusterSpec.headGroupSpec.rayStartParams", "rayStartParam"),
        ("spec.rayClusterSpec.workerGroupSpecs.0.maxReplicas", "maxreplicas"),
    ],
)
def test_a_misspelt_field_of_a_ray_job_would_be_found(path: str, name: str) -> None:
    with pytest.raises(jsonschema.ValidationError, match=name):
        jsonschema.validate(renamed(manifest("rayjob.yaml"), path, name), kuberay.RAY_JOB)


def test_who_reaches_a_port_of_the_cluster_needs_its_token_and_gets_no_rights() -> None:
    spec = manifest("rayjob.yaml")["spec"]
    cluster = spec["rayClusterSpec"]
    assert cluster["authOptions"] == {"mode": "token"}
    assert tuple(map(int, cluster["rayVersion"].split("."))) >= (2, 52), "older ones know no token"
    least = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    assert cluster["autoscalerOptions"]["securityContext"] == least
    for template in pods(spec).values():
        told = template["spec"]["securityContext"]
        assert (told["runAsNonRoot"], told["seccompProfile"]) == (True, {"type": "RuntimeDefault"})
        assert container(template)["securityContext"] == least
    with_a_key = [name for name, one in pods(spec).items() if one["spec"]["automountServiceAccountToken"]]
    assert with_a_key == ["head"], "the autoscaler asks Kubernetes for pods"


def test_the_network_lets_in_the_cluster_itself_and_its_operator() -> None:
    policy = manifest("network.yaml")
    kubernetes_validate.validate(policy, VERSIONS[-1], strict=True)
    own = policy["spec"]["podSelector"]["matchLabels"]
    assert policy["spec"]["policyTypes"] == ["Ingress"]
    for template in pods(manifest("rayjob.yaml")["spec"]).values():
        assert template["metadata"]["labels"] == own
    (itself, operator) = policy["spec"]["ingress"]
    assert itself == {"from": [{"podSelector": {"matchLabels": own}}]}
    assert [one["port"] for one in operator["ports"]] == [8265]
    (source,) = operator["from"]
    assert source.keys() == {"namespaceSelector", "podSelector"}, "a pod by its name alone could be anybody's"


def test_each_pod_does_its_share_with_the_memory_it_has() -> None:
    spec = manifest("job.yaml")["spec"]
    one = container(spec["template"])
    assert one["args"][0] == "run"
    given = run.make_context("run", one["args"][1:]).params
    index, _, of = given["share"].partition("/")
    assert (index, share(f"0/{of}").of) == ("$(JOB_COMPLETION_INDEX)", spec["completions"])
    assert given["workers"] == int(one["resources"]["requests"]["cpu"])
    limit_mb = int(one["resources"]["limits"]["memory"].removesuffix("Gi")) * 1024
    assert given["workers"] * given["memory"] < limit_mb


def test_the_other_commands_are_those_of_marsad() -> None:
    loading = container(manifest("load.yaml")["spec"]["template"])
    assert load.make_context("load", loading["args"][1:]).params["months"] == ("2024-05",)
    program, verb, *args = shlex.split(manifest("rayjob.yaml")["spec"]["entrypoint"])
    given = run.make_context("run", args).params
    assert (program, verb, given["engine"], given["address"]) == ("marsad", "run", "ray", "auto")


def test_ray_is_the_version_that_is_tested() -> None:
    cluster = manifest("rayjob.yaml")["spec"]["rayClusterSpec"]
    assert cluster["rayVersion"] == importlib.metadata.version("ray") == locked("cluster")["ray"].version


def dockerfile() -> str:
    return (FOLDER / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def test_the_image_holds_the_dashboard_that_jobs_are_handed_in_through() -> None:
    """All that ``ray[data,default]`` asks for stands in the lock that the image is made from."""
    asked = [Requirement(one) for one in importlib.metadata.requires("ray") or []]
    wanted = {
        canonicalize_name(one.name)
        for one in asked
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in ("data", "default"))
    }
    assert {"aiohttp", "opencensus"} <= wanted - locked("core").keys()
    assert wanted | {"ray", "s3fs"} <= locked("cluster").keys()
    assert "COPY requirements/cluster.txt /tmp/cluster.txt" in dockerfile()
    assert "--require-hashes -r /tmp/cluster.txt" in dockerfile()


def test_the_lock_of_the_image_agrees_with_that_of_the_core() -> None:
    core, cluster = locked("core"), locked("cluster")
    other = {name for name in core.keys() & cluster.keys() if core[name].version != cluster[name].version}
    assert other == {"python-dateutil"}


def test_login_shells_find_what_a_job_calls() -> None:
    program = shlex.split(manifest("rayjob.yaml")["spec"]["entrypoint"])[0]
    (link,) = re.findall(r"ln -s (.*) /usr/local/bin/", dockerfile())
    assert link.split() == [f"/opt/marsad/bin/{name}" for name in (program, "ray")]
