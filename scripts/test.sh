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

# lane COMMAND…: begin a line of steps beside the others. Each is a process group of its own (job
# control), so that `leave` can end all of it.
lanes=()
watcher=
set -m
lane() {
    "$@" </dev/null &
    lanes+=($!)
}

# step NAME COMMAND…: one group of tests, with a log of its own, and a line in `ended` that says how
# it went.
logs=$UNISON_STATE/log
ended=$logs/tests-ended
step() {
    local name=$1 status=0
    shift
    "$@" >"$logs/tests-$name.log" 2>&1 || status=$?
    echo "$name $status" >>"$ended"
    echo "$name: exit code $status after $SECONDS s"
    return "$status"
}

# A line a minute of where each is, for whoever waits.
watch_steps() {
    local log name
    while sleep 60; do
        printf '%s s' "$SECONDS"
        for log in "$logs"/tests-*.log; do
            name=${log##*/tests-} name=${name%.log}
            grep -q "^$name " "$ended" || printf ' | %s: %s' "$name" "$(tail -n 1 "$log" | tail -c 40)"
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

# Waits for all. Their logs come then: what failed, last, for that is what is looked for.
report() {
    local pid status=0 name code
    watch_steps &
    watcher=$!
    for pid in "${lanes[@]}"; do
        wait "$pid" || status=1
    done
    stop_watching
    while read -r name code; do
        printf '\n=== %s: exit code %s\n' "$name" "$code"
        cat "$logs/tests-$name.log"
    done < <(sort --stable --key=2,2n "$ended")
    ((status == 0)) || printf '\nFAILED: %s\n' "$(awk '$2 { print $1 }' "$ended" | paste -sd ' ')"
    return "$status"
}

# What still runs is ended as by Ctrl-C, so that tests stop their servers; then the instance is
# stopped, in silence, for a run ends with the summary of the tests.
leave() {
    local pid
    for pid in "${lanes[@]}"; do
        kill -INT -- "-$pid" 2>/dev/null || true
    done
    stop_watching
    wait
    scripts/unison stack down >/dev/null
}
trap leave EXIT
scripts/unison stack reset

: >"$ended"

# in_web COMMAND…: with the instance's addresses, where the pages are.
in_web() (
    set -a
    # shellcheck source=/dev/null
    . <(scripts/unison stack env)
    cd web
    "$@"
)

# What talks to the instance, one after the other: they do not meet. All are tried, whichever fails.
instance_tests() {
    local status=0
    step pgtap scripts/unison stack pgtap || status=1
    if [[ $mode == --all ]]; then
        step browser in_web npm run --silent e2e || status=1
        step lighthouse in_web npm run --silent lighthouse -- --steady || status=1
    fi
    step db .venv/bin/pytest "$@" db/tests || status=1
    step afterwards .venv/bin/pytest db/tests/http/afterwards.py || status=1
    return "$status"
}

# Beside that: what needs no instance, and what brings servers of its own. The lints wait for nobody,
# so they give way.
all_lanes() {
    lane step lint nice make lint
    lane step sidecar .venv/bin/pytest "$@" sidecar/tests
    lane step scripts .venv/bin/pytest "$@" scripts/tests
    lane instance_tests "$@"
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
