"""A session with a recording: real segments of a talk on paper, entered as a media node's would be."""

from desk.actions import sessions
from desk.store.sessions import Segment
from tests.desk.world import Meeting, World
from tests.webrtc.talks import PICTURE, SOUND, Source, record, steps


async def recorded(world: World, *, seconds: float) -> Meeting:
    """A live session of which so many seconds were recorded, with the applicant's picture and sound."""
    meeting = await world.in_session()
    folder = world.desk.settings.recordings / meeting.session_id
    source = Source(wall_ppm=0, skews_ppm={SOUND: 0, PICTURE: 0}, jitter=0.001)
    for facts in record(folder, source, steps(seconds)):
        segment = Segment(
            path=f"{meeting.session_id}/{facts.path.name}",
            sha256=facts.sha256,
            seats=tuple(sorted({track.seat for track in facts.tracks})),
            began_at=facts.started_at,
            ended_at=facts.ended_at,
        )
        await sessions.keep_segment(world.desk, meeting.session_id, segment)
    return meeting
