"""`server.py catalogue`: a catalogue comes in whole or not at all, from YAML, from a workbook, from tables."""

import csv
import shutil
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from desk import config
from desk.chores import catalogue, data, stores
from desk.chores.data import BadData
from desk.config import Settings
from desk.model.chance import utc_now
from desk.model.errors import Missing
from desk.model.events import Event, Tag
from desk.model.items import Item
from desk.store import items
from desk.store.catalogue import themes

CODE = "JM-RP-004"
TAGS = ("zh-Hant-HK", "zh-Hant-MO", "zh-Hans-CN", "pt-MO", "en-HK")


def worded(part: str, text: str) -> dict[str, str]:
    return {f"{part}.{tag}": text for tag in TAGS}


SHEETS: Mapping[str, list[dict[str, object]]] = {
    "items": [
        {
            "code": "T-1",
            "department": "housing",
            "skill": "housing",
            "business": "B",
            "assurance": "low",
            "assurance_within": 60,
            "documents": "hkid; passport",
            "fee": "80.00",
            "currency": "CNY",
            "statutory_days": 10,
            "promised_days": 2,
            "effective_from": "2026-01-01",
            "retention.recording": 365,
            **worded("title", "A title"),
            **worded("summary", "A summary"),
            **worded("who", "Anybody"),
            **worded("everyday", "flat; home"),
            **worded("keywords", "tenancy"),
        }
    ],
    "materials": [
        {"item": "T-1", "use": "home-return-permit"},
        {
            "item": "T-1",
            "code": "paper",
            **worded("name", "A paper"),
            "required": "yes",
            "still": "no",
            "origin.hongkong": "attested+",
            "licence": "deed",
        },
    ],
    "form": [
        {"item": "T-1", "use": "applicant-name"},
        {
            "item": "T-1",
            "name": "kind",
            **worded("label", "Which?"),
            "by": "applicant",
            "kind": "choice",
            "required": "是",
            "max_length": 40,
        },
    ],
    "choices": [{"item": "T-1", "field": "kind", "value": "one", **worded("label", "One")}],
    "laws": [{"item": "T-1", **worded("name", "A law"), **worded("article", "Article 2")}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demonstration's own catalogue, to spoil."""
    made = tmp_path / "ours"
    shutil.copytree(data.DEMO, made)
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return config.read({"DESK_DATA_DIR": str(tmp_path / "var"), "DESK_DATABASE_URL": f"sqlite:///{tmp_path}/d.sqlite"})


async def run(settings: Settings, path: Path, part: str = "import", *, alone: bool = False) -> int:
    return await catalogue.run(settings, Namespace(part=part, path=path, alone=alone, by=""))


def edit(path: Path, **said: object) -> None:
    entry: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(entry | said, allow_unicode=True, sort_keys=False), encoding="utf-8")


def workbook(path: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> Path:
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) for column in columns])
    book.save(path)
    return path


