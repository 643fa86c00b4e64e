"""The guide says what each paper needs by the place it was made in, from the item's own rules."""

from desk.boards import catalogue
from desk.model.origins import Origin, Place, Proof
from tests.desk.boards.hall import ONE_ENGINE, Hall


@ONE_ENGINE
async def test_the_guide_tells_a_papers_rules_of_origin(hall: Hall) -> None:
    guide = await catalogue.guide(hall.reader, "zh-Hant-HK", "JM-NT-002")
    (paper,) = [one for one in guide.materials if one.name == "死亡證明"]
    assert Origin(place=Place.HONG_KONG, proof=Proof.ATTESTED, follows=True) in paper.origins
    assert Origin(place=Place.MAINLAND, proof=Proof.NONE) in paper.origins


@ONE_ENGINE
async def test_a_paper_without_rules_is_taken_from_anywhere(hall: Hall) -> None:
    guide = await catalogue.guide(hall.reader, "pt-MO", "JM-SI-001")
    assert [one.origins for one in guide.materials] == [()] * len(guide.materials)
