"""What one child does for a job: the same answers as in the process, and every way it can fail."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gisapp.reading import _bubble, _wire, sandbox
from gisapp.reading._arrival import MalformedError
from gisapp.reading._child_reader import ChildReader
from gisapp.reading.reader import Item, Known, Mapped, Passed
from importers._record import Delivery, File, FormatError, Problem
from layers import all_layers
from sample.write import write_city
from tests.hostile import lies, sound
from tests.hostile.canary import SECRET, Canary, perched
from tests.importers.build import assert_plain

ROOT = Path(__file__).resolve().parents[3]
INTRUDER = sandbox.Program("tests.hostile.intruder", (str(ROOT / "tests"),))
CAFE = all_layers()["cafe"]
MODES = pytest.mark.parametrize("alone", [False, True], ids=["bubblewrap", "limits"])


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    with perched(tmp_path_factory.mktemp("canary")) as found:
        yield found


@pytest.fixture(scope="module", params=[False, True], ids=["bubblewrap", "limits"])
def taken(request: pytest.FixtureRequest) -> Iterator[ChildReader]:
    """A child that has been taken over, behind the walls of each mode; started anew when it was ended."""
    with taken_over(alone=request.param) as reader:
        yield reader


@contextlib.contextmanager
def taken_over(*, alone: bool, **caps: float) -> Iterator[ChildReader]:
    if not alone and not _bubble.has_bubblewrap():
        pytest.skip("bubblewrap is missing here, or the kernel doesn't let it build its walls")
    made = sandbox.sandboxed(sandbox.Caps(**caps), alone=alone, program=INTRUDER)  # type: ignore[arg-type]
    assert isinstance(made, ChildReader)
    with made:
        yield made


def tried(reader: ChildReader, deed: str, target: object = "") -> str:
    """How a deed went, in the child's own words."""
    (told,) = reader.read(CAFE, errand(deed, target))
    assert isinstance(told, Problem)
    return told.message


def errand(deed: str, target: object = "") -> Delivery:
    return Delivery((File("a.csv", b"x"),), {"deed": deed, "target": str(target)})


def refusal(reader: sandbox.Reader, delivery: Delivery) -> Problem:
    with pytest.raises(FormatError) as caught:
        list(reader.read(CAFE, delivery))
    assert_plain(caught.value.problem)
    return caught.value.problem


@MODES
def test_a_child_answers_as_the_process_itself(alone: bool) -> None:
    if not alone and not _bubble.has_bubblewrap():
        pytest.skip("bubblewrap is missing here")
    found = [Delivery(tuple(File(*each) for each in files.items())) for files in sound.deliveries().values()]
    with sandbox.sandboxed(alone=alone) as walled, sandbox.in_process() as here:
        known = walled.look(found)
        assert known == here.look(found)
        assert all(each.layers or each.offered for each in known)
        rows = 0
        for delivery, each in zip(found, known, strict=True):
            for key in (*each.layers, *each.offered)[:2]:
                said = answers(walled, key, delivery)
                assert said == answers(here, key, delivery)
                rows += sum(text.startswith("Mapped") for text in said)
        assert rows > 500


def answers(reader: sandbox.Reader, key: str, delivery: Delivery) -> list[str]:
    """Rows as text: a tuple comes back as a list where nothing says what it holds."""
    try:
        items = list(reader.read(all_layers()[key], delivery))
    except FormatError as error:
        return [str(error)]
    return [str(item).replace("(", "[").replace(")", "]").replace(",]", "]") for item in items]


def test_records_of_others_are_counted_without_their_rows(tmp_path: Path) -> None:
    (path,) = (path for path in write_city(tmp_path) if path.name.startswith("A27"))
    layer = all_layers()["elementary_district"]
    delivery = Delivery((File(path.name, path.read_bytes()),))
    with sandbox.in_process() as reader:
        own = list(reader.read(layer, delivery, code="990019"))
        other = list(reader.read(layer, delivery, code="132012"))
    assert all(isinstance(item, Mapped) for item in own)
    assert other == [Passed("990019", outside=True)] * len(own)


def test_what_a_file_is_told_by_its_content() -> None:
    with sandbox.sandboxed() as reader:
        known, page = reader.look(
            [
                Delivery(
                    (
                        File(
                            "x.csv",
                            "name,lat,lon,住所,対応している災害の種別\nA,35.6,139.3,見本市,地震\n".encode(),
                        ),
                    )
                ),
                Delivery((File("x.csv", b"<!DOCTYPE html><html>"),)),
            ]
        )
    assert (known.layers, known.format, known.problem) == (("shelter",), "place_list", None)
    assert page == Known(problem=page.problem)
    assert page.problem
    assert page.problem.code == "IMP-141"


