"""Every route on one page, each with its door. A test pins this table: what is open is open on purpose."""

from desk.model.staff import Permission
from desk.web import scrape
from desk.web.api import cases, legs, turns
from desk.web.doors import Door, corner, open_to_all, staffed, visit
from desk.web.pages import corner as corner_pages
from desk.web.pages import identity, public, retention, staff, stage, work
from desk.web.sockets import live

clerk = staffed(Permission.HANDLE_CASES)
zone = staffed(Permission.SEE_ZONE)
helper = staffed(Permission.HELP_CORNERS)
holder = staffed(Permission.HOLD_DATA)
reviewer = staffed(Permission.REVIEW_SESSIONS)

# `open` doors of the interface ask for their caller themselves, since either hand may use them.
ROUTES: tuple[tuple[str, str, Door], ...] = (
    ("GET", "/", open_to_all(public.front)),
    ("PUT", "/api/cases/{id}/fields/{name}", clerk(cases.write_field)),
    ("POST", "/api/cases/{id}/ask-signature", clerk(cases.ask_signature)),
    ("POST", "/api/cases/{id}/code", visit(cases.send_again)),
    ("POST", "/api/cases/{id}/confirm", visit(cases.confirm)),
    ("POST", "/api/cases/{id}/materials/{material}", visit(cases.keep_still)),
    ("GET", "/api/cases/{id}/materials/{material}/picture", open_to_all(cases.picture)),
    ("POST", "/api/cases/{id}/signature", visit(cases.sign)),
    ("POST", "/api/cases/{id}/stills", clerk(cases.ask_still)),
    ("POST", "/api/cases/{id}/submit", clerk(cases.submit)),
    ("POST", "/api/corners/{id}/helped", helper(turns.give_help)),
    ("POST", "/api/legs/applicant", visit(legs.of_applicant)),
    ("POST", "/api/legs/staff", clerk(legs.of_staff)),
    ("POST", "/api/sessions/{id}/answer", visit(turns.answer)),
    ("POST", "/api/sessions/{id}/end", clerk(turns.end)),
    ("POST", "/api/sessions/{id}/hold", clerk(turns.hold)),
    ("POST", "/api/sessions/{id}/put-back", clerk(turns.put_back)),
    ("POST", "/api/sessions/{id}/resume", clerk(turns.resume)),
    ("POST", "/api/tickets/call-next", clerk(turns.call_next)),
    ("POST", "/api/tickets/{id}/missed", clerk(turns.miss)),
    ("PUT", "/api/visits/cases/{id}/fields/{name}", visit(cases.answer_field)),
    ("POST", "/api/visits/come-back", visit(turns.come_back)),
    ("POST", "/api/visits/help", visit(turns.ask_help)),
    ("POST", "/api/visits/line-test", visit(turns.test_line)),
    ("POST", "/api/visits/rating", visit(turns.rate)),
    ("GET", "/check/{secret}", open_to_all(public.check)),
    ("GET", "/console", clerk(work.desktop)),
    ("GET", "/corner", corner(corner_pages.welcome)),
    ("GET", "/corner/code", visit(identity.code)),
    ("POST", "/corner/code", visit(identity.confirm)),
    ("POST", "/corner/code/again", visit(identity.send_again)),
    ("GET", "/corner/consent", visit(corner_pages.notice)),
    ("POST", "/corner/consent", visit(corner_pages.consent)),
    ("GET", "/corner/document", visit(identity.document)),
    ("POST", "/corner/document", visit(identity.show_document)),
    ("GET", "/corner/enrol", open_to_all(corner_pages.ask_enrol)),
    ("POST", "/corner/enrol", open_to_all(corner_pages.enrol)),
    ("GET", "/corner/goodbye", corner(corner_pages.goodbye)),
    ("GET", "/corner/identity", visit(identity.providers)),
    ("POST", "/corner/identity", visit(identity.sign_in)),
    ("GET", "/corner/identity/callback", visit(identity.come_back)),
    ("GET", "/corner/items", visit(corner_pages.services)),
    ("GET", "/corner/items/{code}", visit(corner_pages.guide)),
    ("POST", "/corner/items/{code}", visit(corner_pages.choose_service)),
    ("GET", "/corner/language", corner(corner_pages.change_language)),
    ("POST", "/corner/language", corner(corner_pages.choose_language)),
    ("POST", "/corner/leave", corner(corner_pages.leave)),
    ("GET", "/corner/phone", visit(identity.phone)),
    ("POST", "/corner/phone", visit(identity.give_phone)),
    ("GET", "/corner/ticket", visit(identity.ticket)),
    ("POST", "/corner/ticket", visit(identity.take_ticket)),
    ("GET", "/corner/visit", visit(stage.stage)),
    ("GET", "/demo", open_to_all(public.demo)),
    ("GET", "/demo/inbox", open_to_all(public.demo_inbox)),
    ("GET", "/healthz", open_to_all(public.healthy)),
    ("POST", "/language", open_to_all(public.choose_language)),
    ("GET", "/live/{screen}", open_to_all(live.live)),
    ("GET", "/metrics", scrape.of_site()),
    ("GET", "/office/cases/{id}/signature.svg", reviewer(work.signature)),
    ("POST", "/office/holds", holder(retention.hold)),
    ("POST", "/office/holds/{id}/lift", holder(retention.lift)),
    ("GET", "/office/retention", holder(retention.board)),
    ("GET", "/office/sessions", reviewer(work.sessions)),
    ("GET", "/office/sessions/{id}", reviewer(work.session)),
    ("GET", "/office/sessions/{id}/recording/{seat}.webm", reviewer(work.recording)),
    ("GET", "/receipts/{number}.pdf", open_to_all(public.paper)),
    ("GET", "/staff/sign-in", open_to_all(staff.ask)),
    ("POST", "/staff/sign-in", open_to_all(staff.sign_in)),
    ("POST", "/staff/language", open_to_all(staff.choose_language)),
    ("POST", "/staff/sign-out", open_to_all(staff.sign_out)),
    ("GET", "/track", open_to_all(public.ask_receipt)),
    ("POST", "/track", open_to_all(public.send_code)),
    ("GET", "/track/case", open_to_all(public.case)),
    ("GET", "/track/code", open_to_all(public.ask_code)),
    ("POST", "/track/code", open_to_all(public.open_case)),
    ("GET", "/zone", zone(work.board)),
)
