import io
import stat
import struct
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from importers._files import zip as _zip
from importers._files import zip_directory as _zip_directory
from importers._files.parts import parts
from importers._record import FormatError, Problem
from tests.hostile import archives
from tests.importers.build import assert_plain, delivery, zipped

ROOT = Path(__file__).resolve().parents[2]
BOMBS = archives.bombs()


def refusal(data: bytes) -> Problem:
    with pytest.raises(FormatError) as caught:
        [part.read() for part in parts(delivery(("校区.zip", data)))]
    assert_plain(caught.value.problem)
    return caught.value.problem


def test_members_are_read_and_mac_litter_is_left_aside() -> None:
    data = zipped({"a/b.SHP": b"1", "__MACOSX/a/._b.SHP": b"2", "a/.DS_Store": b"3", "c.txt": b"4"})
    found = parts(delivery(("校区.zip", data)))
    assert [(part.folder, part.name, part.suffix, part.stem, part.read()) for part in found] == [
        ("a", "b.SHP", "shp", "b", b"1"),
        ("", "c.txt", "txt", "c", b"4"),
    ]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
def test_japanese_names_without_the_utf8_mark(encoding: str) -> None:
    name = "表示ソ.txt"  # 表 and ソ hold a backslash byte in cp932
    stand_in = "".join(chr(65 + at) for at in range(len(name.encode(encoding))))
    data = zipped({stand_in: b"1"}).replace(stand_in.encode(), name.encode(encoding))
    assert [part.name for part in parts(delivery(("a.zip", data)))] == [name]


@pytest.mark.parametrize(
    "name", ["../x.shp", "a/../../x.shp", "/etc/x.shp", "C:x.shp", "..\\x.shp", "a\\x.shp"]
)
def test_names_that_point_elsewhere(name: str) -> None:
    assert refusal(zipped({name: b"1"})).code == "IMP-121"


def test_a_nul_in_a_name() -> None:
    assert refusal(zipped({"xxxx.shp": b"1"}).replace(b"xxxx.shp", b"xx\x00x.shp")).code == "IMP-121"


def test_links() -> None:
    link = zipfile.ZipInfo("a.shp")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, b"/etc/passwd")
    assert refusal(out.getvalue()).code == "IMP-121"


def test_a_bomb_by_ratio() -> None:
    data = zipped({"a.shp": bytes(12_000_000)})
    assert len(data) < 20_000
    assert refusal(data).code == "IMP-120"


def test_a_bomb_by_size_and_by_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_zip, "MAX_UNPACKED_BYTES", 1_000)
    assert refusal(zipped({"a.shp": bytes(600), "b.shp": bytes(600)})).code == "IMP-120"
    monkeypatch.setattr(_zip_directory, "MAX_MEMBERS", 3)
    assert refusal(zipped({f"{n}.txt": b"" for n in range(4)})).code == "IMP-120"


def test_a_declared_size_that_lies() -> None:
    data = zipped({"a.shp": bytes(range(200)) * 10})
    lie = data.replace(struct.pack("<I", 2000), struct.pack("<I", 10))
    assert lie != data
    assert refusal(lie).code in ("IMP-120", "IMP-123")


