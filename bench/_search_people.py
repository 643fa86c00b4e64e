"""Names as they are in Hong Kong, Macao and the mainland: a few surnames and characters are most of them.

A row is: traditional, simplified, as Hong Kong and as Macao write its sound, pinyin, and of a surname its weight. The
weights follow what is commonly said of surnames in the Pearl River delta, where a tenth is called 陳; they are no
census. Given names are drawn from sixty common characters, the commoner the oftener. Nobody of them exists.
"""

import random
from collections.abc import Iterator
from itertools import accumulate

from desk.model.people import Name

SURNAMES = """\
陳 陈 CHAN CHAN Chen 95|黃 黄 WONG VONG Huang 60|李 李 LEE LEI Li 75
張 张 CHEUNG CHEONG Zhang 66|林 林 LAM LAM Lin 52|梁 梁 LEUNG LEONG Liang 46
王 王 WONG WONG Wang 62|劉 刘 LAU LAO Liu 50|吳 吴 NG NG Wu 44|何 何 HO HO He 30
楊 杨 YEUNG IEONG Yang 34|周 周 CHOW CHAO Zhou 30|鄭 郑 CHENG CHEANG Zheng 22
葉 叶 YIP IP Ye 18|許 许 HUI HOI Xu 14|鍾 钟 CHUNG CHONG Zhong 10|蔡 蔡 CHOI CHOI Cai 16
馮 冯 FUNG FONG Feng 12|曾 曾 TSANG CHANG Zeng 14|朱 朱 CHU CHU Zhu 16
趙 赵 CHIU CHIO Zhao 20|謝 谢 TSE CHE Xie 14|余 余 YU U Yu 8|于 于 YU U Yu 6
范 范 FAN FAN Fan 6|馬 马 MA MA Ma 12|胡 胡 WU WU Hu 14|郭 郭 KWOK KUOK Guo 14
羅 罗 LAW LO Luo 14|蘇 苏 SO SOU Su 9|潘 潘 POON PUN Pan 9|盧 卢 LO LOU Lu 9
徐 徐 TSUI CHOI Xu 14|孫 孙 SUEN SUN Sun 13|鄧 邓 TANG TANG Deng 12
歐陽 欧阳 AU-YEUNG AO-IEONG Ouyang 2"""
GIVEN = """\
小 小 SIU SIO Xiao|文 文 MAN MAN Wen|明 明 MING MENG Ming|芳 芳 FONG FONG Fang
偉 伟 WAI WAI Wei|英 英 YING IENG Ying|華 华 WAH WA Hua|志 志 CHI CHI Zhi|嘉 嘉 KA KA Jia
麗 丽 LAI LAI Li|玲 玲 LING LENG Ling|大 大 TAI TAI Da|國 国 KWOK KUOK Guo
強 强 KEUNG KEONG Qiang|美 美 MEI MEI Mei|敏 敏 MAN MAN Min|靜 静 CHING CHENG Jing
家 家 KA KA Jia|俊 俊 CHUN CHON Jun|秀 秀 SAU SAO Xiu|珍 珍 CHUN CHAN Zhen|慧 慧 WAI WAI Hui
欣 欣 YAN IAN Xin|永 永 WING WENG Yong|詩 诗 SZE SI Shi|雅 雅 NGA NGA Ya|浩 浩 HO HOU Hao
健 健 KIN KIN Jian|傑 杰 KIT KIT Jie|玉 玉 YUK IOK Yu|鳳 凤 FUNG FONG Feng|蘭 兰 LAN LAN Lan
梅 梅 MUI MUI Mei|建 建 KIN KIN Jian|平 平 PING PENG Ping|軍 军 KWAN KUAN Jun
紅 红 HUNG HONG Hong|燕 燕 YIN IN Yan|娟 娟 KUEN KUN Juan|雪 雪 SUET SUT Xue|子 子 TSZ CHI Zi
宇 宇 YU U Yu|天 天 TIN TIN Tian|思 思 SZE SI Si|婷 婷 TING TENG Ting|琳 琳 LAM LAM Lin
穎 颖 WING WENG Ying|樂 乐 LOK LOK Le|倩 倩 SIN SIN Qian|瑩 莹 YING IENG Ying
卓 卓 CHEUK CHEOK Zhuo|朗 朗 LONG LONG Lang|恩 恩 YAN IAN En|輝 辉 FAI FAI Hui
德 德 TAK TAK De|榮 荣 WING WENG Rong|添 添 TIM TIM Tian|興 兴 HING HENG Xing
源 源 YUEN UN Yuan|泉 泉 CHUEN CHUN Quan|鑫 鑫 YAM IAM Xin|昊 昊 HO HOU Hao|涵 涵 HAM HAM Han"""
FIRST = (
    "João",
    "Maria",
    "José",
    "Ana",
    "António",
    "Carlos",
    "Teresa",
    "Luís",
    "Rita",
    "Paulo",
    "Isabel",
    "Manuel",
    "Filomena",
    "Pedro",
    "Beatriz",
    "Inês",
)
LAST = [
    "Conceição",
    "dos Santos",
    "da Silva",
    "Ferreira",
    "Xavier",
    "de Assis",
    "Rosário",
    "Gonçalves",
    "Noronha",
    "Remédios",
    "Sequeira",
    "Nunes",
]

