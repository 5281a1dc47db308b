"""Files of 17TRACK that are refused, each with its reason."""

import json
from pathlib import Path

import pytest

from generator.intake import seventeentrack
from generator.problems import Stopped

FOLDER = Path(__file__).parents[1] / "fixtures" / "seventeentrack"


def raw(name):
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def write(folder, answer):
    path = folder / "answer.json"
    path.write_text(json.dumps(answer), "utf-8")
    return path


def refusal(path, select=None):
    """The code, message and line with which a file is refused."""
    with pytest.raises(Stopped) as stopped:
        seventeentrack.read(path, select)
    (problem,) = stopped.value.problems
    return problem.code, problem.message, problem.where.line


@pytest.mark.parametrize(
    ("name", "select", "code", "message", "line"),
    [
        ("old_version", None, "E312", "this is an old answer of 17TRACK (version 1)", 5),
        (
            "list_page",
            None,
            "E312",
            "this is a list of parcels (gettracklist), without their scans",
            6,
        ),
        (
            "stopped",
            None,
            "E312",
            "17TRACK only says here that it no longer follows the parcel",
            1,
        ),
        (
            "rejected",
            None,
            "E313",
            "17TRACK did not accept LX700000065NL: The number is not registered.",
            3,
        ),
        (
            "two_numbers",
            "not-a-number",
            "E313",
            "17TRACK did not accept NOT-A-NUMBER: The carrier cannot be detected.",
            3,
        ),
        (
            "delivered",
            "LX700000025NL",
            "E314",
            "the file holds nothing of LX700000025NL, only of LX700000017NL",
            3,
        ),
        (
            "two_numbers",
            None,
            "E314",
            "the file holds several parcels: LX700000048NL, LX700000051NL",
            4,
        ),
        ("error", None, "E311", "17TRACK answered with an error: Invalid security key.", 1),
        (
            "no_provider",
            None,
            "E315",
            "17TRACK has no answer of any carrier for this number yet",
            5,
        ),
    ],
)
def test_what_holds_no_scans_is_refused(name, select, code, message, line):
    """
    A file that cannot prove anything is refused with the reason, at its place.
    """
    assert (code, message, line) == refusal(FOLDER / f"{name}.json", select)


def test_two_records_of_one_number(tmp_path):
    """
    Two parcels can have one number; which of them is meant is not guessed.
    """
    answer = raw("delivered")
    answer["data"]["accepted"] *= 2
    path = write(tmp_path, answer)

    assert ("E314", "the file holds 2 records of LX700000017NL", 1) == refusal(path)


def test_what_is_damaged_is_told_all_at_once(tmp_path):
    """
    Every carrier's part that cannot be read is named.
    """
    answer = raw("two_providers")
    providers = answer["data"]["accepted"][0]["track_info"]["tracking"]["providers"]
    providers[0]["events"] = {"0": "x"}
    providers[1] = "Fjordpost"
    path = write(tmp_path, answer)
    with pytest.raises(Stopped) as stopped:
        seventeentrack.read(path)

    base = "/data/accepted/0/track_info/tracking/providers"
    assert [("E311", f"{base}/0"), ("E311", f"{base}/1")] == [
        (problem.code, problem.where.pointer) for problem in stopped.value.problems.errors
    ]


def test_a_file_that_is_too_large(tmp_path):
    """
    A file over the limit is refused before it is read.
    """
    path = tmp_path / "answer.json"
    path.write_bytes(b" " * (seventeentrack.LARGEST + 1))

    assert ("E310", "the file is larger than 20 MiB", None) == refusal(path)


def test_a_file_that_is_not_named_as_json(tmp_path):
    """
    The name decides how a file is read, so it must say what the file is.
    """
    path = tmp_path / "answer.txt"
    path.write_text("{}", "utf-8")

    assert "E311" == refusal(path)[0]
