"""A file is read as written, with lines, or refused with all that is wrong in it."""

import pytest

from generator.case.load import Document, load
from generator.problems import ExitCode, Stopped, Where


@pytest.fixture
def read(tmp_path):
    """Reads a text, or bytes, that stand in a file of that name."""

    def reading(text, name="case.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(path, name)

    return reading


@pytest.fixture
def refused(read):
    """The (code, line, message) of every problem of a text."""

    def reading(text, name="case.yaml"):
        with pytest.raises(Stopped) as stopped:
            read(text, name)
        assert stopped.value.exit_code is ExitCode.PROBLEMS
        assert {name} == {each.where.file for each in stopped.value.problems}
        return [(each.code, each.where.line, each.message) for each in stopped.value.problems]

    return reading


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("01234", "01234"),
        ("NO", "NO"),
        ("12.30", "12.30"),
        ("12:30", "12:30"),
        ("2026-03-01", "2026-03-01"),
        ("1_000", "1_000"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1e5", "1e5"),
        ("true", "true"),
        ("null", "null"),
        ("~", "~"),
        ("=", "="),
        ("", None),
        ('""', ""),
        ("'it''s'", "it's"),
        ('"a\\tb"', "a\tb"),
        ("|\n  two\n  lines", "two\nlines"),
        (">\n  one\n  line", "one line"),
        ("寄到了吗?👍🏽", "寄到了吗?👍🏽"),
        ("[1, [a, {b: c}]]", ["1", ["a", {"b": "c"}]]),
        ("{a: , b: []}", {"a": None, "b": []}),
    ],
)
def test_a_scalar_is_text_as_written(read, written, expected):
    """
    Nothing is turned into a number, a date or a flag; a value that is not there is None.
    """
    assert {"value": expected} == read(f"value: {written}").data


def test_json_is_text_as_written(read):
    """
    Numbers keep their digits, true and false are words, null is None, a list may be the whole.
    """
    text = (
        '[{"n": 1.50, "big": 12345678901234567890, "t": true, "f": false, "z": null}, [1e3, NaN]]'
    )

    assert [
        {"n": "1.50", "big": "12345678901234567890", "t": "true", "f": "false", "z": None},
        ["1e3", "NaN"],
    ] == read(text, "export.JSON").data


@pytest.mark.parametrize(
    ("name", "text"), [("a.yaml", "k: ä\r\nl: 1\r\n"), ("a.json", '{"k": "ä"}')]
)
def test_a_byte_order_mark_is_no_content(read, name, text):
    """
    Windows puts it before UTF-8; the first key is still the first key.
    """
    assert "ä" == read(b"\xef\xbb\xbf" + text.encode(), name).data["k"]


YAML = """\
# a comment
order:
  id: "1"
  parcels:
    - {carrier: UPS,
       number: 1Z}
    - carrier: DHL
a/b~c: |
  text
"""
JSON = """\
{"order": {"id": "1 \\" }",
  "parcels": [
    {"carrier": "UPS",
     "number": 1},
    {"carrier":
     "DHL"}, []]},
 "a/b~c": true}
"""


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("case.yaml", YAML, [2, 2, 3, 4, 5, 5, 6, 7, 7, 8, 4, None]),
        ("case.json", JSON, [1, 1, 1, 2, 3, 3, 4, 5, 5, 7, 6, 1]),
    ],
)
def test_every_value_has_its_line(read, name, text, lines):
    """
    The line of a value in a mapping is that of its key; what is not there has its parent's line.
    """
    document = read(text, name)
    pointers = [
        "",
        "/order",
        "/order/id",
        "/order/parcels",
        "/order/parcels/0",
        "/order/parcels/0/carrier",
        "/order/parcels/0/number",
        "/order/parcels/1",
        "/order/parcels/1/carrier",
        "/a~1b~0c",
        "/order/parcels/2",
        "/nothing/here",
    ]
    expected = [Where(name, line, pointer) for line, pointer in zip(lines, pointers, strict=True)]
    if name == "case.yaml":
        expected[-1] = Where(name, 2, "/nothing/here")

    assert expected == [document.where(pointer) for pointer in pointers]


def test_a_document_without_lines_still_has_a_place(tmp_path):
    """
    Of a file that is neither YAML nor JSON only the name is known.
    """
    document = Document(tmp_path / "chat.txt", "chat.txt", {"a": "1"})

    assert Where("chat.txt", None, "/a") == document.where("/a")


