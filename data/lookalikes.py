"""Names that are not what they look like: refused or asked about where they stand.

Two customers that nobody can tell apart are two accounts, a wrong sum, or a fraud; and a name with
characters that are not seen cannot be typed again. What is looked for, and what not: docs/decisions/names.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from data.batches import Batch, row_issues
from data.confusables import KANA, MIXED, skeletons
from data.current_state import CurrentState
from data.fields import Field
from data.issues import Issue, Severity
from data.traditional import all_in_simplified

#: A name is no longer than this; the longest of a registered company has some sixty characters.
LONGEST = 100
#: Texts that are told and compared with nothing.
_TOLD = {"reason", "remedy", "note"}

#: Not seen, no character at all, or a picture of one: joiners and marks of direction, variation
#: selectors, tags, fillers, separators of lines, noncharacters, radicals, marks on what bears none.
_UNSEEN = (
    r"[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Cf}\p{Zl}\p{Zp}\x{2800}\x{FFFC}\x{FFFD}"
    r"\x{2E80}-\x{2FDF}]|[\p{Han}\p{Latin}\p{Greek}\p{Cyrillic}\p{Nd}\p{P}\p{S}\s]\p{M}|^\p{M}"
)
#: Shapes that each system draws as it likes, or none does.
_PRIVATE = r"[\p{Co}\p{Cn}]"
_OF_THE_ORGANISATION = {"region", "office"}


def is_name(field: Field) -> bool:
    """Whether a column's texts name somebody or something."""
    return field.kind == "name" or (field.kind == "text" and field.name not in _TOLD)


def name_issues(batch: Batch, state: CurrentState) -> list[Issue]:
    """An issue per name that holds what is not seen, mixes scripts, is too long or looks like another."""
    issues: list[Issue] = []
    for field in batch.extract.fields:
        if not is_name(field) or field.name not in batch.frame.columns:
            continue
        names = batch.frame[field.name].drop_nulls().unique(maintain_order=True)
        for code, severity, found in _odd(names, field):
            issues += _told(batch, found, code, field, severity)
        issues += _alike(batch, names, state, field)
    return issues


def _odd(names: pl.Series, field: Field) -> Iterator[tuple[str, Severity, pl.Series]]:
    """Code, severity and the names that have the fault; each name has one."""
    is_plain = ~names.str.contains(r"[^ -~\x{4e00}-\x{9fff}·]")
    long = names.str.len_chars() > LONGEST
    if is_plain.all() and not long.any():
        return
    unseen = names.str.contains(_UNSEEN)
    private = names.str.contains(_PRIVATE) & ~unseen
    mixed = (names.str.contains(MIXED) | names.str.contains(KANA)) & ~unseen & ~private
    yield "unseen_characters", "error", names.filter(unseen)
    yield "private_characters", "warning", names.filter(private)
    yield "mixed_scripts", "warning", names.filter(mixed)
    severity: Severity = "error" if field.name in _OF_THE_ORGANISATION else "warning"
    yield "name_too_long", severity, names.filter(long & ~unseen & ~private & ~mixed)


def readings(names: pl.Series) -> pl.Series:
    """How each name is read: its look without regard to case, blanks and traditional characters."""
    looks = skeletons(names)
    is_touched = looks.str.contains(r"[\p{Lu}\s]").fill_null(value=False)
    if is_touched.any():
        plain = looks.filter(is_touched).str.to_lowercase().str.replace_all(r"\s+", "")
        # What `scatter` is asked of it changes.
        looks = looks.clone().scatter(is_touched.arg_true(), plain)
    return all_in_simplified(looks)


