import sys
from pathlib import Path

import pytest

from fv_local.launch import migrations_digest


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service's package that fails when it is imported."""
    package = tmp_path / "some_service"
    versions = package / "outbound" / "migrations" / "versions"
    versions.mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    (versions / "0001_expand_first.py").write_text("revision = '0001'")
    monkeypatch.syspath_prepend(str(tmp_path))
    return versions


def test_the_digest_changes_with_a_migration_and_imports_nothing(service: Path) -> None:
    before = migrations_digest("some_service")
    (service / "0002_expand_second.py").write_text("revision = '0002'")

    assert migrations_digest("some_service") != before
    assert "some_service" not in sys.modules


def test_a_service_that_is_not_installed_is_named() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_service"):
        migrations_digest("no_such_service")
