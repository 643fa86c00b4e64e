"""A city's whole catalogue for benches: 79,000 items, the same each time, their words varied in all five languages.

Seventy-nine places of the city, fifty things and twenty acts: each item is one act on one thing at one place, as the
lists of a city's levels are. Nothing here is real but the names of the places.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any

from desk.store.catalogue import definitions
from desk.store.unit import Store

MOST = 79_000
AT_ONCE = 5_000
"""Items in one transaction."""
TAGS = ("zh-Hant-HK", "zh-Hant-MO", "zh-Hans-CN", "pt-MO", "en-HK")

Said = tuple[str, str, str, str]
"""One thing in traditional and in simplified Chinese, in Portuguese and in English."""


def _lines(text: str) -> tuple[Said, ...]:
    rows = [line.split("|") for line in text.strip().splitlines()]
    return tuple((row[0], row[1], row[2], row[3]) for row in rows)


LAW = {
    "zh-Hant-HK": "《優化營商環境條例》",
    "zh-Hant-MO": "《優化營商環境條例》",
    "zh-Hans-CN": "《优化营商环境条例》",
    "pt-MO": "《优化营商环境条例》 (Regulamento do ambiente de negócios)",
    "en-HK": "《优化营商环境条例》 (Regulations on the Business Environment)",
}
DISTRICTS = _lines("""
江門市|江门市|Jiangmen|Jiangmen
蓬江區|蓬江区|Pengjiang|Pengjiang
江海區|江海区|Jianghai|Jianghai
新會區|新会区|Xinhui|Xinhui
台山市|台山市|Taishan|Taishan
開平市|开平市|Kaiping|Kaiping
鶴山市|鹤山市|Heshan|Heshan
恩平市|恩平市|Enping|Enping
""")
NAMES = """白沙 潮連 荷塘 棠下 杜阮 環市 外海 禮樂 江南 會城 大澤 司前 羅坑 雙水 崖門 沙堆 古井 三江 睦洲 大鰲 台城
大江 水步 四九 都斛 赤溪 端芬 廣海 海宴 汶村 深井 北陡 川島 沖蔞 斗山 三合 長沙 三埠 赤坎 百合 蜆岡 金雞 赤水 東山
大沙 馬岡 龍勝 蒼城 沙塘 塘口 月山 水口 沙坪 雅瑤 古勞 龍口 桃源 共和 址山 鶴城 宅梧 雙合 恩城 橫陂 聖堂 良西 沙湖
牛江 君堂 大田 那吉"""
SIMPLIFIED = str.maketrans(
    "勞瑤連環禮樂會澤羅雙門鰲廣陡島沖蔞長蜆岡雞東馬龍勝蒼鶴橫聖",
    "劳瑶连环礼乐会泽罗双门鳌广陡岛冲蒌长蚬冈鸡东马龙胜苍鹤横圣",
)
ACTS = _lines("""
申請|申请|pedido|application
補領|补领|segunda via|replacement
換領|换领|troca|renewal
查詢|查询|consulta|search
變更|变更|alteração|change
註銷|注销|cancelamento|cancellation
登記|登记|registo|registration
備案|备案|comunicação|filing
認定|认定|reconhecimento|recognition
延期|延期|prorrogação|extension
轉移|转移|transferência|transfer
證明|证明|certidão|certificate
繳費|缴费|pagamento|payment
退費|退费|reembolso|refund
預約|预约|marcação|appointment
審批|审批|aprovação|approval
年檢|年检|inspecção anual|yearly inspection
投訴|投诉|reclamação|complaint
補貼|补贴|subsídio|subsidy
核對|核对|verificação|check
""")
THINGS = _lines("""
社會保險|社会保险|segurança social|social insurance
養老金|养老金|pensão|pension
醫療保險|医疗保险|seguro médico|medical insurance
失業保險|失业保险|seguro de desemprego|unemployment insurance
工傷保險|工伤保险|seguro de acidentes|work injury insurance
生育保險|生育保险|seguro de maternidade|maternity insurance
住房公積金|住房公积金|fundo de habitação|housing fund
不動產權證書|不动产权证书|título de propriedade|title certificate
房屋抵押|房屋抵押|hipoteca|mortgage
房屋租約|房屋租约|contrato de arrendamento|tenancy
公共租賃住房|公共租赁住房|habitação pública|public housing
居住證|居住证|autorização de residência|residence permit
回鄉證|回乡证|salvo-conduto|home return permit
戶口簿|户口簿|registo familiar|household register
身份證|身份证|bilhete de identidade|identity card
駕駛證|驾驶证|carta de condução|driving licence
機動車|机动车|veículo|motor vehicle
電動自行車|电动自行车|bicicleta eléctrica|electric bicycle
交通違法|交通违法|infracção de trânsito|traffic violation
營業執照|营业执照|licença comercial|business licence
個體工商戶|个体工商户|comerciante individual|individual business
有限公司|有限公司|sociedade|limited company
食品經營許可|食品经营许可|licença alimentar|food licence
藥品經營許可|药品经营许可|licença de farmácia|pharmacy licence
特種設備|特种设备|equipamento especial|special equipment
商標|商标|marca|trade mark
專利|专利|patente|patent
發票|发票|factura|invoice
個人所得稅|个人所得税|imposto sobre o rendimento|income tax
契稅|契税|imposto sobre transmissões|deed tax
入學|入学|matrícula escolar|school enrolment
學籍|学籍|registo escolar|school roll
教師資格|教师资格|habilitação de professor|teaching qualification
學生資助|学生资助|bolsa de estudo|student aid
結婚登記|结婚登记|casamento|marriage
婚姻檔案|婚姻档案|arquivo de casamentos|marriage file
收養|收养|adopção|adoption
高齡津貼|高龄津贴|subsídio de velhice|old-age allowance
殘疾人證|残疾人证|cartão de deficiente|disability card
最低生活保障|最低生活保障|rendimento mínimo|minimum living allowance
公證書|公证书|certificado notarial|notarial certificate
法律援助|法律援助|apoio judiciário|legal aid
勞動合同|劳动合同|contrato de trabalho|labour contract
就業登記|就业登记|registo de emprego|employment registration
人才引進|人才引进|quadros qualificados|talent programme
出生證明|出生证明|certidão de nascimento|birth certificate
預防接種|预防接种|vacinação|vaccination
醫師執業|医师执业|exercício da medicina|medical practice
用水報裝|用水报装|ligação de água|water supply
用電報裝|用电报装|ligação de electricidade|power supply
""")


def places() -> tuple[Said, ...]:
    """The city, its seven districts and seventy-one of their towns."""
    towns = tuple(
        (f"{name}鎮", f"{name.translate(SIMPLIFIED)}镇", f"vila {n}", f"town {n}")
        for n, name in enumerate(NAMES.split())
    )
    return (*DISTRICTS, *towns)


def definitions_of(count: int = MOST) -> Iterator[dict[str, Any]]:
    """The first so many items, as the importer would keep them."""
    every = product(ACTS, THINGS, places())
    return (_item(number, act, thing, place) for number, (act, thing, place) in enumerate(islice(every, count)))


async def fill(store: Store, count: int = MOST) -> None:
    """Brings the first so many items into the store; done again, it changes nothing."""
    entries = definitions_of(count)
    while some := list(islice(entries, AT_ONCE)):
        async with store.write() as unit:
            await definitions.bring(unit, some)


def _item(number: int, act: Said, thing: Said, place: Said) -> dict[str, Any]:
    hant, hans = f"{place[0]}{thing[0]}{act[0]}", f"{place[1]}{thing[1]}{act[1]}"
    latin = (f"{act[2].capitalize()}: {thing[2]} ({place[2]})", f"{thing[3].capitalize()} {act[3]} ({place[3]})")
    days = 1 + number % 30
    return {
        "code": f"JM-{number:06d}",
        "department": "government-services",
        "department_name": _in_all("江門市", "江门市", "Jiangmen", "Jiangmen"),
        "skill": "government-services",
        "business": "K",
        "assurance": ("low", "substantial", "high")[number % 3],
        "documents": ["hkid", "macao-bir", "home-return-permit"],
        "fee": {"amount": f"{number % 7 * 10}.00", "currency": "CNY"},
        "time_limit_days": {"statutory": days, "promised": days // 2},
        "title": _in_all(hant, hans, *latin),
        "summary": _in_all(
            f"辦理{place[0]}的{thing[0]}{act[0]}。",
            f"办理{place[1]}的{thing[1]}{act[1]}。",
            f"Trata de {act[2]} de {thing[2]} em {place[2]}.",
            f"Handles the {act[3]} of a {thing[3]} in {place[3]}.",
        ),
        "who": _in_all("香港、澳門居民。", "香港、澳门居民。", "Residentes de Hong Kong e Macau.", "Residents."),
        "everyday": _lists(
            f"{act[0]}{thing[0]}", f"{act[1]}{thing[1]}", f"{thing[2]} {act[2]}", f"{act[3]} {thing[3]}"
        ),
        "keywords": _lists(thing[0], thing[1], thing[2], thing[3]),
        "legal_basis": {tag: [{"name": name, "article": ""}] for tag, name in LAW.items()},
        "materials": [_paper()],
        "form": [_field(name, by) for name, by in (("applicant-name", "clerk"), ("remark", "applicant"))],
    }


def _paper() -> dict[str, Any]:
    name = _in_all("身份證明文件", "身份证件", "Documento de identificação", "Identity document")
    return {"code": "identity-document", "name": name, "note": name, "required": True, "still": True}


def _field(name: str, by: str) -> dict[str, Any]:
    label = _in_all("資料", "资料", "Dados", "Details")
    return {"name": name, "label": label, "by": by, "kind": "text", "required": by == "clerk", "max_length": 200}


def _in_all(hant: str, hans: str, pt: str, en: str) -> dict[str, str]:
    return dict(zip(TAGS, (hant, hant, hans, pt, en), strict=True))


def _lists(*said: str) -> dict[str, Sequence[str]]:
    return {tag: [words] for tag, words in _in_all(*said).items()}
