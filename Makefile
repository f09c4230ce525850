# Thin targets: what they do is in scripts/, and works without make as well.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON_CODE := sidecar scripts db/tests
unison := scripts/unison

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'Knobs: UNISON_PORT (8080), UNISON_STATE (.state), UNISON_DEMO=0 or book, UNISON_TEST_PORT (18080),'
	@echo 'For soak: RUNS (10; 0 for the heavy forms alone), and how heavy: MAILS (1000), KILLS (200).'
	@echo 'DATABASE_URL with BOOTSTRAP_DATABASE_URL for a server of your own.'

# --- an instance ---------------------------------------------------------------------------------

.PHONY: up down reset status logs psql demo-book demo-advance screenshots
up: ## install what is missing, start everything, print the addresses
	@scripts/install.sh
	@$(unison) stack up

down: ## stop exactly what `up` started
	@$(unison) stack down

reset: ## stop, delete all data of the instance, start afresh
	@scripts/install.sh
	@$(unison) stack reset

status: ## list the programs, and whether each is well
	@$(unison) stack status

logs: ## follow all logs
	@$(unison) stack logs

psql: ## open psql as the owner
	@$(unison) stack psql

demo-book: ## three years of a business to look at; ORGANIZATIONS=n for another size
	@$(unison) demo book --organizations "$${ORGANIZATIONS:-400}"

demo-advance: ## let DAYS=n days pass, for the platform and the embedded Stripe
	@$(unison) demo advance --days "$${DAYS:?say how many, as in DAYS=14}"

screenshots: ## draw the pictures of the README anew, of a running instance with a demo book
	@set -a; . <($(unison) stack env); cd web; node scripts/draw-screens.mjs

# --- checks --------------------------------------------------------------------------------------

.PHONY: format lint pgtap check test soak bench bench-analytics
format: ## format Python and SQL
	@.venv/bin/ruff format $(PYTHON_CODE)
	@.venv/bin/ruff check --fix $(PYTHON_CODE)
	@.venv/bin/sqlfluff fix --disable-progress-bar db

lint: ## format, types, lints, the tests of the web's functions: all that needs no database
	@scripts/install.sh
	.venv/bin/ruff format --check $(PYTHON_CODE)
	.venv/bin/ruff check $(PYTHON_CODE)
	.venv/bin/mypy
	.venv/bin/sqlfluff lint --disable-progress-bar --processes 0 db
	.venv/bin/squawk db/migrations/*.sql
	npm --prefix web run --silent types
	npm --prefix web run --silent lint
	npm --prefix web run --silent test

pgtap: ## run pgTAP in the running instance's cluster; FILES=… for some
	@scripts/install.sh --tests
	@$(unison) stack pgtap $(FILES)

check: ## all of lint and the quick tests on an instance of their own
	@scripts/install.sh --tests
	@scripts/test.sh

test: ## all of lint and every test, the browser's too
	@scripts/install.sh --tests --browser
	@scripts/test.sh --all

soak: ## the heavy forms of tests, then pytest RUNS times (10), for what fails rarely
	@scripts/install.sh --tests
	@scripts/test.sh --soak

bench: ## what work costs beside a plain way to do it; SECTION=ingest for one kind of work
	@scripts/install.sh --tests --browser
	@PYTHONPATH=.:scripts .venv/bin/python -m bench $(SECTION)

bench-analytics: ## revenue figures of 100,000 customers beside DuckDB, and the dashboard's calls
	@$(MAKE) bench SECTION=analytics
