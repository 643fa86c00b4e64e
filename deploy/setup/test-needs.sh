#!/bin/sh
# Installs by apt-get what the tests need and this machine lacks.
set -eu
# shellcheck source=deploy/setup/apt.sh
. "$(dirname "$0")/apt.sh"

command -v chromium >/dev/null || need chromium
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need postgresql
command -v turnserver >/dev/null || need coturn
command -v pdfsig >/dev/null || need poppler-utils
command -v ffprobe >/dev/null || need ffmpeg
command -v ip >/dev/null || need iproute2
# A device of PKCS#11 in software, for the seal.
command -v softhsm2-util >/dev/null || need softhsm2
# The Node that comes within Playwright asks for it.
ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1 || need libatomic1
# The packet path is tested compiled as well as interpreted.
command -v gcc >/dev/null || need "gcc libc6-dev"
python=.venv/bin/python
[ -x "$python" ] || python=python3
"$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' \
    || need python3-dev
install_missing tests
