"""What `build` must refuse: exit 1, every problem with its file and line, and nothing written."""

import json

import pikepdf
import pytest
from PIL import Image

CASE = """\
case: R-1
as_of: 2026-03-16
platform: amazon
market: US
timezone: America/Los_Angeles
seller: {name: Hongtu Trading, store: Hongtu Direct, signatory: Li Wei, country: CN}
order:
  id: 113-1234567-7654321
  placed_at: 2026-02-16T11:02:00-08:00
  ship_to: {city: Austin, postcode: "78745", country: US, timezone: America/Chicago}
  items: [{id: lamp, quantity: 1}]
  parcels:
    - carrier: UPS
      tracking_number: 1Z4R27X96674816359
      shipped_at: 2026-02-18T16:00:00+08:00
claim:
  reason: item_not_received
  filed_at: 2026-03-11T09:14:00-07:00
evidence:
  - id: order
    kind: order_record
    attachments: [evidence/order.pdf]
    data:
      order_id: 113-1234567-7654321
      ship_to: {city: Austin, postcode: "78745", country: US}
  - id: notice
    kind: platform_notice
    attachments: [evidence/notice.pdf]
    data:
      notice: claim_opened
      order_id: 113-1234567-7654321
      filed_at: 2026-03-11T09:14:00-07:00
  - id: pod
    kind: delivery_signature
    attachments: [evidence/pod.pdf]
    data:
      carrier: UPS
      tracking_number: 1Z4R27X96674816359
      order_id: 113-1234567-7654321
      delivered_at: 2026-03-05T14:12:00-06:00
      signed_by: SMITH
      address: {city: Austin, postcode: "78745", country: US}
"""
ANOTHER_ORDER = "113-9999999-9999999"
ANOTHER_PARCEL = "1Z4R27X96674816360"
POD = "evidence/pod.pdf"


@pytest.fixture
def folder(tmp_path):
    """A case's folder in which everything is in order."""
    folder = tmp_path / "case"
    (folder / "evidence").mkdir(parents=True)
    for number, name in enumerate(("order", "notice", "pod"), start=1):
        with pikepdf.new() as pdf:
            for _ in range(number):  # no file is the same as another
                pdf.add_blank_page()
            pdf.save(folder / f"evidence/{name}.pdf")
    (folder / "case.yaml").write_text(CASE)
    return folder


@pytest.fixture
def refused(folder, appeal):
    """Builds the case with changes, and gives the (code, file, line) of all that is wrong."""

    def building(*changes, text=CASE, name="case.yaml", raw=None):
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (folder / name).write_bytes(raw if raw is not None else text.encode())
        before = sorted(folder.parent.rglob("*"))

        told, ran = appeal("build", folder / name), appeal("build", folder / name, "--json")
        problems = json.loads(ran.out)["problems"]

        assert (1, 1, "", "") == (told.code, ran.code, told.out, ran.err)
        assert before == sorted(folder.parent.rglob("*"))
        assert all(problem["remedy"] for problem in problems)
        for each in problems:
            line = each["where"]["line"]
            place = each["where"]["file"] + (f":{line}" if line else "")
            assert f"{place}: error {each['code']}: {each['message']}\n" in told.err
        return [(each["code"], each["where"]["file"], each["where"]["line"]) for each in problems]

    return building


def line(words, text=CASE):
    """The line on which words stand that are there once."""
    assert text.count(words) == 1, words
    return text[: text.index(words)].count("\n") + 1


def test_the_case_is_sound_before_it_is_spoilt(folder, appeal):
    """
    What the other tests see is what they changed.
    """
    ran = appeal("validate", folder / "case.yaml")

    assert (0, "R-1: 3 items of evidence, 3 files, no errors.\n", "") == (
        ran.code,
        ran.out,
        ran.err,
    )


def test_a_misspelt_key_names_the_nearest(refused, folder, appeal):
    """
    The remedy is the key that was meant.
    """
    change = ("    data:\n      notice", "    dat:\n      notice")
    found = refused(change)
    told = appeal("build", folder / "case.yaml").err

    assert ("E201", "case.yaml", line("data:\n      notice")) in found
    assert "Did you mean 'data'?" in told


