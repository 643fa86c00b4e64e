#!/bin/sh
# Installs by apt-get what the benches compare us with or look through, and this machine lacks. The benches run without:
# they say what they leave out.
set -eu
# shellcheck source=deploy/setup/apt.sh
. "$(dirname "$0")/apt.sh"

command -v janus >/dev/null || need janus
command -v unshare >/dev/null || need util-linux
command -v ip >/dev/null || need iproute2
command -v chromium >/dev/null || need chromium
command -v ffprobe >/dev/null || need ffmpeg
install_missing benches
