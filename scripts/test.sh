#!/usr/bin/env bash
# Runs the tests against a fresh instance of their own, and stops it whatever happens.
#
#   scripts/test.sh          lints, pgTAP and pytest without what is marked slow
#   scripts/test.sh --all    everything, in a browser too
#   scripts/test.sh --soak   the tests marked soak in their heavy form, then all of pytest RUNS times
#                            (10) on one instance, for what fails rarely
#
# How heavy a form is, is set by variables that its test names (unison_cli.testing.amount), as in
# MAILS=5000 KILLS=1000 RUNS=0 scripts/test.sh --soak
#
# The instance's folder (.state/test) stays for a look at its logs; the next run begins anew.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mode=${1:-}
case "$mode" in
    '' | --all | --soak) ;;
    *)
        echo "unknown argument $mode (known: --all, --soak)" >&2
        exit 2
        ;;
esac

# The server that a person works with is none for tests.
unset DATABASE_URL BOOTSTRAP_DATABASE_URL
export UNISON_STATE=.state/test UNISON_PORT=${UNISON_TEST_PORT:-18080} UNISON_DEMO=0

# lane NAME COMMAND…: begin a group of tests beside the others. Each is a process group of its own
# (job control), so that `leave` can end all of it.
lanes=()
declare -A pids=()
watcher=
set -m
lane() {
    local name=$1
    shift
    (
        status=0
        "$@" >"$UNISON_STATE/log/tests-$name.log" 2>&1 </dev/null || status=$?
        echo "$name: exit code $status after $SECONDS s"
        exit "$status"
    ) &
    pids[$name]=$!
    lanes+=("$name")
}

# A line a minute of where each is, for whoever waits.
watch_lanes() {
    local name
    while sleep 60; do
        printf '%s s' "$SECONDS"
        for name in "${lanes[@]}"; do
            printf ' | %s: %s' "$name" "$(tail -n 1 "$UNISON_STATE/log/tests-$name.log" | tail -c 40)"
        done
        echo
    done
}

stop_watching() {
    [[ -n $watcher ]] || return 0
    kill -- "-$watcher" || true
    wait "$watcher" 2>/dev/null || true # and says nothing of how it ended
    watcher=
}

# Waits for all. Their reports come then: what failed, last.
report() {
    local name
    local -a passed=() failed=()
    watch_lanes &
    watcher=$!
    for name in "${lanes[@]}"; do
        if wait "${pids[$name]}"; then passed+=("$name"); else failed+=("$name"); fi
    done
    stop_watching
    for name in "${passed[@]}" "${failed[@]}"; do
        printf '\n=== %s\n' "$name"
        cat "$UNISON_STATE/log/tests-$name.log"
    done
    ((${#failed[@]} == 0)) || printf '\nFAILED: %s\n' "${failed[*]}"
    ((${#failed[@]} == 0))
}

# What still runs is ended as by Ctrl-C, so that tests stop their servers; then the instance is
# stopped, in silence, for a run ends with the summary of the tests.
leave() {
    local name
    for name in "${lanes[@]}"; do
        kill -INT -- "-${pids[$name]}" 2>/dev/null || true
    done
    stop_watching
    wait
    scripts/unison stack down >/dev/null
}
trap leave EXIT
scripts/unison stack reset

browser_tests() (
    set -a
    # shellcheck source=/dev/null
    . <(scripts/unison stack env)
    cd web
    npm run --silent e2e && npm run --silent lighthouse -- --steady
)

# What talks to the instance, one after the other: they do not meet. All are tried, whichever fails.
instance_tests() {
    local status=0
    scripts/unison stack pgtap || status=1
    [[ $mode != --all ]] || browser_tests || status=1
    .venv/bin/pytest "$@" db/tests || status=1
    .venv/bin/pytest db/tests/http/afterwards.py || status=1
    return "$status"
}

# Beside that: what needs no instance, and what brings servers of its own. The lints wait for nobody,
# so they give way.
all_lanes() {
    lane lint nice make lint
    lane sidecar .venv/bin/pytest "$@" sidecar/tests
    lane scripts .venv/bin/pytest "$@" scripts/tests
    lane instance instance_tests "$@"
    report
}

case "$mode" in
    '') all_lanes -m 'not slow' ;;
    --all) all_lanes ;;
    --soak)
        SOAK=1 .venv/bin/pytest -m soak
        for ((run = 1; run <= ${RUNS:-10}; run++)); do
            .venv/bin/pytest
        done
        ;;
esac
