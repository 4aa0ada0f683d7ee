import pwd
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fv_local import folder
from fv_local.folder import FolderUnusable, StateFolder

NOBODY = pwd.struct_passwd(("nobody", "x", 65534, 65534, "", "/", "/bin/false"))


@pytest.fixture
def unreachable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that the account which runs PostgreSQL cannot traverse."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(folder, "unprivileged_account", lambda: NOBODY)
    with tempfile.TemporaryDirectory() as elsewhere:
        Path(elsewhere).chmod(0o755)
        monkeypatch.setattr(folder, "_base_elsewhere", lambda: Path(elsewhere))
        yield closed


def test_the_folder_is_made_where_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "unprivileged_account", lambda: None)

    opened = StateFolder.open(tmp_path / "state")

    assert opened.path == (tmp_path / "state").resolve()
    assert opened.logs.is_dir()
    assert opened.run.is_dir()


def test_a_folder_that_the_account_cannot_reach_is_a_link_to_one_elsewhere(
    unreachable: Path,
) -> None:
    opened = StateFolder.open(unreachable / ".viscount")

    assert (unreachable / ".viscount").is_symlink()
    assert opened.path.name.startswith("first-viscount-")
    assert StateFolder.open(unreachable / ".viscount") == opened


def test_a_forgotten_folder_leaves_neither_data_nor_link(unreachable: Path) -> None:
    requested = unreachable / ".viscount"
    opened = StateFolder.open(requested)

    opened.forget(requested)

    assert not opened.path.exists()
    assert not requested.is_symlink()


def test_permissions_outside_the_folder_stay_as_they_are(unreachable: Path) -> None:
    before = {path: path.stat().st_mode for path in (unreachable, *unreachable.parents)}

    StateFolder.open(unreachable / ".viscount")

    assert {path: path.stat().st_mode for path in before} == before


def test_a_full_folder_that_cannot_be_reached_is_refused(unreachable: Path) -> None:
    (unreachable / ".viscount").mkdir()
    (unreachable / ".viscount" / "something").touch()

    with pytest.raises(FolderUnusable, match="cannot be reached"):
        StateFolder.open(unreachable / ".viscount")


def test_a_long_path_gets_a_short_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "unprivileged_account", lambda: None)
    monkeypatch.setattr(tempfile, "tempdir", "/tmp")

    socket = StateFolder.open(tmp_path / ("long" * 25)).socket
    socket.parent.rmdir()

    assert len(str(socket)) <= 100
