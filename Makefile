# Everything that one does in a clone. Needs make and Python 3.11 or later, nothing else.
#
#   make demo        grade a sample class and show what comes of it (make demo ARGS=--again)
#   make test        the whole test suite         (make test ARGS="-k builder")
#   make notebooks   rebuild assignments/ from solutions/notebooks/
#   make snapshots   write anew what students read, word for word; then read the diff
#   make lint types  ruff; mypy
#   make accuracy    measure how often the grader is wrong, and write docs/accuracy.md
#                    (a quarter of an hour on 2 cores; at a release, in three hours,
#                    make accuracy SEEDS=200 ARGS=--floor)
#   make site        build/site: the pages of docs/, links checked
#   make release     dist/chainrule-student-<version>.zip: what students get
#   make clean       remove what was built; neither .venv nor grades
#
# Another interpreter: make test PYTHON=python3.12 VENV=.venv312

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ARGS ?=
SEEDS ?= 4
DATE ?= $(shell date +%F)
# nbgrader starts alembic by its bare name.
INSIDE := PATH="$(abspath $(BIN)):$$PATH"

.PHONY: help demo test notebooks snapshots lint types accuracy site release clean

help:
	@sed -n 's/^#   make/  make/p' Makefile

demo: $(READY)
	@$(INSIDE) $(BIN)/python -m solutions.sample_class.demo $(ARGS)

test: $(READY)
	$(INSIDE) $(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

notebooks: $(READY)
	@$(BIN)/python -m autograder.authoring.builder

snapshots: $(READY)
	SNAPSHOTS=write $(BIN)/python -m pytest -q solutions/tests/test_messages.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

accuracy: $(READY)
	$(BIN)/python -m solutions.accuracy.document --date $(DATE) --seeds $(SEEDS) $(ARGS)

site: $(READY)
	@$(BIN)/python -m sphinx -W --keep-going -q -d build/doctrees docs build/site
	@echo "Open build/site/index.html"

release: $(READY)
	@$(BIN)/chainrule release

# Made once, and again where what is to be installed has changed.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Chainrule needs Python 3.11 or later; '$(PYTHON)' is" \
	    "$$($(PYTHON) --version 2>/dev/null || echo 'not there')." \
	    "Name another one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Installing into $(VENV) (a minute or two the first time)"
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "No virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