def test_a_refusal_arrives_as_it_was_made() -> None:
    delivery = Delivery((File("x.csv", b"a,b\n1,2\n"),))
    with sandbox.sandboxed() as walled, sandbox.in_process() as here:
        assert refusal(walled, delivery) == refusal(here, delivery)
        # The same child goes on with the next file.
        first = walled.pid  # type: ignore[attr-defined]
        assert refusal(walled, delivery)
        assert walled.pid == first  # type: ignore[attr-defined]


def test_the_empty_and_the_unknown() -> None:
    with sandbox.in_process() as reader:
        assert refusal(reader, Delivery((File("x.csv", b""),))).code == "IMP-140"
        layer = all_layers()["population_small_area"]
        with pytest.raises(FormatError):
            list(reader.read(layer, Delivery((File("x.csv", b"a\n"),))))


@pytest.mark.parametrize("deed", ["open_in_python", "open_by_code"])
@pytest.mark.parametrize("target", ["canary", "/etc/passwd", "/proc/self/environ", "/proc/1/environ", str(ROOT / "pyproject.toml")])  # fmt: skip
def test_no_file_of_ours_is_read(taken: ChildReader, canary: Canary, deed: str, target: str) -> None:
    told = tried(taken, deed, canary.file if target == "canary" else target)
    assert told.startswith("refused:")
    assert SECRET not in told


@pytest.mark.parametrize("deed", ["write_in_python", "write_by_code"])
def test_nothing_is_written_anywhere(taken: ChildReader, canary: Canary, deed: str) -> None:
    for target in (canary.file.with_name("new"), canary.file, "/tmp/new", "new", ROOT / "layers" / "new.py"):
        assert tried(taken, deed, target).startswith("refused:")
    assert sorted(path.name for path in canary.file.parent.iterdir()) == ["secret.csv"]
    assert SECRET in canary.file.read_text(encoding="utf-8")


@pytest.mark.parametrize("deed", ["connect_in_python", "connect_by_code"])
def test_nobody_is_called(taken: ChildReader, canary: Canary, deed: str) -> None:
    assert tried(taken, deed, canary.port).startswith("refused:")
    assert canary.is_untouched()


@pytest.mark.parametrize("deed", ["run_in_python", "run_by_code", "fork_in_python", "fork_bomb_by_code"])
def test_no_program_and_no_process_is_started(taken: ChildReader, deed: str) -> None:
    told = tried(taken, deed, shutil.which("id"))
    assert told.startswith("refused:")
    assert deed != "fork_bomb_by_code" or told.endswith("after 0")


@pytest.mark.parametrize("deed", ["kill_by_code", "trace_by_code"])
def test_other_processes_are_out_of_reach(taken: ChildReader, deed: str) -> None:
    assert tried(taken, deed, os.getpid()).startswith("refused:")
    assert tried(taken, deed, 1).startswith("refused:")


@pytest.mark.parametrize(
    ("deed", "target"),
    [
        ("outlive_by_code", ""),
        ("new_user_by_code", ""),
        ("mount_by_code", "/"),
        ("ring_by_code", ""),
        ("load_library", "libc.so.6"),
        ("list_folder", "/"),
        ("list_folder", "/tmp"),
    ],
)
def test_no_way_out_of_the_walls(taken: ChildReader, deed: str, target: str) -> None:
    assert tried(taken, deed, target).startswith("refused:")


@pytest.mark.parametrize("name", ["decimal", "encodings.shift_jisx0213", "bz2", "zoneinfo"])
def test_a_reader_may_load_a_library_late(taken: ChildReader, name: str) -> None:
    assert tried(taken, "late_import", name) == name


