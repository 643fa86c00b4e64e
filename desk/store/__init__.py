"""Keeps: tables, units of work, files, ledger, bus."""
