# The two commands of the README, and shortcuts for people who work on verisynth.
# Only relative paths: make cannot handle the space in a folder called "my code".
#
# Without make:
#   scripts/setup     && .venv/bin/verisynth generate ...
#   scripts/setup dev && .venv/bin/python -m pytest

SHELL = /bin/sh
SPECS = python-functions python-stdio sql-queries regex arithmetic word-problems
COUNT = 40
OUT = runs/demo
ARGS =

.PHONY: help demo test check clean
.NOTPARALLEL:

help:
	@echo 'make demo    make 240 verified examples in $(OUT) (COUNT=40 a spec, SPECS=..., OUT=...)'
	@echo 'make test    run the tests (ARGS="-k regex" to choose)'
	@echo 'make check   run the linters and type checkers'
	@echo 'make clean   remove .venv and caches; runs stay'

# A run folder that is already there is continued: what was accepted stays, and a finished run
# only prints its summary again. For a new run, or after an update of verisynth, give another OUT.
demo:
	@scripts/setup
	.venv/bin/verisynth generate $(SPECS) --count $(COUNT) --out "$(OUT)" \
		$$(test ! -e "$(OUT)/run.db" || echo --resume) $(ARGS)

test:
	@scripts/setup dev
	.venv/bin/python -m pytest --numprocesses auto --maxprocesses 8 --dist loadfile $(ARGS)

check:
	@scripts/setup dev
	@.ci/check

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