def test_overlapping_members() -> None:
    noise = bytes((n * n * 7 + n // 3) % 251 for n in range(5000))
    data = zipped({"a.shp": noise})
    at = data.rindex(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    entry, tail = data[at:end], bytearray(data[end:])
    tail[8:12] = struct.pack("<HH", 5, 5)
    tail[12:16] = struct.pack("<I", len(entry) * 5)
    assert refusal(data[:at] + entry * 5 + bytes(tail)).code == "IMP-120"


def test_encrypted() -> None:
    data = bytearray(zipped({"a.shp": b"1"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    assert refusal(bytes(data)).code == "IMP-122"


def test_cut_off_and_damaged() -> None:
    data = zipped({"a.shp": bytes(range(250)) * 40})
    assert refusal(data[: len(data) // 2]).code == "IMP-123"
    damaged = bytearray(data)
    damaged[60] ^= 0xFF
    assert refusal(bytes(damaged)).code == "IMP-123"


def test_an_empty_file() -> None:
    assert refusal(b"").code == "IMP-140"


@pytest.mark.parametrize("name", list(BOMBS))
def test_a15_what_isn_t_safe_to_unpack(name: str) -> None:
    assert refusal(BOMBS[name]()).code == "IMP-120"


@pytest.mark.parametrize(("name", "data"), archives.elsewhere().items())
def test_a13_a14_members_that_point_elsewhere(name: str, data: bytes) -> None:
    assert refusal(data).code == "IMP-121", name


@pytest.mark.parametrize(("name", "data"), archives.locked().items())
def test_a16_passwords(name: str, data: bytes) -> None:
    problem = refusal(data)
    assert (problem.code, "通常のZIP" in problem.remedy) == ("IMP-122", True), name


@pytest.mark.parametrize("name", ["deflate64", "bzip2 inside", "lzma inside", "zstd inside"])
def test_a16_other_ways_to_pack(name: str) -> None:
    problem = refusal(archives.packed_otherwise()[name])
    assert (problem.code, "通常のZIP" in problem.remedy) == ("IMP-112", True)


def test_a17_a_size_that_lies_is_read_up_to_its_word() -> None:
    assert refusal(archives.lying_size()).code == "IMP-123"


def test_a15_a16_a17_refused_within_a_second_and_64_mb(tmp_path: Path) -> None:
    """Each bomb in a process of its own kind: what reading it costs, not what making it does."""
    script = (
        "import sys; sys.path[:0] = sys.argv[1:3]\n"
        "import time, pathlib; from importers._files.parts import parts; from importers._record import *\n"
        "for path in map(pathlib.Path, sys.argv[3:]):\n"
        "    began, code = time.process_time(), ''\n"
        "    try: [part.read() for part in parts(Delivery((File('a.zip', path.read_bytes()),)))]\n"
        "    except FormatError as error: code = error.problem.code\n"
        "    peak = next(l for l in open('/proc/self/status') if l.startswith('VmHWM')).split()[1]\n"
        "    print(code, time.process_time() - began, int(peak) / 1024, path.name)\n"
    )
    # The smallest first: the peak only grows, so that the one that raises it is the one that is named.
    cases = sorted([*(made() for made in BOMBS.values()), archives.lying_size()], key=len)
    paths = [tmp_path / f"{number:02}.zip" for number, _ in enumerate(cases)]
    for path, data in zip(paths, cases, strict=True):
        path.write_bytes(data)
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, str(ROOT), sysconfig.get_path("purelib"), *map(str, paths)],
        env={"OPENBLAS_NUM_THREADS": "1"}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    lines = [line.split() for line in told.splitlines()]
    assert len(lines) == len(cases)
    for code, seconds, megabytes, name in lines:
        assert code in ("IMP-120", "IMP-123"), name
        assert float(seconds) < 1, name
        assert float(megabytes) < 64, name


def test_zips_as_other_programs_write_them() -> None:
    """Streamed (sizes follow the data), with a comment, with folders, with a wide end that says the same."""
    out = io.BytesIO()

    class Pipe(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            return out.write(data)

    with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.writestr("a/b.csv", b"1")
        archive.comment = "見本".encode()
    stop = zipped(archives.SOUND).rindex(b"PK\x05\x06")
    count, _, size, offset = struct.unpack_from("<HHII", zipped(archives.SOUND), stop + 8)
    wide = archives.with_wide_end(zipped(archives.SOUND), count=count, size=size, offset=offset)
    for data in (out.getvalue(), zipped({"a/": b"", "a/b.csv": b"1"}), wide):
        assert len([part.read() for part in parts(delivery(("a.zip", data)))]) == 1
