"""What an applicant wishes as they begin to wait: which language to speak, and whether waiting comes hard to them."""

from collections.abc import Mapping

from desk.model.errors import BadInput
from desk.model.turns.order import Reason
from desk.model.turns.routing import OF_LANGUAGE, Speech


def told(form: Mapping[str, str], language: str) -> tuple[Reason, Speech]:
    """The reason of care and the spoken language that were chosen; what is not told is as usual. Raises BadInput."""
    try:
        return Reason(form.get("care", "")), Speech(form.get("speech", "") or OF_LANGUAGE[language])
    except ValueError:
        raise BadInput("care or speech") from None
