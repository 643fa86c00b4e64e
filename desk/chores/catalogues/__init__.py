"""Reads definitions of items from YAML, from XLSX workbooks and from CSV tables, keeping where each part stood."""