@pytest.mark.parametrize("name", ["case.yaml", "case.json"])
@pytest.mark.parametrize("text", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_file(refused, text, name):
    """
    Blanks are nothing.
    """
    assert [("E103", None, "the file is empty")] == refused(text, name)


@pytest.mark.parametrize(("name", "text"), [("a.yaml", "# only a comment\n"), ("a.json", "null")])
def test_a_file_that_says_nothing(refused, name, text):
    """
    A comment alone, or null, is as good as nothing.
    """
    assert [("E103", None, "the file is empty")] == refused(text, name)


@pytest.mark.parametrize(
    "text", ["a: 1\nb: Größe".encode("latin-1"), b"a: 1\nb: \xff", "a: 1\nb: 中".encode("gb18030")]
)
def test_not_utf_8(refused, text):
    """
    The line of the first byte that is wrong is named.
    """
    assert [("E102", 2, "the file is not UTF-8")] == refused(text)


def test_utf_16(refused):
    """
    What Windows calls Unicode is no UTF-8.
    """
    assert [("E102", 1, "the file is not UTF-8")] == refused("a: 1".encode("utf-16"))


def test_no_such_file(tmp_path):
    """
    A missing file is a problem, not a bug; a folder is no file.
    """
    for path in (tmp_path / "case.yaml", tmp_path):
        with pytest.raises(Stopped) as stopped:
            load(path, "case.yaml", ExitCode.PACK)
        assert ExitCode.PACK is stopped.value.exit_code
        assert ["E101"] == [problem.code for problem in stopped.value.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "claim: 1\norder: {id: 1, id: 2}\nclaim: 2\n",
            [
                ("E105", 2, "'id' is given twice, first in line 2"),
                ("E105", 3, "'claim' is given twice, first in line 1"),
            ],
        ),
        (
            "a: &x 1\nb: *x\n<<: {c: 1}\n",
            [
                ("E106", 1, "'&x' is an anchor"),
                ("E106", 2, "'*x' is an alias"),
                ("E106", 3, "'<<' merges another mapping"),
            ],
        ),
        ("*x : 1\n", [("E106", 1, "'*x' is an alias")]),
        (
            "a: !!int 1\nb: !x {}\n",
            [
                ("E107", 1, "'tag:yaml.org,2002:int' is a tag"),
                ("E107", 2, "'!x' is a tag"),
            ],
        ),
        (
            "a: !!python/object/apply:os.system [ls]",
            [
                ("E107", 1, "'tag:yaml.org,2002:python/object/apply:os.system' is a tag"),
            ],
        ),
        ("a: 1\n---\nb: 2\n", [("E108", 2, "a second document begins here")]),
        ("- a\n", [("E109", 1, "the file does not consist of keys with values")]),
        ("a", [("E109", 1, "the file does not consist of keys with values")]),
        ("a: 1\n'': 2\n", [("E112", 2, "a key is empty")]),
        ("a: 1\n? [b]\n: 2\n", [("E112", 2, "a key is not simple text")]),
        ("a: {{name}}\n", [("E112", 1, "a key is not simple text")]),
    ],
)
def test_what_yaml_allows_and_nobody_means(refused, text, expected):
    """
    All of it is refused at once, each with its line.
    """
    assert expected == refused(text)


COLON = "a colon stands where none can be, or the line is indented wrongly"
BEGINS = "a value begins with a character that means something in YAML, or a tab indents the line"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: it: is\n", ("E104", 2, COLON)),
        ("a: 1\n b: 2\n", ("E104", 2, COLON)),
        ("a: 1\nb: @home\n", ("E104", 2, BEGINS)),
        ("a:\n\tb: 1\n", ("E104", 2, BEGINS)),
        ("a: 1\nb\nc: 2\n", ("E104", 3, "a key has no colon after it")),
        (
            'a: 1\nb: "it never came\nc: 2\n',
            ("E104", 2, "the quotation mark or bracket that is opened here is never closed"),
        ),
        (
            'a: 1\nb: "an "old" lamp"\n',
            ("E104", 1, "the mapping that begins here is broken by one of the lines below it"),
        ),
        (
            "a: 1\nb: [1, 2\nc: 3\n",
            ("E104", 2, "the list that begins here with '[' is not closed, or lacks a comma"),
        ),
        (
            "a: 1\nb: {c: 1\nd: 3\n",
            ("E104", 2, "the mapping that begins here with '{' is not closed, or lacks a comma"),
        ),
        (
            "a:\n  - b\n  c: 2\n",
            ("E104", 2, "the list that begins here is broken by one of the lines below it"),
        ),
    ],
)
def test_a_slip_in_yaml_is_said_in_plain_words(refused, text, expected):
    """
    The line is that in which the user has something to mend.
    """
    assert [expected] == refused(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1,}', [("E104", 1)]),
        ('{"a": 1\n"b": 2}', [("E104", 2)]),
        ("{'a': 1}", [("E104", 1)]),
        ('{"a": "\n"}', [("E104", 1)]),
        ('{"a": 1}\n{"b": 2}', [("E104", 2)]),
        ('{"a": 1,\n "b": {"c": 1, "c": 2},\n "a": 3}', [("E105", 2), ("E105", 3)]),
        ('[{"a": 1},\n {"a": 1,\n  "a": 2}]', [("E105", 3)]),
        ('"text"', [("E109", 1)]),
    ],
)
def test_a_slip_in_json(refused, text, expected):
    """
    JSON is refused with its line as YAML is, and a key given twice is one too.
    """
    assert expected == [problem[:2] for problem in refused(text, "export.json")]


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("a.yaml", "a: 1\nb: x\x07y\nc: \x1b[31m\n", [2, 3]),
        ("a.yaml", 'a: 1\nb: "x\\0"\n"c\\x1f": 1\n', [2, 3]),
        ("a.yaml", "a: 1\nb: \x7f\n", [2]),
        ("a.json", '{"a": 1,\n "b": "\\u0007"}', [2]),
        ("a.json", '{"a": 1,\n "b": "\\ud83d"}', [2]),
        ("a.json", '{"a": 1,\n "b": ["\\uffff"]}', [2]),
    ],
)
def test_control_characters(refused, name, text, lines):
    """
    What no Word file can carry is refused where it stands, written out or escaped.
    """
    assert [("E111", line) for line in lines] == [each[:2] for each in refused(text, name)]


@pytest.mark.parametrize(
    "text", ["a\u202eb", "a\u200bb", "a\u0085b", "👨\u200d👩\u200d👧", "\ufeffx"]
)
def test_marks_that_are_not_seen_are_kept(read, text):
    """
    Direction marks and joiners are part of the buyer's words; the packet shows them.
    """
    quoted = text.replace("\u0085", "\\N")

    assert text == read(f'v: "{quoted}"').data["v"]
