# fivelayer's commands. Each sets up .venv by itself, and again when the pins change.

# The first interpreter that is new enough and can make an environment; PYTHON=... chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# What an installation copies instead of linking to.
COPIED := pyproject.toml hatch_build.py $(wildcard labextension/* labextension/*/* fivelayer/locale/*/labextension.toml)

.DEFAULT_GOAL := help
.PHONY: help setup dev lab demo test bench check font lock clean screenshots

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

lab: setup ## open JupyterLab at "start here"
	$(BIN)/fivelayer lab

demo: setup ## mark four sample teams and write their reports into out/demo, without a screen
	$(BIN)/fivelayer demo

test: dev ## run every check and every test
	$(BIN)/python tools/run_tests.py

check: dev ## run the quick checks only: lint, format, types, imports
	$(BIN)/python tools/run_tests.py lint format types imports

bench: dev ## measure how quickly remarks appear, and the rest of what we promise
	for file in benchmarks/*.py; do $(BIN)/python $$file || exit 1; done

setup: .venv/.fivelayer-installed ## make .venv with what the kit needs

dev: .venv/.fivelayer-dev ## make .venv with what its development needs too

screenshots: dev ## take the pictures of the README again (needs a Chromium)
	$(BIN)/python tools/make_screenshots.py

font: dev ## cut the charts' fonts again (Debian: needs the package fonts-noto-cjk)
	$(BIN)/python tools/make_font.py

lock: ## compute the pins again, as new as pyproject.toml allows
	rm -rf .venv-lock
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip --disable-pip-version-check --quiet install uv
	for pair in build:requirements.lock dev:requirements-dev.lock; do \
		.venv-lock/bin/uv pip compile pyproject.toml --group $${pair%%:*} --upgrade --universal \
			--python-version 3.11 --generate-hashes --no-annotate \
			--custom-compile-command "make lock" --quiet --output-file $${pair##*:} || exit 1; \
	done
	rm -rf .venv-lock

clean: ## remove what make made; records and notebooks stay
	rm -rf .venv .venv-lock build dist out .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "fivelayer needs Python 3.11 or newer, able to make environments \
	(Debian and Ubuntu: apt install python3 python3-venv), and found none. \
	Install one, or name one: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.fivelayer-installed: requirements.lock $(COPIED) | .venv/bin/python
	@echo "Setting up .venv (once, and when the pins change) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.fivelayer-dev: requirements-dev.lock .venv/.fivelayer-installed
	@echo "Adding what the tests need ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
