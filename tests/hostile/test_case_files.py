"""A case and its files may come from anybody: they read, run and stall nothing else."""

import json
import os
import resource
import shutil
import tracemalloc
import zlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from generator.case.defaults import Defaults, find_defaults
from generator.case.files import attachment, existing
from generator.case.load import Document, load
from generator.case.model import Attachment
from generator.case.validate import read_case
from generator.packs import Packs
from generator.paths import BUILT_IN
from generator.problems import Problems, Stopped, Where

HEIC = Path(__file__).parents[1] / "fixtures" / "pictures" / "gradient.heic"
WHERE = Where("case.yaml", 1)
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj
trailer<</Size 4/Root 1 0 R>>
%%EOF
"""
FUZZ = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def codes(function, *arguments):
    """The codes of the problems with which a function stops."""
    with pytest.raises(Stopped) as stopped:
        function(*arguments)
    return [problem.code for problem in stopped.value.problems]


def outcome(path):
    """The document in a file, or the codes of its problems."""
    try:
        return load(path, path.name), []
    except Stopped as stopped:
        return None, [problem.code for problem in stopped.problems.errors]


def refusal(folder, name):
    """The code of the problem of an attachment, and of a file of evidence, of that name."""
    found = []
    for look in (attachment, existing):
        problems = Problems()
        assert look(folder, name, WHERE, problems) is None
        found += [problem.code for problem in problems]
    return found


@pytest.fixture
def case(tmp_path):
    """The folder of a case, with a secret beside it."""
    folder = tmp_path / "case"
    folder.mkdir()
    (tmp_path / "secret.pdf").write_bytes(PDF)
    (tmp_path / "case-2").mkdir()
    (tmp_path / "case-2" / "secret.pdf").write_bytes(PDF)
    return folder


# Nothing outside the folder -------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../secret.pdf",
        "evidence/../../secret.pdf",
        "./../secret.pdf",
        "/etc/passwd",
        "//etc/passwd",
        "../case-2/secret.pdf",
        "..",
        "..\\secret.pdf",
        "C:\\secret.pdf",
        "\\\\server\\share\\secret.pdf",
    ],
)
def test_a_name_that_leads_out_of_the_folder(case, name):
    """
    Neither an absolute name nor one that climbs is followed, whatever it leads to.
    """
    (case / "evidence").mkdir()

    assert ["E301", "E301"] == refusal(case, name)


def test_a_link_that_leads_out_of_the_folder(case, tmp_path):
    """
    A link to a file, a link in the middle of a name, a link to a link, and a sister folder.
    """
    (case / "file.pdf").symlink_to(tmp_path / "secret.pdf")
    (case / "folder").symlink_to(tmp_path)
    (case / "chain.pdf").symlink_to(case / "file.pdf")
    (case / "sister").symlink_to(tmp_path / "case-2")
    (case / "relative.pdf").symlink_to("../secret.pdf")
    (case / "circle.pdf").symlink_to("circle.pdf")

    names = [
        "file.pdf",
        "folder/secret.pdf",
        "chain.pdf",
        "sister/secret.pdf",
        "relative.pdf",
        "circle.pdf",
    ]
    assert ["E301"] * 12 == [code for name in names for code in refusal(case, name)]


def test_a_link_inside_the_folder(case):
    """
    A link to another file of the same case is harmless, and so is a folder reached by a link.
    """
    (case / "a.pdf").write_bytes(PDF)
    (case / "b.pdf").symlink_to("a.pdf")
    (case.parent / "link").symlink_to(case)
    problems = Problems()

    found = [
        attachment(folder, "b.pdf", WHERE, problems) for folder in (case, case.parent / "link")
    ]

    assert ([1, 1], []) == ([each.pages for each in found if each], problems)


def test_what_is_no_ordinary_file(case):
    """
    A pipe would be waited for without end; a device has no end.
    """
    os.mkfifo(case / "pipe.pdf")
    (case / "zero.pdf").symlink_to("/dev/zero")

    assert ["E302", "E302", "E301", "E301"] == refusal(case, "pipe.pdf") + refusal(case, "zero.pdf")
    assert ["E101"] == codes(load, case / "pipe.pdf", "pipe.pdf")


@pytest.mark.parametrize("name", ["x" * 300 + ".pdf", "x/" * 3000 + "a.pdf", "a.pdf/b.pdf", "."])
def test_names_that_no_file_can_have(case, name):
    """
    They are problems, not errors of the system.
    """
    (case / "a.pdf").write_bytes(PDF)

    assert ["E302", "E302"] == refusal(case, name)


def test_a_pack_s_name_does_not_lead_out_of_it(case, tmp_path):
    """
    Packs are read from their roots only, also through a link.
    """
    (case / "templates").mkdir()
    (case / "templates" / "out.yaml").symlink_to(tmp_path / "secret.pdf")
    packs = Packs((case,))

    assert [None, None] == [packs.find("templates/out.yaml"), packs.find("../secret.pdf")]


# Nothing expensive ----------------------------------------------------------------------------


def test_a_billion_laughs(case):
    """
    Aliases are never followed, so they cost nothing.
    """
    lines = ["a: &a [x, x]"]
    lines += [
        f"{name}: &{name} [*{last}, *{last}]" for last, name in zip("abcdef", "bcdefg", strict=True)
    ]
    (case / "case.yaml").write_text("\n".join(lines))

    assert {"E106"} == set(codes(load, case / "case.yaml", "case.yaml"))


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
@pytest.mark.parametrize("depth", [51, 900, 100_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}")])
def test_depth(case, name, depth, start, end):
    """
    No nesting exhausts the stack; more than fifty is refused, or no longer YAML.
    """
    (case / name).write_text('{"a": ' + start * depth + "1" + end * depth + "}")

    assert codes(load, case / name, name) in (["E110"], ["E104"])


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_depth_that_is_allowed(case, name):
    """
    Forty lists in one another are still read.
    """
    (case / name).write_text('{"a": ' + "[" * 40 + "]" * 40 + "}")

    assert load(case / name, name).data["a"]


def test_a_number_of_many_digits(case):
    """
    Numbers stay text, so a long one takes no time to convert.
    """
    (case / "a.json").write_text('{"n": ' + "9" * 1_000_000 + "}")

    assert 1_000_000 == len(load(case / "a.json", "a.json").data["n"])


def test_a_file_larger_than_any_case(case):
    """
    It is refused by its size, before it is read.
    """
    for name in ("a.yaml", "appeal.toml"):
        with (case / name).open("wb") as file:
            file.truncate(10**12)
    tracemalloc.start()

    found = [*codes(load, case / "a.yaml", "a.yaml"), *codes(find_defaults, case / "case.yaml")]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert ["E113", "E104"] == found
    assert peak < 10_000_000
    (case / "a.yaml").rename(case / "a.pdf")
    assert ["E304", "E304"] == refusal(case, "a.pdf")


def test_a_picture_that_unpacks_to_gigabytes(case):
    """
    A small file that says that it is huge is refused by what it says.
    """
    Image.new("1", (8, 8)).save(case / "a.png")
    content = bytearray((case / "a.png").read_bytes())
    content[16:24] = (60_000).to_bytes(4) * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4)
    (case / "a.png").write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    problems = Problems()
    assert attachment(case, "a.png", WHERE, problems) is None

    assert ["E309"] == [problem.code for problem in problems]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KiB


def test_a_pdf_that_says_that_it_has_a_million_pages(case):
    """
    Pages that do not exist do not load.
    """
    (case / "a.pdf").write_bytes(PDF.replace(b"/Count 1>>", b"/Count 999999>>"))
    problems = Problems()

    found = attachment(case, "a.pdf", WHERE, problems)

    assert (found and found.pages) in (None, 1)
    assert [problem.code for problem in problems] in ([], ["E308"])


# Whatever is in a file, it is read or refused -------------------------------------------------


@FUZZ
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_any_bytes_are_a_document_or_a_problem(case, name, content):
    """
    No content of a file makes the program fail.
    """
    (case / name).write_bytes(content)
    found, refused = outcome(case / name)

    assert isinstance(found, Document) != bool(refused)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@FUZZ
@given(data=st.dictionaries(st.text(max_size=8), PLAIN, max_size=5), indent=st.none() | st.just(1))
def test_any_json_is_read_with_its_lines(case, data, indent):
    """
    What is read has the same keys, and every place in it has a line.
    """
    (case / "a.json").write_text(json.dumps(data, indent=indent))
    found, refused = outcome(case / "a.json")

    assert set(refused) <= {"E111"}  # for the control characters among the texts
    if found is None:
        return
    assert list(data) == list(found.data)
    for number, key in enumerate(data):
        line = found.where("/" + key.replace("~", "~0").replace("/", "~1")).line
        assert line is not None
        assert line >= (number + 2 if indent else 1)


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """One small sound file of each form."""
    folder = tmp_path_factory.mktemp("samples")
    for name in ("a.jpg", "a.png", "a.gif", "a.tif", "a.webp"):
        Image.linear_gradient("L").resize((40, 30)).save(folder / name)
    (folder / "a.pdf").write_bytes(PDF)
    shutil.copy(HEIC, folder / "a.heic")
    return folder


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.gif", "a.tif", "a.webp", "a.pdf", "a.heic"])
def test_a_file_with_changed_bytes_is_an_attachment_or_a_problem(samples, case, name):
    """
    Whatever a broken file makes its decoder do, the user is told, and only that.
    """
    content = (samples / name).read_bytes()

    @FUZZ
    @given(
        changes=st.lists(
            st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=8
        ),
        end=st.integers(len(content) // 2, len(content) * 2),
    )
    def changed(changes, end):
        broken = bytearray(content)
        for place, value in changes:
            broken[place] = value
        (case / name).write_bytes(broken[:end])
        problems = Problems()
        found = attachment(case, name, WHERE, problems)
        assert isinstance(found, Attachment) != bool(problems)

    changed()


@FUZZ
@given(content=st.binary(max_size=200))
def test_any_bytes_behind_a_right_beginning(case, content):
    """
    The first bytes alone do not make a file.
    """
    for name, head in {
        "a.jpg": b"\xff\xd8\xff",
        "a.png": b"\x89PNG\r\n\x1a\n",
        "a.pdf": b"%PDF-",
    }.items():
        (case / name).write_bytes(head + content)
        problems = Problems()
        assert attachment(case, name, WHERE, problems) is None
        assert ["E308"] == [problem.code for problem in problems]


# Whatever is in a case, all of it is told -----------------------------------------------------

KEYS = ["case", "platform", "market", "seller", "order", "claim", "evidence", "timezone", "as_of"]
INNER = ["id", "kind", "file", "data", "items", "parcels", "attachments", "acts", "parcel", "at"]


@FUZZ
@given(
    data=st.lists(st.text(max_size=3), max_size=3)
    | st.dictionaries(
        st.sampled_from(KEYS),
        st.recursive(
            st.none()
            | st.sampled_from(["x", "US", "tracking", "chat_log", "2026-03-01", "../x", ""]),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(INNER), inner, max_size=5)
            ),
            max_leaves=20,
        ),
        max_size=9,
    )
)
def test_a_case_of_any_shape_is_refused_without_a_failure(case, data):
    """
    Lists where there should be text, text where there should be lists, and nothing at all.
    """
    (case / "case.json").write_text(json.dumps(data))

    found = codes(
        read_case, case / "case.json", Defaults({}, Packs((BUILT_IN,))), None, date(2026, 3, 1)
    )

    assert set("E") == {code[0] for code in found}
