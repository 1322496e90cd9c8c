# make app    a virtual environment, the packages, the app in your browser
# make test   everything that is checked, from a bare machine
# make help   the other words

SHELL    := /bin/sh
VENV     := .venv
PY       := $(VENV)/bin/python
PIP      := $(PY) -m pip -qq --disable-pip-version-check
SCENARIO ?= scenarios/les-ulis-base.yaml
ARGS     ?=

IS_311   := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON   ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14; do \
              $$p -c '$(IS_311)' 2>/dev/null && command -v $$p && break; done)
BROWSERS := chromium chromium-browser google-chrome
OFFICES  := soffice libreoffice

.PHONY: help app solve test lint format bench lock chromium libreoffice clean
.DEFAULT_GOAL := help

help:
	@echo "make app     install if needed, then open the app"
	@echo "make solve   solve SCENARIO=$(SCENARIO) on the command line (ARGS='--days 3')"
	@echo "make test    lint, types, import contract, all tests (ARGS='-k fleet')"
	@echo "make lint    the checks without the tests"
	@echo "make format  tidy the code"
	@echo "make bench   speed and memory"
	@echo "make lock    choose new versions within requirements*.txt"
	@echo "make clean   remove the virtual environment"

app: $(VENV)/.app
	$(PY) -m streamlit run app.py $(ARGS)

solve: $(VENV)/.app
	$(PY) -m planner solve $(SCENARIO) $(ARGS)

test: lint chromium libreoffice
	$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

format: $(VENV)/.dev
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(VENV)/.dev
	$(PY) -m benchmarks $(ARGS)

# Environments: one folder, one lock. The app installs its part of the lock, the tests all of it.

$(VENV)/.made:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c '$(IS_311)' 2>/dev/null || { \
	  echo "The planner needs Python 3.11 or newer: $(or $(PYTHON),what this machine has) is not. Install it, or say make PYTHON=/path/to/python3.11."; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { echo "No virtual environment could be made: install Python's venv module (Debian: apt install python3-venv)."; exit 1; }
	@touch $@

$(VENV)/.app: $(VENV)/.made requirements.lock requirements.txt pyproject.toml
	@echo "Installing the planner into $(VENV) (a minute or two, once) ..."
	@$(PIP) install -c requirements.lock -r requirements.txt setuptools
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.app requirements-dev.txt
	@echo "Installing the tools for tests ..."
	@$(PIP) install -c requirements.lock -r requirements-dev.txt
	@touch $@

# Of the system, for tests: $(1) its programs, $(2) what needs it, $(3) its package.
define of_the_system
	@as=; for b in $(1); do command -v $$b >/dev/null && exit 0; done; \
	if ! command -v apt-get >/dev/null; then :; \
	elif [ "`id -u`" = 0 ]; then as=env; \
	elif sudo -n true 2>/dev/null; then as="sudo -n env"; fi; \
	if [ -z "$$as" ]; then echo "$(2) need $(3): install it (Debian: apt install $(3))."; exit 1; fi; \
	echo "Installing $(3), which $(2) need ..."; \
	$$as apt-get -qq update && $$as DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $(3) >/dev/null
endef

chromium:
	$(call of_the_system,$(BROWSERS),the browser tests,chromium)

libreoffice:
	$(call of_the_system,$(OFFICES),the tests of Excel formulas,libreoffice-calc)

lock:
	rm -rf $(VENV)-lock && "$(PYTHON)" -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet --upgrade -r requirements-dev.txt
	{ echo "# Written by make lock. Do not edit."; $(VENV)-lock/bin/python -m pip freeze --all --exclude pip; } > requirements.lock
	rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) $(VENV)-lock planner.egg-info
