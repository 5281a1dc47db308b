"""The examples come to what stands in their `expected` folders.

Whoever changes a sentence, a ground or the order of the pages sees here what it does to real
cases, and writes the files anew with the command that the failure names.
"""

import json
from pathlib import Path

import pytest
import yaml

from generator.paths import BUILT_IN

EXAMPLES = BUILT_IN / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/case.yaml"))
WITHOUT_APPEAL = "late_parcel"
UPDATE = "./run test tests/end_to_end/test_examples.py --update-expected"


@pytest.fixture
def same(request):
    """Whether a text is that of a file; with `--update-expected`, the file is made to hold it."""

    def comparing(path: Path, text: str) -> None:
        missing = not path.exists()
        if missing or request.config.getoption("--update-expected", default=False):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        name = path.relative_to(EXAMPLES)
        assert not missing, f"{name} was missing and has been written: read it, then commit it"
        assert path.read_text("utf-8") == text, f"{name} differs. If it should: {UPDATE}"

    return comparing


def structure(manifest):
    """What the packet is made of, without what a change of wording or of a file would change."""
    return {
        "pages": manifest["pages"],
        "exhibits": [
            {
                "label": each["label"],
                "item": each["item"],
                "title": each["title"],
                "pages": span(each),
                "attachments": {file["name"]: span(file) for file in each["attachments"]},
            }
            for each in manifest["exhibits"]
        ],
        "bookmarks": [f"{each['title']}, p. {each['page']}" for each in manifest["bookmarks"]],
        "cites": list(dict.fromkeys(each["text"] for each in manifest["cites"])),
        "rules": {
            each["rule"]: ", ".join(reading["code"] for reading in each["readings"])
            for each in manifest["rules"]
        },
    }


def span(pages):
    first, last = pages["first_page"], pages["last_page"]
    return f"p. {first}" if first == last else f"p. {first} to {last}"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said(made, same, name):
    """
    The statement, or the advice if there is no appeal, word for word.
    """
    file = "advice.txt" if name == WITHOUT_APPEAL else "statement.txt"

    same(EXAMPLES / name / "expected" / file, (made(name).folder / file).read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_explained(appeal, same, name):
    """
    Every ground with its verdict and what it rests on, as `explain --json` gives it.
    """
    ran = appeal("explain", EXAMPLES / name / "case.yaml", "--json")

    assert (3 if name == WITHOUT_APPEAL else 0) == ran.code
    same(EXAMPLES / name / "expected/explain.json", ran.out)


@pytest.mark.parametrize("name", [name for name in NAMES if name != WITHOUT_APPEAL])
def test_how_the_packet_is_put_together(made, same, name):
    """
    Pages, exhibits, bookmarks, cites and rules.
    """
    manifest = json.loads((made(name).folder / "manifest.json").read_bytes())
    text = yaml.safe_dump(structure(manifest), sort_keys=False, allow_unicode=True, width=110)

    same(EXAMPLES / name / "expected/packet.yaml", text)


@pytest.mark.parametrize("name", [name for name in NAMES if name != WITHOUT_APPEAL])
def test_the_letter_has_one_page(made, name):
    """
    The exhibit index stands on the second page of the packet, and the letter has its signature.
    """
    manifest = json.loads((made(name).folder / "manifest.json").read_bytes())
    letter = manifest["letter"]["text"].splitlines()

    assert [("Letter", 1), ("Exhibit index", 2)] == [
        (each["title"], each["page"]) for each in manifest["bookmarks"][:2]
    ]
    assert "Co., Ltd." in letter[-1]


@pytest.mark.parametrize("name", NAMES)
def test_no_file_waits_for_a_test_that_is_gone(name):
    """
    The folder of what is expected holds what is compared, and nothing else.
    """
    said = ["advice.txt"] if name == WITHOUT_APPEAL else ["packet.yaml", "statement.txt"]

    assert sorted(["explain.json", *said]) == sorted(
        path.name for path in (EXAMPLES / name / "expected").iterdir()
    )
