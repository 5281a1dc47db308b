"""Sentences: no proof, no sentence; and every fact brings its cite."""

from datetime import date

import pytest

from generator.case.load import Document
from generator.case.model import Case, Evidence
from generator.packs import Packs
from generator.problems import ExitCode, Stopped
from generator.reasoning.facts import Fact, FactKind, Facts, Source, State
from generator.reasoning.rules import Reading, Rule, RuleBook
from generator.reasoning.values import read
from generator.writing.model import Cite, Sentence
from generator.writing.sentences import Speaker, sentences
from generator.writing.text import Texts
from generator.writing.words import Words

REGISTRY = {
    "asked": FactKind("asked", "moment", "Asked."),
    "told": FactKind("told", "moment", "Told."),
    "gone": FactKind("gone", "moment", "Gone."),
    "day": FactKind("day", "moment", "Day."),
    "name": FactKind("name", "text", "Name.", per_parcel=True),
    "paid": FactKind("paid", "flag", "Paid."),
    "owed": FactKind("owed", "flag", "Owed."),
    "lost": FactKind("lost", "flag", "Lost."),
}
CHAT = {"messages": [{"text": "Where is\nmy lamp?"}, {"text": "On its way. " * 40}]}
WORDS = Words("en", ("“", "”"), {})


def known(name, raw, item, pointer, number=None, parcel=None):
    value = read(REGISTRY[name].type, raw)
    source = Source(item, pointer, value, True, number, "message")
    return (name, parcel), Fact(name, State.KNOWN, value, (source,))


FACTS = Facts(
    REGISTRY,
    dict(
        [
            known("asked", "2026-03-08T10:02:00-08:00", "chat", "/messages/0", 1),
            known("told", "2026-03-08T11:40:30-08:00", "chat", "/messages/1", 2),
            known("day", "2026-03-09", "notice", "/filed_at"),
            known("paid", True, "notice", "/paid"),
            known("owed", False, "notice", "/owed"),
            known("name", "J. Smith", "pod", "/signed_by", parcel="P1"),
            known("name", "J. Smith", "pod-2", "/signed_by", parcel="P2"),
            (
                ("gone", None),
                Fact("gone", State.ABSENT, None, (Source("chat", "/complete", None, True),)),
            ),
        ]
    ),
    ("P1", "P2"),
)
BOOK = RuleBook(
    {
        rule: Rule(
            rule, {}, "unknown", tuple(Reading({}, {"wait": w}, "", "", "", "") for w in waits)
        )
        for rule, waits in {"sure": ["48 hours"], "torn": ["48 hours", "72 hours"]}.items()
    }
)


@pytest.fixture
def said(tmp_path):
    """Renders lines as a block of a ground."""
    document = Document(tmp_path / "case.yaml", "case.yaml", {})
    chat = Evidence("chat", "chat_log", CHAT, document, "", ())
    notice = Evidence("notice", "platform_notice", {"filed_at": "2026-03-09"}, document, "", ())
    case = Case(
        "X",
        document,
        {},
        date(2026, 3, 16),
        "p",
        "US",
        "c",
        "en",
        "r",
        (),
        (),
        (),
        frozenset(),
        (chat, notice),
    )
    folder = tmp_path / "templates" / "grounds" / "x"
    folder.mkdir(parents=True)

    def render(lines, proof=True, weaknesses=()):
        text = "{% block row %}\n" + lines + "\n{% endblock %}\n"
        (folder / "en.j2").write_text(text, "utf-8")
        speaker = Speaker(case, FACTS, BOOK, WORDS, frozenset(weaknesses))
        texts = Texts.of(Packs((tmp_path,)))
        return sentences(speaker, texts, "grounds/x/en.j2", "row", proof=proof)

    return render


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "The buyer wrote on {{ say('asked') }}.",
            Sentence(
                "The buyer wrote on 8 March 2026, 10:02 (UTC-08:00).",
                (Cite("chat", "/messages/0"),),
            ),
        ),
        (
            "The seller answered after {{ elapsed('asked', 'told') }}.",
            Sentence(
                "The seller answered after 1 hour 38 minutes.",
                (Cite("chat", "/messages/0"), Cite("chat", "/messages/1")),
            ),
        ),
        (
            "The buyer wrote {{ quote('asked') }}.",
            Sentence("The buyer wrote “Where is my lamp?”.", (Cite("chat", "/messages/0"),)),
        ),
        (
            "Nobody answered{{ prove('gone') }} .",
            Sentence("Nobody answered.", (Cite("chat", ""),)),
        ),
        (
            "Signed for by {{ say('name') }}.",
            Sentence("Signed for by J. Smith.", (Cite("pod", ""), Cite("pod-2", ""))),
        ),
        (
            "Filed on {{ say('day') }}, before {{ number('sure.wait') }} were over.",
            Sentence("Filed on 9 March 2026, before 48 hours were over.", (Cite("notice", ""),)),
        ),
    ],
)
def test_a_sentence_carries_the_places_of_its_facts(said, line, sentence):
    """
    Whatever a line says of the case, its cites follow by themselves, each place once.
    """
    assert (sentence,) == said(line)


