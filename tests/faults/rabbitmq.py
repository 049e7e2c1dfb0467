"""A RabbitMQ node of a test's own, which may be stopped, killed and alarmed."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from amqp import Connection
from amqp.exceptions import AMQPError

from tests.canaries import BROKER_PASSWORD
from tests.faults.ports import free_ports
from tests.processes import eventually

WITHIN_SECONDS = 90
ALARM_WITHIN_SECONDS = 30
# Without -noinput the node would read commands from its input, which RABBITMQ_ALLOW_INPUT below lets it.
ERLANG_ARGUMENTS = "-noinput -kernel inet_dist_use_interface {127,0,0,1}"
LOOPBACK = "127.0.0.1"


def programs() -> Path | None:
    """The folder of RabbitMQ's own scripts, None where they or Erlang are missing.

    Debian's scripts on PATH only change the user and call these.
    """
    if not (shutil.which("erl") and shutil.which("epmd")):
        return None
    folders = [Path("/usr/lib/rabbitmq/bin")]
    if on_path := shutil.which("rabbitmq-server"):
        folders.insert(0, Path(on_path).resolve().parent)
    return next((folder for folder in folders if (folder / "rabbitmq-env").exists()), None)


class PrivateRabbitMQ:
    """One RabbitMQ node on loopback, with ports, a folder and a port mapper (epmd) of its own.

    `start`, `stop` and `kill` may be called in any state; each does what is left to do. Alarms end with the node.
    """

    def __init__(self) -> None:
        found = programs()
        assert found is not None, "RabbitMQ is not installed"
        self._programs = found
        self.folder = Path(tempfile.mkdtemp(prefix="radar-rabbitmq-")).resolve()
        self._log = self.folder / "output"
        self._process: subprocess.Popen[bytes] | None = None
        self._epmd: subprocess.Popen[bytes] | None = None
        self.port, self._distribution_port, self._epmd_port = free_ports(3)
        self.version = ""
        self._environment = self._make_environment()
        self._make_secrets()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def host(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def url(self) -> str:
        return f"amqp://guest:{BROKER_PASSWORD}@{self.host}//"

    def connection(self, **options: Any) -> Connection:
        """One that is to be opened, as of its user."""
        return Connection(self.host, userid="guest", password=BROKER_PASSWORD, **options)

    def start(self) -> None:
        """Start the node, and wait until a client can open a connection."""
        if self.running:
            return
        self._start_epmd()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._programs / "rabbitmq-server")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self._environment,
                start_new_session=True,
            )
        eventually(self._answers, WITHIN_SECONDS)

    def stop(self) -> None:
        """Stop the node in order."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(WITHIN_SECONDS)
        self._process = None

    def kill(self) -> None:
        """Kill the node; `start` finds its durable queues and persistent messages again."""
        if self._process is None:
            return
        if self.running:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(WITHIN_SECONDS)
        self._process = None

    def restart(self, *, kill: bool) -> None:
        if kill:
            self.kill()
        self.stop()
        self.start()

    def memory_alarm(self, on: bool) -> None:
        """Raise or clear the alarm that blocks who publishes; returns when it is so."""
        self._control("set_vm_memory_high_watermark", "0" if on else "0.4")
        eventually(lambda: ("memory" in self.alarms()) == on, ALARM_WITHIN_SECONDS)

    def disk_alarm(self, on: bool) -> None:
        """Raise or clear the alarm of a full disk; returns when it is so."""
        self._control("set_disk_free_limit", str(10**18 if on else 10**6))
        eventually(lambda: ("disk" in self.alarms()) == on, ALARM_WITHIN_SECONDS)

    def alarms(self) -> set[str]:
        """The alarms in force: `memory`, `disk`."""
        status = json.loads(self._control("status", "--formatter", "json"))
        return {alarm["resource"] for alarm in status["alarms"] if "resource" in alarm}

    def clear_alarms(self) -> None:
        """Clear what a test left on."""
        clear = {"memory": self.memory_alarm, "disk": self.disk_alarm}
        for alarm in self.alarms():
            clear[alarm](False)

    def close(self) -> None:
        """End the node and its port mapper, and remove the folder."""
        self.kill()
        if self._epmd is not None:
            self._epmd.kill()
            self._epmd.wait(WITHIN_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_environment(self) -> dict[str, str]:
        folder = self.folder
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "RABBITMQ_NODENAME": f"radar-fault-{uuid4().hex[:12]}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": LOOPBACK,
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_CONFIG_FILES": str(folder / "conf.d"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            # Makes the script become the node instead of waiting for it, so that its pid is the node's.
            "RABBITMQ_ALLOW_INPUT": "true",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ERLANG_ARGUMENTS,
        }

    def _make_secrets(self) -> None:
        cookie = self.folder / ".erlang.cookie"
        cookie.write_text(uuid4().hex)
        cookie.chmod(0o400)
        (self.folder / "rabbitmq.conf").write_text(f"default_user = guest\ndefault_pass = {BROKER_PASSWORD}\n")

    def _start_epmd(self) -> None:
        if self._epmd is not None and self._epmd.poll() is None:
            return
        self._epmd = subprocess.Popen(
            ["epmd", "-port", str(self._epmd_port), "-address", LOOPBACK],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _answers(self) -> bool:
        assert self.running, f"RabbitMQ ended at its start:\n{self._log.read_text()[-2000:]}"
        try:
            with self.connection(connect_timeout=3, read_timeout=10) as connection:
                self.version = str(connection.server_properties["version"])
        except (OSError, AMQPError):
            return False
        return True

    def _control(self, *arguments: str) -> str:
        command = [str(self._programs / "rabbitmqctl"), "--quiet", *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=self._environment, timeout=WITHIN_SECONDS
        )
        assert done.returncode == 0, f"rabbitmqctl {arguments[0]} failed: {done.stderr.strip()}"
        return done.stdout
