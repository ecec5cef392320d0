"""Which rows below a header are data, and what the others are: totals, repeats, notes, void documents."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from data.cleaning.headers import Header
from data.cleaning.texts import plain
from data.issues import Issue

#: Position of a row below the header; the frames of `Rows` all carry it.
AT = "__at"
ROW = "__row"
_TOTAL_HINTS = ["计", "計", "otal", "OTAL", "汇总", "总和", "平均", "过次页", "承前页"]
_TOTAL = (
    r"(?i)^[^0-9]{0,14}?(?:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|合\s*計|小\s*計|總\s*計|总和|汇总|过次页|承前页)(?:数|额|金额)?\s*[:：]?$"
    r"|^(?:sub|grand)?[ -]?totals?:?$"
)
_AVERAGE = r"平均(?:值|数)?\s*[:：]?$"
_FREE_TEXT = {"reason", "remedy", "note", "behaviour"}
_VOID_HEADERS = {
    "状态",
    "单据状态",
    "审核状态",
    "作废",
    "是否作废",
    "作废标志",
    "作废标记",
    "备注",
    "说明",
    "审批状态",
}
_VOID_WORDS = ["作废", "已作废", "作廢", "(作废)", "（作废）", "已删除", "已取消", "void", "VOID"]
_YES = ["是", "Y", "y", "√", "1", "TRUE", "true"]
_KINDS_OF_LABEL = {"month", "date", "year", "name", "choice", "code", "text"}


@dataclass(frozen=True, slots=True)
class Rows:
    """`data` and `totals`: cells as text, with `AT` and `ROW` (the row on the sheet)."""

    data: pl.DataFrame
    totals: pl.DataFrame
    issues: tuple[Issue, ...]


def cell(index: int) -> str:
    """The name of the raw column at 0-based `index`."""
    return f"c{index}"


def _span(rows: list[int]) -> str:
    """`3, 5-10`: row numbers, runs drawn together, cut after a dozen runs."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    texts = [str(a) if a == b else f"{a}-{b}" for a, b in runs]
    return ", ".join(texts[:12]) + (" …" if len(texts) > 12 else "")


def span_issue(issue: Issue, rows: list[int]) -> Issue:
    """`issue` for all these rows at once: the first as its place, all of them as a parameter."""
    return Issue(
        issue.severity,
        issue.code,
        issue.file,
        issue.extract,
        issue.sheet,
        rows[0] if rows else None,
        issue.column,
        issue.column_index,
        issue.value,
        {**issue.parameters, "rows": _span(rows)},
        max(1, len(rows)),
    )


def _equal(columns: list[str], texts: list[str | None]) -> pl.Expr:
    return pl.all_horizontal(
        pl.col(column).eq_missing(pl.lit(text, dtype=pl.String))
        for column, text in zip(columns, texts, strict=True)
    )


def _marked_total(body: pl.DataFrame, header: Header, columns: list[str]) -> pl.Series:
    """Whether each row is a total: its label stands where a name or number belongs."""
    free = {cell(c.index) for c in header.columns if c.field.name in _FREE_TEXT}
    labels = [
        cell(c.index) for c in header.columns if c.field.kind in _KINDS_OF_LABEL and cell(c.index) not in free
    ]
    others = [cell(index) for index, text in header.ignored if plain(text) not in {"备注", "说明", "摘要"}]
    searched = [column for column in (*labels, *others) if column in columns]
    if not searched:
        return pl.repeat(value=False, n=body.height, eager=True)
    key_columns = [
        cell(c.index) for c in header.columns if c.field.kind in {"month", "date", "year", "name", "code"}
    ]
    identity = [
        cell(c.index)
        for c in header.columns
        if c.field.name in {"region", "office", "month", "date", "year", "document"}
    ]
    category = [cell(c.index) for c in header.columns if c.field.name == "category"]

    def hinted_in(names: list[str]) -> pl.Expr:
        return pl.any_horizontal(
            pl.col(c).str.contains_any(_TOTAL_HINTS).fill_null(value=False) for c in names
        )

    has_gap = pl.any_horizontal(pl.col(c).is_null() for c in key_columns)
    # The other columns tell only where a key is blank: few rows of a large ledger.
    hinted = body.filter(has_gap | hinted_in([*identity, *category])).filter(hinted_in(searched))
    if hinted.is_empty():
        return pl.repeat(value=False, n=body.height, eager=True)
    pattern = f"{_TOTAL}|{_AVERAGE}"
    marked, marked_identity = (
        [pl.col(c).str.strip_chars().str.contains(pattern).fill_null(value=False) for c in names]
        for names in (searched, identity)
    )
    is_total = pl.any_horizontal(marked_identity) | (pl.any_horizontal(marked) & has_gap)
    for name in category:
        is_total |= pl.col(name).str.contains(pattern).fill_null(value=False)
    places = hinted.filter(is_total)[AT]
    return body[AT].is_in(places.implode())