@pytest.mark.parametrize(
    "line",
    [
        "It was gone on {{ say('gone') }}.",
        "After {{ elapsed('asked', 'day') }}.",
        "After {{ elapsed('asked', 'gone') }}.",
        "The rule gives {{ number('torn.wait') }} from {{ say('asked') }}.",
        "The rule gives {{ number('none.wait') }} from {{ say('asked') }}.",
        "{{ say('asked') }} and {{ quote('day') }}.",
    ],
)
def test_a_sentence_without_its_fact_is_not_there(said, line):
    """
    A line that asks for what is absent, too coarse, in conflict or not a message vanishes; the
    next one stays.
    """
    assert ["Still here on 9 March 2026."] == [
        sentence.text for sentence in said(line + "\nStill here on {{ say('day') }}.")
    ]


def test_a_claim_without_a_fact_is_an_error_of_the_pack(said):
    """
    A sentence that nothing proves stops the build, unless it is a frame that claims nothing.
    """
    with pytest.raises(Stopped) as stopped:
        said("The buyer is wrong.")

    assert ExitCode.PACK is stopped.value.exit_code
    assert (Sentence("Please deny the claim."),) == said("Please deny the claim.", proof=False)


def test_a_name_that_does_not_exist_is_an_error_of_the_pack(said):
    """
    A misspelt variable never leaves a hole in a letter.
    """
    with pytest.raises(Stopped) as stopped:
        said("The {{ bayer }} wrote on {{ say('asked') }}.")

    assert ExitCode.PACK is stopped.value.exit_code


def test_wording_can_follow_a_flag(said):
    """
    A flag counts only where it is known to be true.
    """
    lines = (
        "{% if flag('paid') %}\nPaid, as of {{ say('day') }}.\n{% endif %}\n"
        "{% if flag('owed') %}\nOwed, as of {{ say('day') }}.\n{% endif %}\n"
        "{% if flag('lost') %}\nLost, as of {{ say('day') }}.\n{% endif %}"
    )

    assert ["Paid, as of 9 March 2026."] == [sentence.text for sentence in said(lines)]


def test_a_long_quotation_is_cut_between_words(said):
    """
    A quotation keeps the letter on its page, and says that it goes on.
    """
    (sentence,) = said("{{ quote('told') }}")

    assert "“" + "On its way. " * 18 + "On …”" == sentence.text


def test_wording_can_follow_a_weakness(said):
    """
    A template can ask whether a weakness acts.
    """
    lines = "{% if weakened('late') %}\nLate on {{ say('day') }}.\n{% endif %}"

    assert [(), ("Late on 9 March 2026.",)] == [
        tuple(s.text for s in said(lines, weaknesses=w)) for w in ((), ("late",))
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{{ say.__globals__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{% include '../../secret.txt' %}",
        "{% for i in range(10**9) %}x{% endfor %}",
        "{{ say('misspelt') }}",
        "{{ 1 / 0 }}",
    ],
)
def test_a_template_stays_in_its_sandbox(said, line):
    """
    A pack cannot reach into Python, out of its folder, or into an endless loop.
    """
    with pytest.raises(Stopped) as stopped:
        said(line, proof=False)

    assert ExitCode.PACK is stopped.value.exit_code
