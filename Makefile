# One command each; CI runs the same ones.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app wsgi
# Tests of one folder or name: make test TESTS="tests/rounds -k links"
TESTS ?= tests

.PHONY: help setup setup-dev run test suite check fix bench drill references lock system-packages

help: ## print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.runtime ## make .venv with exactly the locked packages

setup-dev: $(VENV)/.dev

run: $(VENV)/.runtime ## start the demonstration at http://HOST:PORT (HOST=0.0.0.0 for phones)
	@ENVIRONMENT=$${ENVIRONMENT:-development} exec $(FLASK) serve --demo --host $(HOST) --port $(PORT)

test: $(VENV)/.dev system-packages check suite ## install what tests need, check, and run every test

# Tests wait for disks, servers and browsers: one more of them at a time than there are cores.
suite: $(VENV)/.dev
	$(BIN)/pytest -n 3 --dist worksteal $(TESTS)

check: $(VENV)/.dev ## lint, types, import rules, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet

fix: $(VENV)/.dev ## format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## measure form, submission and index against the floors
	$(BIN)/python -m tests.bench

drill: $(VENV)/.dev system-packages ## kill the server under load, 20 times per database
	DRILL_ROUNDS=20 $(BIN)/pytest -m drill -s tests/drills

references: ## compute the reference figures of the tests again (needs R with survey, jsonlite)
	cd tests/analysis/reference && for script in $$(ls *.R | grep -v common.R); do Rscript $$script || exit 1; done

lock: ## pin the newest allowed versions (needs uv)
	uv lock --upgrade
	uv export --frozen --no-dev --no-header --no-annotate -o requirements.lock
	uv export --frozen --all-groups --no-header --no-annotate -o requirements-dev.lock

system-packages:
	@.ci/packages

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock | $(BIN)/python
	.ci/install requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(BIN)/python
	.ci/install requirements-dev.lock
	@touch $@ $(VENV)/.runtime
