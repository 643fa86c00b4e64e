#!/bin/sh
# Renews the lock files from pyproject.toml and package.json; no lock names the registry it came from.
set -eu
cd "$(dirname "$0")/../.."
uv=.venv/bin/uv
compile() {
    out=$1
    shift
    "$uv" pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --output-file "$out" "$@"
}
compile requirements.lock pyproject.toml
compile requirements-dev.lock --extra dev --constraint requirements.lock pyproject.toml
compile requirements-node.lock --group pyproject.toml:node
PATH="$PWD/.tools/bin:$PATH" npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved
