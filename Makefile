# Every recipe is a line that you could type yourself. `make` alone lists the targets.

PORT = 8000
UPGRADE =
CANDIDATES = python3.14 python3.13 python3.12 python3.11 python3 python

# The first of $(2) that runs, is at least Python 3.$(1), and can make an environment.
first_python = $(shell for python in $(2); do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[1] < $(1))' \
	2>/dev/null && echo $$python && break; done)
PYTHON = $(call first_python,11,$(CANDIDATES))
PYTHON_LATEST = $(call first_python,12,$(CANDIDATES))

.PHONY: bench bench-quick help run test test-latest test-newest lint format formats check messages \
	requirements screenshots icons licences clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s%s\n", $$1, $$2}' Makefile

run: .venv/runtime ## serve the seed digest: make run PORT=8000
	@.venv/bin/python manage.py demo --port $(PORT)

test: .venv/development ## run the tests on SQLite and on a real PostgreSQL
	DIGEST_TEST_ENGINE=sqlite .venv/bin/python -W error -m pytest
	DIGEST_TEST_ENGINE=postgresql .venv/bin/python -W error -m pytest

test-latest: ## run them on the newest Django: make test-latest PYTHON_LATEST=python3.13
	@latest="$(PYTHON_LATEST)"; if [ -z "$$latest" ]; then \
	echo "The newest Django needs Python 3.12 or newer: none was found."; else \
	$(MAKE) --no-print-directory test-newest LATEST="$$latest"; fi

test-newest:
	$(LATEST) -m venv .venv-latest
	.venv-latest/bin/python -m pip install --quiet -r requirements-dev.txt
	.venv-latest/bin/python -m pip install --quiet --upgrade "$$(grep ^django.= requirements.in)"
	DIGEST_TEST_ENGINE=sqlite .venv-latest/bin/python -W error -m pytest
	DIGEST_TEST_ENGINE=postgresql .venv-latest/bin/python -W error -m pytest

lint: .venv/development ## check style, types, layers and migrations
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint --lint --quiet templates
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/python manage.py makemigrations --check --settings tests.settings

format: .venv/development ## mend the style where a machine can
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

formats: .venv/development ## write the tables of docs/formats.md again
	DIGEST_TEST_WRITE_DOCS=1 .venv/bin/python -m pytest -q -n 0 tests/formats/test_survival.py

# Every case of every trial, and none that is skipped as something is missing.
WHOLE = DIGEST_TEST_WHOLE=1 DIGEST_TEST_ALL=1

check: .venv/development ## run every trial, axe and Lighthouse; write docs/trust.md (needs root, see CONTRIBUTING.md)
	$(WHOLE) DIGEST_TEST_ENGINE=sqlite .venv/bin/python -W error -m pytest -m trial
	$(WHOLE) DIGEST_TEST_ENGINE=postgresql .venv/bin/python -W error -m pytest -m trial
	.venv/bin/python docs/trust.py
	.venv/bin/python -W error -m pytest tests/browser/test_accessibility.py
	.venv/bin/python docs/check.py

messages: .venv/development ## gather the texts, compile translations (needs gettext)
	.venv/bin/python manage.py makemessages --locale de --no-location --no-wrap \
	--ignore '.venv*' --ignore tests --ignore docs --ignore benchmarks
	.venv/bin/python manage.py compilemessages --locale de --ignore '.venv*'

requirements: .venv/development ## pin the packages: make requirements UPGRADE=--upgrade
	.venv/bin/uv pip compile requirements.in -o requirements.txt $(COMPILE)
	.venv/bin/uv pip compile requirements-dev.in -o requirements-dev.txt $(COMPILE)

# One version a package for all Pythons, so that Django stays the one with long support.
COMPILE = --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make requirements" $(UPGRADE)

bench: .venv/development ## measure, write docs/performance.md: make bench BENCH="--sizes 1000"
	.venv/bin/python -m benchmarks $(BENCH)

bench-quick: .venv/development ## measure for a minute, fail where a page became twice too dear
	.venv/bin/python -W error -m benchmarks.quick

licences: .venv/runtime ## list what we ship and its licence; fail on one that does not fit
	.venv/bin/python docs/licences.py

screenshots: .venv/development ## make the pictures of the README again
	.venv/bin/python docs/screenshots.py

icons: .venv/development ## draw the PNG icons again from static/icon.svg
	.venv/bin/python docs/icons.py

clean: ## remove what was made, but neither the database nor its key
	rm -rf .venv .venv-latest .lighthouse staticfiles .test-results .hypothesis
	rm -rf .pytest_cache .ruff_cache .mypy_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/runtime: requirements.txt | .venv/bin/python
	.venv/bin/python -m pip install --quiet -r requirements.txt
	@touch $@

.venv/development: requirements-dev.txt | .venv/bin/python
	.venv/bin/python -m pip install --quiet -r requirements-dev.txt
	@touch $@ .venv/runtime

.venv/bin/python:
	@python="$(PYTHON)"; if [ -z "$$python" ]; then \
	echo "Digest needs Python 3.11 or newer with its module venv, and none was found" \
	"(Debian: apt-get install python3-venv)." >&2; exit 1; fi; \
	echo "$$python -m venv .venv"; $$python -m venv .venv