def test_a_misspelt_key_inside_the_data(refused):
    """
    It is told where it stands, and that the right one may be missing with it.
    """
    assert [("E201", "case.yaml", line("signed_by"))] == [
        each for each in refused(("signed_by", "signd_by")) if each[0] == "E201"
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("market: US\n", "market: US\nmarket: UK\n", "E105"),
        ("market: US\n", "market: &us US\n", "E106"),
        ("market: US\n", "market: *us\n", "E106"),
        ("market: US\n", "market: US\n<<: {}\n", "E106"),
        ("market: US\n", "market: !!str US\n", "E107"),
        ("market: US\n", "market: US\n---\n", "E108"),
        ("market: US\n", "market: [US\n", "E104"),
        ("market: US\n", "market:\n  US: |\n\t  x\n", "E104"),
    ],
)
def test_what_yaml_allows_and_a_case_does_not(refused, old, new, code):
    """
    A key twice, an alias, an anchor, a merge, a tag, a second document, broken YAML.
    """
    found = refused((old, new))

    assert [(code, "case.yaml")] == [each[:2] for each in found]
    assert found[0][2] in range(line("market: US"), line("market: US") + 4)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (CASE.replace("Li Wei", "Li Wéi").encode("latin-1"), ("E102", "case.yaml", 6)),
        (CASE.encode("utf-16"), ("E102", "case.yaml", 1)),
        (b"", ("E103", "case.yaml", None)),
        (b"# nothing\n", ("E103", "case.yaml", None)),
        (b"- one\n", ("E109", "case.yaml", 1)),
    ],
)
def test_a_case_file_that_is_no_case(refused, raw, expected):
    """
    Not UTF-8, empty, or a list.
    """
    assert [expected] == refused(raw=raw)


def test_a_time_without_a_zone_where_none_is_given(refused):
    """
    Each such time is told, in the case and in its items; one with an offset is none of them.
    """
    at = "2026-03-05T14:12:00"
    found = refused(
        ("timezone: America/Los_Angeles\n", ""),
        (f"{at}-06:00", at),
        ("placed_at: 2026-02-16T11:02:00-08:00", "placed_at: 2026-02-16T11:02:00"),
    )

    assert [
        (code, "case.yaml", number - 1)  # a line was taken out above them
        for code, number in (("E210", line("placed_at")), ("E210", line("delivered_at")))
    ] == [each for each in found if each[0].startswith("E21")]


def test_delivered_before_shipped(refused):
    """
    A parcel is not handed over before it was handed in.
    """
    wrong = ("2026-03-05T14:12:00-06:00", "2026-02-17T14:12:00-06:00")

    assert [("E212", "case.yaml", line("delivered_at"))] == refused(wrong)


@pytest.mark.parametrize("item", ["notice", "pod"])
def test_evidence_for_another_order(refused, item):
    """
    An item that names another order than the case is refused, not left out.
    """
    start = CASE.index(f"id: {item}")
    place = CASE.index("order_id: 113-1234567-7654321", start)
    text = f"{CASE[:place]}order_id: {ANOTHER_ORDER}{CASE[place + 29 :]}"

    assert [("E220", "case.yaml", line(ANOTHER_ORDER, text))] == refused(text=text)


def test_evidence_for_another_parcel_of_what_is_said_to_be_this_order(refused):
    """
    It names this order, but a parcel that this order does not have.
    """
    place = CASE.rindex("1Z4R27X96674816359")
    text = f"{CASE[:place]}{ANOTHER_PARCEL}{CASE[place + 18 :]}"

    assert [("E221", "case.yaml", line(ANOTHER_PARCEL, text))] == refused(text=text)


def test_evidence_for_another_parcel_than_the_case_says(refused):
    """
    The case names the parcel, and the item another one.
    """
    place = CASE.rindex("1Z4R27X96674816359")
    text = f"{CASE[:place]}{ANOTHER_PARCEL}{CASE[place + 18 :]}".replace(
        "kind: delivery_signature", "kind: delivery_signature\n    parcel: 1Z4R27X96674816359"
    )

    assert [("E221", "case.yaml", line(ANOTHER_PARCEL, text))] == refused(text=text)


