#!/usr/bin/env bash
# Installs the wheels and what clusters need into an empty environment and tests them there: test-cluster.sh OUT. PYTHON names
# the interpreter. GU_CLUSTER_LONG=1 for 3,000 files and twenty kills.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[[ -d $1/python ]] || { echo "build python first: make bindings" >&2; exit 1; }
out=$(realpath "$1")
venv=$out/python/venv-cluster

"${PYTHON:-python3}" -m venv --clear "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    -r "$here/requirements/cluster.txt"
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links "$out/python" 'graph-upload[dask,testing]'
# Those of the wheels.
unset GU_SIMULATOR GU_LIBRARY PYTHONPATH
cd "$here"
"$venv/bin/python" -m pytest tests/cluster
