"""compose.yml, held to account where no container engine runs."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dockerfile import last
from tests.requirements import missing
from worker.shutdown import PATIENCE_SECONDS

ROOT = Path(__file__).parents[2]
COMPOSE_FILE = ROOT / "compose.yml"
COMPOSE_TEXT = COMPOSE_FILE.read_text(encoding="utf-8")
SERVICES: Mapping[str, Any] = yaml.safe_load(COMPOSE_TEXT)["services"]
OURS = ("migrate", "worker")
SECONDS_TO_END = 10


def _example_settings() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: value for name, _, value in pairs}


SETTINGS = _example_settings()


def _filled_in(text: str) -> str:
    return re.sub(r"\$\{(\w+)[^}]*\}", lambda match: SETTINGS[match[1]], text)


def _radar_commands() -> Iterator[list[str]]:
    """Every command line that starts radar in a container, without the program's name."""
    program = json.loads(last("ENTRYPOINT"))
    commands = [json.loads(last("CMD"))]
    commands += [SERVICES[name]["command"] for name in OURS if "command" in SERVICES[name]]
    checks = [SERVICES[name]["healthcheck"]["test"] for name in OURS if "healthcheck" in SERVICES[name]]
    for line in [*([*program, *command] for command in commands), *(check[1:] for check in checks)]:
        name, *arguments = [_filled_in(word) for word in line]
        assert name == "radar"
        yield arguments


def _run(command: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
    surroundings = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **environment}
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=60, check=False)


def _installed_compose() -> list[str] | None:
    """The command of Docker Compose, in either of its forms."""
    if alone := shutil.which("docker-compose"):
        return [alone]
    docker = shutil.which("docker")
    if docker and _run([docker, "compose", "version"]).returncode == 0:
        return [docker, "compose"]
    return None


@pytest.fixture(scope="module")
def compose() -> list[str]:
    found = _installed_compose()
    if found is None:
        missing("neither docker-compose nor docker compose is installed", kind="tools")
    return found


@pytest.fixture
def configured(compose: list[str], tmp_path: Path) -> Any:
    """Run `config` with these settings, and none from the developer's own .env."""

    def run(settings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        nothing = tmp_path / "empty.env"
        nothing.touch()
        files = ["--env-file", str(nothing), "--file", str(COMPOSE_FILE)]
        return _run([*compose, *files, "config"], **settings)

    return run


def test_compose_accepts_its_file_with_the_example_settings(configured: Any) -> None:
    done = configured(SETTINGS)
    assert done.returncode == 0, done.stderr
    services = yaml.safe_load(done.stdout)["services"]
    assert services["worker"]["environment"]["RADAR_DATABASE_URL"] == SETTINGS["RADAR_DATABASE_URL"]


@pytest.mark.parametrize("name", ["RADAR_DATABASE_URL", "RABBITMQ_PASSWORD"])
def test_compose_refuses_to_start_without_what_has_no_default(configured: Any, name: str) -> None:
    done = configured({key: value for key, value in SETTINGS.items() if key != name})
    assert done.returncode != 0
    assert "as .env.example shows" in done.stderr


def test_compose_needs_nothing_else(configured: Any) -> None:
    needed = {name: SETTINGS[name] for name in ("RADAR_DATABASE_URL", "RABBITMQ_PASSWORD")}
    assert yaml.safe_load(configured(needed).stdout) == yaml.safe_load(configured(SETTINGS).stdout)


def test_the_example_settings_are_those_that_compose_uses() -> None:
    assert set(re.findall(r"\$\{(\w+)", COMPOSE_TEXT)) == set(SETTINGS)


def test_the_database_is_not_among_the_services() -> None:
    assert set(SERVICES) == {"rabbitmq", *OURS}
    assert "postgres" not in " ".join(service.get("image", "") for service in SERVICES.values())


def test_rabbitmq_keeps_its_data_and_is_reached_from_this_machine_alone() -> None:
    rabbitmq = SERVICES["rabbitmq"]
    assert re.fullmatch(r"rabbitmq:\d+\.\d+(\.\d+)?(-\w+)?", rabbitmq["image"])
    assert rabbitmq["healthcheck"]["test"][1] == "rabbitmq-diagnostics"
    assert all(port.startswith("127.0.0.1:") for port in rabbitmq["ports"])
    # Without a name of its own the node would look for its data under a new name at every start.
    assert rabbitmq["hostname"]
    assert rabbitmq["volumes"]


def test_the_worker_waits_for_rabbitmq_and_for_the_migration() -> None:
    assert SERVICES["worker"]["depends_on"] == {
        "rabbitmq": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }
    assert SERVICES["migrate"]["command"] == ["db", "migrate"]
    assert SERVICES["migrate"]["restart"] == "no"


def test_the_worker_has_time_to_finish() -> None:
    period = SERVICES["worker"]["stop_grace_period"]
    assert int(period.removesuffix("s")) >= PATIENCE_SECONDS + SECONDS_TO_END


@pytest.mark.parametrize("name", OURS)
def test_radar_runs_without_privileges(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"privileged", "cap_add", "user", "volumes", "devices", "pid", "network_mode"} & set(service) == set()


def test_the_worker_writes_nowhere_but_into_memory_that_runs_nothing() -> None:
    for name in OURS:
        (mount,) = SERVICES[name]["tmpfs"]
        folder, _, options = mount.partition(":")
        assert folder == "/tmp"
        assert {"noexec", "nosuid", "nodev"} <= set(options.split(","))
        assert any(option.startswith("size=") for option in options.split(","))


def test_rabbitmq_runs_without_privileges_as_its_own_user() -> None:
    rabbitmq = SERVICES["rabbitmq"]
    assert rabbitmq["user"] == "rabbitmq"
    assert rabbitmq["cap_drop"] == ["ALL"]
    assert rabbitmq["security_opt"] == ["no-new-privileges:true"]
    assert {"privileged", "cap_add", "devices", "pid", "network_mode"} & set(rabbitmq) == set()


def test_no_command_of_a_container_has_a_secret_in_it() -> None:
    secrets = {SETTINGS["RABBITMQ_PASSWORD"], SETTINGS["RADAR_DATABASE_URL"]}
    for service in SERVICES.values():
        words = [*service.get("command", []), *service.get("healthcheck", {}).get("test", [])]
        assert not [word for word in words if any(secret in _filled_in(word) for secret in secrets)]


@pytest.mark.parametrize("arguments", list(_radar_commands()), ids=shlex.join)
def test_a_command_that_a_container_runs_exists(arguments: list[str]) -> None:
    # Options that do not exist are refused even where --help follows them.
    done = _run([sys.executable, "-m", "radar_cli", *arguments, "--help"])
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Usage: radar {arguments[0]}")
