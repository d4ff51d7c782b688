"""Holds that an upload which breaks off leaves nothing behind."""

from __future__ import annotations

import io

import pytest

from gisapp.ingest.history import recent
from tests.gisapp.web.conftest import EAST, OURS, Office


@pytest.mark.filterwarnings(
    "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("terminated", [False, True], ids=["counted", "chunked"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.999])
def test_a18_an_upload_that_breaks_off_leaves_nothing(
    office: Office, kept: float, *, terminated: bool
) -> None:
    whole = b"--B\r\n" + b"".join(
        b'Content-Disposition: form-data; name="files"; filename="%s.csv"\r\n\r\n%s\r\n--B%s\r\n' % part
        for part in ((b"a", EAST.encode() * 50, b""), (b"b", EAST.encode() * 50, b"--"))
    )
    answer = office.client.post(
        "/data/import",
        input_stream=io.BytesIO(whole[: int(len(whole) * kept)]),
        headers={**OURS, "Content-Length": str(len(whole))},
        content_type="multipart/form-data; boundary=B",
        environ_overrides={"wsgi.input_terminated": terminated},
    )
    assert answer.status_code == 400
    assert [run.layer for run in recent(office.engine)] == ["city_area"]
