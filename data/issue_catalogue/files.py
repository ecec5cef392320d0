"""Issues of a file as a container, before its cells are looked at. Code → (what is wrong, how to mend it)."""

from __future__ import annotations

FILES: dict[str, tuple[str, str]] = {
    "empty_file": (
        "The file is empty.",
        "Export it again and check that it holds rows.",
    ),
    "wrong_ending": (
        "The file is named .{ending} but really is .{actual}.",
        "Rename it to .{actual}, or save it again in the format its name says.",
    ),
    "unknown_ending": (
        "Files named .{ending} are not read.",
        "Save it as .xlsx or .csv.",
    ),
    "encrypted": (
        "The workbook is protected by a password.",
        "Open it in Excel, remove the password (File, Info, Protect) and save it.",
    ),
    "not_a_table": (
        "The file is neither a workbook nor a table of text.",
        "Upload .xlsx or .csv; unpack archives first.",
    ),
    "spreadsheet_xml": (
        "The file is an XML spreadsheet of 2003.",
        "Open it in Excel and save it as .xlsx.",
    ),
    "html_table": (
        "The file is a web page under the name of a spreadsheet.",
        "Open it in Excel and save it as .xlsx.",
    ),
    "not_a_workbook": (
        "The file is named .{ending} but is no workbook.",
        "Open it in Excel and save it as .xlsx, or name a text table .csv.",
    ),
    "text_as_workbook": (
        "The file is named .{ending} but is a table of text, separated by {separator}.",
        "Rename it to .csv and upload it again.",
    ),
    "broken_archive": (
        "The workbook is cut off or damaged.",
        "Copy or export it again; check that it opens in Excel.",
    ),
    "too_many_members": (
        "The workbook holds {members} parts, more than {most}.",
        "Copy the data into a new workbook and save that.",
    ),
    "duplicate_members": (
        "The workbook holds two parts of the same name.",
        "Open it in Excel and save it again.",
    ),
    "strange_member": (
        "The workbook holds a part whose name points outside of it ({member}).",
        "Copy the data into a new workbook. Be careful with this file: ask whoever sent it.",
    ),
    "other_format": (
        "The file is in the format {format}, which is not read.",
        "Open it and save it as .xlsx.",
    ),
    "corrupt_member": (
        "The part {member} of the workbook is damaged.",
        "Copy or export the workbook again.",
    ),
    "missing_part": (
        "The workbook lists {member}, but that part is missing.",
        "Open it in Excel, check that sheet and save again.",
    ),
    "external_link": (
        "The workbook takes values from another file.",
        "Copy the cells, paste them as values, break the links (Data, Edit Links) and save.",
    ),
    "data_connection": (
        "The workbook carries a connection to another data source.",
        "Paste the data as values and delete the connections (Data, Queries and Connections).",
    ),
    "active_content": (
        "The workbook carries embedded programs or objects ({member}).",
        "Delete the embedded objects, or copy the data into a new workbook.",
    ),
    "dde": (
        "A cell starts a program: {formula}",
        "Delete this formula. Be careful with this file: ask whoever sent it.",
    ),
    "archive_bomb": (
        "The workbook unpacks to more than {unpacked} MB, out of proportion to its size.",
        "Copy the used cells into a new workbook and save that.",
    ),
    "doctype": (
        "The part {member} carries declarations that no spreadsheet program writes.",
        "Copy the data into a new workbook. Be careful with this file: ask whoever sent it.",
    ),
    "macros": (
        "The workbook contains macros; they are not run.",
        "Save it as .xlsx, or accept this with a reason if the figures do not depend on them.",
    ),
    "too_many_rows": (
        "A sheet reaches row {rows}; a sheet has {most} at most.",
        "Delete the rows below the data, or export the file again.",
    ),
    "far_cell": (
        "A stray cell stands far away from the data ({cell}).",
        "Select everything right of and below the data, delete it and save.",
    ),
    "cell_twice": (
        "The cell {cell} is written twice in the file; it is not certain which value is meant.",
        "Open it in Excel, check the cell, save it as .xlsx and upload that.",
    ),
    "too_many_columns": (
        "The sheet has {columns} columns, more than {most}.",
        "Delete the columns that are not needed and save.",
    ),
    "too_many_formulas": (
        "The sheet has more than {most} formulas.",
        "Copy the cells and paste them as values.",
    ),
    "no_worksheet": (
        "The workbook has no worksheet, only charts.",
        "Upload the workbook that holds the data.",
    ),
    "damaged_cell": (
        "The file is damaged: nobody can tell what the cell {cell} of the sheet “{sheet}” holds ({value}).",
        "Open it in Excel, correct the cell, save it as .xlsx and upload that.",
    ),
    "unreadable_workbook": (
        "The workbook cannot be read: it is damaged, or not written as workbooks are.",
        "Open it in Excel, save it as .xlsx and upload that.",
    ),
    "old_workbook": (
        "In an old .xls file formulas and filters cannot be checked.",
        "Save it as .xlsx if it has any of these.",
    ),
    "too_much_memory": (
        "Reading the file would take too much memory.",
        "Delete unused rows, columns and sheets, or split the file.",
    ),
    "too_slow": (
        "The file could not be read within {seconds} seconds.",
        "Delete unused rows, columns and sheets, or split the file.",
    ),
    "reader_died": (
        "The file could not be read; reading it was stopped.",
        "Open it in Excel, copy the data into a new workbook and upload that.",
    ),
    "utf16_without_mark": (
        "The text is UTF-16 without its mark.",
        "Save it as CSV UTF-8.",
    ),
    "nul_bytes": (
        "The text contains NUL characters; it is damaged.",
        "Export the file again.",
    ),
    "lost_characters": (
        "Characters were lost when this file was saved (�).",
        "Export it again as CSV UTF-8; do not open it with the wrong encoding.",
    ),
    "unknown_encoding": (
        "The text is neither UTF-8 nor GB18030.",
        "Save it as CSV UTF-8.",
    ),
    "no_final_newline": (
        "The last line ({line}) is not ended: the file may be cut off.",
        "Export it again; Excel and every ledger system end the last line.",
    ),
    "open_quote": (
        "A quotation mark opened in line {line} is never closed.",
        "Export the file again, or mend the quotation marks.",
    ),
    "broken_quotes": (
        "The quotation marks of line {line} do not match.",
        "Double every quotation mark inside a quoted field, or export the file again.",
    ),
    "field_too_long": (
        "A field of line {line} has more than {most} characters: this is no table.",
        "Export the file again; check separators and line ends.",
    ),
    "ragged_line": (
        "The line has {fields} fields where there should be {expected}.",
        "Check the separators of this line; put fields that contain one in quotation marks.",
    ),
    "same_file_twice": (
        "The same file is in this upload twice.",
        "Leave one of them out.",
    ),
    "same_name_twice": (
        "Two different files of this upload bear this name.",
        "Rename one of them: otherwise nobody can tell which of the two an issue means.",
    ),
    "already_loaded": (
        "Exactly this file is already loaded as load {load}.",
        "Nothing to do. To correct it, upload the corrected file.",
    ),
    "rows_already_loaded": (
        "All rows of this file are loaded already ({extracts}; load {load}).",
        "Nothing to do. To correct them, upload a file with the corrected rows.",
    ),
    "rows_left_out": (
        "These rows are loaded already and were left out: {extracts} (load {load}).",
        "Nothing to do: only what differs is loaded.",
    ),
    "no_known_sheet": (
        "No sheet of this file is recognised.",
        "Use the sheet names and headers of the template.",
    ),
    "nothing_to_load": (
        "The file has headers but no data rows.",
        "Check that you exported the right period.",
    ),
}
