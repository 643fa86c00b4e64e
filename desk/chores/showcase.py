"""The demonstration's corners and people, as its page shows them, with the secrets that this installation made."""

from desk.chores.data import Data
from desk.chores.demo_secrets import DemoSecrets
from desk.model.showcase import Demo, DemoCorner, DemoStaff


def build(demonstration: Data, known: DemoSecrets) -> Demo:
    """Every corner and every member of staff."""
    names = {entry["login"]: str(entry["name"]) for entry in demonstration.staff}
    return Demo(
        corners=tuple(
            DemoCorner(
                code=corner["code"], name=corner["name"], zone_name=zone["name"], key=known.corners[corner["code"]]
            )
            for zone in demonstration.zones
            for corner in zone["corners"]
        ),
        staff=tuple(
            DemoStaff(
                login=account.login,
                name=names[account.login],
                role=account.role,
                password=account.password,
                totp_secret=account.totp_secret,
            )
            for account in known.accounts.values()
        ),
    )
