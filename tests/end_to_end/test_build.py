"""`build` on the examples: the packet that a reviewer opens, looked at with other libraries."""

import json

import pikepdf
import pypdfium2
import pytest

from generator.packet.read_back import compared, read_docx

NAMES = ["buyer_silent", "delivered_and_signed", "filed_too_early", "return_granted"]


@pytest.fixture(params=NAMES)
def built(made, request):
    """An example's output folder, and what its manifest says."""
    folder = made(request.param).folder
    return folder, json.loads((folder / "manifest.json").read_bytes())


def texts(path):
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path)]


def test_the_build_says_what_it_made(made):
    """
    The ground that leads, the pages, the files.
    """
    build = made("delivered_and_signed")
    pages = len(pypdfium2.PdfDocument(build.folder / "packet.pdf"))
    first, *files = build.ran.out.splitlines()[:6]

    assert (0, "") == (build.ran.code, build.ran.err)
    assert (
        f"delivered-113-4820957-3316248: appeal, led by delivered_and_signed; {pages} pages."
        == first
    )
    assert [
        f"  {build.folder / name}"
        for name in ("packet.pdf", "letter.pdf", "letter.docx", "statement.txt", "manifest.json")
    ] == files


def test_a_point_that_stays_open_is_a_warning(made):
    """
    The letter goes out all the same.
    """
    ran = made("return_granted").ran

    assert 0 == ran.code
    assert ran.err.startswith("case.yaml:40: warning E501: ")


def test_the_letter_says_the_same_in_all_its_forms(built):
    """
    Page 1 of the packet, the letter alone and the Word file have the text of the manifest.
    """
    folder, manifest = built
    lines = [compared(line) for line in manifest["letter"]["text"].splitlines()]

    for text in (
        texts(folder / "packet.pdf")[0],
        texts(folder / "letter.pdf")[0],
        read_docx(folder / "letter.docx"),
    ):
        whole = compared(text)
        assert [] == [line for line in lines if line not in whole]


def test_the_statement_argues_as_the_letter_does(built):
    """
    Its sentences are the letter's, with the same cites.
    """
    folder, manifest = built
    letter = compared(manifest["letter"]["text"])
    statement = (folder / "statement.txt").read_text("utf-8")
    arguments = [line for line in statement.splitlines()[2:-1] if line.endswith(").")]

    assert arguments
    assert [] == [line for line in arguments if compared(line.split("” ")[-1]) not in letter]


def test_every_page_has_its_number_as_stamp_and_as_label(built):
    """
    What is printed, what a viewer shows and what a cite says are one number.
    """
    folder, manifest = built
    pages = texts(folder / "packet.pdf")

    assert manifest["pages"] == len(pages)
    assert [] == [
        number
        for number, text in enumerate(pages, 1)
        if f"{manifest['stamp_prefix']}-{number:06}" not in text
    ]
    document = pypdfium2.PdfDocument(folder / "packet.pdf")
    assert [str(number) for number in range(1, len(pages) + 1)] == [
        document.get_page_label(index) for index in range(len(pages))
    ]


def test_a_cite_leads_to_the_page_that_it_names(built):
    """
    The page stands inside the exhibit of the cite.
    """
    _, manifest = built
    spans = {each["label"]: each for each in manifest["exhibits"]}

    for cite in manifest["cites"]:
        label = cite["text"].removeprefix("Exhibit ").split(",")[0]
        assert cite["text"].endswith(f", p. {cite['page']}")
        assert spans[label]["first_page"] <= cite["page"] <= spans[label]["last_page"]


def test_attached_pdfs_stand_in_the_packet_page_by_page(built):
    """
    Their text is all there, in their order, behind their slip sheets.
    """
    folder, manifest = built
    pages = texts(folder / "packet.pdf")
    case = folder.parent
    attached = [
        file
        for exhibit in manifest["exhibits"]
        for file in exhibit["attachments"]
        if file["name"].endswith(".pdf")
    ]

    assert attached
    for file in attached:
        shown = pages[file["first_page"] - 1 : file["last_page"]]
        source = texts(case / file["name"])
        assert len(source) == len(shown)
        for one, other in zip(source, shown, strict=True):
            assert compared(one) in compared(other)


def test_the_packet_runs_nothing_and_asks_for_nothing(built):
    """
    No script, no form, no attachment, no restriction; fonts are inside, and it has a title.
    """
    folder, manifest = built
    with pikepdf.open(folder / "packet.pdf") as pdf:
        root = pdf.Root
        assert [] == [name for name in ("/OpenAction", "/AA", "/AcroForm") if name in root]
        assert not pdf.is_encrypted
        assert 0 == len(pdf.attachments)
        assert "/JavaScript" not in root.get("/Names", {})
        assert manifest["letter"]["text"].find(str(pdf.docinfo["/Title"])) >= 0
        assert "en" == str(root["/Lang"])


def test_every_build_passes_verify(built, appeal):
    """
    The check that runs before anybody sees the files gives the same afterwards.
    """
    folder, _ = built

    ran = appeal("verify", folder, "--json")

    assert (0, []) == (
        ran.code,
        [check for check in json.loads(ran.out)["checks"] if not check["ok"]],
    )