SURNAME_ROWS = [entry.split() for line in SURNAMES.splitlines() for entry in line.split("|")]
GIVEN_ROWS = [entry.split() for line in GIVEN.splitlines() for entry in line.split("|")]


class People:
    """A crowd, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._surname_weights = list(accumulate(int(row[5]) for row in SURNAME_ROWS))
        self._given_weights = list(accumulate(1 / (at + 4) for at in range(len(GIVEN_ROWS))))

    def __iter__(self) -> Iterator[tuple[Name, ...]]:
        return self

    def __next__(self) -> tuple[Name, ...]:
        """The spellings of one person: 38 of 100 of Hong Kong, 34 of Macao, 6 of them in Portuguese, 22 mainland."""
        place = self._chance.random()
        if place < 0.06:
            return self._portuguese()
        family = self._chance.choices(SURNAME_ROWS, cum_weights=self._surname_weights)[0]
        count = 1 if self._chance.random() < (0.30 if place > 0.78 else 0.06) else 2
        given = self._chance.choices(GIVEN_ROWS, cum_weights=self._given_weights, k=count)
        if place < 0.40:
            return self._both(family, given, 3, "zh-Hant-MO", "pt-MO", "macao", lower=False)
        if place < 0.78:
            return self._both(family, given, 2, "zh-Hant-HK", "en-HK", "iamsmart", lower=True)
        written = family[1] + "".join(row[1] for row in given)
        chinese = Name(text=written, language="zh-Hans-CN", source="guangdong")
        if self._chance.random() < 0.7:
            return (chinese,)
        sounds = f"{family[4]} {''.join(row[4] for row in given).capitalize()}"
        return (chinese, Name(text=sounds, language="en-HK", source="passport"))

    def _both(
        self, family: list[str], given: list[list[str]], column: int, han: str, latin: str, source: str, *, lower: bool
    ) -> tuple[Name, ...]:
        written = family[0] + "".join(row[0] for row in given)
        sounds = [row[column].capitalize() if lower else row[column] for row in given]
        return (
            Name(text=written, language=han, source=source),
            Name(text=f"{family[column]} {' '.join(sounds)}", language=latin, source=source),
        )

    def _portuguese(self) -> tuple[Name, ...]:
        parts = [self._chance.choice(FIRST), *self._chance.sample(LAST, self._chance.choice((1, 2, 2, 3)))]
        return (Name(text=" ".join(parts), language="pt-MO", source="macao"),)