def test_the_child_knows_nothing_of_its_parent(taken: ChildReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    assert "DATABASE_URL" not in tried(taken, "environment")
    uid, gid, groups = tried(taken, "identity").split(" ", 2)
    if "powers" not in taken.walls:
        assert (uid, gid, groups) == ("65534", "65534", "[]")


def test_what_is_printed_goes_nowhere(taken: ChildReader) -> None:
    assert tried(taken, "print_much") == "did it"


def test_the_walls_are_told(taken: ChildReader) -> None:
    assert tried(taken, "environment")
    assert {"limits", "audit"} <= set(taken.walls)


@pytest.mark.parametrize("name", sorted(set(lies.LIES) - {"an unknown layer"}))
def test_what_a_child_mustn_t_say_is_malformed(name: str) -> None:
    with pytest.raises(MalformedError):
        heard(lies.LIES[name])


def heard(frame: bytes) -> list[Item]:
    said = _wire.answer(frame)
    return list(_wire.items_of(said)) if isinstance(said, _wire.Batch) else []


@pytest.mark.parametrize("name", ["pickle", "nested lists", "no such row", "an unknown layer"])
def test_a_child_that_says_what_it_mustn_t_is_ended(taken: ChildReader, name: str) -> None:
    assert refusal(taken, errand("lie", name)).code == "IMP-115"
    assert taken.pid is None
    (known,) = taken.look([errand("lie", name)])
    assert known.problem
    assert (known.layers, known.problem.code) == ((), "IMP-115")


@MODES
def test_i3_a_child_beyond_its_memory_is_ended(alone: bool) -> None:
    with taken_over(alone=alone, memory_bytes=500_000_000) as reader:
        problem = refusal(reader, errand("take_memory"))
        assert (problem.code, "メモリーの上限" in problem.message) == ("IMP-116", True)
        assert tried(reader, "print_much") == "did it"


@MODES
@pytest.mark.parametrize("deed", ["loop", "wait", "flood", "endless_frame"])
def test_i4_a_child_beyond_its_time_or_its_say_is_ended(alone: bool, deed: str) -> None:
    with taken_over(alone=alone, wall_s=1.5, answer_bytes=5_000_000) as reader:
        began = time.monotonic()
        assert refusal(reader, errand(deed)).code == "IMP-117"
        assert time.monotonic() - began < 10
        assert reader.pid is None


@MODES
def test_a_loop_ends_by_its_processor_seconds(alone: bool) -> None:
    with taken_over(alone=alone, cpu_s=1) as reader:
        assert refusal(reader, errand("loop")).code == "IMP-117"


@MODES
@pytest.mark.parametrize("deed", ["crash", "leave", "fail"])
def test_a_child_that_breaks_is_told_and_replaced(alone: bool, deed: str) -> None:
    with taken_over(alone=alone) as reader:
        assert refusal(reader, errand(deed)).code == "IMP-118"
        assert tried(reader, "print_much") == "did it"


@MODES
def test_a_reading_that_is_left_ends_its_child(alone: bool) -> None:
    with taken_over(alone=alone) as reader:
        items = reader.read(CAFE, errand("flood"))
        next(items)
        family = watched(reader.pid or 0)
        items.close()  # type: ignore[attr-defined]
        assert reader.pid is None
        assert ended(family)
        assert tried(reader, "print_much") == "did it"


@MODES
def test_no_orphan_is_left_when_the_parent_is_killed(alone: bool) -> None:
    if not alone and not _bubble.has_bubblewrap():
        pytest.skip("bubblewrap is missing here")
    script = (
        "import sys; from tests.gisapp.reading.test_sandbox import *\n"
        f"with taken_over(alone={alone}) as reader:\n"
        "    tried(reader, 'print_much'); print(reader.pid, flush=True)\n"
        "    list(reader.read(CAFE, errand('wait')))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT)
    assert parent.stdout
    family = watched(int(parent.stdout.readline()))
    parent.send_signal(signal.SIGKILL)
    parent.wait(10)
    parent.stdout.close()
    assert ended(family)


def watched(pid: int) -> list[int]:
    """Handles of a process and of all it has started."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            children.setdefault(int(path.read_text().rpartition(")")[2].split()[1]), []).append(
                int(path.parent.name)
            )
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return [os.pidfd_open(each) for each in found]


def ended(handles: list[int]) -> bool:
    """Whether all of them end within ten seconds."""
    try:
        return all(select.select([handle], [], [], 10)[0] for handle in handles)
    finally:
        for handle in handles:
            os.close(handle)


def test_one_question_at_a_time() -> None:
    with taken_over(alone=True) as reader:
        items = reader.read(CAFE, errand("flood"))
        next(items)
        with pytest.raises(RuntimeError):
            next(reader.read(CAFE, errand("flood")))


def test_a_child_that_can_t_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_bubble, "_interpreter", lambda: "/nonexistent/python")
    with sandbox.sandboxed(alone=True) as reader:
        assert refusal(reader, errand("wait")).code == "IMP-127"


@pytest.mark.parametrize("there", [True, False])
def test_what_protects_is_said(there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "has_bubblewrap", lambda: there)
    said = sandbox.protection.__wrapped__()  # type: ignore[attr-defined]
    assert said.kind == ("bubblewrap" if there else "limits")
    assert said.words.endswith("。")


def test_bubblewrap_that_fails_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/bin/false")
    assert _bubble.has_bubblewrap.__wrapped__() is False
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert _bubble.has_bubblewrap.__wrapped__() is False


def test_an_ordinary_user_reads_behind_walls_too() -> None:
    as_user = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
    if subprocess.run([*as_user, "true"], capture_output=True, check=False).returncode:
        pytest.skip("user namespaces are off here")
    script = (
        "from tests.gisapp.reading.test_sandbox import *\n"
        "for alone in (True, *([False] if sandbox.protection().kind == 'bubblewrap' else [])):\n"
        "    with taken_over(alone=alone) as reader:\n"
        "        print(tried(reader, 'open_by_code', '/etc/passwd'), tried(reader, 'identity'), reader.walls)\n"
    )
    told = subprocess.run(
        [*as_user, sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout
    assert told.count("refused:") == len(told.splitlines())
