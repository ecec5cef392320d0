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
    "attached_missing": "The file {file}, kept with {subject}, is gone (SHA-256 {sha256}).",
    "attached_altered": "The file {file}, kept with {subject}, was altered (SHA-256 was {sha256}).",
    "original_altered": "The kept file {file} of the load {load} was altered (SHA-256 was {sha256}).",
}

#: Code of `CatalogRefused` and `StoreUnavailable` → why a store with its catalog in PostgreSQL is not used.
CATALOG: dict[str, str] = {
    "password_given": (
        "The address {store} holds a password, which lists of processes and logs would show. Leave it out "
        "and write it into the file ~/.pgpass, or into the one that PGPASSFILE names."
    ),
    "address_wrong": (
        "{store} is no address of a catalog, as postgresql://user@host/database?data=/folder is."
    ),
    "address_unknown": "The address {store} says {name}, which is not known. Known are data and schema.",
    "address_data": (
        "The address {store} does not say where its data are: add ?data= and the full path of the shared "
        "folder."
    ),
    "address_schema": (
        "The address {store} names the schema {schema}. Choose a name of small letters, digits and "
        "underscores."
    ),
    "not_admitted": (
        "PostgreSQL does not let {user} in at {store}. Check the password in ~/.pgpass or the file that "
        "PGPASSFILE names (only its owner may read it), and pg_hba.conf of the server. Details: {reason}"
    ),
    "no_database": (
        "There is no database for {store}. Have it made (createdb), then try again. Details: {reason}"
    ),
    "old_server": (
        "The PostgreSQL of {store} has version {found}; at least {wanted} is needed. Upgrade the server."
    ),
    "standby": "The PostgreSQL of {store} only reads: it is a standby. Name the one that writes.",
    "encoding": (
        "The database of {store} has the encoding {found}, which loses Chinese names. Have one made with "
        "UTF8: createdb --encoding UTF8 --template template0."
    ),
    "clock": (
        "The clock of this machine and that of PostgreSQL are {minutes} minutes apart. Set both by the time "
        "server (timedatectl, chronyc), then try again."
    ),
    "rights": (
        "{user} may not make tables in the schema {schema} of {store}. Grant it: GRANT CREATE ON DATABASE, "
        "or GRANT ALL ON SCHEMA."
    ),
    "schema_used": (
        "The schema {schema} of {store} holds tables of something else ({table}). Name another one: "
        "&schema=NAME."
    ),
    "schema_altered": (
        "The schema {schema} of {store} holds {found}, which is not of this program and could change what "
        "its figures mean. Have it taken out, then run the audit."
    ),
    "newer_catalog": (
        "The catalog {store} was written by a later version of DuckLake ({found}; this program knows "
        "{known}). Update the program."
    ),
    "older_catalog": (
        "The catalog {store} was written by another version of DuckLake ({found}; this program knows "
        "{known}). Back it up with the program that wrote it, then restore the backup."
    ),
    "not_shared": (
        "The folder {folder} is not the one that belongs to the catalog {store}: it may not be mounted, or "
        "not be shared with the other machines. Mount it, or correct data= in the address."
    ),
    "folder_used": (
        "The folder {folder} belongs to another catalog ({found}). Name an empty folder of its own with "
        "data=."
    ),
    "folder_closed": (
        "The folder {folder} cannot be read and written by this account: {reason}. Set its owner and "
        "rights right, then try again."
    ),
    "bucket_closed": (
        "{bucket} cannot be read and written. Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, "
        "AWS_REGION and AWS_ENDPOINT_URL, and what the key may do there (list, read, write, delete). "
        "Details: {reason}"
    ),
    "unreachable": (
        "The catalog {store} does not answer. Nothing was changed; try again in a moment. If it goes on, "
        "see whether PostgreSQL runs and the network lets it through. Details: {reason}"
    ),
    "lost": (
        "The connection to the catalog {store} broke off. Nothing that was said to be done is lost; try "
        "again in a moment. Details: {reason}"
    ),
    "unknown": (
        "The connection to the catalog {store} broke off in the middle of writing, and it has not "
        "answered since. Look into the history whether it is there before you do it again. Details: "
        "{reason}"
    ),
    "turn": (
        "Another program has been writing to {store} for more than {seconds} seconds. Nothing was changed; "
        "try again. If it goes on, look for a program that hangs."
    ),
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
    "broken_off": "The program that has the store open broke off. "
    "Look whether it was done before you try again.",
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
    "declare": "Declarations are made by the heads of the offices and the managers of the regions.",
    "declare_elsewhere": "The account {account} may not declare for that office of {regions}.",
    "approve_declaration": "Lowered declarations are approved by the managers of the regions and their VPs.",
    "approve_declaration_elsewhere": "The account {account} may not approve declarations of {regions}.",
    "submit": "A month is submitted by the statisticians of the regions.",
    "verify": "Settlement lines are verified by finance.",
    "verify_elsewhere": (
        "The account {account} may not verify lines of {regions}; a month is verified as a whole."
    ),
    "publish": "A month is published by compliance.",
    "publish_elsewhere": (
        "The account {account} may not publish for {regions}; a month is published as a whole."
    ),
    "reopen": "A published month is reopened by compliance.",
    "reopen_elsewhere": "The account {account} may not reopen for {regions}; a month is reopened as a whole.",
    "appeal": "Appeals are made by the managers of the regions.",
    "appeal_elsewhere": "The account {account} may not appeal for {regions}.",
    "decide_appeal": "Appeals are decided by compliance.",
    "decide_appeal_elsewhere": "The account {account} may not decide appeals of {regions}.",
    "explain": "Overruns are explained by the managers of the regions.",
    "explain_elsewhere": "The account {account} may not explain for {regions}.",
    "report": "Managers of the regions report to their VPs.",
    "report_elsewhere": "The account {account} may not report for {regions}.",
    "retain": "Whether a manager is retained after the report is decided by the region's VP.",
    "retain_elsewhere": "The account {account} may not decide whether the manager of {regions} is retained.",
    "decide_transfer": "Transfers are decided by the general manager.",
    "decide_transfer_elsewhere": "The account {account} may not decide on a transfer in {regions}.",
    "promise": "Promises are made by the managers of the regions.",
    "promise_elsewhere": "The account {account} may not promise anything for {regions}.",
    "propose_adjustment": "Adjustments are proposed by finance.",
    "propose_adjustment_elsewhere": "The account {account} may not propose adjustments for {regions}.",
    "approve_adjustment": "Adjustments are approved by the general manager.",
    "approve_adjustment_elsewhere": "The account {account} may not approve adjustments for {regions}.",
    "record_conduct": "Violations are recorded by compliance.",
    "record_conduct_elsewhere": "The account {account} may not record violations in {regions}.",
    "export_payments": "Payment lists are exported by finance.",
    "operator": "This is done by the operator of this machine alone.",
    "looking": "You are looking through the eyes of {account}; to do something, look as yourself again.",
}

