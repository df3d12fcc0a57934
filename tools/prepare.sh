#!/usr/bin/env bash
# Makes sure that what building, testing and the demo need is there. As root it installs what is missing;
# otherwise it names the exact command and stops. Arguments: the parts wanted (build, postgresql, chromium).
set -euo pipefail

missing=()
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
    chromium) need /usr/bin/chromium chromium ;;
    *) echo "prepare.sh: unknown part '$part'" >&2; exit 2 ;;
    esac
done

[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "Missing: ${missing[*]}. Please run:  sudo apt-get update && sudo apt-get install -y ${missing[*]}" >&2
    exit 1
fi

# No cluster of Debian's own: tests start and stop their own, on a socket in their own folder.
if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}" >/dev/null
