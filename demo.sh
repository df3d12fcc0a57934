#!/usr/bin/env bash
# From a bare machine to a running, populated Serment on this machine's loopback.
# Usage: ./demo.sh [--rows N] [--data DIR] [--port P]     Ctrl-C stops everything
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/tools/prepare.sh" build
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
echo "Building Serment …"
dotnet build "$here/src/Cli" -c Release -v q -nodeReuse:false
exec "$here/serment" demo "$@"
