# `make` or `make help` lists what there is. Needs python3 >= 3.11 with venv and pip; everything else is installed into .venv.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check install --quiet

.DEFAULT_GOAL := help
.PHONY: help run test check fix faults bench gallery golden demo clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST)

run: .venv/.run data/latihan.txt  ## a practice office at http://127.0.0.1:8000, kept in ./data
	@cat data/latihan.txt
	@exec $(BIN)/renkeg serve --data data --demo --port $(PORT)

test: .venv/.dev  ## everything that must pass, on SQLite and on PostgreSQL, with a real browser, LibreOffice, Poppler and a reader of QR codes
	@$(BIN)/python -m tests.provide chromium soffice pdftoppm pdfsig zbarimg
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal --db sqlite
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal --db postgresql --touching-db

check: .venv/.dev  ## style, templates, types, direction of imports, forgotten migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	@git ls-files -z '*.html' | xargs -0 -r $(BIN)/djade --check --target-version 5.2
	$(BIN)/mypy
	$(BIN)/lint-imports
	@RENKEG_DATA=/nonexistent $(BIN)/python -W ignore -m django makemigrations --check --dry-run --settings renkeg.settings

fix: .venv/.dev  ## puts right what `make check` can put right by itself
	-$(BIN)/ruff check --fix
	$(BIN)/ruff format
	@git ls-files -z '*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2 || true

faults: .venv/.dev  ## the long form of the fault tests; SEED=n goes on from there
	$(BIN)/pytest -v tests/faults --db sqlite --kills 100 --edits 1000 --seed $(or $(SEED),0)
	$(BIN)/pytest -v tests/faults --db postgresql --kills 100 --edits 1000 --seed $(or $(SEED),0)

bench: .venv/.dev  ## measures, asserts nothing
	$(BIN)/python -m benchmarks

gallery: .venv/.dev  ## a picture of every page in every state, in ./gallery; ONLY=word of those alone; writes docs/pages.md
	@$(BIN)/python -m tests.provide chromium
	$(BIN)/pytest -q tests/browser/test_gallery.py --db sqlite --pictures-in gallery --only "$(ONLY)"
	@echo "$(CURDIR)/gallery/index.html"

golden: .venv/.dev  ## writes the golden pages of the papers anew: look at each that changes, it is a decision
	$(BIN)/pytest -q tests/papers/test_golden.py --golden
	@git status --short tests/papers/golden

demo: .venv/.run  ## a practice office in a folder that is gone when it ends
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT INT TERM && $(BIN)/renkeg seed --demo --data "$$dir" && \
	$(BIN)/renkeg serve --demo --data "$$dir" --port $(PORT)

clean:  ## removes what the commands installed and cached; never ./data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

data/latihan.txt: | .venv/.run
	@umask 077 && mkdir -p data && $(BIN)/renkeg seed --demo --data data > data/latihan.new && mv data/latihan.new $@

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Renkeg needs Python 3.11 or later: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: .venv/.made requirements/run.lock pyproject.toml
	$(PIP) --require-hashes -r requirements/run.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.made requirements/dev.lock pyproject.toml
	$(PIP) --require-hashes -r requirements/dev.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@
