"""The words of what an audit finds and of why a backup is refused: English msgids with placeholders."""

from __future__ import annotations

#: Code of a finding → what is wrong.
FINDINGS: dict[str, str] = {
    "log_empty": "The audit log is empty.",
    "entry_altered": "Entry {sequence} of the audit log was altered.",
    "entries_swapped": "Entries {sequence} and {other} of the audit log were swapped.",
    "entry_moved": "Entry {sequence} of the audit log once bore the number {other}.",
    "entries_missing": "Entries {first} to {last} of the audit log were deleted.",
    "entry_missing": "Entry {first} of the audit log was deleted.",
    "entry_doubled": "Two entries of the audit log bear the number {sequence}.",
    "entry_unlinked": (
        "Entry {sequence} of the audit log does not follow from the one before it: entry {previous} "
        "was altered or exchanged, and its hash was computed anew."
    ),
    "tail_missing": "The audit log was cut off after entry {last}: it had {sequence} entries.",
    "head_differs": "The last entry of the audit log, {last}, was altered or exchanged.",
    "head_broken": "The head of the audit log is missing or there are several.",
    "head_unknown": "The head {head} is not in the audit log: it was cut off or replaced as a whole.",
    "kept_head_missing": (
        "The head kept beside the store, of entry {sequence}, is not in the audit log: the end of the store "
        "was lost, or an earlier copy stands in its place."
    ),
    "load_unrecorded": (
        "The load {load} is not in the audit log: the log was cut off, or the load was slipped in."
    ),
    "load_missing": "The load {load}, recorded in entry {sequence}, was deleted.",
    "rows_altered": (
        "What the load {load} stored in the table {table} was altered: {stored} rows, "
        "recorded were {recorded}."
    ),
    "digest_replaced": (
        "Entry {sequence} of the audit log gives what the load {load} stored in the table {table} another "
        "digest than was recorded before."
    ),
    "totals_altered": ("In the table {table} the sums of the load {load} are not what its rows add up to."),
    "statistics_altered": (
        "Of the table {table} the statistics were altered: some queries would pass over rows that are there."
    ),
    "definition_foreign": (
        "The store holds something that this program did not make: {kind} {name}. Run repair to have it "
        "taken out."
    ),
    "definition_lacking": "The store lacks something that this program made: {kind} {name}.",
    "version_altered": (
        "The version of the store was altered: it says {stored}, the audit log says {recorded}."
    ),
    "rollback_unrecorded": (
        "The rollback of the load {load} is not in the audit log: the log was cut off, or the rollback "
        "was slipped in."
    ),
    "rollback_missing": "The rollback of the load {load}, recorded in entry {sequence}, was deleted.",
    "rollback_altered": "The rollback of the load {load}, recorded in entry {sequence}, was altered.",
    "original_missing": "The file {file} of the load {load} is gone (SHA-256 {sha256}).",
    "original_altered": "The kept file {file} of the load {load} was altered (SHA-256 was {sha256}).",
}

#: Code of `BackupRefused` → why.
REFUSALS: dict[str, str] = {
    "not_written": "The backup could not be written: {reason}",
    "no_folder": "The backup could not be written: there is no folder {folder}.",
    "exists": "The file {path} is there already; a backup overwrites nothing. Choose another name.",
    "store_unsound": ("The store does not stand up to its audit, so no backup was made. {finding}"),
    "unreadable": "The backup cannot be read: {reason}",
    "no_backup": "The file is no backup of this program.",
    "altered": (
        "The backup was altered or damaged: its part {member} is not what was written. Nothing was restored."
    ),
    "incomplete": "The backup is not complete: its part {member} is missing. Nothing was restored.",
    "unsound": "The backup does not stand up to the audit; nothing was restored. {finding}",
    "not_blank": (
        "The store {store} holds data already; nothing was restored. Name a store that does not exist yet."
    ),
    "store_missing": "There is no store at {store}.",
    "broken_off": "The program that has the store open broke off; there is no backup.",
}

#: What `progress` is called with while a backup is made, restored or audited.
STEPS = (
    "Writing the tables",
    "Writing the originals",
    "Reading the tables",
    "Reading the originals",
    "Auditing",
)

#: Code → why something about people is not done.
PEOPLE: dict[str, str] = {
    "unknown_account": "Nobody has the account {account}.",
    "no_access": "The account {account} has no access today: no role of it is in force.",
    "no_amounts": "The roles of the account {account} see no amounts.",
    "reserved_account": "No account may be called {account}: the history uses that name for itself.",
    "no_admin_left": "Nobody would be left who may manage people, so nothing was changed.",
    "wrong_password": "Account or password is wrong.",
    "locked": "Too many tries failed. Try again in 15 minutes.",
    "invitation_unknown": "This invitation is not known. Ask for a new one.",
    "invitation_used": "This invitation was used already. Ask for a new one.",
    "invitation_expired": "This invitation is too old: it was good for 72 hours. Ask for a new one.",
    "identity_taken": "Another account signs in with this identity already. Ask an administrator.",
    "password_short": "The password is too short: at least 10 characters.",
    "password_long": "The password is too long.",
    "password_common": "This password is among the first that anybody would guess. Choose another one.",
    "password_own_name": "The password is the account or the name. Choose another one.",
}

#: Code → who may do something, said to whoever may not.
DOERS: dict[str, str] = {
    "upload": "Files are loaded by the statisticians of the regions.",
    "upload_elsewhere": "The account {account} may not load rows of {regions}; nothing was loaded.",
    "map": "What headers and values mean is settled by the statisticians of the regions.",
    "roll_back": "A load is taken back by the statistician who made it.",
    "save_scenario": "Scenarios are saved by the managers of the regions.",
    "save_scenario_elsewhere": "The account {account} may not save scenarios about {regions}.",
    "another's_scenario": "A scenario is changed and removed by whoever saved it.",
    "simulate": "What-if questions are asked by general manager, VPs and managers of the regions.",
    "back_up": "Backups are made, and files that were never loaded taken away, by administrators.",
    "manage_people": "People and their roles are looked after by administrators.",
    "end_sessions": "Sessions of others are ended by administrators.",
    "audit": "The audit log is open to compliance.",
    "operator": "This is done by the operator of this machine alone.",
    "looking": "You are looking through the eyes of {account}; to do something, look as yourself again.",
}
