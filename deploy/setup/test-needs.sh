#!/bin/sh
# Installs by apt-get what the tests need and this machine lacks; asks apt nothing when all is there.
set -eu
missing=
need() { missing="$missing $1"; }

command -v chromium >/dev/null || need chromium
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need postgresql
command -v turnserver >/dev/null || need coturn
command -v pdftotext >/dev/null || need poppler-utils
command -v ffprobe >/dev/null || need ffmpeg
command -v ip >/dev/null || need iproute2
# The Node that comes within Playwright asks for it.
ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1 || need libatomic1
# The packet path is tested compiled as well as interpreted.
command -v gcc >/dev/null || need "gcc libc6-dev"
python=.venv/bin/python
[ -x "$python" ] || python=python3
"$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' \
    || need python3-dev
[ -n "$missing" ] || exit 0

echo "Installing for the tests:$missing"
if ! command -v apt-get >/dev/null; then
    echo "The tests need these programs, and this machine has no apt-get to install them with:$missing" >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "The tests need these Debian packages: install them as root (apt-get install$missing) and run make again." >&2
    exit 1
fi
said=$(mktemp)
trap 'rm -f "$said"' EXIT
# shellcheck disable=SC2086
if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends $missing; } >"$said" 2>&1; then
    tail -n 12 "$said" >&2
    echo "The Debian packages for the tests could not be installed (see above):$missing" >&2
    exit 1
fi
