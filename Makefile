# Every target makes what it lacks, from nothing, and is quick when there is nothing to do.
SHELL := /bin/bash
# What was compiled and rewritten once is kept, for all workers and every program that they start.
export PYTHONDONTWRITEBYTECODE :=
.DEFAULT_GOAL := help
.PHONY: help run test ready system nightly lint bench growth shared load backtest chaos mutants screenshots browser postgres lock audit sbom licences proxy

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# DuckDB takes and gives back memory all the time: more of what a thread gave back is kept for it than glibc keeps by itself.
# One thread multiplies small matrices sooner than two.
KEPT := glibc.malloc.tcache_count=200:glibc.malloc.trim_threshold=33554432:glibc.malloc.mmap_threshold=4194304
TESTED := POLARS_MAX_THREADS=1 OPENBLAS_NUM_THREADS=1 GLIBC_TUNABLES=$(KEPT)

help:  ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  make \1\t/' | expand -t 20

run: $(VENV)/run  ## serve the dashboard with the demo company on http://127.0.0.1:8501 (PORT=…)
	@$(BIN)/python -m dashboard serve --demo --port $(PORT)

test: ready  ## everything: linters, types, import contracts, all tests, a real browser too
	@# Linters run beside the tests and are heard after them. Browser tests wait much of their time, which a
	@# fourth worker uses; small frames need one thread each.
	@said=$$(mktemp); trap 'rm -f $$said' EXIT; \
	$(MAKE) --no-print-directory lint > $$said 2>&1 & linters=$$!; \
	$(TESTED) $(BIN)/python -m pytest -n 4 --dist worksteal; tests=$$?; \
	wait $$linters; found=$$?; cat $$said; exit $$((tests || found))

nightly: $(VENV)/dev postgres proxy $(VENV)-s3/made  ## what is slow: DuckLake, PostgreSQL, ten times the examples, kills, full disks, the back-test
	@$(TESTED) $(BIN)/python -m pytest -n 3 --dist worksteal -m nightly
	@EXAMPLES_TIMES=10 $(TESTED) $(BIN)/python -m pytest -n 2 tests/engine tests/data/store/test_current_state.py
	@$(MAKE) --no-print-directory chaos backtest

lint: $(VENV)/dev  ## ruff, mypy --strict with our own rule for Markdown, import contracts
	@$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy engine data dashboard pages tests/lint tests/supply
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

bench: $(VENV)/dev browser  ## ratios against plain scripts and empty pages, from one run
	@$(BIN)/python -m tests.bench

growth: $(VENV)/dev postgres  ## what a month costs as a company grows, on both kinds of store (ARGS='--most 50000000'; docs/growth.md)
	@$(BIN)/python -m tests.bench.growth $(ARGS)

shared: $(VENV)/dev postgres proxy  ## the demo company on PostgreSQL, several servers and a proxy, with sign-in (REPLICAS=2)
	@$(BIN)/python -m tests.load.shared --replicas $(or $(REPLICAS),2)

load: $(VENV)/dev postgres proxy  ## readers and an uploader at a site of two replicas (ARGS='--readers 50 --seconds 60'; needs PostgreSQL)
	@POLARS_MAX_THREADS=1 $(BIN)/python -m tests.load $(ARGS)

backtest: $(VENV)/dev  ## the forecast against plain rules, on months that are over (the tables of docs/forecast.md)
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.forecasting && $(BIN)/python -m tests.bench.chasing

chaos: $(VENV)/dev postgres  ## kill -9 a thousand loads, fill the disk, let users collide (KILLS=…)
	@$(BIN)/python -m tests.chaos --kills $(or $(KILLS),1000)

mutants: $(VENV)/dev  ## mutation testing of engine/; SAMPLE='engine.year*' tries a wing, '*4' those whose number ends in 4
	@EXAMPLES_TIMES=0.1 POLARS_MAX_THREADS=1 $(BIN)/mutmut run --max-children 2 $(if $(SAMPLE),'$(SAMPLE)')
	@$(BIN)/mutmut results --all true | sed 's/.*: //' | sort | uniq -c

screenshots: $(VENV)/dev browser  ## docs/screenshots/ from the demo company
	@$(BIN)/python -m tests.browser.screenshots

