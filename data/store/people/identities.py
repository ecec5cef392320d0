"""Who is who at another provider: its name (issuer) and the person's there (subject), and an account.

What a provider says of names or addresses is never matched: those change hands.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from data.people.person import Person, account_key
from data.people.tokens import token_hash
from data.store.errors import PeopleRefused
from data.store.people.book import Book
from data.store.people.deeds import Deeds, add, invited


class Identities(Deeds):
    """Accounts of people who sign in elsewhere."""

    def identified(self, issuer: str, subject: str) -> Person | None:
        """Whose identity it is, None if nobody's."""
        return _known(self._seen(), issuer, subject)

    def link(self, token: str, issuer: str, subject: str, now: datetime) -> Person:
        """Let whom an invitation is for sign in with an identity from now on; the invitation is used up.

        It takes the place of an earlier one of the same issuer; their sessions end. PeopleRefused:
        `invitation_*`, `identity_taken` where it is another account's.
        """
        key = token_hash(token)

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> Person:
            person = invited(book, key, now)
            known = _known(book, issuer, subject)
            if known is not None and account_key(known.account) != account_key(person.account):
                raise PeopleRefused("identity_taken")
            account, who = person.account, {"issuer": issuer, "subject": subject}
            add(cursor, "identity", account, account, now, invitation=key, **who)
            return person

        return self._done(write)


def _known(book: Book, issuer: str, subject: str) -> Person | None:
    account = book.identities.get((issuer, subject))
    return None if account is None else book.persons.get(account)
