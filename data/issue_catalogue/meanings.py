# ruff: noqa: E501 - a sentence stands on one line
"""What stands near the data and may change its meaning. Code → (what is asked, how to mend it)."""

from __future__ import annotations

_OWN = "If they are the month's own, accept with a reason; else upload the month's own figures."

MEANINGS: dict[str, tuple[str, str]] = {
    "says_cumulative": (
        "“{value}” stands near {fields}: are these amounts of several months or of the year so far? They were read as the month's own.",
        _OWN,
    ),
    "says_earlier": (
        "“{value}” stands near {fields}: are these amounts of an earlier period? They were read as the month's own.",
        _OWN,
    ),
    "says_plan": (
        "“{value}” stands near {fields}: are these amounts planned? They were read as actual ones.",
        "If they are actual, accept with a reason; else upload the actual figures.",
    ),
    "says_untaxed": (
        "“{value}” stands near {fields}: are these amounts without tax? They were read as the amounts that count.",
        "If these are the amounts that count, accept with a reason; else upload those with tax.",
    ),
    "says_credit": (
        "“{value}” stands near {fields}: are these amounts owed by us? They were read as owed to us.",
        "If they are owed to us, accept with a reason; else give them a minus sign.",
    ),
    "says_returns": (
        "“{value}” stands near {fields}: are these amounts given back? They were read with the sign they bear.",
        "If the signs are right, accept with a reason; else give what was given back a minus sign.",
    ),
    "says_foreign": (
        "“{value}” stands near {fields}: are these amounts in another currency? They were read as yuan.",
        "If they are yuan, accept with a reason; else enter them in yuan.",
    ),
    "says_count": (
        "“{value}” stands near {fields}: are these numbers counts or prices? They were read as amounts of money.",
        "If they are amounts, accept with a reason; else upload the amounts.",
    ),
    "says_ratio": (
        "“{value}” stands near {fields}: are these numbers ratios or differences? They were read as amounts of money.",
        "If they are amounts, accept with a reason; else upload the amounts.",
    ),
    "other_month": (
        "{column} tells another month than {field} in {number} rows (rows {rows}), such as “{value}”: {field} was used.",
        "If the rows belong to the month of their day, accept with a reason; else correct {field}.",
    ),
    "says_partial": (
        "“{value}” stands near {fields}: are these amounts of a part of the month? They were read as the whole month's.",
        "If they are the whole month's, accept with a reason; else upload the whole month's figures.",
    ),
    "says_incomplete": (
        "“{value}” stands near the data: are rows missing? What is here was read as all there is.",
        "If all rows are here, accept with a reason; else upload the whole file.",
    ),
    "rows_told": (
        "“{value}” tells {stated} rows; {number} were read.",
        "If all rows are here, accept with a reason; else upload the whole file.",
    ),
    "total_told": (
        "“{value}” tells another total than the rows come to ({summed}).",
        "Check whether rows are missing or stand there twice; if all is right, accept with a reason.",
    ),
    "says_draft": (
        "“{value}” stands near {fields}: is this a draft or an example? The figures were read as final.",
        "If they are final, accept with a reason; else upload the final file.",
    ),
    "says_correction": (
        "“{value}” stands near {fields}: does it say that a figure is wrong or does not count? All were read as they stand.",
        "Correct or delete what is wrong; if all of it counts, accept with a reason.",
    ),
    "row_in_doubt": (
        "{count} rows whose {column} says “{value}” and the like count as they stand (rows {rows}).",
        "Delete what does not count and correct what is wrong; if all of it counts, accept with a reason.",
    ),
    "says_opposite": (
        "“{value}” stands near {fields}: does it leave out or turn round what the column is called? It was read as it is called.",
        "If the column holds what it is called, accept with a reason; else upload the right column.",
    ),
    "says_unknown": (
        "“{value}” stands below the header of {fields}; what it means is not known. The amounts were read as if it were not there.",
        "If it changes nothing, accept with a reason; else correct header and amounts.",
    ),
    "unit_elsewhere": (
        "“{value}” speaks of {units}, but the amounts were read in {used}.",
        "Write the unit into the title or the headers; if {used} is right, accept with a reason.",
    ),
    "unit_partial": (
        "Only {scaled} are said to be in {units}; {columns} were read in 元.",
        "Write the unit into every header of an amount, or accept with a reason.",
    ),
    "unit_of_rows_bare": (
        "The column {column} says “{value}”: the amounts were read in {units}.",
        "Write 万元 instead of 万, 千元 instead of K; if it is right, accept with a reason.",
    ),
    "unit_of_rows_mixed": (
        "The column {column} names different units ({units}): each amount was read in the unit of its row.",
        "Use one unit for the whole sheet, or accept with a reason.",
    ),
    "exchange_rate": (
        "The column {column} has exchange rates such as {value}: are the amounts in another currency? They were read as yuan.",
        "If the amounts are yuan, accept with a reason; else enter them in yuan.",
    ),
    "contra_column": (
        "The column {column} holds amounts such as {value} that were left out: do they reduce the others?",
        "Subtract them, or give them rows of their own with a minus sign; if they do not count, accept with a reason.",
    ),
    "passed_over_column": (
        "Two columns bear the name of {field}: {used} was read, {other} was not.",
        "If that is right, accept with a reason, or map the columns once; else delete the wrong one.",
    ),
    "unit_bare": (
        "“{value}” was taken for a unit of money: the amounts were read in {units}.",
        "Write 单位：万元 (or 元, 千元, 分) in full; if it is right, accept with a reason.",
    ),
    "near_twin": (
        "Two columns could be {field}: {used} ({used_letter}), which was read, and {column} ({letter}), which was not.",
        "Keep the right one and delete the other, or accept with a reason.",
    ),
    "signs_applied": (
        "{count} rows whose {column} says “{value}” were read with a minus sign (rows {rows}).",
        "Nothing to do, if that is right.",
    ),
    "signs_unused": (
        "{count} rows whose {column} says “{value}” have a positive {field} (rows {rows}); it was read as positive.",
        "Enter what was given back or is owed by us with a minus sign; if the signs are right, accept with a reason.",
    ),
    "shifted_days": (
        "Every {field} bears the time {time}: “{value}” was read as {day}, but {after} may be meant (a shifted time zone or a rounding).",
        "Export the column as dates without time; if {day} is right, accept with a reason.",
    ),
    "spaced_word": (
        "{field} “{value}” was read without its blanks ({number} rows: {rows}).",
        "Nothing to do but accept with a reason, if that is the word that is meant.",
    ),
    "claimant_read_as": (
        "{field} “{value}” was read as {manager}, the region's manager.",
        "If that is the same person, accept with a reason; else correct the name.",
    ),
    "approver_read_as": (
        "{field} “{value}” was read as {manager}, who may approve.",
        "If that is the same person, accept with a reason; else correct the name.",
    ),
    "approver_like_leader": (
        "{field} “{value}” contains the name of {manager}, who may approve, and was read as somebody else: it approves nothing.",
        "Write the name as in the organisation if {manager} approved it; else accept with a reason.",
    ),
    "claimant_like_manager": (
        "{field} “{value}” contains the name of the region's manager {manager} and was read as somebody else: the travel counts as an ordinary expense.",
        "Write the manager's name as in the organisation if it is the manager's travel; else accept with a reason.",
    ),
    "numbering_row": (
        "{dropped} rows that number the columns or say how to fill them in were left out (rows {rows}).",
        "Nothing to do.",
    ),
    "example_row": (
        "Row {row} says it is an example and was left out: {value}",
        "Delete it; if it is data, take the word away.",
    ),
}