lock: $(VENV)/dev  ## requirements*.txt with hashes from pyproject.toml (needs uv)
	uv pip compile -q pyproject.toml --generate-hashes --no-header -o requirements.txt
	uv pip compile -q pyproject.toml --extra dev --generate-hashes --no-header -c requirements.txt -o requirements-dev.txt
	echo "moto[server]==5.2.5" | uv pip compile -q - --generate-hashes --no-header -o requirements-s3.txt
	echo "uv==0.13.9" | uv pip compile -q - --generate-hashes --no-header -o requirements-uv.txt

audit: $(VENV)/run  ## known vulnerabilities of the pinned packages, where a database of them can be reached
	@$(BIN)/python -m tests.supply audit

sbom: $(VENV)/run  ## sbom.json: the bill of materials (CycloneDX)
	@$(BIN)/python -m tests.supply bill > sbom.json && echo "Written: sbom.json"

licences: $(VENV)/dev  ## docs/licences.md from the pinned packages
	@$(BIN)/python -m tests.supply licences

# Storage for tests: what it needs does not go together with our own packages.
$(VENV)-s3/made: requirements-s3.txt | $(VENV)/bin/python
	@echo "Installing moto for the tests of S3 …"
	@$(BIN)/python -m venv $(VENV)-s3
	@$(VENV)-s3/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-s3.txt
	@touch $@

# What tests need: Python's packages beside the system's, which come one after the other.
ready:
	@$(MAKE) --no-print-directory -j2 $(VENV)/dev system

system:
	@$(MAKE) --no-print-directory browser && $(MAKE) --no-print-directory postgres

# uv installs with a fifth of pip's work, by the system's certificates as pip; where it cannot be had, or not reach what
# pip reaches, pip does. Of ten thousand modules those are compiled that we import: the others are when somebody does.
UV = UV_SYSTEM_CERTS=1 UV_DEFAULT_INDEX=$${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null || echo https://pypi.org/simple)} \
  $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile
UNUSED = /tests/|/(pip|setuptools|pkg_resources|mypy|mypyc|altair|libcst|textual|pygments|graph_objs|validators)/
define install
@{ $(PIP) -r requirements-uv.txt && $(UV) -r $<; } 2>/dev/null || $(PIP) -r $<
@$(BIN)/python -m compileall -q -j 0 -x '$(UNUSED)' $(VENV)/lib > /dev/null || true
endef

# The two stamps are written last, so that an interrupted set-up is taken up again.
$(VENV)/run: requirements.txt | $(VENV)/bin/python
	@echo "Installing the pinned packages …"
	$(install)
	@touch $@

$(VENV)/dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing the pinned packages and the development tools …"
	$(install)
	@touch $@ $(VENV)/run

$(VENV)/bin/python:
	@python=$$(command -v python3.11 || command -v python3 || true); \
	if [ -z "$$python" ] || ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	  echo "Python 3.11 or newer is needed; please install it and run make again." >&2; exit 1; fi; \
	"$$python" -m venv $(VENV) || { rm -rf $(VENV); \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && "$$python" -m venv $(VENV); \
	  else echo "python3-venv is missing; please install it and run make again." >&2; exit 1; fi; }

# Debian's haproxy, before which several servers stand; without it their tests are left out.
proxy:
	@if command -v haproxy >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing haproxy …"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq haproxy >/dev/null; \
	else echo "The tests of several servers need the package haproxy; they are left out." >&2; fi

# Debian's chromium, of which the part without windows will do, and a Chinese font, for tests that look at real pages.
browser:
	@if command -v chromium-headless-shell chromium >/dev/null && fc-list :lang=zh family 2>/dev/null | grep -q .; \
	then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing chromium and fonts-noto-cjk …"; export DEBIAN_FRONTEND=noninteractive; apt-get update -qq && \
	  { apt-get install -y -qq chromium-headless-shell fonts-noto-cjk || apt-get install -y -qq chromium fonts-noto-cjk; } \
	  >/dev/null; \
	else echo "The browser tests need the packages chromium and fonts-noto-cjk; please install them" \
	  "(apt-get install chromium fonts-noto-cjk) and run make again." >&2; exit 1; fi

# Debian's PostgreSQL: tests start clusters of their own, so that none is made or started for the system.
postgres:
	@if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing postgresql …"; \
	  mkdir -p /etc/postgresql-common; \
	  [ -e /etc/postgresql-common/createcluster.conf ] || \
	    echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null; \
	else echo "Without the package postgresql the tests of a shared catalog are skipped." >&2; fi
