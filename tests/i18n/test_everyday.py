"""A sentence is heard as signs: meanings by the longest word, pairs, stems, sounds; and quoted as it was written."""

from pathlib import Path

import pytest
import yaml

from i18n.everyday import LEXICON, LONGEST, Everyday
from i18n.readings import Readings
from i18n.scripts import Scripts

EVERYDAY = Everyday(Scripts(), Readings())

MEANS = {
    "cantonese": ("張社保咭跌咗", {"social-card", "lost"}),
    "simplified": ("房贷还清了去解押", {"loan", "mortgage", "paid-off"}),
    "english": ("I lost my title deed", {"lost", "title-deed"}),
    "plural": ("patents", {"patent"}),
    "portuguese-without-accents": ("carta de conducao", {"driving-licence"}),
    "mixed": ("renew 回鄉證", {"expired", "home-return"}),
    "pinyin": ("juzhuzheng", {"residence-permit"}),
    "pinyin-apart": ("hui xiang zheng", {"home-return"}),
    "idle": ("我想要", set()),
    "nothing": ("", set()),
    "marks-only": ("？！ ...", set()),
}


@pytest.mark.parametrize("way", MEANS)
def test_a_sentence_means(way: str) -> None:
    said, means = MEANS[way]
    assert set(EVERYDAY.hear(said).means) == means


def test_the_longest_word_counts() -> None:
    assert "social-insurance" not in EVERYDAY.hear("社保卡").means


def test_what_is_idle_leaves_no_pair() -> None:
    assert not any("我" in sign for sign in EVERYDAY.hear("我想提取").signs)


def test_words_that_sound_alike_share_a_sign() -> None:
    right, wrong = EVERYDAY.hear("公积金").signs, EVERYDAY.hear("工积金").signs
    assert {sign for sign in right if sign[0] == "~"} == {sign for sign in wrong if sign[0] == "~"}


def test_what_is_asked_for_elsewhere_is_heard_as_such() -> None:
    assert "!journey" in EVERYDAY.hear("買船飛").signs


def test_a_misspelt_word_is_heard_as_what_it_stands_for() -> None:
    assert "patent" in EVERYDAY.hear("pattent", {"pattent": "patent"}).means


def test_no_more_than_so_much_is_listened_to() -> None:
    assert EVERYDAY.hear("啊" * LONGEST + "離婚").means == ()


@pytest.mark.parametrize(
    ("text", "piece", "written"),
    [("想過戶 please", "过户", "過戶"), ("Certidão!", "certidao", "Certidão"), ("abc", "xyz", ""), ("ＡＢ", "b", "Ｂ")],
)
def test_a_piece_is_quoted_as_it_was_written(text: str, piece: str, written: str) -> None:
    assert EVERYDAY.quote(text, piece) == written


def test_every_meaning_has_words_of_each_language() -> None:
    told = yaml.safe_load(Path(LEXICON).read_text(encoding="utf-8"))
    rows = {**told["meanings"], **told["elsewhere"]}
    assert [
        meaning for meaning, said in rows.items() if not all(said.get(tongue) for tongue in ("zh", "en", "pt"))
    ] == []


def test_every_word_of_the_lexicon_is_text() -> None:
    told = yaml.safe_load(Path(LEXICON).read_text(encoding="utf-8"))
    rows = [told["idle"], *told["meanings"].values(), *told["elsewhere"].values()]
    assert [word for row in rows for words in row.values() for word in words if not isinstance(word, str)] == []