def missing(path):
    path.unlink()


def empty(path):
    path.write_bytes(b"")


def a_picture(path):
    Image.new("RGB", (4, 4)).save(path, "PNG")


def some_text(path):
    path.write_text("This is not a PDF.")


def with_a_password(path):
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="secret", owner="owner"))


def cut_off(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def a_folder(path):
    path.unlink()
    path.mkdir()


def linked_out(path):
    path.rename(path.parents[2] / "elsewhere.pdf")
    path.symlink_to(path.parents[2] / "elsewhere.pdf")


def in_a_linked_folder(path):
    path.parent.rename(path.parents[2] / "elsewhere")
    path.parent.symlink_to(path.parents[2] / "elsewhere")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (missing, "E302"),
        (empty, "E303"),
        (a_picture, "E306"),
        (some_text, "E306"),
        (with_a_password, "E307"),
        (cut_off, "E308"),
        (a_folder, "E302"),
        (linked_out, "E301"),
    ],
)
def test_an_attachment_that_cannot_be_used(refused, folder, spoil, code):
    """
    Missing, empty, not what its name says, locked, damaged, or outside through a link.
    """
    spoil(folder / POD)

    assert [(code, "case.yaml", line(POD))] == refused()


def test_a_folder_that_leads_out_of_the_case(refused, folder):
    """
    A link on the way is as good as a link at the end: every file behind it is refused.
    """
    in_a_linked_folder(folder / POD)

    assert [
        ("E301", "case.yaml", line(f"evidence/{name}.pdf")) for name in ("order", "notice", "pod")
    ] == refused()


@pytest.mark.parametrize("name", ["../outside.pdf", "/etc/hostname", "evidence/../../outside.pdf"])
def test_an_attachment_outside_the_case_s_folder(refused, folder, name):
    """
    It is refused by its name, whether or not it is there.
    """
    (folder.parent / "outside.pdf").write_bytes((folder / POD).read_bytes())

    assert [("E301", "case.yaml", line(POD))] == refused((POD, name))


def test_everything_that_is_wrong_is_told_at_once(refused, folder):
    """
    Content and files are one stage: a user mends all of it before the next run.
    """
    cut_off(folder / "evidence/order.pdf")
    missing(folder / "evidence/notice.pdf")
    wrong = (
        ("market: US", "market: USA"),
        ("reason: item_not_received", "reason: not_received"),
        ("2026-03-05T14:12:00-06:00", "2026-02-17T14:12:00-06:00"),
    )

    assert [
        ("E204", "case.yaml", line("market: US")),
        ("E204", "case.yaml", line("reason: item_not_received")),
        ("E308", "case.yaml", line("evidence/order.pdf")),
        ("E302", "case.yaml", line("evidence/notice.pdf")),
        ("E212", "case.yaml", line("delivered_at")),
    ] == refused(*wrong)


def test_what_is_wrong_in_a_file_of_evidence_is_told_of_that_file(refused, folder):
    """
    The lines are those of the file in which the data stand; the case's own problems come first.
    """
    data = CASE[CASE.rindex("    data:\n") :]
    rows = [row.strip() for row in data.splitlines()[1:]]
    text = "\n".join(rows).replace("signed_by: SMITH", 'signed_by: ""')
    (folder / "evidence/pod.yaml").write_text(f"{text}\nsigned: today\n")

    found = refused((data, "    file: evidence/pod.yaml\n"), ("market: US", "market: USA"))

    assert [
        ("E204", "case.yaml", line("market: US")),
        ("E207", "evidence/pod.yaml", rows.index("signed_by: SMITH") + 1),
        ("E201", "evidence/pod.yaml", len(rows) + 1),
    ] == found


def test_a_refusal_leaves_the_folder_for_the_files_alone(folder, appeal):
    """
    Not even an empty folder is made, here or elsewhere.
    """
    (folder / POD).unlink()

    ran = appeal("build", folder / "case.yaml", "--out", folder.parent / "new/deeper")

    assert 1 == ran.code
    assert ["case"] == [path.name for path in folder.parent.iterdir()]
