#!/bin/sh
# Installs by apt-get what the benches compare us with or look through, and this machine lacks; asks apt nothing when
# all is there. The benches run without: they say what they leave out.
set -eu
missing=
need() { missing="$missing $1"; }

command -v janus >/dev/null || need janus
command -v unshare >/dev/null || need util-linux
command -v ip >/dev/null || need iproute2
command -v chromium >/dev/null || need chromium
command -v ffprobe >/dev/null || need ffmpeg
[ -n "$missing" ] || exit 0

echo "Installing for the benches:$missing"
if ! command -v apt-get >/dev/null; then
    echo "The benches ask for these programs, and this machine has no apt-get to install them with:$missing" >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "The benches ask for these Debian packages: install them as root (apt-get install$missing)." >&2
    exit 1
fi
# Debian starts a server with its package; ours is started by the bench alone, with a configuration of its own.
policy=/usr/sbin/policy-rc.d
said=$(mktemp)
ours=
tidy() {
    rm -f "$said"
    [ -z "$ours" ] || $as_root rm -f "$policy"
}
trap tidy EXIT
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    ours=yes
    $as_root chmod 755 "$policy"
fi
# shellcheck disable=SC2086
if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends $missing; } >"$said" 2>&1; then
    tail -n 12 "$said" >&2
    echo "The Debian packages for the benches could not be installed (see above):$missing" >&2
    exit 1
fi