def _alike(batch: Batch, names: pl.Series, state: CurrentState, field: Field) -> list[Issue]:
    """New names that look, or read, like a loaded one or like another of the upload."""
    perhaps = _perhaps(names, state.names_ever(field.name))
    if perhaps.is_empty():
        return []
    loaded = state.names(field.name, perhaps)
    own, earlier = (
        pl.DataFrame({"name": each, "looks": skeletons(each), "reads": readings(each)})
        .with_row_index("place")
        .with_columns(pl.lit(value=is_new).alias("is_new"))
        for each, is_new in ((names, True), (loaded, False))
    )
    is_odd = pl.when("is_look").then(pl.col("name") != pl.col("looks"))
    # Of one reading in several spellings; a name that is loaded already was answered for.
    pairs = (
        own.join(pl.DataFrame({"name": loaded}), on="name", how="anti")
        .join(pl.concat([own, earlier]).unique("name", keep="last"), on="reads", suffix="_other")
        .filter(pl.col("name") != pl.col("name_other"))
        .with_columns((pl.col("looks") == pl.col("looks_other")).alias("is_look"))
        # Of two in one upload the one that only looks like it is asked about, or the later one.
        .filter(~pl.col("is_new_other") | is_odd.otherwise(pl.col("place") > pl.col("place_other")))
        .sort("place", "is_look", descending=[False, True], maintain_order=True)
        .unique("name", keep="first", maintain_order=True)
    )
    if pairs.is_empty():
        return []
    rows = batch.frame.join(
        pairs.select("is_look", pl.col("name").alias(field.name), pl.col("name_other").alias("__other")),
        on=field.name, maintain_order="left",
    ).unique(field.name, keep="first", maintain_order=True)  # fmt: skip
    spelled = [_difference(row[field.name], row["__other"]) for row in rows.iter_rows(named=True)]
    rows = rows.with_columns(pl.Series("__difference", spelled, dtype=pl.String))
    told = {"other": "__other", "difference": "__difference"}
    looking, reading = rows.filter("is_look"), rows.filter(~pl.col("is_look"))
    if field.name in _OF_THE_ORGANISATION and batch.extract.name != "org":
        # The organisation says how these are spelled, and does not mind case and blanks.
        reading = reading.clear()
    severity: Severity = "warning" if batch.extract.name == "org" else "note"
    return [
        *row_issues(batch, looking, "lookalike_name", field.name, "warning", **told),
        *row_issues(batch, reading, "name_read_alike", field.name, severity, **told),
    ]


def _perhaps(names: pl.Series, ever: pl.Series) -> pl.Series:
    """The names that share their reading with another: what else is loaded has no say."""
    every = pl.concat([names.alias("name"), ever.alias("name")]).unique()
    reads = readings(every)
    if reads.n_unique() == every.len():
        return every.clear()
    return every.filter(reads.is_duplicated() & reads.is_in(readings(names).implode()))


def _difference(name: str, other: str) -> str:
    """The code points by which the two differ, in the order of the name; of blanks that there are any."""
    one, two = "".join(name.split()), "".join(other.split())
    signs = [f"{a} U+{ord(a):04X} / {b} U+{ord(b):04X}" for a, b in zip(one, two, strict=False) if a != b]
    blank = ["U+0020"] if one == two else []
    return "、".join(dict.fromkeys((*signs[:4], *blank)))


def _told(batch: Batch, names: pl.Series, code: str, field: Field, severity: Severity) -> list[Issue]:
    if names.is_empty():
        return []
    rows = batch.frame.filter(pl.col(field.name).is_in(names.implode()))
    # A thousand rows of one customer are one question.
    rows = rows.unique(field.name, keep="first", maintain_order=True)
    spelled = [_spelled(name) for name in rows[field.name]]
    rows = rows.with_columns(pl.Series("__characters", spelled, dtype=pl.String))
    return row_issues(batch, rows, code, field.name, severity, characters="__characters", most=LONGEST)


def _spelled(name: str) -> str:
    """The name's characters beyond the common ones, by their numbers."""
    odd = [sign for sign in name if not (" " <= sign <= "~" or "\u4e00" <= sign <= "\u9fff")]
    return "、".join(dict.fromkeys(f"U+{ord(sign):04X}" for sign in odd[:6]))
