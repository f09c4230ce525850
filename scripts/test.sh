#!/usr/bin/env bash
# Runs the tests against fresh instances of their own, and stops them whatever happens.
#
#   scripts/test.sh          lints, pgTAP and pytest without what is marked slow
#   scripts/test.sh --all    everything, in a browser too
#   scripts/test.sh --soak   the tests marked soak in their heavy form, then all of pytest RUNS times
#                            (10) on one instance, for what fails rarely
#
# How heavy a form is, is set by variables that its test names (unison_cli.testing.amount), as in
# MAILS=5000 KILLS=1000 RUNS=0 scripts/test.sh --soak
#
# The instances' folders (.state/test, .state/test-web) stay for a look at their logs; the next run
# begins anew.
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

# for_web COMMAND…: with the browser's instance. What weakens the other one for a moment, or counts
# all that is there, does not meet the browser.
for_web() { UNISON_STATE=$UNISON_STATE-web UNISON_PORT=$((UNISON_PORT + 40)) "$@"; }

# lane COMMAND…: begin a line of steps beside the others. Each is a process group of its own (job
# control), so that `leave` can end all of it.
lanes=()
watcher=
set -m
lane() {
    "$@" </dev/null &
    lanes+=($!)
}

# step NAME [ARGUMENT…]: one group of tests, which is the function of that name, with a log of its
# own, and a line in `ended` that says how it went.
logs=$UNISON_STATE/log
ended=$logs/tests-ended
step() {
    local name=$1 status=0
    shift
    "$name" "$@" >"$logs/tests-$name.log" 2>&1 || status=$?
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

# report STEP…: waits for all, and prints the logs: of what failed last, for that is what is looked
# for. A step that left no word was ended, and has failed.
report() {
    local pid name code
    local -a failed
    watch_steps &
    watcher=$!
    for pid in "${lanes[@]}"; do
        wait "$pid" || true
    done
    stop_watching
    for name in "$@"; do
        grep -q "^$name " "$ended" || echo "$name 255" >>"$ended"
    done
    while read -r name code; do
        printf '\n=== %s: exit code %s\n' "$name" "$code"
        cat "$logs/tests-$name.log"
    done < <(sort --stable --key=2,2n "$ended")
    mapfile -t failed < <(awk '$2 { print $1 }' "$ended")
    ((${#failed[@]} == 0)) || alone "${failed[@]}"
}

# alone NAME…: what failed while everything ran at once is tried again by itself. A fault fails again;
# what only waited too long for a busy machine does not, but it is told.
alone() {
    local name
    local -a failed=()
    for name in "$@"; do
        printf '\n=== %s, what failed of it, alone\n' "$name"
        "$name" --last-failed || failed+=("$name")
    done
    printf '\nFAILED among others: %s\nFAILED alone too: %s\n' "$*" "${failed[*]:-none}"
    ((${#failed[@]} == 0))
}

# What still runs is ended as by Ctrl-C, so that tests stop their servers; then the instances are
# stopped, in silence, for a run ends with the summary of the tests.
leave() {
    local pid
    for pid in "${lanes[@]}"; do
        kill -INT -- "-$pid" 2>/dev/null || true
    done
    stop_watching
    wait
    scripts/unison stack down >/dev/null
    [[ ! -d $UNISON_STATE-web ]] || for_web scripts/unison stack down >/dev/null
}
trap leave EXIT

# A fresh instance. What a password costs is for those to pay who guess; tests know theirs.
begin() (
    scripts/unison stack reset
    set -a
    # shellcheck source=/dev/null
    . <(scripts/unison stack env)
    psql "$DATABASE_URL" -XqAt -c "select util.set_setting('password_hash_cost', '4')" >/dev/null
)
begin
[[ $mode != --all ]] || for_web begin
: >"$ended"

# The groups. Each takes --last-failed; one that cannot choose runs whole.
lint() { nice make lint; }
pgtap() { scripts/unison stack pgtap; }
browser() { for_web in_web npm run --silent e2e -- "$@"; }
lighthouse() { for_web in_web npm run --silent lighthouse -- --steady; }
sidecar() { in_python sidecar sidecar/tests "$@"; }
scripts() { in_python scripts scripts/tests "$@"; }
db() { in_python db db/tests "$@"; }
afterwards() { .venv/bin/pytest db/tests/http/afterwards.py; }
web_afterwards() { for_web afterwards; }

# in_python NAME ARGUMENT…: each remembers for itself what failed.
in_python() {
    .venv/bin/pytest -o cache_dir="$UNISON_STATE/pytest-$1" "${selection[@]}" "${@:2}"
}

# in_web COMMAND…: with the instance's addresses, where the pages are.
in_web() (
    set -a
    # shellcheck source=/dev/null
    . <(scripts/unison stack env)
    cd web
    "$@"
)

# Steps that talk to one instance, one after the other: they do not meet. All are tried, whichever
# fails.
steps() {
    local name
    for name in "$@"; do
        step "$name" || true
    done
}

# All lanes. The lints wait for nobody, so they give way.
run_all() {
    local -a quick=(lint sidecar scripts) db=(pgtap db afterwards) web=()
    [[ $mode != --all ]] || web=(browser lighthouse web_afterwards)
    local name
    for name in "${quick[@]}"; do
        lane step "$name"
    done
    lane steps "${db[@]}"
    lane steps "${web[@]}"
    report "${quick[@]}" "${db[@]}" "${web[@]}"
}

selection=()
case "$mode" in
    '')
        selection=(-m 'not slow')
        run_all
        ;;
    --all) run_all ;;
    --soak)
        SOAK=1 .venv/bin/pytest -m soak
        for ((run = 1; run <= ${RUNS:-10}; run++)); do
            .venv/bin/pytest
        done
        ;;
esac
