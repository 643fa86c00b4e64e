#!/bin/sh
# Makes .venv from the first Python that is new enough; says in one sentence what is missing.
set -eu
cd "$(dirname "$0")/../.."
made=.venv/.made
if [ -e "$made" ] && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

python=
for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is missing: install it (on Debian 12: apt-get install python3.11 python3.11-venv) and run make again." >&2
    exit 1
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "Python's venv is missing: install it (on Debian 12: apt-get install python3.11-venv) and run make again." >&2
    exit 1
fi

echo "Making the virtual environment in .venv with $("$python" --version)"
rm -rf .venv
"$python" -m venv .venv
touch "$made"
