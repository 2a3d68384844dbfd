# `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help deps ready build demo test test-all lint format check docs install uninstall bench bench-connections bench-markets bench-report bench-import clean

CONFIG ?= release
PREFIX ?= /usr/local
DESTDIR ?=
# The standard library linked in: half the start-up time, and a program that runs without the toolchain.
# lld, since gold repeats a warning of the linked-in library for every program.
RELEASE_FLAGS ?= --static-swift-stdlib -Xswiftc -use-ld=lld
FLAGS = $(if $(filter release,$(CONFIG)),$(RELEASE_FLAGS))

# Asked for only where it is needed, so that `make deps` can say what is missing.
SWIFT = $(shell scripts/toolchain.sh)/swift

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 26

deps: ## Install missing Debian packages, check the Swift toolchain
	@scripts/deps.sh

ready:
	@scripts/deps.sh --quiet

build: ready ## Build the programs and the adapters (CONFIG=debug or release)
	$(SWIFT) build -c $(CONFIG) $(FLAGS)

demo: build ## Read a simulated Kraken account of six years, and explain it
	@CONFIG=$(CONFIG) scripts/demo.sh

test: ready ## Run all tests
	@scripts/test.sh

test-all: ready ## Run all tests, the slow ones as well
	@PORTOLAN_SLOW=1 scripts/test.sh

lint: ready ## Check format, imports, header, scripts
	@scripts/lint.sh

format: ## Format the Swift sources
	@scripts/toolchain.sh >/dev/null
	$(SWIFT) format -i --parallel --recursive Package.swift $(wildcard Sources Tests Plugins Benchmarks)

check: lint test ## lint and test

docs: ## Write what the adapters declare into docs/limits.md and their READMEs
	@scripts/toolchain.sh >/dev/null
	$(SWIFT) build -c debug
	@CONFIG=debug scripts/docs.sh

install: build ## Install below PREFIX (default /usr/local)
	@CONFIG=$(CONFIG) PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" scripts/install.sh

uninstall: ## Take away what make install put below PREFIX; history and keys stay
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" scripts/install.sh --uninstall

bench: ## Measure against the floor, in ratios
	@scripts/toolchain.sh >/dev/null
	Benchmarks/run.sh

bench-connections: build ## Measure 200 connections in one sync
	python3 Benchmarks/connections.py --bin .build/$(CONFIG)

bench-markets: build ## Measure a first sync over 2,500 markets
	python3 Benchmarks/markets.py --bin .build/$(CONFIG)

bench-report: build ## Measure the report of a year with 100,000 transactions
	python3 Benchmarks/report.py --bin .build/$(CONFIG)

bench-import: build ## Measure imports of a million rows, alone and beside the interface's
	python3 Benchmarks/imports.py --bin .build/$(CONFIG)

clean: ## Remove what was built
	rm -rf .build .venv
