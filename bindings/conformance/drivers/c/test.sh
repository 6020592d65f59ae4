#!/usr/bin/env bash
# Runs the conformance suite in C: test.sh OUT
set -euo pipefail
GU_CONFORM_C=$1/c/conform python3 "$(dirname "$0")/../../run.py" c
