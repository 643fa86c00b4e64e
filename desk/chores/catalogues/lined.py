"""YAML with the line of each part: what a finding has to point at."""

from pathlib import Path
from typing import Any

import yaml

from desk.chores.data import BadData
from desk.model.catalogue.findings import Spot, Told, Where

Spots = dict[Where, Spot]


QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader of libyaml, where the wheel brought it."""


class _Loader(QUICK):  # type: ignore[misc]  # which of the two it is, is known when it runs
    """The safe loader; a day stays the text that was written, as the store keeps it."""


_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: str(loader.construct_scalar(node)))


def read(path: Path) -> list[Told]:
    """The items of one file: one, a list of them, or a list under `items`. Raises BadData, with the line."""
    value, spots = load(path)
    way: Where = ()
    if isinstance(value, dict) and "code" not in value and isinstance(value.get("items"), list):
        value, way = value["items"], ("items",)
    if isinstance(value, dict):
        return [Told(entry=value, spots=spots)]
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise BadData(f"{path.name}:1: neither an item nor a list of items")
    return [Told(entry=entry, spots=_beneath(spots, (*way, number))) for number, entry in enumerate(value)]


def load(path: Path) -> tuple[Any, Spots]:
    """What a file says, and where each part stands. Raises BadData: not YAML, or one name twice in a group."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        spots: Spots = {(): Spot(file=path.name, line=1)}
        if node is None:
            raise BadData(f"{path.name}:1: the file is empty")
        _walk(node, (), path.name, spots)
        return loader.construct_document(node), spots
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadData(f"{path.name}:{line}: {error.problem}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadData(f"{path.name}: {type(error).__name__}") from error


def _walk(node: yaml.Node, where: Where, file: str, spots: Spots) -> None:
    spots[where] = Spot(file=file, line=node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for number, one in enumerate(node.value):
            _walk(one, (*where, number), file, spots)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*where, str(key.value))
            if inner in spots:
                raise BadData(f"{file}:{key.start_mark.line + 1}: {key.value} is said twice")
            _walk(value, inner, file, spots)
            spots[inner] = Spot(file=file, line=key.start_mark.line + 1)


def _beneath(spots: Spots, way: Where) -> Spots:
    return {where[len(way) :]: spot for where, spot in spots.items() if where[: len(way)] == way}
