"""One coverage-guided target (atheris) for each parser of `identity`: `python -m tests.fuzz.identity_targets`."""
