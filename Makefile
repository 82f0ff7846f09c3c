# Narrated video lectures out of scripts. `make` sets everything up and prints this list.
.DEFAULT_GOAL := setup
SHELL := /bin/sh
PY := .venv/bin/python
RENDER := $(PY) render.py
SECTION ?=
FRAME ?=
QUALITY ?= final
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
CHOICE := $(if $(SECTION),--section $(SECTION)) $(if $(FRAME),--frame $(FRAME))

.PHONY: setup help section preview check models test lint verify ear gallery contact clean FORCE

setup: .venv/ready help  ## install what is missing (system packages with apt, Python packages into .venv)

.venv/ready: requirements.txt bin/setup
	@bin/setup && touch $@

.venv/ready-tests: .venv/ready
	@bin/setup --tests && touch $@

help:  ## print this list
	@awk -F ':.*## ' '/^[a-z%0-9]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile
	@echo "options: SECTION=4  FRAME=4.1-4.3  QUALITY=draft|preview|final  JOBS=$(JOBS)"

week%: .venv/ready FORCE  ## week12: make the lecture; with SECTION= or FRAME= a part of it
	@$(RENDER) build $@ $(CHOICE) --quality $(QUALITY) --jobs $(JOBS)

section: .venv/ready  ## one section of week12, SECTION=4
	@test -n "$(SECTION)" || { echo "which one? make section SECTION=4"; exit 2; }
	@$(RENDER) build week12 $(CHOICE) --quality $(QUALITY) --jobs $(JOBS)

preview: .venv/ready  ## single frames, small and quick, FRAME=4.2
	@test -n "$(FRAME)$(SECTION)" || { echo "which one? make preview FRAME=4.2"; exit 2; }
	@$(RENDER) preview $(CHOICE) --jobs $(JOBS)

check: .venv/ready  ## compare scripts, scenes and traces; words and minutes
	@$(RENDER) check $(CHOICE)

models: .venv/ready  ## train all models, record all traces
	@$(RENDER) models --jobs $(JOBS)

lint: .venv/ready  ## draw every scene small and look for overlaps, overflow, small text, low contrast
	@$(RENDER) lint $(CHOICE) --jobs $(JOBS)

verify: .venv/ready  ## decode the finished masters and check sound, picture and cues of every frame
	@$(RENDER) verify $(CHOICE) --jobs $(JOBS)

ear: .venv/ready  ## let the automatic ear read the finished masters back
	@$(RENDER) ear $(CHOICE) --jobs $(JOBS)

contact: .venv/ready  ## contact sheets: a still at every cue
	@$(RENDER) contact $(CHOICE)

gallery: .venv/ready  ## a still of every drawing mobject
	@$(PY) -m scenes.gallery build/gallery

test: .venv/ready-tests  ## ruff, mypy, pytest
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@$(PY) -m pytest -n $(JOBS)

clean:  ## remove everything that was made, except the environment
	rm -rf build
