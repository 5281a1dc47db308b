"""Which format a raw export is in."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from generator.intake import formats, seventeentrack

ANSWER = b'{"code": 0, "data": {"accepted": [{"number": "A1", "track_info": {}}], "rejected": []}}'
WEBHOOK = b'{"event": "TRACKING_UPDATED", "data": {"number": "A1", "track_info": {}}}'

MADE_UP = '''
"""A format for one test."""

from generator.intake.formats import Export

NAME = "made-up"
KINDS = ("document",)


def recognises(head):
    return 0.9 if head.startswith(b"MADE UP") else 0.0


def read(path, select):
    return Export("document", {"title": path.name}, {})
'''


@pytest.fixture
def made_up(tmp_path, monkeypatch):
    """A copy of the registry in a folder of its own, with a format beside it."""
    package = tmp_path / "made_up_intake"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "formats.py").write_bytes(Path(formats.__file__).read_bytes())
    (package / "made_up.py").write_text(MADE_UP, "utf-8")
    (package / "shared.py").write_text('"""No format: it has no NAME."""\n', "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("made_up_intake.formats")
    for name in [name for name in sys.modules if name.startswith("made_up_intake")]:
        del sys.modules[name]


def test_the_formats_that_there_are():
    """
    The folder is looked through; modules that formats share are no formats.
    """
    assert [seventeentrack] == list(formats.formats())


def test_every_format_is_whole():
    """
    A format has a name, kinds, and the two functions.
    """
    for each in formats.formats():
        assert (True, True, True, True) == (
            bool(each.NAME),
            bool(each.KINDS),
            callable(each.recognises),
            callable(each.read),
        )


def test_a_new_file_is_a_new_format(made_up):
    """
    A format is found because it lies in the folder; no list names it.
    """
    assert ["made-up"] == [each.NAME for each in made_up.formats()]
    assert "made-up" == made_up.recognise(b"MADE UP 1.0", "x.bin").NAME


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (ANSWER, "answer.json"),
        (b"\xef\xbb\xbf\r\n  " + ANSWER, "ANSWER.JSON"),
        (ANSWER[:70], "cut.json"),
        (WEBHOOK, "answer"),
        (b'{"event":"TRACKING_STOPPED","data":{}}', "stopped.json"),
        (ANSWER + b" " * formats.HEAD + b"\xff", "long.json"),
    ],
)
def test_an_export_is_recognised(head, name):
    """
    The first bytes decide, whatever stands before the first bracket and after the head.
    """
    assert seventeentrack is formats.recognise(head, name)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"", "empty.json"),
        (b"\xff\xfe\x00", "odd.json"),
        (b"tracking_number: A1\nevents: []\n", "tracking.yaml"),
        (b'{"tracking_number": "A1", "carrier": "X", "events": []}', "tracking.json"),
        (b"[" + ANSWER + b"]", "list.json"),
        (b'{"code": 0, "data": []}', "other.json"),
        (ANSWER, "by_hand.yaml"),
        (ANSWER, "by_hand.YML"),
        (b" " * formats.HEAD + ANSWER, "late.json"),
    ],
)
def test_our_own_form_is_no_export(head, name):
    """
    What is written in the form of a kind, or in YAML, or is nobody's, is not an export.
    """
    assert None is formats.recognise(head, name)
