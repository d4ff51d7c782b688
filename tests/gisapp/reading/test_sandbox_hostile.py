"""The hostile files through the reading child, with a canary outside: refused in words, nothing leaks, nobody calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from gisapp.reading import _bubble, sandbox
from gisapp.reading.reader import Item
from importers._record import Delivery, File, FormatError, Problem
from layers import all_layers
from tests.hostile import archives, contents, documents
from tests.hostile.canary import Canary, perched
from tests.importers.build import assert_plain

CALLS = contents.calling_elsewhere("/canary", "http://canary")
LAYERS = [layer for layer in all_layers().values() if layer.formats]


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    with perched(tmp_path_factory.mktemp("canary")) as found:
        yield found


@pytest.fixture(scope="module", params=[False, True], ids=["bubblewrap", "limits"])
def either_reader(request: pytest.FixtureRequest) -> Iterator[sandbox.Reader]:
    if not request.param and not _bubble.has_bubblewrap():
        pytest.skip("bubblewrap is missing here, or the kernel doesn't let it build its walls")
    with sandbox.sandboxed(alone=request.param) as made:
        yield made


@pytest.fixture(scope="module")
def reader() -> Iterator[sandbox.Reader]:
    """The walls that this machine has."""
    with sandbox.sandboxed(sandbox.Caps(wall_s=60)) as made:
        yield made


def delivery(files: Mapping[str, bytes]) -> Delivery:
    return Delivery(tuple(File(name, data) for name, data in files.items()))


def outcome(reader: sandbox.Reader, files: Delivery) -> tuple[list[Problem], list[Item]]:
    """Why it was refused, by every layer that was asked, and what was read where it wasn't."""
    (known,) = reader.look([files])
    refused = [known.problem] if known.problem else []
    items: list[Item] = []
    # A file that is refused for its kind is refused before a layer has a say.
    for layer in LAYERS[:1] if refused else LAYERS:
        try:
            items += reader.read(layer, files)
        except FormatError as error:
            refused.append(error.problem)
    for problem in refused:
        assert_plain(problem)
        assert problem.code not in ("IMP-115", "IMP-118"), problem
    return refused, items


@pytest.mark.parametrize("name", list(documents.leading_elsewhere("", "")))
def test_b1_b2_nothing_is_followed_elsewhere(
    either_reader: sandbox.Reader, canary: Canary, name: str
) -> None:
    reader = either_reader
    data = documents.leading_elsewhere(str(canary.file), canary.url)[name]
    for ending in documents.ENDINGS:
        refused, items = outcome(reader, delivery({f"a.{ending}": data}))
        assert {problem.code for problem in refused} == {"IMP-114"}
        assert items == []
        # The same inside a ZIP is no file of any format.
        refused, items = outcome(reader, delivery({"a.zip": archives.zipped({f"a.{ending}": data})}))
        assert items == []
        assert canary.is_untouched(refused)


@pytest.mark.parametrize("name", list(CALLS))
def test_b3_b15_b16_c12_no_link_is_followed(either_reader: sandbox.Reader, canary: Canary, name: str) -> None:
    files = contents.calling_elsewhere(str(canary.file), canary.url)[name]
    refused, items = outcome(either_reader, delivery(files))
    assert refused
    # An address in a text of the file may be shown, as text.
    assert canary.is_untouched(*(str(each).replace(canary.url, "") for each in (*refused, *items)))


@pytest.mark.parametrize("name", list(contents.too_much()))
def test_b13_c12_too_much_of_something(reader: sandbox.Reader, canary: Canary, name: str) -> None:
    refused, items = outcome(reader, delivery(contents.too_much()[name]()))
    assert refused
    assert len(items) < 2_000
    assert canary.is_untouched()


@pytest.mark.parametrize("kind", ["bombs", "elsewhere", "packed_otherwise", "locked"])
def test_a13_a17_archives(reader: sandbox.Reader, kind: str) -> None:
    for name, made in getattr(archives, kind)().items():
        data = made() if callable(made) else made
        refused, items = outcome(reader, delivery({"a.zip": data}))
        assert refused, name
        assert items == [], name


def test_a20_other_kinds(reader: sandbox.Reader) -> None:
    for file, data, word in documents.of_another_kind().values():
        refused, items = outcome(reader, delivery({file: data}))
        assert (word in refused[0].message, items) == (True, [])


def test_a22_names(reader: sandbox.Reader) -> None:
    table = (
        "name,lat,lon,住所,対応している災害の種別\n見本,35.6,139.3,見本市,地震\nA,1,2,見本市,地震\n".encode()
    )
    for name in documents.NAMES.values():
        (known,) = reader.look([delivery({name: table})])
        # What has no ending is no table.
        assert known.layers == (("shelter",) if name.endswith(".csv") else ())
        if not known.layers:
            continue
        items = list(reader.read(all_layers()["shelter"], delivery({name: table})))
        files = {item.file for item in items if not isinstance(item, sandbox.reader.Passed)}
        assert len(files) == 1
        assert (files.pop() or "\n").isprintable()
