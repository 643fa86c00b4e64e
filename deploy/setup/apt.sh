#!/bin/sh
# Sourced: `install_missing WHO` installs the Debian packages in $missing by apt-get, or says in one sentence why not.
# Asks apt nothing when all is there.
missing=
need() { missing="$missing $1"; }

install_missing() {
    [ -n "$missing" ] || exit 0
    echo "Installing for the $1:$missing"
    if ! command -v apt-get >/dev/null; then
        echo "The $1 need these programs, and this machine has no apt-get to install them with:$missing" >&2
        exit 1
    fi
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        echo "The $1 need these Debian packages: install them as root (apt-get install$missing) and run make again." >&2
        exit 1
    fi
    said=$(mktemp)
    trap 'rm -f "$said"; forget_policy' EXIT
    keep_servers_still
    # shellcheck disable=SC2086
    if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends $missing; } >"$said" 2>&1; then
        tail -n 12 "$said" >&2
        echo "The Debian packages for the $1 could not be installed (see above):$missing" >&2
        exit 1
    fi
}

# Debian starts a server with its package; ours are started by tests and benches alone, each with its own configuration.
policy=/usr/sbin/policy-rc.d
ours=
keep_servers_still() {
    [ ! -e "$policy" ] || return 0
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    ours=yes
    $as_root chmod 755 "$policy"
}
forget_policy() { [ -z "$ours" ] || $as_root rm -f "$policy"; }
