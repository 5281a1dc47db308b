"""Text of strangers: nothing unseen turns a line, breaks a file, or takes forever."""

import pytest

from generator.writing.marks import marked, shown


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("plain, 中文, ありがとう, שלום", "plain, 中文, ありがとう, שלום"),
        ("a\u200fb\u200e", "a[RLM]b[LRM]"),
        ("\u202eevil\u202c", "[RLO]evil[PDF]"),
        ("\u2066\u2067\u2068\u2069\u061c", "[LRI][RLI][FSI][PDI][ALM]"),
        ("bell\x07 and \ufffe", "bell[U+0007] and [U+FFFE]"),
        ("two\nlines\tand tab", "two\nlines\tand tab"),
        ("👩\u200d🔧 stays one", "👩\u200d🔧 stays one"),
    ],
)
def test_what_cannot_be_seen_is_named(text, read):
    """
    Controls of direction and unprintable characters become visible; all other text stays.
    """
    assert read == marked(text)


def test_an_endless_word_may_be_broken():
    """
    Every 200 characters; otherwise its layout would take time by the square of its length.
    """
    assert "\u200b".join(["y" * 200, "y" * 200, "y" * 50]) == marked("y" * 450)
    assert "y" * 399 == marked("y" * 399)
    assert "包" * 450 == marked("包" * 450)


def test_text_is_escaped_and_set_apart():
    """
    As HTML, no text can open a tag, or turn the text around it.
    """
    assert "<bdi>&lt;b&gt; &amp; &#34;x&#34;[RLM]</bdi>" == shown('<b> & "x"\u200f')
