"""Names that careless software changes, by what is hard about them, and a visitor whose documents spell all of them."""

from collections.abc import Mapping
from itertools import product

from desk.actions.materials import spellings
from desk.actions.materials.spellings import Spelling
from desk.model.people import Form
from identity.documents import Kind
from tests.desk.world import Meeting, World

ITEM, FIELD = "JM-TX-001", "applicant-name"
NAMES = {
    "one-simplified-for-two": "范余于叶",
    "its-other-form": "範餘於葉",
    "surnames-alone": "范·余·于·叶",
    "hong-kong-and-mainland-zhong": "鍾钟鐘锺",
    "compatibility-ideograph": "塚本﨑",
    "compatibility-ideograph-first": "﨑山",
    "variation-sequence": "葛\U000e0100城\U000e0101",
    "standardized-variation": "神\ufe00田",
    "hkscs": "𨋢𠝹嘅咗啲",
    "portuguese": "João Conceição dos Santos",
    "portuguese-in-parts": "Joa\u0303o Conceic\u0327a\u0303o",
    "apostrophes": "O’Neill-D’Ávila",
    "full-width-blank": "歐陽　菲菲",
}


def points(text: str) -> str:
    """The code points, so that a difference is seen."""
    return " ".join(f"{ord(character):04X}" for character in text)


def every() -> list[str]:
    """The code points of each name, sorted."""
    return sorted(points(name) for name in NAMES.values())


async def spelt(world: World, meeting: Meeting) -> None:
    """The clerk notes each name as it stands on some document of the applicant."""
    places = product(Form, (kind.value for kind in Kind))
    noted: Mapping[str, tuple[Form, str]] = dict(zip(NAMES, places, strict=False))
    for row, (form, document) in noted.items():
        spelling = Spelling(text=NAMES[row], form=form, document=document)
        await spellings.note(world.desk, meeting.case_id, meeting.clerk, spelling)
