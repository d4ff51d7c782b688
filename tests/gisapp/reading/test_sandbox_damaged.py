"""Sound files of every kind, damaged by chance: what comes out is rows, problems or a refusal, never anything else."""

from __future__ import annotations

import os
import struct
import warnings
from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gisapp.reading import reader as here_reader
from gisapp.reading import sandbox
from gisapp.reading.reader import Mapped, Passed
from importers._record import Delivery, File, FormatError, Problem
from layers import all_layers
from tests.hostile import sound
from tests.importers.build import zipped

#: Damaged copies of each sound delivery; a nightly run asks for more.
EXAMPLES = int(os.environ.get("GISAPP_FUZZ_EXAMPLES") or 15)
#: Values that lengths and counts are set to.
EXTREMES = (
    *(struct.pack(form, value) for form in ("<i", ">i") for value in (-1, 0, 1, 2**24, 2**31 - 1, -(2**31))),
    *(struct.pack("<d", value) for value in (float("nan"), 1e308)),
    b"\xff" * 8,
    b"\x00" * 8,
)
TOKENS = (
    b"", b'"', b",", b"\n", b"\r", b"\x00", b"\xef\xbb\xbf", b"<", b"]]>", b"&x;", b"{", b"[", b"null", b"NaN",
    b"1e999", b"-0", "\u202e".encode(), "髙".encode("cp932"), b"\x81", b"\xff\xfe", b"../", b"=1+1", b"9" * 40,
)  # fmt: skip

#: Read by machine code that some damage makes crash: there the child is what holds.
CAN_CRASH = ("OSM binary",)

Damage = Callable[[bytes], bytes]


def cut(at: float, length: float) -> Damage:
    return lambda data: data[: int(at * len(data))] + data[int((at + (1 - at) * length) * len(data)) :]


def put(at: float, what: bytes, over: bool) -> Damage:
    def damage(data: bytes) -> bytes:
        place = int(at * len(data))
        return data[:place] + what + data[place + (len(what) if over else 0) :]

    return damage


def flip(at: float, bits: int) -> Damage:
    def damage(data: bytes) -> bytes:
        place = int(at * max(len(data) - 1, 0))
        return data[:place] + bytes([data[place] ^ bits]) + data[place + 1 :] if data else data

    return damage


def twice(at: float, length: float) -> Damage:
    def damage(data: bytes) -> bytes:
        start, stop = int(at * len(data)), int((at + (1 - at) * length) * len(data))
        return data[:stop] + data[start:stop][:10_000] + data[stop:]

    return damage


SHARE = st.floats(0, 1, allow_nan=False)
DAMAGE = st.one_of(
    st.builds(flip, SHARE, st.integers(1, 255)),
    st.builds(put, SHARE, st.sampled_from(EXTREMES), st.just(True)),
    st.builds(put, SHARE, st.sampled_from(TOKENS), st.booleans()),
    st.builds(cut, SHARE, SHARE),
    st.builds(twice, SHARE, SHARE),
)


def damaged(files: Mapping[str, bytes], which: float, damages: list[Damage], inside: bool) -> Delivery:
    """One of the files damaged; of a ZIP (`inside`) one of its members, so that the ZIP itself stays sound."""
    names = sorted(files)
    name = names[int(which * (len(names) - 1))]
    data = files[name]
    if inside and data.startswith(b"PK"):
        members = sound.opened(data)
        member = sorted(members)[int(which * (len(members) - 1))]
        data = zipped({**members, member: _all(members[member], damages)})
    else:
        data = _all(data, damages)
    return Delivery(tuple(File(each, data if each == name else files[each]) for each in names))


def _all(data: bytes, damages: list[Damage]) -> bytes:
    for damage in damages:
        data = damage(data)
    return data


@pytest.mark.parametrize("name", sound.NAMES)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(which=SHARE, damages=st.lists(DAMAGE, min_size=1, max_size=4), inside=st.booleans())
def test_damage_ends_in_rows_problems_or_a_refusal(
    readers: Mapping[bool, sandbox.Reader], name: str, which: float, damages: list[Damage], inside: bool
) -> None:
    files = sound.deliveries()[name]
    delivery = damaged(files, which, damages, inside)
    reader = readers[name in CAN_CRASH]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader.look([delivery])
        for key in whose(name):
            try:
                items = list(reader.read(all_layers()[key], delivery))
            except FormatError as error:
                items = [error.problem]
            assert all(isinstance(item, (Mapped, Passed, Problem)) for item in items)


@pytest.fixture(scope="module")
def readers() -> Iterator[Mapping[bool, sandbox.Reader]]:
    """By whether the reader may crash: in the process, where any other exception shows, or behind walls."""
    with sandbox.in_process() as here, sandbox.sandboxed() as walled:
        yield {False: here, True: walled}


def whose(name: str) -> tuple[str, ...]:
    """The layers that take the sound delivery, or could if a person said so."""
    known = here_reader.look(Delivery(tuple(File(*each) for each in sound.deliveries()[name].items())))
    assert known.layers or known.offered, "a delivery that nobody takes says nothing when it is damaged"
    return (known.layers or known.offered)[:2]


def test_every_sound_delivery_is_damaged() -> None:
    assert set(sound.deliveries()) == set(sound.NAMES)
