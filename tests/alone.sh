#!/usr/bin/env bash
# alone.sh DIRECTORY WORK PYTHON: exports one directory, installs it from wheels, runs its tests with nothing beside it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
directory=$1 work=$2 python=$3
uv="$root/.venv/bin/uv"

rm -rf "$work" && mkdir -p "$work/wheels" "$work/export"
# The orders' tests pay at the real sandbox provider, which is a distribution of its own.
for member in proto chassis deploy/sandbox-payments "$directory"; do
    "$uv" build --quiet --wheel --no-build-isolation --python "$root/.venv/bin/python" --out-dir "$work/wheels" "$root/$member"
done
git -C "$root" ls-files -z --cached --others --exclude-standard -- "$directory" |
    (cd "$root" && xargs -0 tar -cf - --ignore-failed-read) | tar -xf - -C "$work/export"

name=$(grep -m1 -oP '^name = "\K[^"]+' "$root/$directory/pyproject.toml")
constraints="$work/constraints.txt"
grep -oE '^[A-Za-z0-9._-]+==[^ ]+' "$root/requirements.lock" >"$constraints"
"$uv" pip install --quiet --python "$python" --find-links "$work/wheels" --constraint "$constraints" "$name[testing]"
cd "$work/export/$directory"
exec "$python" -m pytest -q --timeout=300 --import-mode=importlib -p no:cacheprovider tests
