SHELL := /bin/bash
PYTHON ?= python3.11
BIN := .venv/bin
MEMBERS := proto chassis services/catalog services/inventory services/orders services/platform edge-api deploy/sandbox-payments deploy/local cli

.PHONY: setup up down test proof lock clean

setup: .venv/.installed proto/python/.generated ## install everything and generate the contracts' code

.venv/.installed: requirements.lock $(MEMBERS:%=%/pyproject.toml)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep -oE '^uv==[0-9.]+' requirements.lock)"
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation $(MEMBERS:%=-e %)
	touch $@

proto/python/.generated: .venv/.installed $(shell find proto/firstviscount -name '*.proto') buf.gen.yaml proto/plugins/grpc_tools_plugin.py
	rm -rf proto/python/firstviscount proto/python/fv_messages
	mkdir -p proto/python/firstviscount proto/python/fv_messages
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/buf generate
	touch $@

lock: ## resolve every dependency again and pin it by hash
	$(BIN)/uv pip compile --quiet --no-header --no-annotate --no-emit-index-url --no-emit-find-links --generate-hashes --group dev --all-extras pyproject.toml -o requirements.lock --no-emit-package first-viscount $$(for m in $(MEMBERS); do grep -m1 -oP '^name = "\K[^"]+' $$m/pyproject.toml | sed 's/^/--no-emit-package /'; done)

up: setup ## run the platform and take an order
	$(BIN)/viscount up --demo

down: ## drain and stop all of it
	test ! -x $(BIN)/viscount || $(BIN)/viscount down

test: setup ## run every check
	$(BIN)/python tests/run.py

proof: setup ## replays under kills, broker losses, benchmarks
	$(BIN)/python tests/proof.py

clean: ## forget the platform's state and what the build made
	test ! -x $(BIN)/viscount || $(BIN)/viscount down --forget
	rm -rf build .tox .viscount .venv proto/python/.generated proto/python/firstviscount proto/python/fv_messages
