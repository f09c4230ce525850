#!/usr/bin/env bash
# Runs the tests against a fresh instance of their own, and stops it whatever happens.
#
#   scripts/test.sh          pgTAP and pytest without what is marked slow
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

# In silence, so that a run ends with the summary of the tests.
trap 'scripts/unison stack down >/dev/null' EXIT
scripts/unison stack reset

browser_tests() (
    set -a
    # shellcheck source=/dev/null
    . <(scripts/unison stack env)
    cd web
    npm run --silent e2e
)

# What talks to the instance, and what brings servers of its own, do not meet: both run at once, the
# latter's report is printed when the former is done.
python_tests() {
    local log=$UNISON_STATE/log/own-servers.log status=0
    .venv/bin/pytest "$@" sidecar/tests scripts/tests >"$log" 2>&1 &
    local beside=$!
    .venv/bin/pytest "$@" db/tests || status=$?
    wait "$beside" || status=$?
    cat "$log"
    return "$status"
}

case "$mode" in
    '')
        scripts/unison stack pgtap
        python_tests -m 'not slow'
        ;;
    --all)
        scripts/unison stack pgtap
        browser_tests
        python_tests
        ;;
    --soak)
        SOAK=1 .venv/bin/pytest -m soak
        for ((run = 1; run <= ${RUNS:-10}; run++)); do
            .venv/bin/pytest
        done
        ;;
esac
