#!/usr/bin/env bash
# Runs the tests against a fresh instance of their own, and stops it whatever happens.
#
#   scripts/test.sh          pgTAP and pytest without what is marked slow
#   scripts/test.sh --all    everything, in a browser too
#
# The instance's folder (.state/test) stays for a look at its logs; the next run begins anew.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

selection=(-m 'not slow')
browser=0
case "${1:-}" in
    '') ;;
    --all) selection=() browser=1 ;;
    *)
        echo "unknown argument $1 (known: --all)" >&2
        exit 2
        ;;
esac

unset DATABASE_URL BOOTSTRAP_DATABASE_URL
export UNISON_STATE=.state/test UNISON_PORT=${UNISON_TEST_PORT:-18080} UNISON_DEMO=0

# In silence, so that a run ends with the summary of the tests.
trap 'scripts/unison stack down >/dev/null' EXIT
scripts/unison stack reset

scripts/unison stack pgtap
if ((browser)); then
    (
        set -a
        # shellcheck source=/dev/null
        . <(scripts/unison stack env)
        cd web
        npm run --silent types
        npm run --silent e2e
    )
fi
.venv/bin/pytest "${selection[@]}"
