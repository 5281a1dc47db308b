"""The output folder: what a build leaves there, replaces, and never touches."""

import hashlib
import json
import tempfile

import pytest

from generator import outputs
from generator.problems import ExitCode, Stopped

LETTER = ["packet.pdf", "letter.pdf", "letter.docx", "statement.txt", "manifest.json"]
ADVICE = ["advice.txt", "manifest.json"]
BROKEN = ("market: US", "market: Mars")


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def manifest(*names):
    """A manifest that names these outputs."""
    return json.dumps({"outputs": [{"name": name} for name in names]})


@pytest.fixture
def put(tmp_path):
    """Makes files of these contents, and puts them where an output folder is."""
    made, folder = tmp_path / "made", tmp_path / "out"

    def putting(**contents):
        made.mkdir(exist_ok=True)
        names = [name.replace("_", ".") for name in contents]
        for name, text in zip(names, contents.values(), strict=True):
            (made / name).write_text(text)
        outputs.replace(made, folder, names)
        return files(folder)

    return putting


def test_the_first_files_make_the_folder(put):
    """
    It need not be there.
    """
    assert {"advice.txt": b"a", "manifest.json": b"m"} == put(advice_txt="a", manifest_json="m")


def test_what_the_former_manifest_names_is_replaced_or_taken_away(put, tmp_path):
    """
    Nothing of the former build stays, and what the seller put there stays.
    """
    put(letter_pdf="1", statement_txt="1", manifest_json=manifest("letter.pdf", "statement.txt"))
    (tmp_path / "out/notes.txt").write_text("my own")

    assert {"notes.txt": b"my own", "statement.txt": b"2", "manifest.json": b"m"} == put(
        statement_txt="2", manifest_json="m"
    )


@pytest.mark.parametrize("former", [None, "{", "[]", '{"outputs": 3}', '{"outputs": [3]}'])
def test_a_foreign_file_in_the_way_stops(put, tmp_path, former):
    """
    A manifest that names nothing, or cannot be read, makes no file ours; every such file is told.
    """
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("letter.pdf", "statement.txt"):
        (folder / name).write_text("my own")
    if former is not None:
        (folder / "manifest.json").write_text(former)
    before = files(folder)

    with pytest.raises(Stopped) as stopped:
        put(letter_pdf="1", packet_pdf="1", statement_txt="1", manifest_json="m")

    foreign = ["letter.pdf", "statement.txt", *(["manifest.json"] if former else [])]
    assert ExitCode.PROBLEMS is stopped.value.exit_code
    assert [("E610", str(folder / name)) for name in foreign] == [
        (each.code, each.where.file) for each in stopped.value.problems
    ]
    assert before == files(folder)


def test_a_link_in_the_way_stops_even_if_it_leads_nowhere(put, tmp_path):
    """
    To write through it would be to write elsewhere.
    """
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "letter.pdf").symlink_to(tmp_path / "elsewhere.pdf")

    with pytest.raises(Stopped):
        put(letter_pdf="1", manifest_json="m")

    assert (folder / "letter.pdf").is_symlink()
    assert not (tmp_path / "elsewhere.pdf").exists()


@pytest.mark.parametrize(
    "name", ["../mine.txt", "sub/mine.txt", "/mine.txt", "sub", "..", ".", "", "\0"]
)
def test_a_manifest_takes_nothing_away_elsewhere(put, tmp_path, name):
    """
    It may have been changed, or come from somebody else.
    """
    folder = tmp_path / "out"
    (folder / "sub").mkdir(parents=True)
    for path in (tmp_path / "mine.txt", folder / "sub/mine.txt"):
        path.write_text("my own")
    (folder / "manifest.json").write_text(manifest(name))

    put(advice_txt="a", manifest_json="m")

    assert "my own" == (tmp_path / "mine.txt").read_text()
    assert "my own" == (folder / "sub/mine.txt").read_text()


def test_a_folder_in_the_way_stops_whatever_the_manifest_says(put, tmp_path):
    """
    A file put there would land inside it.
    """
    (tmp_path / "out/letter.pdf").mkdir(parents=True)
    (tmp_path / "out/manifest.json").write_text(manifest("letter.pdf"))

    with pytest.raises(Stopped) as stopped:
        put(letter_pdf="1", manifest_json="m")

    assert ["E610"] == [each.code for each in stopped.value.problems]
    assert [] == list((tmp_path / "out/letter.pdf").iterdir())


