"""docker-compose.yml and the workflow are valid by their published schemas, and strict."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from cli.commands.worker import command as worker_command
from core.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
STORES = {"qdrant", "postgres", "valkey"}


def compose() -> dict[str, Any]:
    """The file with its aliases and merge keys resolved."""
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))
    return loaded


def workflow() -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    return loaded


SERVICES = compose()["services"]
LANES = {"worker-cpu": "read", "worker-gpu": "embed"}
"""Workers of the profile `gpu`, each with its lane."""
every_service = pytest.mark.parametrize("name", sorted(SERVICES))


def schema(name: str) -> dict[str, Any]:
    """A schema that check-jsonschema carries, so that nothing is fetched."""
    path = files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{name}.json"
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def check(document: Any, name: str) -> None:
    of = schema(name)
    jsonschema.validators.validator_for(of)(of).validate(document)


def test_the_compose_file_follows_the_compose_specification() -> None:
    check(compose(), "compose-spec")


def test_the_schema_is_one_that_refuses() -> None:
    with pytest.raises(jsonschema.ValidationError):
        check({"services": {"api": {"image": 3}}}, "compose-spec")


def test_the_workflow_follows_its_schema() -> None:
    document = workflow()
    document["on"] = document.pop(True)  # YAML 1.1 reads the key `on` as true
    check(document, "github-workflows")


def test_the_workflow_runs_what_everyone_runs_on_real_stores() -> None:
    job = workflow()["jobs"]["test"]
    assert [step["run"] for step in job["steps"] if "run" in step] == ["bash .ci/run"]
    assert set(job["services"]) == STORES
    for name, service in job["services"].items():
        assert f"PROBANT_TEST_{name.upper()}_URL" in job["env"]
        assert "--health-cmd" in service["options"]
    for step in job["steps"]:
        assert re.search(r"@v\d+\.\d+\.\d+$", step.get("uses", "@v0.0.0")), step


def test_compose_and_workflow_agree_on_the_versions_of_stores() -> None:
    job = workflow()["jobs"]["test"]
    for name in STORES:
        ours = SERVICES[name]["image"].removesuffix("-unprivileged")
        assert ours == job["services"][name]["image"]


@every_service
def test_every_service_says_whether_it_is_well(name: str) -> None:
    check_ = SERVICES[name]["healthcheck"]
    assert check_["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries"} <= set(check_)


@every_service
def test_every_service_is_restrained(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["restart"] == "unless-stopped"
    assert {"cpus", "memory", "pids"} <= set(service["deploy"]["resources"]["limits"])
    assert "privileged" not in service


@every_service
def test_images_are_pinned(name: str) -> None:
    assert re.search(r":v?\d+\.\d+(\.\d+)?(-[a-z]+)?$", SERVICES[name]["image"])


@every_service
def test_nothing_is_published_beyond_loopback(name: str) -> None:
    published = SERVICES[name].get("ports", [])
    assert published == (["127.0.0.1:8440:8440"] if name == "api" else [])


@every_service
def test_only_the_api_has_a_network_that_leads_outside(name: str) -> None:
    networks = compose()["networks"]
    leading_out = {net for net in SERVICES[name]["networks"] if not networks[net].get("internal")}
    assert leading_out == ({"edge"} if name == "api" else set())


@pytest.mark.parametrize("name", ["api", "worker", *sorted(LANES)])
def test_what_uses_the_stores_waits_until_they_are_well(name: str) -> None:
    waits = {on: how["condition"] for on, how in SERVICES[name]["depends_on"].items()}
    assert waits == dict.fromkeys(STORES, "service_healthy")


def test_no_secret_has_a_default() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|_KEYS?$", variable) and value != "${PROBANT_CHAT_KEY:-}":
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), f"{name}: {variable}"


def test_without_the_profile_one_worker_does_everything() -> None:
    always = {name for name, service in SERVICES.items() if "profiles" not in service}
    assert always == {"api", "worker", *STORES}
    assert SERVICES["worker"]["command"] == ["worker"]
    assert SERVICES["worker"]["deploy"]["replicas"] == "${WORKERS:-1}"


def test_the_profile_parts_the_lanes_and_adds_a_model() -> None:
    added = {name for name, service in SERVICES.items() if service.get("profiles") == ["gpu"]}
    assert added == {*LANES, "vllm"}
    for name, lane in LANES.items():
        told = SERVICES[name]["command"]
        arguments = worker_command.make_context(told[0], told[1:])
        assert arguments.params["lane"] == lane
        assert bool(arguments.params["gpus"]) == (name == "worker-gpu")


def test_only_what_computes_on_gpus_gets_them() -> None:
    for name, service in SERVICES.items():
        devices = service["deploy"]["resources"].get("reservations", {}).get("devices", [])
        wanted = [{"driver": "nvidia", "count": "all", "capabilities": ["gpu"]}]
        assert devices == (wanted if name in ("worker-gpu", "vllm") else [])
        assert bool(devices) == ("CUDA_VISIBLE_DEVICES" in service.get("environment", {}))


def test_the_model_server_fetches_nothing_and_is_reached_by_the_api_alone() -> None:
    server = SERVICES["vllm"]
    assert server["environment"]["HF_HUB_OFFLINE"] == "1"
    assert server["volumes"] == ["models:/models:ro"]
    assert any(one.startswith("--model=/models/") for one in server["command"])
    assert "--served-model-name=mistral" in server["command"]
    assert [name for name, one in SERVICES.items() if "models" in one["networks"]] == [
        "api",
        "vllm",
    ]


def test_the_gpu_image_takes_an_extra_that_exists() -> None:
    extra = SERVICES["worker-gpu"]["build"]["args"]["EXTRA"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    [faiss] = project["optional-dependencies"][extra]
    assert faiss.startswith("faiss-gpu==")
    assert f"'$EXTRA' == '{extra}'" in (ROOT / "Dockerfile").read_text("utf-8")
    assert SERVICES["worker-gpu"]["image"] != SERVICES["worker"]["image"]


OF_THE_IMAGE = {"data", "models"}
OF_EVALUATION = {"corpora"}
"""Neither the API nor the worker reads it."""
OF_CLIENTS = {"key", "use_cases"}
FIXED = {"database_url", "queue_url", "index_url", "index_key", "host", "port", "identity"}


def given(variable: str) -> set[str]:
    """What the API and the worker are given as the value of a variable."""
    of_both = [SERVICES[name]["environment"] for name in ("api", "worker")]
    return {str(one[variable]) for one in of_both if variable in one}


@pytest.mark.parametrize(
    "field", sorted(set(Settings.model_fields) - OF_THE_IMAGE - OF_EVALUATION - OF_CLIENTS)
)
def test_every_setting_can_be_chosen_or_is_fixed_on_purpose(field: str) -> None:
    variable = f"PROBANT_{field.upper()}"
    [value] = given(variable)
    passed_on = re.fullmatch(rf"\$\{{{variable}(:?[-?])(.*)\}}", value)
    assert bool(passed_on) == (field not in FIXED)
    if passed_on:
        default = Settings.model_fields[field].default
        assert passed_on[2] == (str(default) if isinstance(default, str | int | float) else "")


def test_who_reaches_the_service_has_to_say_who_they_are() -> None:
    assert SERVICES["api"]["environment"]["PROBANT_HOST"] == "0.0.0.0"  # noqa: S104
    assert SERVICES["api"]["environment"]["PROBANT_IDENTITY"] == "required"


def test_an_encoder_without_prefixes_can_be_asked_for() -> None:
    for name in ("PROBANT_ENCODER_QUERY_PREFIX", "PROBANT_ENCODER_PASSAGE_PREFIX"):
        [value] = given(name)
        assert ":-" not in value


def test_the_image_says_where_state_and_model_are() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    for field in OF_THE_IMAGE:
        assert f" PROBANT_{field.upper()}=/" in dockerfile
        assert not given(f"PROBANT_{field.upper()}")


def test_every_named_volume_is_declared() -> None:
    used = {mount.split(":")[0] for one in SERVICES.values() for mount in one.get("volumes", [])}
    assert used == set(compose()["volumes"])


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    user = max(number for number, line in enumerate(lines) if line.startswith("USER "))
    entry = lines.index('ENTRYPOINT ["probant"]')
    assert lines[user] == "USER probant"
    assert user < entry
    assert any(line.startswith("HEALTHCHECK ") for line in lines)
    assert not [line for line in lines if re.match(r"(ENV|ARG) .*(KEY|PASSWORD|TOKEN)", line)]
    for line in lines:
        if line.startswith("FROM "):
            assert re.match(r"FROM \S+:\d+\.\d+\.\d+\S*( AS \w+)?$", line), line
