"""Values of a choice in words of their own: read as somebody said once, or told so that somebody can."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from data.cleaning.heading.mapped import header_shape
from data.cleaning.tables import Cleaned
from data.cleaning.texts import plain
from data.fields import Field
from data.issues import Issue, visible
from data.mappings import HeaderMapping, UnknownValues
from data.vocabulary import Vocabulary

#: So many different unknown values are asked about; more of them are no choice but another column.
MOST_VALUES = 40
#: The choices of rows that the organisation does not know are not validated: they are looked at here.
_ASKED_FOR = {"choice", "unknown_region", "unknown_office"}


def choices_of(field: Field, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What a value of `field` may be mapped to; empty for fields whose values are free."""
    return vocabulary.choices(field) or tuple(dict.fromkeys(kept for _, kept in field.choice_aliases))


def with_meanings(table: Cleaned, mappings: Mapping[str, HeaderMapping], vocabulary: Vocabulary) -> Cleaned:
    """The table with its values as the mapping of its shape reads them; what is a choice already stays."""
    mapping = mappings.get(header_shape(table.sheet, table.header)) if mappings else None
    if mapping is None or mapping.extract != table.extract.name:
        return table
    frame = table.frame
    for field in table.extract.fields:
        allowed = choices_of(field, vocabulary)
        meant = {plain(text): choice for text, choice in mapping.values.get(field.name, {}).items()}
        values = frame[field.name].unique().drop_nulls() if meant and allowed else ()
        said = {
            value: meant[plain(value)]
            for value in values
            if value not in allowed and meant.get(plain(value)) in allowed
        }
        if said:
            frame = frame.with_columns(pl.col(field.name).replace(said))
    return table if frame is table.frame else replace(table, frame=frame)


def unknown_values(
    tables: Iterable[Cleaned], issues: Iterable[Issue], vocabulary: Vocabulary
) -> tuple[UnknownValues, ...]:
    """What stands in the columns of a choice and is none, where `issues` say that there may be any.

    A column with more than `MOST_VALUES` of them is left to its errors.
    """
    if all(issue.code not in _ASKED_FOR for issue in issues):
        return ()
    found = []
    for table in tables:
        for field in table.extract.fields:
            allowed = list(vocabulary.choices(field))
            if not allowed:
                continue
            counts = (
                table.frame.lazy()
                .group_by(pl.col(field.name).alias("value"))
                .len("count")
                .filter(pl.col("value").is_not_null() & ~pl.col("value").is_in(allowed))
                .sort("count", "value", descending=[True, False])
                .collect()
            )
            if not 0 < counts.height <= MOST_VALUES:
                continue
            found.append(
                UnknownValues(
                    visible(table.frame.item(0, "source_file"), 200),
                    table.sheet.name,
                    header_shape(table.sheet, table.header),
                    table.extract.name,
                    field.name,
                    dict(counts.iter_rows()),
                )
            )
    return tuple(found)
