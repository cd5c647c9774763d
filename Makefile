# Estafette: `make install`, `make demo`, `make check`, `make test`, `make format`.
# Needs Python 3.11 or newer and a C library; PostgreSQL comes with the Python packages.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
.DEFAULT_GOAL := help
.PHONY: help install demo up check test format lint types imports docs migrations chromium python

help:
	@echo "make install   set up .venv with everything in it"
	@echo "make demo      start a whole shop to look at; Ctrl-C stops it, the data stays"
	@echo "make check     the fast checks, for while you work"
	@echo "make test      all checks, as they are run before a release"
	@echo "make format    put the source into its form"

install: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt Makefile
	@python=$$(sh .ci/find-python) || exit 1; \
	if [ ! -x $(BIN)/python ] || ! $(BIN)/python -c 'import pip' 2>/dev/null; then \
		echo "Making $(VENV) with $$python"; "$$python" -m venv --clear $(VENV) || exit 1; \
	fi
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: install
	@$(BIN)/estafette demo

up: install
	@$(BIN)/estafette up

format: install
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

imports: install
	$(BIN)/lint-imports

migrations: install
	ESTAFETTE_SECRET_KEY=unused DJANGO_SETTINGS_MODULE=estafette.assembly.settings \
		$(BIN)/python -W ignore -m django makemigrations --check --dry-run

docs: install
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

chromium: install
	@sh .ci/find-chromium >/dev/null

check: lint types imports
	$(BIN)/pytest -m "not slow" -n auto

test: lint types imports migrations docs chromium
	$(BIN)/python -m pip check
	$(BIN)/pytest -m "not slow" -n auto
	$(BIN)/pytest -m slow
