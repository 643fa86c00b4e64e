"""Each fault a catalogue can have is found and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from i18n import catalogues, check, extract, languages, pofiles
from i18n.check import Fault

PORTUGUESE = languages.get("pt-MO")
MAINLAND = languages.get("zh-Hans-CN")
HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals={forms}; plural={rule};\\n"\n\n'
WANTED = """
msgid "Wait %(minutes)s minutes"
msgstr ""

msgid "Press <strong>Begin</strong>"
msgstr ""

msgid "one person"
msgid_plural "%(num)s people"
msgstr[0] ""
msgstr[1] ""
"""
WAIT = 'msgid "Wait %(minutes)s minutes"\nmsgstr "Espere %(minutes)s minutos"\n\n'
PRESS = 'msgid "Press <strong>Begin</strong>"\nmsgstr "Prima <strong>Iniciar</strong>"\n\n'
PEOPLE = 'msgid "one person"\nmsgid_plural "%(num)s people"\nmsgstr[0] "uma pessoa"\nmsgstr[1] "%(num)s pessoas"\n\n'
SOUND = WAIT + PRESS + PEOPLE


def faults(body: str) -> set[tuple[Fault, str]]:
    template = pofiles.parse((HEADER.format(forms=2, rule="(n != 1)") + WANTED).encode(), None)
    content = HEADER.format(forms=2, rule="(n != 1)") + body
    found = check.faults(pofiles.parse(content.encode(), "pt_MO"), template, PORTUGUESE)
    return {(finding.fault, finding.message) for finding in found}


FAULTS = {
    "absent": (PRESS + PEOPLE, Fault.MISSING, "Wait %(minutes)s minutes"),
    "empty": (SOUND.replace("Espere %(minutes)s minutos", ""), Fault.MISSING, "Wait %(minutes)s minutes"),
    "empty-plural": (
        SOUND.replace('msgstr[1] "%(num)s pessoas"', 'msgstr[1] ""'),
        Fault.FORMS,
        "one person",
    ),
    "fuzzy": ("#, fuzzy\n" + SOUND, Fault.FUZZY, "Wait %(minutes)s minutes"),
    "placeholder-lost": (
        SOUND.replace("Espere %(minutes)s", "Espere uns"),
        Fault.PLACEHOLDERS,
        "Wait %(minutes)s minutes",
    ),
    "placeholder-translated": (
        SOUND.replace("Espere %(minutes)s", "Espere %(minutos)s"),
        Fault.PLACEHOLDERS,
        "Wait %(minutes)s minutes",
    ),
    "placeholder-broken": (
        SOUND.replace("Espere %(minutes)s", "Espere %(minutes)"),
        Fault.PLACEHOLDERS,
        "Wait %(minutes)s minutes",
    ),
    "bare-percent": (
        SOUND.replace("minutos", "minutos, 50%"),
        Fault.PLACEHOLDERS,
        "Wait %(minutes)s minutes",
    ),
    "plural-number-lost": (SOUND.replace("%(num)s pessoas", "pessoas"), Fault.PLACEHOLDERS, "one person"),
    "markup-lost": (SOUND.replace('</strong>"\n\n', '"\n\n'), Fault.MARKUP, "Press <strong>Begin</strong>"),
    "no-longer-used": (SOUND + 'msgid "Old"\nmsgstr "Velho"\n', Fault.OBSOLETE, "Old"),
    "kept-aside": (SOUND + '#~ msgid "Old"\n#~ msgstr "Velho"\n', Fault.OBSOLETE, "Old"),
}


def test_a_sound_catalogue_has_no_fault() -> None:
    assert faults(SOUND) == set()


def test_a_singular_may_tell_its_number() -> None:
    assert faults(SOUND.replace("uma pessoa", "%(num)s pessoa")) == set()


def test_a_doubled_percent_is_sound() -> None:
    assert faults(SOUND.replace("minutos", "minutos, 50%%")) == set()


@pytest.mark.parametrize(("body", "fault", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_named(body: str, fault: Fault, message: str) -> None:
    assert faults(body) == {(fault, message)}


def test_a_character_of_the_other_script_is_a_fault() -> None:
    header = HEADER.format(forms=1, rule="0")
    template = pofiles.parse((header + 'msgid "Wait"\nmsgstr ""\n').encode(), None)
    catalogue = pofiles.parse((header + 'msgid "Wait"\nmsgstr "請等候"\n').encode(), "zh_Hans_CN")
    assert [finding.fault for finding in check.faults(catalogue, template, MAINLAND)] == [Fault.SCRIPT]


def test_a_message_nobody_gathered_is_named(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    extract.update(tmp_path)
    (tmp_path / "templates" / "new.html").write_text('{{ _("New") }}')
    found = {(finding.tag, finding.fault) for finding in check.examine(tmp_path)}
    assert ("template", Fault.STALE) in found


@pytest.mark.parametrize("language", languages.LANGUAGES, ids=lambda language: language.tag)
def test_each_language_stands_for_itself(tmp_path: Path, language: languages.Language) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{{ _("New") }}')
    extract.update(tmp_path)
    file = catalogues.path(language, tmp_path / "i18n" / "locale")
    file.write_bytes(pofiles.render(pofiles.blank(language.locale)))
    assert language.tag in {finding.tag for finding in check.examine(tmp_path)}