def tables(folder: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> Path:
    for name, rows in sheets.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder / "items.csv"


async def codes(settings: Settings) -> dict[str, int]:
    """The version in force of every item of the store."""
    async with stores.opened(settings) as store, store.read() as connection:
        return {item.code: item.version for item in await items.catalogue(connection, utc_now())}


async def item(settings: Settings, code: str) -> Item:
    async with stores.opened(settings) as store, store.read() as connection:
        return await items.current(connection, code, utc_now())


async def test_a_folder_comes_in_whole_with_its_themes(folder: Path, settings: Settings) -> None:
    assert await run(settings, folder) == 0
    assert len(await codes(settings)) == len(list((folder / "items").glob("*.yaml")))
    async with stores.opened(settings) as store, store.read() as connection:
        assert len(await themes.in_force(connection, utc_now())) == len(list((folder / "themes").glob("*.yaml")))


async def test_brought_in_again_it_changes_nothing(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await run(settings, folder)
    capsys.readouterr()
    assert await run(settings, folder) == 0
    assert "0 new versions" in capsys.readouterr().out


async def test_a_changed_item_comes_in_as_a_new_version(folder: Path, settings: Settings) -> None:
    await run(settings, folder)
    edit(folder / "items" / f"{CODE}.yaml", assurance="high")
    assert await run(settings, folder) == 0
    assert {code for code, version in (await codes(settings)).items() if version == 2} == {CODE}


async def test_one_refused_item_keeps_all_out_and_is_named_by_its_line(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "items" / f"{CODE}.yaml"
    edit(path, time_limit_days={"statutory": 1, "promised": 5})
    assert await run(settings, folder) == 1
    line = path.read_text(encoding="utf-8").splitlines().index("  promised: 5") + 1
    said = f"{CODE}.yaml:{line}: {CODE}: time_limit_days.promised: 5 days are promised, and the law gives 1."
    assert said in capsys.readouterr().out
    assert await codes(settings) == {}


async def test_a_part_that_nobody_shares_is_refused_at_its_line(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(folder / "items" / f"{CODE}.yaml", form=[{"use": "nothing"}])
    assert await run(settings, folder, "lint", alone=True) == 1
    assert "no shared part is called 'nothing'" in capsys.readouterr().out


async def test_a_theme_of_an_unknown_item_keeps_all_out(folder: Path, settings: Settings) -> None:
    edit(folder / "themes" / "YJS-005.yaml", items=["JM-CR-002", "JM-XX-999"])
    assert await run(settings, folder) == 1
    assert await codes(settings) == {}


async def test_lint_brings_nothing_in(folder: Path, settings: Settings) -> None:
    assert await run(settings, folder, "lint") == 0
    assert await codes(settings) == {}


async def test_a_file_alone_is_held_against_the_store(folder: Path, settings: Settings, tmp_path: Path) -> None:
    await run(settings, folder)
    entry = next(one.entry for one in catalogue.read(folder).items if one.code == CODE)
    path = tmp_path / "apart" / "one.yaml"
    path.parent.mkdir()
    del entry["department_name"]
    path.write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")
    assert await run(settings, path) == 0
    assert (await codes(settings))[CODE] == 1


async def test_a_workbook_comes_in_as_yaml_does(folder: Path, settings: Settings) -> None:
    assert await run(settings, workbook(folder / "book.xlsx", SHEETS)) == 0
    found = await item(settings, "T-1")
    assert found.documents == ("hkid", "passport")
    assert found.everyday["pt-MO"] == ("flat", "home")
    assert [paper.code for paper in found.papers] == ["home-return-permit", "paper"]
    assert [(field.name, len(field.choices)) for field in found.form] == [("applicant-name", 0), ("kind", 1)]
    assert found.laws["en-HK"][0].article == "Article 2"


async def test_a_papers_origin_rules_come_in_from_a_workbook(folder: Path, settings: Settings) -> None:
    await run(settings, workbook(folder / "book.xlsx", SHEETS))
    paper = (await item(settings, "T-1")).paper("paper")
    assert paper is not None
    assert [(one.place.value, one.proof.value, one.follows) for one in paper.origins] == [
        ("hongkong", "attested", True)
    ]


async def test_who_asks_why_it_may_be_refused_and_what_a_field_takes_come_in_from_tables(
    folder: Path, settings: Settings
) -> None:
    plate = {
        "item": "T-1",
        "name": "plate",
        **worded("label", "Plate"),
        "by": "applicant",
        "kind": "text",
        "required": "no",
        "key": "sim",
        "max_length": 8,
        "schema.minLength": 4,
        "schema.pattern": "^[A-Z]{2}[0-9]+$",
    }
    told: dict[str, list[dict[str, object]]] = {
        **SHEETS,
        "items": [SHEETS["items"][0] | {"enterprise": "yes", "refusals": "not-entitled; conditions-unmet"}],
        "form": [*SHEETS["form"], plate],
    }
    assert await run(settings, tables(folder, told)) == 0
    found = await item(settings, "T-1")
    assert (found.enterprise, found.refusals) == (True, ("not-entitled", "conditions-unmet"))
    assert (found.form[-1].key, dict(found.form[-1].rules)) == (True, {"minLength": 4, "pattern": "^[A-Z]{2}[0-9]+$"})


async def test_tables_say_the_same_as_a_workbook(folder: Path) -> None:
    book = catalogue.read(workbook(folder / "book.xlsx", SHEETS)).items
    assert [one.entry for one in catalogue.read(tables(folder, SHEETS)).items] == [one.entry for one in book]


async def test_a_finding_in_a_table_names_the_sheet_and_the_row(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    twice: dict[str, list[dict[str, object]]] = {**SHEETS, "form": [*SHEETS["form"], SHEETS["form"][1]]}
    assert await run(settings, workbook(folder / "book.xlsx", twice)) == 1
    assert "book.xlsx[form]:4: T-1: form.2: two of form are called 'kind'; the first at 3." in capsys.readouterr().out


async def test_a_row_of_no_item_is_refused(folder: Path, settings: Settings) -> None:
    stray: dict[str, list[dict[str, object]]] = {**SHEETS, "laws": [{"item": "T-9", **worded("name", "A law")}]}
    with pytest.raises(BadData, match=r"book.xlsx\[laws\]:2: laws of 'T-9'"):
        await run(settings, workbook(folder / "book.xlsx", stray))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        pytest.param("a.yaml", "code: [", "a.yaml:2: did not find", id="no-yaml"),
        pytest.param("a.yaml", "code: A\nfee: 1\ncode: B\n", "a.yaml:3: code is said twice", id="a-name-twice"),
        pytest.param("a.yaml", "", "a.yaml:1: the file is empty", id="empty"),
        pytest.param("a.yaml", "just words", "neither an item nor a list", id="words"),
        pytest.param("a.xlsx", "not a workbook", "no workbook that can be read", id="no-workbook"),
        pytest.param("a.csv", "code,code\n", "two columns are called code", id="a-column-twice"),
        pytest.param("a.txt", "code: A", "no definitions in YAML, XLSX or CSV", id="another-kind-of-file"),
    ],
)
async def test_a_file_that_cannot_be_read_is_named(
    settings: Settings, tmp_path: Path, name: str, text: str, said: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadData, match=said.replace("[", r"\[")):
        await run(settings, path)


async def test_the_demonstration_is_sound() -> None:
    told = catalogue.read(data.DEMO)
    assert len(told.items) >= 60
    assert catalogue.refused(told, catalogue.known_alone(told)) == []


async def facts(settings: Settings) -> list[Event]:
    async with stores.opened(settings) as store:
        return [fact.event for fact in await store.facts((), 0) if fact.event.tag is Tag.CATALOGUE_IMPORTED]


async def test_what_came_in_is_a_fact_with_its_counts(settings: Settings, folder: Path) -> None:
    await run(settings, folder)
    [fact] = await facts(settings)
    assert (fact.data["items"], fact.data["themes"]) == (
        len(data.read(data.DEMO).items),
        len(data.read(data.DEMO).themes),
    )


async def test_what_changed_nothing_is_no_fact(settings: Settings, folder: Path) -> None:
    await run(settings, folder)
    await run(settings, folder)
    assert len(await facts(settings)) == 1


async def test_nobody_unknown_brings_anything_in(settings: Settings, folder: Path) -> None:
    with pytest.raises(Missing):
        await catalogue.run(settings, Namespace(part="import", path=folder, alone=False, by="nobody"))


async def test_the_terms_of_a_source_are_told(
    settings: Settings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "TERMS.txt").write_text("Open data; name the source.\n", "utf-8")
    await run(settings, folder)
    assert "terms of the source: Open data; name the source." in capsys.readouterr().out
