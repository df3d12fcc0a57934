#!/usr/bin/env bash
# Makes sure that what building, testing and the demo need is there. As root it installs what is missing;
# otherwise it names the exact command and stops. Arguments: the parts wanted (build, postgresql, chromium).
set -euo pipefail

missing=()
lighter=() # What makes the work lighter where it can be had, and is not needed.
need() { # command-or-file, Debian package
    if ! command -v "$1" >/dev/null 2>&1 && [ ! -e "$1" ]; then missing+=("$2"); fi
}

for part in "$@"; do
    case "$part" in
    build)
        need git git
        if ! command -v dotnet >/dev/null 2>&1; then
            echo "The .NET SDK 10 is needed: see https://dotnet.microsoft.com/download/dotnet/10.0" >&2
            exit 1
        fi
        if ! command -v npm >/dev/null 2>&1; then
            echo "Node.js 20 with npm is needed: see https://nodejs.org" >&2
            exit 1
        fi
        ;;
    postgresql) need /usr/lib/postgresql/15/bin/initdb postgresql-15 ;;
    chromium)
        need /usr/bin/chromium chromium
        if [ ! -e /usr/bin/chromium-headless-shell ]; then lighter+=(chromium-headless-shell); fi
        ;;
    *) echo "prepare.sh: unknown part '$part'" >&2; exit 2 ;;
    esac
done

# Fetched first and within a time: a network that is away must not hold up what runs without it.
lighten() {
    [ ${#lighter[@]} -gt 0 ] && [ "$(id -u)" -eq 0 ] || return 0
    { timeout 60 apt-get update -qq && timeout 120 apt-get install -y -qq --no-install-recommends --download-only "${lighter[@]}" \
        && apt-get install -y -qq --no-install-recommends "${lighter[@]}"; } >/dev/null 2>&1 \
        || echo "Without ${lighter[*]} the journeys take longer; all of them run." >&2
}

export DEBIAN_FRONTEND=noninteractive
if [ ${#missing[@]} -eq 0 ]; then
    lighten
    exit 0
fi

if [ "$(id -u)" -ne 0 ]; then
    echo "Missing: ${missing[*]}. Please run:  sudo apt-get update && sudo apt-get install -y ${missing[*]}" >&2
    exit 1
fi

# No cluster of Debian's own: tests start and stop their own, on a socket in their own folder.
if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}" >/dev/null
lighten
