"""Apache Kafka as one KRaft node: the durable broker of `viscount up --broker kafka`."""

import hashlib
import json
import shutil
import subprocess
import uuid
from base64 import urlsafe_b64encode
from importlib import resources
from pathlib import Path

from fv_local.failures import LocalPlatformFailed
from fv_local.folder import StateFolder
from fv_local.programs import Layer, Program

HEAP = "512m"


class KafkaUnavailable(LocalPlatformFailed):
    """Kafka cannot be fetched or run; the text says what is missing."""


def kafka_program(folder: StateFolder, *, port: int, controller_port: int) -> Program:
    """Fetch Kafka and format its storage unless that was done, and return the program."""
    home = folder.data_of("kafka")
    classpath = f"{_fetched_jars(folder.data_of('kafka-jars'))}/*"
    properties = home / "server.properties"
    properties.write_text(server_properties(home / "log", port, controller_port))
    logging = home / "log4j2.json"
    logging.write_text(json.dumps(logging_config()))
    java = (_tool("java"), f"-Xmx{HEAP}", f"-Dlog4j2.configurationFile={logging}", "-cp", classpath)
    if not (home / "log" / "meta.properties").exists():
        _format_storage(java, properties)
    return Program(
        name="broker",
        command=(java[0], "-Xms256m", "-XX:+UseG1GC", *java[1:], "kafka.Kafka", str(properties)),
        layer=Layer.STORES,
        directory=home,
        log=folder.log_of("broker"),
        ready_port=port,
    )


def server_properties(log_folder: Path, port: int, controller_port: int) -> str:
    """Return the configuration of a node that is broker and controller in one."""
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": log_folder,
        # A node that was killed may come back only when its old lease has ended.
        "broker.session.timeout.ms": 3000,
        "broker.heartbeat.interval.ms": 1000,
        "auto.create.topics.enable": "false",
        "group.initial.rebalance.delay.ms": 0,
        "offsets.topic.num.partitions": 4,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def logging_config() -> dict[str, object]:
    """Return the logging configuration: warnings and errors to the console, which is the log."""
    layout = {"type": "PatternLayout", "pattern": "%d{ISO8601} %p %c: %m%n"}
    return {
        "configuration": {
            "appenders": {"Console": {"name": "console", "PatternLayout": layout}},
            "loggers": {"root": {"level": "warn", "AppenderRef": {"ref": "console"}}},
        }
    }


def _fetched_jars(folder: Path) -> Path:
    """Return the folder of the jars that the pom names; Maven is asked once per version of it."""
    pom = _pom()
    jars = folder / hashlib.sha256(pom.read_bytes()).hexdigest()[:12]
    if jars.exists():
        return jars
    draft = folder / "fetching"
    shutil.rmtree(draft, ignore_errors=True)
    maven = (_tool("mvn"), "-q", "-B", "-f", str(pom), "dependency:copy-dependencies")
    fetched = subprocess.run(
        [*maven, f"-DoutputDirectory={draft}"], capture_output=True, text=True, check=False
    )
    if fetched.returncode:
        raise KafkaUnavailable(f"Maven could not fetch Kafka:\n{fetched.stdout}{fetched.stderr}")
    draft.rename(jars)
    return jars


def _pom() -> Path:
    installed = Path(str(resources.files("fv_local"))) / "kafka" / "pom.xml"
    checked_out = Path(__file__).parents[2] / "kafka" / "pom.xml"
    return installed if installed.exists() else checked_out


def _format_storage(java: tuple[str, ...], properties: Path) -> None:
    cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    tool = ("kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties))
    formatted = subprocess.run([*java, *tool], capture_output=True, text=True, check=False)
    if formatted.returncode:
        raise KafkaUnavailable(f"Kafka could not format its storage:\n{formatted.stderr}")


def _tool(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise KafkaUnavailable(f"`--broker kafka` needs {name} (Java 17 or later and Maven)")
    return found
