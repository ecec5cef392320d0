"""What a backup holds, member by member, so that nothing can be missing or changed unnoticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson

from data.fields import EXTRACTS
from data.store.audit.log import TABLES
from data.store.errors import BackupRefused
from data.store.schema import HISTORY, TOTALS

NAME = "manifest.json"
_PROGRAM = "region-cockpit"
_FORMAT = 1
#: Every table whose rows are data; the schema version stands in the manifest.
BACKED_UP = (*HISTORY, *TOTALS, *(extract.name for extract in EXTRACTS), *TABLES)


@dataclass(frozen=True, slots=True)
class Member:
    """A part of the backup: the number of its bytes and their SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The backup's own account. schema: version of the tables; head: of the audit log."""

    schema: int
    head: str
    created_at: datetime
    members: Mapping[str, Member]

    def as_json(self) -> bytes:
        """The text of `manifest.json`."""
        about = {
            "program": _PROGRAM,
            "format": _FORMAT,
            "schema": self.schema,
            "audit_head": self.head,
            "created_at": self.created_at,
            "members": self.members,
        }
        return orjson.dumps(about, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)


def table_member(table: str) -> str:
    """The name of a table's part."""
    return f"tables/{table}.parquet"


def original_member(sha256: str) -> str:
    """The name of an original's part."""
    return f"originals/{sha256}"


def manifest(text: bytes) -> Manifest:
    """The manifest that `text` is; BackupRefused if it is none."""
    try:
        about = orjson.loads(text)
        if (about["program"], about["format"]) != (_PROGRAM, _FORMAT):
            raise BackupRefused("no_backup")
        return Manifest(
            int(about["schema"]),
            str(about["audit_head"]),
            datetime.fromisoformat(about["created_at"]),
            {
                str(name): Member(int(member["size"]), str(member["sha256"]))
                for name, member in about["members"].items()
            },
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupRefused("no_backup") from error
