"""Codes of the process in the reader's words; marks beside them, never colour alone."""

from __future__ import annotations

from dashboard.i18n import N_

#: Step → its title.
STEPS = {
    "declare": N_("Declare"),
    "adjust": N_("Adjust"),
    "approve": N_("Approve"),
    "checkpoint": N_("Checkpoint"),
    "load": N_("Load"),
    "submit": N_("Submit"),
    "verify": N_("Verify"),
    "publish": N_("Publish"),
    "appeal": N_("Appeal"),
    "decide": N_("Decide appeals"),
    "explain": N_("Explain"),
    "report": N_("Report"),
    "transfer": N_("Decide on transfer"),
    "promise": N_("Promise"),
}
#: Step → what is to be done, as a task says it.
TASKS = {
    "declare": N_("Declare the month's targets"),
    "approve": N_("Approve or refuse a lowered declaration"),
    "load": N_("Load the month's extracts"),
    "submit": N_("Submit the month: it is complete"),
    "verify": N_("Verify the settlement's lines"),
    "publish": N_("Publish the month"),
    "decide": N_("Decide an appeal"),
    "explain": N_("Explain the overrun"),
    "report": N_("Report after last places in a row"),
    "retain": N_("Decide on retention after the report"),
    "transfer": N_("Decide on a transfer"),
    "adjustment": N_("Approve or refuse an adjustment"),
    "promise": N_("Keep a promise"),
}
STATUSES = {
    "done": N_("✓ done"),
    "open": N_("● open"),
    "late": N_("! late"),
    "lapsed": N_("× not done in time"),
    "not_due": N_("○ not due yet"),
    "not_applicable": N_("– not needed"),
}
STATES = {
    "open": N_("open"),
    "submitted": N_("submitted"),
    "verified": N_("verified"),
    "published": N_("published"),
    "reopened": N_("reopened"),
}
VERDICTS = {
    "upheld": N_("upheld"),
    "refused": N_("refused"),
    "approved": N_("approved"),
    "transfer": N_("transfer"),
    "kept": N_("kept in place"),
}
PROMISES = {
    "kept": N_("✓ kept"),
    "broken": N_("× broken"),
    "running": N_("● running"),
}
#: What the month's page offers, in its order: part, as addresses name it → title.
PARTS = {
    "declare": N_("Declare"),
    "approve": N_("Approve"),
    "steps": N_("Submit, verify, publish"),
    "appeals": N_("Appeals"),
    "explain": N_("Explanations"),
    "report": N_("Reports and decisions"),
    "promises": N_("Promises"),
    "adjustments": N_("Adjustments"),
}
