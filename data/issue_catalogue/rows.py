# ruff: noqa: E501 - a sentence stands on one line
"""Issues of whole rows, and of what is plausible. Code → (what is wrong, how to mend it)."""

from __future__ import annotations

ROWS: dict[str, tuple[str, str]] = {
    "no_organisation": (
        "No organisation is loaded: regions and offices cannot be checked.",
        "Load the sheet 组织架构 first, or put it into the same upload.",
    ),
    "outside_scope": (
        "You may not load rows of “{value}”: {many} rows of it stand here. Your regions: {allowed}.",
        "Upload only the rows of your own regions, or correct the name. For “{value}” ask {ask}.",
    ),
    "outside_scope_of_nobody": (
        "You may not load rows of “{value}”: {many} rows of it stand here. Your regions: {allowed}.",
        "Upload only the rows of your own regions, or correct the name. Nobody loads “{value}” so far: ask an administrator.",
    ),
    "unknown_region": (
        "Region “{value}” is not in the organisation. Known: {known}",
        "Correct the name, add it to the organisation (or as an alias), or take it in as new on the upload page.",
    ),
    "unknown_office": (
        "Office “{value}” is not in the region {region}. Known: {known}",
        "Correct the name, add it to the organisation (or as an alias), or take it in as new on the upload page.",
    ),
    "office_of_other_region": (
        "Office “{value}” does not belong to {region} but to {known}.",
        "Correct the region or the office.",
    ),
    "office_not_yet": (
        "Office {office} exists only from {since} on.",
        "Correct the month, or the effective month in the organisation.",
    ),
    "office_closed": (
        "Office {office} was closed in {until} and still has rows.",
        "Correct the month or the organisation, or accept with a reason.",
    ),
    "region_not_yet": (
        "The region {region} exists only from {since} on.",
        "Correct the month, or the effective month in the organisation.",
    ),
    "region_closed": (
        "The region {region} was closed in {until} and still has rows: they count for nothing.",
        "Correct the month, or name an office in the organisation that is open; if they are meant to be left out, accept with a reason.",
    ),
    "future_month": (
        "{field} “{value}” lies ahead.",
        "Correct the month.",
    ),
    "future_date": (
        "{field} “{value}” is a day that lies ahead.",
        "Correct the date.",
    ),
    "duplicate_key": (
        "The combination of {keys} occurred before, in row {first}, with other values.",
        "Keep the right row; nothing is added up and none wins by itself.",
    ),
    "duplicate_row": (
        "The same row stands in row {first} already.",
        "Delete one of the two.",
    ),
    "same_row_again": (
        "The same row stands in row {first} already; both were counted.",
        "If it happened twice, accept with a reason; else delete one of the two.",
    ),
    "duplicate_document": (
        "Document “{value}” stands in {other} already, in row {first}.",
        "A document stands in one file or sheet whole: delete one of the two, or correct the number.",
    ),
    "duplicate_line": (
        "Line {value} of document “{document}” occurred before, in row {first}.",
        "Correct the number of the line, or delete the row.",
    ),
    "repeated_line": (
        "Document “{value}” has a line with the same {columns} already, in row {first}.",
        "If both are lines of it, accept with a reason: both count. Else delete one of the two.",
    ),
    "indicator_not_named": (
        "Indicator “{value}” is named by no appraisal scheme: it will count for nothing.",
        "Correct the name, name it in the scheme, or accept with a reason.",
    ),
    "indicator_like_named": (
        "Indicator “{value}” is named by no appraisal scheme: it will count for nothing. Nearest: “{nearest}”.",
        "Correct the name, name it in the scheme, or accept with a reason.",
    ),
    "named_indicator_missing": (
        "The appraisal scheme names the indicator “{indicator}”, which has no row in {month}.",
        "Add its rows; without them this part drops out and the rest is rescaled to 100.",
    ),
    "sanction_without_points": (
        "Sanction “{value}” costs no points: the appraisal scheme names only {named}.",
        "Correct the sanction, name it in the scheme with its points, or accept with a reason.",
    ),
    "document_differs": (
        "Document “{document}”: {field} is “{value}” here and “{before}” in row {first}.",
        "Correct {field} or the document number; if one document has both, number its lines in a column 行号.",
    ),
    "numbered_document_differs": (
        "Document “{document}”: {field} is “{value}” here and “{before}” in row {first}.",
        "Correct {field} or the document number; if one document has both, accept with a reason.",
    ),
    "document_already_loaded": (
        "Document number “{value}” is already loaded ({loaded}).",
        "Correct the number, or upload that month again as a whole.",
    ),
    "document_alike": (
        "Document “{value}” may be “{known}”, which is already loaded ({loaded}).",
        "If it is the same, upload that month again as a whole; if not, accept with a reason.",
    ),
    "ends_before_start": (
        "The closing month lies before the effective month.",
        "Correct one of the two.",
    ),
    "alias_taken": (
        "{field} “{alias}” is the name of “{meant}”, and goes on to mean that one.",
        "Choose another spelling, or accept with a reason if rows of that name belong to “{meant}”.",
    ),
    "alias_of_several": (
        "{field} “{alias}” is claimed by several: rows of that name are refused.",
        "Leave it with the one that is meant.",
    ),
    "two_managers": (
        "{region} has different managers or VPs in the same effective month; the last row counts.",
        "Check the rows of this region.",
    ),
    "office_missing": (
        "{extract} {month}: no row for {region} {office}, which is in the organisation.",
        "Add its row (0 if it had nothing), close it in the organisation, or accept with a reason.",
    ),
    "office_dropped": (
        "{extract} {month}: {region} {office} had rows before and has none now.",
        "Add its rows; if they are meant to go, accept with a reason.",
    ),
    "region_missing": (
        "{extract} {month}: no rows for the whole region {region} ({offices}).",
        "Check whether the file is complete; if it is, accept with a reason.",
    ),
    "region_dropped": (
        "{extract} {month}: region {region} had rows before and has none now ({offices}).",
        "Add its rows; if they are meant to go, accept with a reason.",
    ),
    "office_left_organisation": (
        "{region} {office} has loaded figures but is no longer in the organisation.",
        "Keep its row and enter a closing month, or accept with a reason.",
    ),
    "figures_before_opening": (
        "{region} {office} opens in {since} now, and has loaded figures of {months}.",
        "Correct the effective month. If it is right, take the figures back, or accept with a reason: a region does not count before it opens.",
    ),
    "figures_behind_closing": (
        "{region} {office} was closed in {until} now, and has loaded figures of {months}.",
        "Correct the closing month; if it is right, accept with a reason: a region of which all offices are closed does not count.",
    ),
    "month_far_above": (
        "{extract} {month}: {field} comes to {amount} for the same offices, against {other} in {other_month}.",
        "Check the unit (元 or 万元).",
    ),
    "month_far_below": (
        "{extract} {month}: {field} comes to only {amount} for the same offices, against {other} in {other_month}.",
        "Check the unit (元 or 万元).",
    ),
    "correction_far_above": (
        "{extract} {month}: {field} comes to {amount} for the same offices, against {other} as loaded so far.",
        "Check the unit (元 or 万元).",
    ),
    "correction_far_below": (
        "{extract} {month}: {field} comes to only {amount} for the same offices, against {other} as loaded so far.",
        "Check the unit (元 or 万元).",
    ),
    "far_from_plan": (
        "{extract} {month}: {figure} comes to {amount}, against a plan of {plan} for the same offices.",
        "Check the unit (元 or 万元).",
    ),
    "far_above": (
        "{extract} {month}, {region} {office}: {field} is {amount}, usual is about {usual}.",
        "Check the zeros and the unit; if it is right, accept with a reason.",
    ),
    "far_below": (
        "{extract} {month}, {region} {office}: {field} is only {amount}, usual is about {usual}.",
        "Check the zeros and the unit; if it is right, accept with a reason.",
    ),
    "row_out_of_place": (
        "{extract} {month}, {region} {office}: several amounts are out of all proportion; the row may have slipped by a column.",
        "Compare the row with its source, column by column.",
    ),
    "ledger_differs": (
        "{month} {region} {office}: the summary says {summary} ({figure}), the ledger comes to {ledger}. The ledger counts.",
        "Correct one of the two, or accept with a reason.",
    ),
    "doubtful_category": (
        "{field} “{value}” is none of {known} and counts as an ordinary expense.",
        "Write one of these if it is meant; else accept with a reason.",
    ),
    "negative_stock": (
        "The inventory is negative: {value}.",
        "Correct it; if it is a posting difference, accept with a reason.",
    ),
    "overdue_above_balance": (
        "The overdue amount exceeds the balance.",
        "Correct one of the two, or accept with a reason.",
    ),
    "checkpoint_above_month": (
        "{field} is “{value}”, more than {other} of the whole month.",
        "Correct one of the two; if more was returned after the 28th than sold or collected, accept with a reason.",
    ),
    "checkpoint_below_month": (
        "{field} is “{value}”, less than {other}, although the month ends with the 28th.",
        "Correct one of the two, or accept with a reason.",
    ),
    "sales_without_plan": (
        "{month} {region} {office}: sales but no plan; it has no target.",
        "Load the plan, if there is one.",
    ),
    "customer_in_two_offices": (
        "{number} customers have sales in more than one office, such as {customers}.",
        "Check whether that is right.",
    ),
    "month_copied": (
        "{extract} {month} {region}: every sum is exactly that of {other_month}. Was that month copied?",
        "Upload the month's own rows; if all of it came to the same again, accept with a reason.",
    ),
    "columns_exchanged": (
        "The numbers under {field} look like counts, those under {other} like amounts of money: are the two columns exchanged?",
        "Put the values under their own headers; if they stand there, accept with a reason.",
    ),
    "price_far_above": (
        "{field} “{value}” makes {number} times the usual price of {named}.",
        "Check the decimal point and the quantity; if it is right, accept with a reason.",
    ),
    "all_zero": (
        "All {number} rows have {field} 0.",
        "Export the amounts again (formulas may have lost their results); if nothing came in, accept with a reason.",
    ),
    "profit_above_sales": (
        "In {number} rows {field} is higher than {other} (the first: {value}): are the two columns exchanged?",
        "Put the values under their own headers; if they stand there, accept with a reason.",
    ),
    "inventory_unchanged": (
        "{month} {region} {office}: inventory is exactly that of the month before ({amount}).",
        "Check whether last month's figure was copied.",
    ),
    "fell_silent": (
        "{month} {region} {office}: no sales at all, after {months} months with sales.",
        "Check whether that is right.",
    ),
    "month_end_rush": (
        "{month} {region} {office}: sales of {rush} from the 26th to the 28th, far above the daily mean, and half or more returned the month after.",
        "Look at these documents.",
    ),
}
