# ruff: noqa: E501 - a sentence stands on one line
"""Issues of single cells. Code → (what is wrong, how to mend it)."""

from __future__ import annotations

CELLS: dict[str, tuple[str, str]] = {
    "more_of_the_same": (
        "{count} further places with the same fault.",
        "Mend them in the same way.",
    ),
    "blank_amount": (
        "{field} is blank; blank is not zero.",
        "Enter the amount; enter 0 if it is zero.",
    ),
    "blank_cell": (
        "{field} is blank.",
        "Fill it in.",
    ),
    "dash": (
        "{field} is a dash (“{value}”): zero or unknown?",
        "Enter 0 if it is zero, else the amount.",
    ),
    "word_for_nothing": (
        "{field} says “{value}” instead of a number.",
        "Enter the number; enter 0 if it is zero.",
    ),
    "not_finite": (
        "{field} is “{value}”, which is no finite number.",
        "Enter the number.",
    ),
    "error_cell": (
        "{field} holds the error {value}.",
        "Mend the formula or enter the value.",
    ),
    "percent": (
        "{field} is a percentage (“{value}”) where an amount belongs.",
        "Enter the amount.",
    ),
    "date_as_amount": (
        "{field} is a date (“{value}”): Excel may have turned a number such as 3-5 into one.",
        "Set the cell's format to number and enter the amount.",
    ),
    "scientific": (
        "{field} is in scientific notation (“{value}”): digits may be lost.",
        "Enter or export the full number.",
    ),
    "scientific_code": (
        "{field} was turned into “{value}”: its digits are lost.",
        "Format the column as text and export it again.",
    ),
    "foreign_currency": (
        "{field} is in another currency (“{value}”).",
        "Enter the amount in yuan.",
    ),
    "not_a_number": (
        "{field} is not a number: “{value}”.",
        "Enter a plain number.",
    ),
    "not_looked_at": (
        "{field}: so many cells cannot be read that this one was not looked at: “{value}”.",
        "Mend the column as a whole, then upload the file again.",
    ),
    "cell_unit_conflict": (
        "{field}: the cell “{value}” names another unit than its column.",
        "Use one unit for the whole column.",
    ),
    "inner_space": (
        "{field} has spaces inside the number: “{value}”.",
        "Remove the spaces.",
    ),
    "european": (
        "{field} “{value}”: is the comma or the point the decimal sign?",
        "Write 1234.56 or 1,234.56.",
    ),
    "bad_grouping": (
        "{field} “{value}”: the commas do not separate thousands.",
        "Write 1234.56 or 1,234.56.",
    ),
    "too_large": (
        "{field} is larger than any amount accepted: “{value}”.",
        "Check the zeros and the unit.",
    ),
    "apostrophes": (
        "{field}: the apostrophes in {number} amounts such as “{value}” were taken for separators of thousands (rows {rows}).",
        "If that is right, accept with a reason; else correct the amounts.",
    ),
    "sub_fen": (
        "{number} amounts of {field} have fractions of a fen, such as “{value}” (rows {rows}); they were rounded half up, which changes their sum by {rounding} yuan.",
        "Round them to two decimals of a yuan, or accept with a reason.",
    ),
    "points": (
        "{number} amounts of {field} have a point and three digits behind it, such as “{value}” (rows {rows}): does the point separate thousands? It was read as the decimal point.",
        "If it separates thousands, write 1234.56 or 1,234.56; if it is the decimal point, accept with a reason.",
    ),
    "too_many_decimals": (
        "{field} “{value}” has more than four decimals.",
        "Round it to four decimals.",
    ),
    "control_characters": (
        "{field} contains invisible control characters: “{value}”.",
        "Type the text anew.",
    ),
    "unseen_characters": (
        "{field} “{value}” holds characters that are not seen or are none ({characters}).",
        "Type the name anew, or take it over from the organisation or the master data.",
    ),
    "private_characters": (
        "{field} “{value}” holds characters without a shape that every system knows ({characters}).",
        "Replace them by the proper characters, or accept the name with a reason.",
    ),
    "mixed_scripts": (
        "{field} “{value}” has letters of another script that pass for common ones ({characters}).",
        "Type the name anew with common letters, or accept it with a reason if it is written so.",
    ),
    "name_too_long": (
        "{field} has more than {most} characters: “{value}”.",
        "Shorten the name; a remark belongs in a column of its own.",
    ),
    "lookalike_name": (
        "{field} “{value}” looks like “{other}” and is another name ({difference}).",
        "Write “{other}” if that is meant; accept with a reason if there are two.",
    ),
    "name_read_alike": (
        "{field} “{value}” reads like “{other}” and counts as another name ({difference}).",
        "Write “{other}” if that is meant; if there are two, there is nothing to do.",
    ),
    "impossible_month": (
        "{field} “{value}” is no month.",
        "Write the year in four digits and a month from 01 to 12, as in 2025-12.",
    ),
    "ambiguous_month": (
        "{field} “{value}” can be read in more than one way.",
        "Write the year in four digits, then the month, as in 2025-12.",
    ),
    "mid_month": (
        "{field} “{value}” is a day in mid-month: is the whole month meant?",
        "Write year and month alone, as in 2025-12, if the whole month is meant.",
    ),
    "serial": (
        "{field} “{value}” looks like a date that lost its format.",
        "Format the column as a date and save, or write year, month and day.",
    ),
    "impossible_date": (
        "{field} “{value}” is no day of the calendar.",
        "Write an existing day as year-month-day. {advice}",
    ),
    "universal_time": (
        "{field} “{value}” is a time of London: in China it is another hour and may be another day.",
        "Export the column in China time, as dates without time. {advice}",
    ),
    "ambiguous_date": (
        "{field} “{value}” can be read in more than one way.",
        "Write the year in four digits, then month and day, as in 2025-12-31.",
    ),
    "not_a_date": (
        "{field} is not a date: “{value}”.",
        "Write the day as year-month-day, as in 2025-12-31.",
    ),
    "not_a_year": (
        "{field} is not a year: “{value}”.",
        "Write it as 2026.",
    ),
    "formula_uncached": (
        "{field} is a formula without a stored result: {value}",
        "Open the file in Excel, save it, or paste as values.",
    ),
    "formula_stale": (
        "{field}: the stored result {value} is not what the formula comes to ({detail}).",
        "Recalculate (F9) and save, or paste as values.",
    ),
    "formula_circular": (
        "{field} is a formula that leads back to itself: {value}",
        "Replace the formula by its value.",
    ),
    "hidden_format": (
        "{field} is made invisible by its number format; it holds {value}.",
        "Set the number format to number, check the cell and save.",
    ),
    "signless_format": (
        "{field} is {value}; its number format shows it without the minus sign.",
        "Set the number format to number, check the sign and save.",
    ),
    "raised_text": (
        "{field} “{value}” has raised or lowered characters: they may be a footnote and no digits of it.",
        "Delete the footnote and enter the amount as a plain number.",
    ),
    "literal_digits": (
        "{field} is {value}; its number format writes further digits beside it.",
        "Set the number format to number, check the amount and save.",
    ),
    "literal_minus": (
        "{field} is {value}; its number format shows it with a minus sign or brackets that are not stored.",
        "Set the number format to number, check the sign and save.",
    ),
    "unit_format": (
        "{field}: the unit {unit} stands in the number format alone; “{value}” was read as {yuan} yuan.",
        "Write the unit into the header, or accept this with a reason if the amount is right.",
    ),
    "struck_through": (
        "Cells are struck through in rows {rows} (the first: {field} “{value}”): do these rows count?",
        "Delete what does not count and remove the strike-through from what does.",
    ),
    "struck_partly": (
        "{field} “{value}” is struck through in part; what was struck out stands in it too.",
        "Delete what is struck through and enter what counts.",
    ),
    "digits_lost": (
        "{field} “{value}” is a number of more than 15 digits: a spreadsheet has lost the last ones.",
        "Export this column as text from the source system; the digits cannot be restored from this file.",
    ),
    "formula_text": (
        "{field} is {value} because its formula leaves out {detail}: a text of digits, not a number.",
        "Turn {detail} into a number and recalculate (F9), or accept this with a reason.",
    ),
    "formula_forbidden": (
        "{field} is a {detail} formula: {value}",
        "Replace the formula by its value.",
    ),
    "choice": (
        "{field} “{value}” is none of: {choices}.",
        "Write one of these, or say once on the upload page which of them it stands for.",
    ),
    "negative": (
        "{field} is negative: {value}.",
        "Enter 0 or a positive amount.",
    ),
    "model": (
        "{field} does not fit the model ({check}).",
        "Compare the row with the template.",
    ),
}
