"""Applicants, their documents and contacts. What names a person is sealed, and found by keyed index only."""

import json
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.people import Applicant, Contact, Form, IdDocument, Name
from desk.store import names as kept_names
from desk.store import places
from desk.store.rows import fields, one, upsert, values
from desk.store.tables import applicants, contacts, documents
from desk.store.unit import Unit
from identity.vault import Place, Vault


async def add_applicant(unit: Unit, names: tuple[Name, ...]) -> Applicant:
    """A person not met before."""
    added = Applicant(id=unit.chance.id(), names=names)
    await unit.connection.execute(insert(applicants).values(id=added.id, names=_sealed(unit.vault, added)))
    await kept_names.index(unit, added)
    return added


async def keep_names(unit: Unit, applicant: Applicant) -> None:
    """What the applicant is called now."""
    names = _sealed(unit.vault, applicant)
    await unit.connection.execute(update(applicants).where(applicants.c.id == applicant.id).values(names=names))
    await kept_names.index(unit, applicant)
    await places.touch_person(unit, applicant.id)


async def applicant(connection: AsyncConnection, vault: Vault, applicant_id: str) -> Applicant:
    """One applicant with names opened. Raises Missing."""
    row = await one(connection, select(applicants).where(applicants.c.id == applicant_id), "applicant")
    return Applicant(id=row.id, names=opened(vault, row.id, row.names))


def opened(vault: Vault, applicant_id: str, sealed: bytes) -> tuple[Name, ...]:
    """The names that are sealed in this applicant's row."""
    spelt = json.loads(vault.open_text(sealed, _names_of(applicant_id)))
    return tuple(_name(*each) for each in spelt)


def _name(text: str, language: str, source: str, form: str = "") -> Name:
    """A spelling as it was kept; those of before forms were told have none."""
    return Name(text=text, language=language, source=source, form=Form(form) if form else None)


async def add_document(unit: Unit, document: IdDocument) -> None:
    """Keeps a document: its number sealed, and indexed by keyed hash."""
    sealed = unit.vault.seal_text(document.number, Place(table="documents", column="number", row=document.id))
    index = unit.vault.index("documents.number", f"{document.kind}:{document.number}").hex()
    row = values(document) | {"number": sealed, "number_index": index}
    await unit.connection.execute(insert(documents).values(**row))


async def documents_of(connection: AsyncConnection, vault: Vault, visit_id: str) -> list[IdDocument]:
    """The documents shown in a visit, numbers opened."""
    rows = (await connection.execute(select(documents).where(documents.c.visit_id == visit_id))).all()
    return [_document(row, vault) for row in rows]


async def keep_contact(unit: Unit, contact: Contact) -> None:
    """Keeps the confirmed number of a visit, sealed and indexed."""
    sealed = unit.vault.seal_text(contact.phone, Place(table="contacts", column="phone", row=contact.visit_id))
    index = phone_index(unit.vault, contact.phone)
    row = values(contact) | {"phone": sealed, "phone_index": index}
    await unit.connection.execute(upsert(unit.connection, contacts, row))


async def contact(connection: AsyncConnection, vault: Vault, visit_id: str) -> Contact | None:
    """The confirmed number of a visit."""
    row = (await connection.execute(select(contacts).where(contacts.c.visit_id == visit_id))).one_or_none()
    if row is None:
        return None
    return Contact(
        visit_id=visit_id,
        phone=vault.open_text(row.phone, Place(table="contacts", column="phone", row=visit_id)),
        masked=row.masked,
    )


def phone_index(vault: Vault, phone: str) -> str:
    """The keyed index of an E.164 number, the same in every table."""
    return vault.index("phone", phone).hex()


def _document(row: Row[Any], vault: Vault) -> IdDocument:
    number = vault.open_text(row.number, Place(table="documents", column="number", row=row.id))
    return IdDocument(**fields(row, IdDocument) | {"number": number})


def _sealed(vault: Vault, applicant: Applicant) -> bytes:
    spelt = [[name.text, name.language, name.source, *filter(None, [name.form])] for name in applicant.names]
    return vault.seal_text(json.dumps(spelt, ensure_ascii=False), _names_of(applicant.id))


def _names_of(applicant_id: str) -> Place:
    return Place(table="applicants", column="names", row=applicant_id)