def _voided(body: pl.DataFrame, header: Header) -> pl.Expr:
    tests = [pl.lit(value=False)]
    status = [(c.index, c.text) for c in header.columns if c.field.name in {"status", "document"}]
    for index, text in (*header.ignored, *status):
        name = plain(text)
        if cell(index) not in body.columns:
            continue
        if name in _VOID_HEADERS or (index, text) in status:
            tests.append(pl.col(cell(index)).is_in(_VOID_WORDS))
        if name in {"作废", "是否作废", "作废标志", "作废标记"}:
            tests.append(pl.col(cell(index)).is_in(_YES))
        if (index, text) in status:
            tests.append(pl.col(cell(index)).str.contains(r"[(（]作废[)）]$"))
    return pl.any_horizontal(test.fill_null(value=False) for test in tests)


def _note_lines(body: pl.DataFrame, header: Header) -> pl.DataFrame:
    """Rows of words: no amount, no period, next to nothing in the other columns."""
    amounts = [cell(c.index) for c in header.columns if c.field.kind in {"money", "quantity"}]
    mapped = [cell(c.index) for c in header.columns]
    period = [
        cell(c.index) for c in header.columns if c.field.name == (header.extract.period or "effective_month")
    ]
    # Few rows are so empty: only their texts are looked at.
    sparse = body.filter(pl.sum_horizontal(pl.col(c).is_not_null() for c in mapped) <= 2)
    tests = [pl.lit(value=True)]
    tests += [~pl.col(c).str.contains(r"\d").fill_null(value=False) for c in amounts]
    tests += [pl.col(c).is_null() | ~pl.col(c).str.contains(r"^['\"]?[\d０-９]{2}") for c in period]
    return sparse.filter(tests)


def sorted_rows(cells: pl.DataFrame, rows: pl.Series, header: Header, base: Issue) -> Rows:
    """The rows below `header`, told apart; `base` carries file, sheet and extract for the notes.

    cells: String columns c0…, stripped, blanks null; rows: their numbers on the sheet.
    """
    body = cells.with_columns(rows.cast(pl.Int32).alias(ROW)).with_row_index(AT).slice(header.last + 1)
    columns = cells.columns
    mapped = [cell(c.index) for c in header.columns]
    issues: list[Issue] = []

    def note(code: str, dropped: pl.DataFrame, value: str | None = None) -> None:
        if dropped.height:
            issue = Issue(
                "note",
                code,
                base.file,
                base.extract,
                base.sheet,
                value=value,
                parameters={"dropped": dropped.height},
            )
            issues.append(span_issue(issue, dropped[ROW].to_list()))

    blank = pl.all_horizontal(pl.col(c).is_null() for c in mapped)
    outside = [c for c in columns if c not in mapped]
    if outside:
        note("stray_text", body.filter(blank & pl.any_horizontal(pl.col(c).is_not_null() for c in outside)))
    body = body.filter(~blank)
    above = [row for row in cells.head(header.last + 1).rows() if any(row)]
    for row in above:
        repeated = _equal(columns, list(row))
        note("repeated_header", body.filter(repeated))
        body = body.filter(~repeated)
    is_total = _marked_total(body, header, columns)
    totals = body.filter(is_total)
    body = body.filter(~is_total)
    note("total_rows", totals)
    wordy = _note_lines(body, header)
    for line in wordy.head(20).iter_rows(named=True):
        text = " ".join(str(line[c]) for c in columns if line[c] is not None)
        issues.append(Issue("note", "note_line", base.file, base.extract, base.sheet, line[ROW], value=text))
    note("note_lines", wordy.slice(20))
    body = body.filter(~pl.col(AT).is_in(wordy[AT].implode()))
    void = _voided(body, header)
    note("void_documents", body.filter(void))
    body = body.filter(~void)
    return Rows(body, totals, tuple(issues))