#: Code → why a step of the month is not done.
PROCESS: dict[str, str] = {
    "month_empty": "Nothing is loaded for {month}, so it cannot be submitted.",
    "not_submitted": "{month} is not submitted yet: {missing} are missing.",
    "not_verified": "{month} is not verified yet; finance verifies it first.",
    "not_published": "{month} is not published.",
    "already_submitted": "{month} is submitted already for these regions, and nothing has changed since.",
    "already_published": "{month} is published; to change it, compliance reopens it first.",
    "changed": (
        "The data of {month} changed a moment ago, so nothing was done. Look at the figures again, then "
        "decide."
    ),
    "out_of_order": "Months are published in order: {month} comes first.",
    "later_published": "{month} cannot be reopened: {later} is published already.",
    "own_upload": "{account} uploaded data of {month}, so somebody else has to verify it.",
    "own_verification": "{account} verified {month}, so somebody else has to publish it.",
    "own_publication": "{account} published {month}, so somebody else has to verify it.",
    "own_appeal": "{account} made this appeal, so somebody else has to decide it.",
    "own_declaration": "{account} made this declaration, so somebody else has to approve it.",
    "own_report": "{account} wrote this report, so somebody else has to decide on it.",
    "before_first": "{month} lies before the first month that was published, {first}.",
    "before_later": (
        "Months are published in order: {later}, which is later than {month}, is published already. It has "
        "to be reopened first, the last month before the others."
    ),
    "own_proposal": "{account} proposed this adjustment, so somebody else has to approve it.",
    "clock_back": (
        "The clock of this machine is behind: the last step was recorded at {last} (UTC). Set the clock, "
        "then do it again."
    ),
    "before": "This is dated {on}, before what it rests on ({last}). Check the date.",
    "text_missing": "Say why: without a reason this is not recorded.",
    "line_unknown": "{region} has no line {item} in {month}.",
    "region_unknown": "There is no region {region} in {month}.",
    "no_such_office": "{region} has no office {office}.",
    "office_unknown": "{region} has no plan for the office {office} in {month}, so nothing can be declared.",
    "declare_late": "Declarations of {month} could be adjusted until {last}; this is dated {on}.",
    "declare_twice": "{office} adjusted its declaration of {month} already; one adjustment is allowed.",
    "reason_needed": (
        "{office} is more than {share} below its plan: such a declaration needs a reason and a remedy."
    ),
    "amount_wrong": (
        "{amount} is no amount of yuan with at most two decimals and up to 100 billion; what is declared is "
        "not negative."
    ),
    "nothing_declared": "{office} has declared nothing for {month}.",
    "not_lowered": "The declaration of {office} for {month} is not below the limit; it needs no approval.",
    "already_approved": "{approver} approved this declaration already.",
    "approve_late": "Declarations of {month} could be approved until {last}; this is dated {on}.",
    "approver_unknown": (
        "{name} is neither manager nor VP of {region} in {month} by the organisation, so the approval would "
        "not count."
    ),
    "no_such_appeal": "There is no appeal {appeal}.",
    "appeal_late": "Appeals about {month} could be made until {last}; this is dated {on}.",
    "appeal_open": "An appeal about this line is open already.",
    "decided": "This was decided already by {account}.",
    "no_such_adjustment": "There is no adjustment {adjustment}.",
    "adjustment_zero": "An adjustment of 0 changes nothing.",
    "not_due": "Nothing of the kind is due for {region} in {month}.",
    "no_report": "There is no report of {region} for {month} yet.",
    "until_wrong": "{region} can be retained for half a year at most, until {last}.",
    "promise_past": "What is promised by {until} lies in the past.",
    "figure_unknown": "There is no figure {figure} that could be promised.",
    "file_large": "The file {file} is larger than {most} MB, so it was not kept.",
    "file_kind": "The file {file} is of a kind that is not kept. Kept are {kinds}.",
    "file_empty": "The file {file} is empty, so it was not kept.",
    "conduct_blank": "Name the person concerned and the act.",
    "decider_blank": "Say who decided the sanction.",
    "nothing_added": "There is nothing to add: a statement, a case number or a file.",
    "conduct_future": "What is recorded cannot have happened on {on}: that day is still to come.",
    "conduct_region": "The organisation has no region {region}.",
    "conduct_office": "{region} has no office {office}.",
    "no_such_case": "There is no case {case}.",
    "case_ruled": "A sanction was recorded in this case already, by {account}.",
    "sanction_unknown": "{sanction} is no sanction of the policy. It names {known}.",
    "own_case": "{person} is the person concerned and cannot have decided the sanction.",
    "publication_lost": (
        "{month} was published before, up to version {version}, which this store does not know: it was "
        "restored from an older backup. Whatever is published now has a later version."
    ),
}
