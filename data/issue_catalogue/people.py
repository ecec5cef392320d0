"""Issues of a file of people. Code → (what is wrong, how to mend it)."""

from __future__ import annotations

PEOPLE: dict[str, tuple[str, str]] = {
    "no_people": (
        "No table with the columns {columns} was found.",
        "Write these headers in one row, with a row for each role below.",
    ),
    "row_of_nobody": (
        "This row says nobody's account, name or role: “{value}”.",
        "Fill in what is missing, or take the row away.",
    ),
    "unknown_role": (
        "{field} “{value}” is no role. Roles: {choices}",
        "Write one of these, by its name or its code.",
    ),
    "blank_in_account": (
        "{field} “{value}” holds blanks.",
        "Write the account without them, as it is typed when signing in.",
    ),
    "not_an_address": (
        "{field} “{value}” is no address of electronic mail.",
        "Correct it, or leave the cell blank.",
    ),
    "head_without_office": (
        "An office head needs the own office and its region; {field} is blank.",
        "Name one region and its office.",
    ),
    "head_of_regions": (
        "An office head is of one region; {field} says “{value}”.",
        "Write a row for each region.",
    ),
    "office_without_head": (
        "Only an office head is of an office; {field} says “{value}”.",
        "Leave the cell blank, or make the role that of an office head.",
    ),
    "ends_before_it_begins": (
        "{field} “{value}” lies before the month from which the role holds.",
        "Correct one of the two months.",
    ),
    "named_otherwise": (
        "The account “{account}” has another {field} in row {first}: “{before}”, here “{value}”.",
        "An account is one person: make them the same.",
    ),
}
