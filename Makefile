# The two commands of the README, and what they are made of. Needs only Python 3.11 to 3.14 with venv, and git.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
SOURCE ?= seeds
OUTPUT ?= output

# Prefect keeps its database here, so that trying copydesk leaves the user's own alone. DO_NOT_TRACK is Prefect's
# switch for client telemetry; the server's stands in pyproject.toml.
export PREFECT_HOME ?= $(CURDIR)/.prefect
export DO_NOT_TRACK ?= 1

BENCHED := $(VENV)/.bench

.PHONY: run setup test check gate lint types lock bench fuzz chaos clean

run: $(STAMP)  ## set up, then clean and group SOURCE into OUTPUT through the Prefect flow
	@kind=warm; [ -e "$(PREFECT_HOME)/prefect.db" ] || kind=cold; began=$$(date +%s); \
	$(BIN)/prefect run flows/clean_news.py:clean_news -p "source=$(SOURCE)" -p "output=$(OUTPUT)" && \
	echo "$$kind start: $$(( $$(date +%s) - began )) s"

setup: $(STAMP)  ## .venv with everything that the tests need

$(STAMP): requirements.lock pyproject.toml
	@began=$$(date +%s); set -e; \
	[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV); \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	touch $@; echo "set-up: $$(( $$(date +%s) - began )) s"

test: $(STAMP)  ## the whole suite
	$(BIN)/python -m pytest

check: lint types  ## what CI checks besides the tests

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

bench: $(addprefix bench-,start decode encoding extraction spin grouping daily incremental linearity poisons children)  ## every figure

bench-extraction: $(BENCHED)  ## pages, then text that somebody else extracted
	$(BIN)/python -m benchmarks.extraction
	$(BIN)/python -m benchmarks.boilerplate

bench-grouping: $(BENCHED)  ## copies and events: quality, signing, matching
	$(BIN)/python -m benchmarks.copies
	$(BIN)/python -m benchmarks.events

bench-%: $(BENCHED)  ## one of them; those that need the development data say so where it is absent
	$(BIN)/python -m benchmarks.$*

gate: $(STAMP)  ## fail where a figure fell below its floor in benchmarks/floors.toml
	$(BIN)/python -m benchmarks.gate

EXAMPLES ?= 1000000
KILLS    ?= 200

fuzz: $(STAMP)  ## EXAMPLES inputs, spread over every public function; the count of each is printed as it grows
	COPYDESK_FUZZ=$(EXAMPLES) $(BIN)/python -m pytest tests/test_fuzz.py -q -s -o timeout=0

chaos: $(STAMP)  ## KILLS kills at random moments; each step on the disk killed and refused; full disks; Prefect's server and worker
	$(BIN)/python -m tests.chaos --kills $(KILLS)

$(BENCHED): $(STAMP) benchmarks/peers.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv  # older pips stumble over lxml[html-clean]
	$(BIN)/uv pip install --quiet --python $(BIN)/python -r benchmarks/peers.txt
	touch $@

lock:  ## pin the newest versions that pyproject.toml allows, with hashes, for every platform
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --upgrade --output-file requirements.lock

clean:  ## remove what `make` made
	rm -rf $(VENV) .prefect build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