def test_a_workspace_is_gone_afterwards(tmp_path):
    """
    Also if the work was broken off.
    """
    folder = tmp_path / "deeper/out"

    def broken_off():
        with outputs.workspace(folder) as work:
            (work / "letter.pdf").write_text("half")
            assert work.parent == folder.parent
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()

    assert [] == [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [] == list(tmp_path.rglob(".appeal-*"))


# The same, seen from the command line -------------------------------------------------------


def test_a_build_leaves_its_files_and_nothing_else(made):
    """
    The sources are as they were, and no folder in which the work was done remains.
    """
    for name in ("delivered_and_signed", "return_granted", "late_parcel"):
        build = made(name)
        written = ADVICE if name == "late_parcel" else LETTER
        assert {f"out/{each}" for each in written} == build.after.keys() - build.before.keys()
        assert build.before == {key: build.after[key] for key in build.before}
        assert [build.case.parent] == list(build.case.parent.parent.iterdir())


def test_the_manifest_has_the_digests_of_sources_and_outputs(made):
    """
    What went in and what came out can be told from it years later.
    """
    build = made("delivered_and_signed")
    said = json.loads(build.after["out/manifest.json"])
    sources = [file for source in said["sources"] for file in source["attachments"]]
    sources += [source["file"] for source in said["sources"] if source["file"]]

    assert {name: digest(build.before[name]) for name in build.before} == {
        file["name"]: file["digest"] for file in [*sources, said["case_file"]]
    }
    assert [(name, digest(build.after[f"out/{name}"])) for name in LETTER[:-1]] == [
        (file["name"], file["digest"]) for file in said["outputs"]
    ]


def digest(content):
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("name", ["delivered_and_signed", "late_parcel"])
def test_an_equal_case_gives_equal_bytes(made, example, appeal, name, tmp_path):
    """
    In another folder, under another name, later: every file is the same.
    """
    folder = tmp_path / "elsewhere/deeper"

    ran = appeal("build", example(name, folder="another"), "--out", folder)

    assert made(name).ran.code == ran.code
    assert files(made(name).folder) == files(folder)


def test_a_case_without_appeal_takes_the_former_letter_away(made, example, appeal, edit):
    """
    Exit 3 leaves the advice and its manifest; what lies beside them stays.
    """
    case = example("late_parcel")
    out = case.parent / "out"
    out.mkdir()
    for name, content in files(made("return_granted").folder).items():
        (out / name).write_bytes(content)
    (out / "notes.txt").write_text("my own")

    ran = appeal("build", case)

    assert (3, {*ADVICE, "notes.txt"}) == (ran.code, files(out).keys())
    assert (out / "advice.txt").read_text("utf-8") in ran.out
    assert 0 == appeal("verify", out).code

    edit(case, BROKEN)
    assert "belongs to an earlier state" not in appeal("build", case).err


def test_a_letter_takes_the_former_advice_away(made, example, appeal):
    """
    The way back: nobody is left with an advice beside a letter.
    """
    case = example("buyer_silent")
    out = case.parent / "out"
    out.mkdir()
    for name, content in files(made("late_parcel").folder).items():
        (out / name).write_bytes(content)

    ran = appeal("build", case)

    assert (0, set(LETTER)) == (ran.code, files(out).keys())


def test_a_case_with_problems_leaves_the_former_letter_and_says_so(made, example, appeal):
    """
    Exit 1 changes nothing, but nobody shall take the old letter for the new one.
    """
    case = example("delivered_and_signed", BROKEN)
    out = case.parent / "out"
    out.mkdir()
    former = files(made("delivered_and_signed").folder)
    for name, content in former.items():
        (out / name).write_bytes(content)

    ran = appeal("build", case)

    assert (1, former) == (ran.code, files(out))
    assert ran.err.endswith(
        f"1 error. The letter in {out} belongs to an earlier state of the case.\n"
    )


def test_the_same_without_a_former_letter(example, appeal):
    """
    Then nothing is said of one.
    """
    ran = appeal("build", example("delivered_and_signed", BROKEN))

    assert (1, "1 error.") == (ran.code, ran.err.splitlines()[-1])


def test_a_file_of_the_seller_s_own_is_never_replaced(example, appeal):
    """
    The build stops with the name of the file and what to do; nothing is written.
    """
    case = example("late_parcel")
    own = case.parent / "out/advice.txt"
    own.parent.mkdir()
    own.write_text("my own")

    ran = appeal("build", case)

    assert (1, {"advice.txt": b"my own"}) == (ran.code, files(own.parent))
    assert ran.err.startswith(f"{own}: error E610: ")


def test_nothing_is_left_in_the_machine_s_folder_for_temporary_files(
    example, appeal, tmp_path, monkeypatch
):
    """
    The work is done beside the output folder, on the same disk, and cleared away.
    """
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", None)

    ran = appeal("build", example("late_parcel"))

    assert (3, []) == (ran.code, list((tmp_path / "temporary").iterdir()))
