"""Knows how two people's changes of one asset go together, field by field. Knows no table and no page."""

from __future__ import annotations

from dataclasses import dataclass

from gisapp.assets.fields import FIELDS, Form


@dataclass(frozen=True, slots=True)
class Merged:
    """One form from two; `both`: fields that both changed, to different things (the form holds theirs)."""

    form: Form
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    both: tuple[str, ...]


def changed(before: Form, after: Form) -> tuple[str, ...]:
    """The fields that differ, in the order of the form."""
    return tuple(field.key for field in FIELDS if before.get(field.key) != after.get(field.key))


def merge(base: Form, mine: Form, theirs: Form) -> Merged:
    """What both wanted, seen from what both had read.

    Fields that only one of them changed are taken from whoever did; changed to the same is no conflict.
    """
    my_fields, their_fields = changed(base, mine), changed(base, theirs)
    both = tuple(key for key in my_fields if key in their_fields and mine[key] != theirs[key])
    form = {**theirs, **{key: mine[key] for key in my_fields if key not in both}}
    return Merged(form, my_fields, their_fields, both)
