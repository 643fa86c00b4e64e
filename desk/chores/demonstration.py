"""The demonstration: its zones, corners, items, notices and synthetic staff brought into the store, and its secrets."""

from desk.chores import data, demo_secrets, seal, seed, showcase, stores
from desk.chores.demo_secrets import DemoSecrets
from desk.config import Settings
from desk.model.showcase import Demo
from identity.passwords import Passwords


async def fill(settings: Settings) -> None:
    """Brings everything of the demonstration into the store; done again, it changes nothing."""
    async with stores.opened(settings) as store:
        demonstration, known = data.read(data.DEMO), secrets(settings)
        await seed.seed(store, demonstration, known.corners)
        seal.own(settings)
        await seed.seed_staff(store, Passwords(), demonstration, known.accounts)


def secrets(settings: Settings) -> DemoSecrets:
    """Keys, passwords and authenticator secrets of this installation's demonstration, made when first asked for."""
    return demo_secrets.ready(settings.data_dir / "demo.json", data.read(data.DEMO))


def shown(settings: Settings) -> Demo:
    """What the demonstration's page shows."""
    return showcase.build(data.read(data.DEMO), secrets(settings))
