"""The fields of a RayJob (ray.io/v1), by name and type: all that KubeRay 1.6 knows, and not those that are used here.

Read off KubeRay's own types (``ray-operator/apis/ray/v1``, ``rayjob_types.go`` and ``raycluster_types.go``) in November
2026 and written down here; it is not KubeRay's definition itself, which no package ships. Pods, services and what
stands in containers are Kubernetes' own and left open: who calls validates pods with Kubernetes' schema.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def _only(fields: Schema, *, required: tuple[str, ...] = ()) -> Schema:
    """These fields and no others."""
    return {"type": "object", "additionalProperties": False, "properties": fields, "required": list(required)}


def _each(names: str, schema: Schema) -> Schema:
    return dict.fromkeys(names.split(), schema)


_TEXT: Schema = {"type": "string"}
_YES_NO: Schema = {"type": "boolean"}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_NUMBER: Schema = {"type": "number", "minimum": 0}
_TEXTS: Schema = {"type": "object", "additionalProperties": _TEXT}
#: What Kubernetes defines.
_THEIRS: Schema = {"type": "object"}
_THEIRS_EACH: Schema = {"type": "array", "items": _THEIRS}


def _one_of(names: str) -> Schema:
    return {"enum": names.split()}


_AUTOSCALER = _only(
    _each("env envFrom volumeMounts", _THEIRS_EACH)
    | _each("resources securityContext", _THEIRS)
    | {"image": _TEXT, "imagePullPolicy": _one_of("Always IfNotPresent Never"), "idleTimeoutSeconds": _WHOLE}
    | {"upscalingMode": _one_of("Default Aggressive Conservative"), "version": _one_of("v1 v2")}
    | _each("command args", {"type": "array", "items": _TEXT})
)
_GROUP = _each("rayStartParams resources labels", _TEXTS) | {"template": _THEIRS}
_HEAD = _only(
    _GROUP
    | {"headService": _THEIRS, "enableIngress": _YES_NO}
    | {"serviceType": _one_of("ClusterIP NodePort LoadBalancer ExternalName")},
    required=("template",),
)
_WORKERS = _only(
    _GROUP
    | _each("replicas minReplicas maxReplicas idleTimeoutSeconds numOfHosts", _WHOLE)
    | {"groupName": _TEXT, "suspend": _YES_NO}
    | {"scaleStrategy": _only({"workersToDelete": {"type": "array", "items": _TEXT}})},
    required=("groupName", "minReplicas", "maxReplicas", "template"),
)
_CREDENTIAL = _only({"value": _TEXT, "valueFrom": _THEIRS})
_CLUSTER = _only(
    _each("suspend enableInTreeAutoscaling", _YES_NO)
    | _each("rayVersion managedBy", _TEXT)
    | {"headServiceAnnotations": _TEXTS, "autoscalerOptions": _AUTOSCALER, "headGroupSpec": _HEAD}
    | {"workerGroupSpecs": {"type": "array", "items": _WORKERS}}
    | {"authOptions": _only({"mode": _one_of("disabled token")})}
    | {"upgradeStrategy": _only({"type": _one_of("Recreate None")})}
    | {
        "gcsFaultToleranceOptions": _only(
            _each("redisAddress externalStorageNamespace", _TEXT) | _each("redisUsername redisPassword", _CREDENTIAL)
        )
    },
    required=("headGroupSpec",),
)
_SPEC = _only(
    _each("entrypoint runtimeEnvYAML jobId entrypointResources managedBy", _TEXT)
    | _each("activeDeadlineSeconds backoffLimit ttlSecondsAfterFinished", _WHOLE)
    | _each("entrypointNumCpus entrypointNumGpus", _NUMBER)
    | _each("shutdownAfterJobFinishes suspend", _YES_NO)
    | _each("metadata clusterSelector", _TEXTS)
    | {"rayClusterSpec": _CLUSTER, "submitterPodTemplate": _THEIRS, "deletionStrategy": _THEIRS}
    | {"submitterConfig": _only({"backoffLimit": _WHOLE})}
    | {"submissionMode": _one_of("K8sJobMode HTTPMode InteractiveMode SidecarMode")}
)
RAY_JOB = _only(
    {"apiVersion": {"const": "ray.io/v1"}, "kind": {"const": "RayJob"}, "metadata": _THEIRS, "spec": _SPEC},
    required=("apiVersion", "kind", "metadata", "spec"),
)
