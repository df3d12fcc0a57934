#!/usr/bin/env bash
# Builds everything and runs every test: unit, integration (SQLite and PostgreSQL), attacks, end to end in Chromium.
# Usage: ./test.sh [filter]     a filter as `dotnet test --filter` takes it
set -euo pipefail
cd "$(dirname "$0")"

tools/prepare.sh build postgresql chromium
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

# Hundreds of short processes: none lives long enough to win back what instrumenting its code costs.
export DOTNET_TieredPGO=0

restore=(); [ "${CI:-}" = "true" ] && restore=(--locked-mode)
dotnet restore Serment.slnx "${restore[@]}" -v q
dotnet build Serment.slnx -c Release --no-restore -v q -m:2 -nodeReuse:false

results=$(mktemp -d)
trap 'jobs -p | xargs -r kill 2>/dev/null || true; rm -rf "$results"' EXIT
filter=${1:-}
run() {
    echo "== $1"
    dotnet test "tests/$1" -c Release --no-build --nologo \
        --logger "console;verbosity=normal" --logger "trx;LogFileName=$results/$1.trx" \
        ${filter:+--filter "$filter"} | grep -v -E '^\s+(Passed|Standard Output Messages:)|^\s*$'
}

# Attacks wait more than they compute, for processes that are killed and started: they run beside the others.
failed_projects=0
run AttackSimulations > "$results/AttackSimulations.log" 2>&1 &
attacks=$!
for project in UnitTests IntegrationTests EndToEnd; do
    run "$project" || failed_projects=$((failed_projects + 1))
done
wait "$attacks" || failed_projects=$((failed_projects + 1))
cat "$results/AttackSimulations.log"

# The counters of the runner's own result files, added up.
sum() { cat "$results"/*.trx | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(sum passed); failed=$(sum failed); errors=$(sum error)
echo "$passed passed, $((failed + errors)) failed"
[ "$failed_projects" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$errors" -eq 0 ] && [ "$passed" -gt 0 ]
