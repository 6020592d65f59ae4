#!/usr/bin/env bash
# Installs the wheels into an empty environment and tests them there: test.sh OUT. PYTHON names the interpreter.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "$1")
venv=$out/python/venv

"${PYTHON:-python3}" -m venv --clear "$venv"
# No index: nothing but the wheels is needed.
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links "$out/python" 'graph-upload[testing]'
GU_CONFORM_PYTHON=$venv/bin/python python3 "$here/../conformance/run.py" python

"$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    -r "$here/requirements/test.txt"
# The simulator of the wheel, not that of the environment.
unset GU_SIMULATOR
cd "$here"
"$venv/bin/python" -m pytest
"$venv/bin/mypy" --python-executable "$venv/bin/python" --cache-dir "$out/python/mypy" tests
"$venv/bin/mypy" --python-executable "$venv/bin/python" --cache-dir "$out/python/mypy" -p graph_upload
