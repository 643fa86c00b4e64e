"""What one item has to be made of: its parts, their kinds, their languages and the words they may use."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import Any

from desk.model import retention
from desk.model.cases.decisions import Reason
from desk.model.catalogue import days, patterns
from desk.model.catalogue.findings import Finding, Known, Rule, Told, Where, finding
from desk.model.forms import RULES
from desk.model.items import EITHER, FieldKind
from desk.model.origins import Place, Proof
from desk.model.quality import Picture
from desk.model.recordings import Rule as Recording

TEXTS = ("title", "summary", "who")
ASSURANCES = frozenset({"low", "substantial", "high"})
HANDS = frozenset({"applicant", "clerk", EITHER})
CURRENCIES = frozenset({"CNY", "HKD", "MOP"})
NEEDED: Mapping[str, type] = {
    "code": str,
    "department": str,
    "skill": str,
    "business": str,
    "assurance": str,
    "documents": list,
    "fee": dict,
    "time_limit_days": dict,
    **dict.fromkeys(TEXTS, dict),
    "keywords": dict,
    "legal_basis": dict,
    "materials": list,
    "form": list,
}
KINDS: Mapping[type, str] = {str: "a text", list: "a list", dict: "a group of named parts", int: "a whole number"}
LONGEST_CODE = 32


def found(told: Told, known: Known) -> Iterator[Finding]:
    """Everything wrong with an item taken by itself."""
    shape = list(_shape(told))
    yield from shape
    broken = {one.part.split(".")[0] for one in shape}
    for part, check in CHECKS.items():
        if part not in broken and part in told.entry:
            yield from check(told, known)
    yield from _dates(told)
    yield from _retention(told)


def _shape(told: Told) -> Iterator[Finding]:
    for part, kind in NEEDED.items():
        said = told.entry.get(part)
        if said is None:
            yield finding(told, (part,), Rule.SHAPE, f"{part} is missing.")
        elif not isinstance(said, kind):
            yield finding(told, (part,), Rule.SHAPE, f"{part} has to be {KINDS[kind]}.")
    for part in ("materials", "form"):
        for number, one in enumerate(_list(told, part)):
            if not isinstance(one, dict):
                yield finding(told, (part, number), Rule.SHAPE, f"each of {part} has to be {KINDS[dict]}.")


def in_every_language(told: Told, where: Where, said: Any, known: Known) -> Iterator[Finding]:
    """What a text lacks: a language, or that it is one at all."""
    if not isinstance(said, dict):
        yield finding(told, where, Rule.SHAPE, "a text has to be said in each language.")
        return
    for tag in sorted(known.languages):
        text = said.get(tag)
        if not text or (isinstance(text, str) and not text.strip()):
            yield finding(told, (*where, tag), Rule.LANGUAGE, f"it is not said in {tag}.")
    for tag in sorted(set(map(str, said)) - known.languages):
        yield finding(told, (*where, tag), Rule.LANGUAGE, f"{tag} is no language of this house.")


def _among(told: Told, where: Where, said: Any, known: frozenset[str] | set[str], what: str) -> Iterator[Finding]:
    if str(said) not in known:
        yield finding(told, where, Rule.UNKNOWN, f"{said!r} is no {what} that is known.")


def _department(told: Told, known: Known) -> Iterator[Finding]:
    return _among(told, ("department",), told.entry["department"], known.departments, "department")


def _skill(told: Told, known: Known) -> Iterator[Finding]:
    return _among(told, ("skill",), told.entry["skill"], known.skills, "skill")


def _documents(told: Told, known: Known) -> Iterator[Finding]:
    if not told.entry["documents"]:
        yield finding(told, ("documents",), Rule.SHAPE, "no kind of identity document is accepted.")
    for number, kind in enumerate(told.entry["documents"]):
        yield from _among(told, ("documents", number), kind, known.documents, "kind of document")


def _code(told: Told, _known: Known) -> Iterator[Finding]:
    if not 0 < len(told.code) <= LONGEST_CODE or told.code != told.code.strip():
        yield finding(told, ("code",), Rule.SHAPE, f"a code has 1 to {LONGEST_CODE} characters and no space around it.")


def _assurance(told: Told, _known: Known) -> Iterator[Finding]:
    return _among(told, ("assurance",), told.entry["assurance"], ASSURANCES, "level of assurance")


def _picture(told: Told, _known: Known) -> Iterator[Finding]:
    return _among(told, ("picture",), told.entry["picture"], {one.value for one in Picture}, "demand on the picture")


def _recording(told: Told, _known: Known) -> Iterator[Finding]:
    return _among(told, ("recording",), told.entry["recording"], {one.value for one in Recording}, "rule of recording")


def _fee(told: Told, _known: Known) -> Iterator[Finding]:
    fee = told.entry["fee"]
    try:
        good = isinstance(fee.get("amount"), str) and Decimal(fee["amount"]) >= 0
    except InvalidOperation:
        good = False
    if not good:
        yield finding(told, ("fee", "amount"), Rule.SHAPE, 'a fee is a decimal text of 0 or more, like "80.00".')
    yield from _among(told, ("fee", "currency"), fee.get("currency"), CURRENCIES, "currency")


def _times(told: Told, _known: Known) -> Iterator[Finding]:
    limit = told.entry["time_limit_days"]
    numbers = [limit.get(which) for which in ("statutory", "promised")]
    if not all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in numbers):
        where = ("time_limit_days",)
        yield finding(told, where, Rule.SHAPE, "statutory and promised have to be whole numbers of working days.")
    elif limit["promised"] > limit["statutory"]:
        sentence = f"{limit['promised']} days are promised, and the law gives {limit['statutory']}."
        yield finding(told, ("time_limit_days", "promised"), Rule.TIME, sentence)


def _dates(told: Told) -> Iterator[Finding]:
    moments = {}
    for part, read in (("effective_from", days.first), ("effective_until", days.end)):
        try:
            moments[part] = read(told.entry)
        except ValueError:
            yield finding(told, (part,), Rule.SHAPE, f"{part} has to be a day, like 2026-12-31.")
    first, end = moments.get("effective_from"), moments.get("effective_until")
    if first and end and end <= first:
        yield finding(told, ("effective_until",), Rule.TIME, "it ends before it begins.")


def _texts(part: str) -> Callable[[Told, Known], Iterator[Finding]]:
    return lambda told, known: in_every_language(told, (part,), told.entry[part], known)


def _terms(told: Told, known: Known) -> Iterator[Finding]:
    return chain.from_iterable(
        in_every_language(told, ("terms", number), term, known) for number, term in enumerate(_list(told, "terms"))
    )


def _enterprise(told: Told, known: Known) -> Iterator[Finding]:
    yield from _flags(told, (), told.entry, ("enterprise",))


def _refusals(told: Told, known: Known) -> Iterator[Finding]:
    for number, reason in enumerate(_list(told, "refusals")):
        yield from _among(told, ("refusals", number), reason, {one.value for one in Reason}, "reason to refuse")


def _laws(told: Told, known: Known) -> Iterator[Finding]:
    basis = told.entry["legal_basis"]
    yield from in_every_language(told, ("legal_basis",), basis, known)
    if len({len(laws) for laws in basis.values() if isinstance(laws, list)}) > 1:
        yield finding(told, ("legal_basis",), Rule.LANGUAGE, "not every language names the same laws.")
    for tag, laws in basis.items():
        for number, law in enumerate(laws if isinstance(laws, list) else ()):
            if not isinstance(law, dict) or not law.get("name"):
                yield finding(told, ("legal_basis", tag, number), Rule.LANGUAGE, f"a law has no name in {tag}.")


def _materials(told: Told, known: Known) -> Iterator[Finding]:
    yield from _named_once(told, "materials", "code")
    for number, paper in enumerate(_list(told, "materials")):
        where: Where = ("materials", number)
        yield from in_every_language(told, (*where, "name"), paper.get("name"), known)
        if paper.get("note"):
            yield from in_every_language(told, (*where, "note"), paper["note"], known)
        yield from _flags(told, where, paper, ("required", "still"))
        for place, rule in _dict(paper.get("origins")).items():
            yield from _among(told, (*where, "origins"), place, {one.value for one in Place}, "place")
            proof = _dict(rule).get("proof")
            yield from _among(told, (*where, "origins", place), proof, {one.value for one in Proof}, "proof")


def _form(told: Told, known: Known) -> Iterator[Finding]:
    yield from _named_once(told, "form", "name")
    for number, field in enumerate(_list(told, "form")):
        where: Where = ("form", number)
        yield from in_every_language(told, (*where, "label"), field.get("label"), known)
        if field.get("hint"):
            yield from in_every_language(told, (*where, "hint"), field["hint"], known)
        yield from _flags(told, where, field, ("required", "key") if "key" in field else ("required",))
        yield from _among(told, (*where, "by"), field.get("by"), HANDS, "hand")
        yield from _among(told, (*where, "kind"), field.get("kind"), {one.value for one in FieldKind}, "kind of field")
        longest = field.get("max_length")
        if not isinstance(longest, int) or isinstance(longest, bool) or longest < 1:
            yield finding(told, (*where, "max_length"), Rule.SHAPE, "max_length has to be a whole number from 1.")
        yield from _choices(told, where, field, known)
        yield from _rules(told, where, field)


def _rules(told: Told, where: Where, field: Mapping[str, Any]) -> Iterator[Finding]:
    """Only what the server's and the browser's validator surely read alike."""
    rules = field.get("schema", {})
    if not isinstance(rules, dict) or (rules and field.get("kind") == FieldKind.CHOICE):
        yield finding(told, (*where, "schema"), Rule.SHAPE, "schema has to be named rules, and a choice has none.")
        return
    for keyword, rule in rules.items():
        here = (*where, "schema", str(keyword))
        yield from _among(told, here, keyword, RULES, "rule of a field")
        if keyword == "pattern" and (why := patterns.trouble(rule)):
            yield finding(told, here, Rule.SHAPE, f"the pattern is read in more than one way: {why}.")
        if keyword == "minLength" and not _is_length(rule, field.get("max_length")):
            yield finding(told, here, Rule.SHAPE, "minLength has to be a whole number from 1 to max_length.")


def _is_length(rule: object, longest: object) -> bool:
    if not isinstance(rule, int) or isinstance(rule, bool):
        return False
    return 1 <= rule <= (longest if isinstance(longest, int) else rule)


def _choices(told: Told, where: Where, field: Mapping[str, Any], known: Known) -> Iterator[Finding]:
    choices = field.get("choices") or []
    if bool(choices) != (field.get("kind") == FieldKind.CHOICE):
        yield finding(told, (*where, "choices"), Rule.SHAPE, "a choice, and nothing else, has choices.")
    values = [_dict(choice).get("value") for choice in choices]
    for number, choice in enumerate(choices):
        if not values[number] or values[number] in values[:number]:
            sentence = f"two choices have the value {values[number]!r}, or one has none."
            yield finding(told, (*where, "choices", number), Rule.TWICE, sentence)
        yield from in_every_language(told, (*where, "choices", number, "label"), _dict(choice).get("label"), known)


def _named_once(told: Told, part: str, named: str) -> Iterator[Finding]:
    seen: dict[Any, int] = {}
    for number, one in enumerate(_list(told, part)):
        if not isinstance(name := one.get(named), str) or not name:
            yield finding(told, (part, number, named), Rule.SHAPE, f"it has no {named}.")
        elif name in seen:
            line = told.spot((part, seen[name])).line
            yield finding(told, (part, number), Rule.TWICE, f"two of {part} are called {name!r}; the first at {line}.")
        else:
            seen[name] = number


def _flags(told: Told, where: Where, part: Mapping[str, Any], names: Sequence[str]) -> Iterator[Finding]:
    for name in names:
        if not isinstance(part.get(name), bool):
            yield finding(told, (*where, name), Rule.SHAPE, f"{name} has to be true or false.")


def _retention(told: Told) -> Iterator[Finding]:
    try:
        retention.periods(_dict(told.entry.get("retention")))
    except retention.BadPeriod as error:
        yield finding(told, ("retention",), Rule.SHAPE, f"it has to name {error}.")


def _list(told: Told, part: str) -> list[Any]:
    said = told.entry.get(part)
    return said if isinstance(said, list) else []


def _dict(said: Any) -> Mapping[str, Any]:
    return said if isinstance(said, dict) else {}


CHECKS: Mapping[str, Callable[[Told, Known], Iterator[Finding]]] = {
    "code": _code,
    "department": _department,
    "skill": _skill,
    "assurance": _assurance,
    "documents": _documents,
    "picture": _picture,
    "recording": _recording,
    "fee": _fee,
    "time_limit_days": _times,
    **{part: _texts(part) for part in (*TEXTS, "keywords", "everyday")},
    "terms": _terms,
    "enterprise": _enterprise,
    "refusals": _refusals,
    "legal_basis": _laws,
    "materials": _materials,
    "form": _form,
}
