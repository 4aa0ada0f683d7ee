"""The embedded broker: Kafka's protocol, in memory, there in milliseconds."""

from fv_chassis.local.broker import broker_command
from fv_local.folder import StateFolder
from fv_local.programs import Layer, Program


def embedded_broker_program(folder: StateFolder, *, port: int) -> Program:
    """Return the program; whatever it held is gone when it stops."""
    return Program(
        name="broker",
        command=tuple(broker_command(port)),
        layer=Layer.STORES,
        directory=folder.data_of("broker"),
        log=folder.log_of("broker"),
        ready_port=port,
    )
