"""`server.py staff invite LOGIN`: an account for the first administrator, or a new invitation to one that is there."""

from argparse import ArgumentParser, Namespace

from desk.actions import accounts
from desk.chores import stores
from desk.config import Settings
from desk.model.staff import Draft, Role
from i18n import languages


def arguments(parser: ArgumentParser) -> None:
    """What follows `staff`."""
    parser.add_argument("act", choices=["invite"], help="invite: print an invitation, good for 24 hours and one time")
    parser.add_argument("login", metavar="LOGIN", help="small letters, digits, dot and dash")
    parser.add_argument(
        "--role",
        choices=[role.value for role in (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)],
        default=Role.ADMINISTRATOR.value,
        help="of a new account; the others, who have a zone or a window, are invited on the page /office/staff",
    )
    parser.add_argument("--name", default="", help="of a new account; the login unless told")
    parser.add_argument(
        "--language",
        choices=[language.tag for language in languages.LANGUAGES],
        default="zh-Hans-CN",
        help="of a new account's screens",
    )


async def run(settings: Settings, chosen: Namespace) -> int:
    """Prints the invitation's link. Raises BadInput for a login that can be none."""
    draft = Draft(
        name=chosen.name or chosen.login,
        role=Role(chosen.role),
        zone_id="",
        language=chosen.language,
        window="",
        skills=(),
    )
    async with stores.opened(settings) as store:
        invited = await accounts.admit(store, chosen.login, draft)
    print(f"{invited.staff.login} ({invited.staff.role}) takes the account up within 24 hours, once, at")
    print(f"{settings.public_url}/staff/welcome#{invited.secret}")
    return 0
