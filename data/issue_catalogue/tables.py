"""Issues of sheets, headers and the rows that are not data. Code → (what is wrong, how to mend it)."""

from __future__ import annotations

TABLES: dict[str, tuple[str, str]] = {
    "no_header_in_text": (
        "No header row is found: these lines resemble none of the templates.",
        "Put the headers of the template in one line above the data, split by commas.",
    ),
    "no_header": (
        "No header row is found for {extract}.",
        "Put the headers of the template in one row above the data.",
    ),
    "missing_columns": (
        "{extract}: column missing: {missing}. Not recognised: {unknown}.",
        "Add the missing columns, name them as in the template, or map their headers.",
    ),
    "pivoted": (
        "{extract}: months stand side by side as columns; missing: {missing}.",
        "Put each month in rows of its own, with the month and year in the column 年月.",
    ),
    "several_extracts_fit": (
        "The headers fit several kinds of data: {extracts}.",
        "Name the sheet after the one it is.",
    ),
    "duplicate_header": (
        "Two columns mean {field} and differ: {first}, {second}.",
        "Keep the right one and delete or rename the other.",
    ),
    "mapped_twice": (
        "Two columns are mapped to {field}: {first}, {second}.",
        "Change the mapping so that only one of them is, or delete the other column.",
    ),
    "same_column_twice": (
        "Two columns mean {field} and are equal ({first}, {second}); one was used.",
        "Nothing to do.",
    ),
    "ignored_columns": (
        "Columns left out: {columns}",
        "Nothing to do, unless one of them is needed: then name it as in the template.",
    ),
    "untitled_columns": (
        "Columns with data but no header were left out: {columns}",
        "Give them a header if they are needed.",
    ),
    "title_month": (
        "The title says “{value}”, but the rows are of {months}.",
        "Correct the title or the months; if they are right, accept with a reason.",
    ),
    "foreign_unit": (
        "The amounts are said to be in another currency: “{value}”.",
        "Enter the amounts in yuan and say so.",
    ),
    "covered_cell": (
        "{field}: the merged range covers another value in this cell ({value}).",
        "Unmerge the cells, check them and delete what does not belong there.",
    ),
    "unit_conflict": (
        "The units contradict each other: {units}.",
        "Make title, headers and notes say the same unit. A factor of 10,000 is at stake.",
    ),
    "unit_used": (
        "Amounts were read in {units}.",
        "Nothing to do, if that is right.",
    ),
    "stray_text": (
        "{dropped} rows with text outside the known columns were left out (rows {rows}).",
        "Nothing to do, unless they are data.",
    ),
    "repeated_header": (
        "{dropped} repeated header rows were left out (rows {rows}).",
        "Nothing to do.",
    ),
    "total_rows": (
        "{dropped} total rows were left out and checked against their rows (rows {rows}).",
        "Nothing to do.",
    ),
    "total_differs": (
        "The total says {stated}, its rows come to {summed}.",
        "Correct the total or the rows; a row may be missing.",
    ),
    "named_totals": (
        "{dropped} rows are named like totals or balances, but nothing adds up to them (rows {rows}).",
        "They were counted: if they are data, accept with a reason; else delete them.",
    ),
    "other_header": (
        "This line names the columns again, but otherwise: “{value}” stands where {column} stood.",
        "Bring the tables under one header, or put each on a sheet of its own.",
    ),
    "note_line": (
        "A line of text was left out: {value}",
        "Nothing to do, unless it is data.",
    ),
    "note_lines": (
        "{dropped} further lines of text were left out (rows {rows}).",
        "Nothing to do, unless they are data.",
    ),
    "void_documents": (
        "{dropped} void documents were left out (rows {rows}).",
        "If that is right, accept with a reason; else correct their state.",
    ),
    "merged_filled": (
        "{cells} cells were filled from the merged cell they belong to.",
        "Nothing to do.",
    ),
    "hidden_rows": (
        "Hidden rows hold data (rows {rows}).",
        "Unhide them and check, or delete them.",
    ),
    "filtered_rows": (
        "A filter hides rows with data (rows {rows}); they are still in the file.",
        "Clear the filter and check, or delete the hidden rows.",
    ),
    "filter_without_effect": (
        "A filter is set but hides no data.",
        "Nothing to do.",
    ),
    "hidden_column": (
        "The column {column} ({letters}) is hidden.",
        "Unhide it and check it, or delete it.",
    ),
    "hidden_ignored_columns": (
        "Hidden columns were left out: {columns}",
        "Nothing to do.",
    ),
    "formulas": (
        "{cells} cells are formulas; their stored results were used.",
        "Nothing to do. Paste as values to be safe.",
    ),
    "scaled_format": (
        "Some cells are displayed in 万 or thousands; the stored values were used.",
        "Nothing to do, if the stored values are yuan.",
    ),
    "scaled_format_conflict": (
        "{column}: the header names a unit and the number format scales the cells again.",
        "Remove the scaled number format, or the unit in the header.",
    ),
    "ignored_sheet": (
        "This sheet is none of the known kinds and was left out.",
        "Nothing to do, unless it holds data: then use the headers of the template.",
    ),
    "ignored_hidden_sheet": (
        "A hidden sheet was left out.",
        "Nothing to do.",
    ),
    "hidden_sheet": (
        "The sheet holds data but is hidden: nobody can have checked it.",
        "Unhide the sheet, check it and upload again.",
    ),
    "hidden_sheet_ignored": (
        "A hidden sheet of the same kind was left out; the visible one counts.",
        "Nothing to do. Delete the hidden sheet to be safe.",
    ),
    "two_sheets": (
        "This sheet and {other} both hold {extract} for the same region and month, and differ.",
        "Delete the one that does not count.",
    ),
    "same_sheet_twice": (
        "This sheet equals {other} and was left out.",
        "Nothing to do.",
    ),
    "sheets_joined": (
        "This sheet and {other} were loaded together; they cover different regions or months.",
        "Nothing to do.",
    ),
    "no_rows": (
        "The sheet has a header but no data rows.",
        "Nothing to do, unless rows are missing.",
    ),
}
