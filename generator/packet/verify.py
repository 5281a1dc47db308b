"""Check the files in an output folder against their manifest.

The files are opened anew by libraries that did not write them: what is checked is what a reader
will see, not what the program meant to write.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any
from unicodedata import bidirectional

from generator.packet.read_back import (
    ReadPage,
    ReadPdf,
    UnreadableError,
    compared,
    read_docx,
    read_pdf,
)
from generator.problems import ExitCode, Where, stop

MANIFEST = "manifest.json"
PACKET, LETTER, WORD, STATEMENT = "packet.pdf", "letter.pdf", "letter.docx", "statement.txt"
_SHOWN = 5  # instances of one failure that are told


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `detail` says what is wrong, and is empty if nothing is."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of an output folder."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether every check came out well."""
        return all(check.ok for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """The report as `--json` prints it."""
        return {"ok": self.ok, "checks": [asdict(check) for check in self.checks]}


Manifest = Mapping[str, Any]
_Finding = Iterator[str]  # sentences, each of which says one thing that is wrong


def verify(folder: Path) -> Report:
    """Check everything that the manifest in a folder promises. Raises `Stopped` without one."""
    manifest = _manifest(folder)
    checks = [_check("files", _files, folder, manifest)]
    written = _outputs(manifest)
    if PACKET in written:
        checks += _packet(folder, manifest)
    checks += [_check(name, _LOOKS[name], folder, manifest) for name in _LOOKS if name in written]
    return Report(tuple(checks))


def _manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise stop(
            ExitCode.PROBLEMS,
            "E620",
            Where(str(path)),
            "There is no manifest that can be read, so it is not known what should be here.",
            "Name the folder into which `appeal build` wrote.",
        ) from error
    return manifest if isinstance(manifest, dict) else {}


def _check(name: str, look: Callable[..., _Finding], *arguments: Any) -> Check:
    try:
        wrong = list(look(*arguments))
    except UnreadableError as error:
        wrong = [str(error)]
    except OSError as error:
        wrong = [f"A file cannot be read ({error.strerror})."]
    except (AttributeError, KeyError, TypeError, IndexError) as error:
        wrong = [f"The manifest does not say what it must ({type(error).__name__}: {error})."]
    more = f" And {len(wrong) - _SHOWN} more." if len(wrong) > _SHOWN else ""
    return Check(name, not wrong, " ".join(wrong[:_SHOWN]) + more)


def _files(folder: Path, manifest: Manifest) -> _Finding:
    """Every output is there, and is what was written."""
    for output in manifest["outputs"]:
        name = output["name"]
        path = folder / name
        if Path(name).name != name or not path.is_file():
            yield f"{name} is missing."
            continue
        with path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != output["digest"]:
                yield f"{name} was changed after it was written."


def _outputs(manifest: Manifest) -> set[str]:
    """The names of what was written, as far as the manifest can be understood."""
    outputs = manifest.get("outputs")
    found = outputs if isinstance(outputs, list) else []
    return {str(output.get("name")) for output in found if isinstance(output, dict)}


def _packet(folder: Path, manifest: Manifest) -> list[Check]:
    try:
        pdf = read_pdf(folder / PACKET)
    except UnreadableError as error:
        return [Check(PACKET, False, str(error))]
    looks: Sequence[tuple[str, Callable[[ReadPdf, Manifest], _Finding]]] = (
        ("page count", _page_count),
        ("stamps", _stamps),
        ("page labels", _labels),
        ("letter", _letter),
        ("cites", _cites),
        ("links", _links),
        ("exhibits", _exhibits),
        ("bookmarks", _bookmarks),
    )
    return [_check(name, look, pdf, manifest) for name, look in looks]


def _page_count(pdf: ReadPdf, manifest: Manifest) -> _Finding:
    if len(pdf.pages) != manifest["pages"]:
        yield f"The packet has {len(pdf.pages)} pages instead of {manifest['pages']}."


def _stamps(pdf: ReadPdf, manifest: Manifest) -> _Finding:
    prefix = manifest["stamp_prefix"]
    for number, page in enumerate(pdf.pages, start=1):
        stamp = f"{prefix}-{number:06}" if prefix else f"{number:06}"
        if compared(stamp) not in compared(page.text):
            yield f"Page {number} does not carry the stamp {stamp}."


def _labels(pdf: ReadPdf, _: Manifest) -> _Finding:
    for number, page in enumerate(pdf.pages, start=1):
        if page.label != str(number):
            yield f"A viewer calls page {number} {page.label!r}."


def _letter(pdf: ReadPdf, manifest: Manifest) -> _Finding:
    yield from _missing_lines(manifest["letter"]["text"], pdf.pages[0].text, "page 1")


def _cites(pdf: ReadPdf, manifest: Manifest) -> _Finding:
    """Each cite stands in the letter, and leads to the page that it names."""
    leads = Counter(pdf.pages[0].leads())
    text = compared(pdf.pages[0].text)
    for cite in manifest["cites"]:
        wanted = compared(cite["text"])
        if wanted not in text:
            yield f"The letter does not say {cite['text']!r}."
        elif (wanted, cite["page"]) not in leads:
            yield f"{cite['text']!r} in the letter does not lead to page {cite['page']}."
    named = {compared(cite["text"]): cite["page"] for cite in manifest["cites"]}
    for link in pdf.pages[0].links:
        if link.page != named.get(compared(link.text), link.page):
            yield f"A link {link.text.strip()!r} in the letter leads to page {link.page}."


def _links(pdf: ReadPdf, manifest: Manifest) -> _Finding:
    """The index's links begin as written and lead where they must; no link leads nowhere."""
    for number, page in enumerate(pdf.pages, start=1):
        for link in page.links:
            if link.page is None:
                yield f"The link {link.text.strip()!r} on page {number} leads nowhere."
    leads: dict[int, set[tuple[str, int | None]]] = {}
    for wanted in manifest["links"]:
        number, begins = wanted["page"], compared(wanted["text"])
        if number not in leads:
            leads[number] = set(_page(pdf, number).leads())
        if not any(
            text.startswith(begins) and target == wanted["target"] for text, target in leads[number]
        ):
            yield (
                f"There is no link {wanted['text']!r} on page {number} "
                f"that leads to page {wanted['target']}."
            )


def _exhibits(pdf: ReadPdf, manifest: Manifest) -> _Finding:
    """Exhibits and their attachments follow each other, each with its title on its first page."""
    last = 0
    for exhibit in manifest["exhibits"]:
        label, first = exhibit["label"], exhibit["first_page"]
        if not last < first <= exhibit["last_page"] <= len(pdf.pages):
            yield f"Exhibit {label} does not stand on pages {first} to {exhibit['last_page']}."
            continue
        last = exhibit["last_page"]
        if compared(exhibit["title"]) not in compared(_page(pdf, first).text):
            yield f"Page {first} does not show the title of Exhibit {label}."
        for attachment in exhibit["attachments"]:
            slip, start, end = (attachment[key] for key in ("slip_page", "first_page", "last_page"))
            if not first <= slip <= start <= end <= last:
                yield f"{attachment['name']} does not stand inside Exhibit {label}."


def _bookmarks(pdf: ReadPdf, manifest: Manifest) -> _Finding:
    there = Counter((compared(title), page) for title, page in pdf.bookmarks)
    for wanted in manifest["bookmarks"]:
        if not there[compared(wanted["title"]), wanted["page"]]:
            yield f"There is no bookmark {wanted['title']!r} for page {wanted['page']}."


def _letter_alone(folder: Path, manifest: Manifest) -> _Finding:
    """The letter alone has one page with the same text, and no links into a packet."""
    pdf = read_pdf(folder / LETTER)
    if len(pdf.pages) != 1:
        yield f"letter.pdf has {len(pdf.pages)} pages."
    if any(page.links for page in pdf.pages):
        yield "letter.pdf has links into the packet."
    yield from _missing_lines(manifest["letter"]["text"], pdf.pages[0].text, "letter.pdf")


def _word(folder: Path, manifest: Manifest) -> _Finding:
    text, wanted = read_docx(folder / WORD), manifest["letter"]["text"]
    yield from _missing_lines(wanted, text, "letter.docx")
    if more := Counter(compared(text)) - Counter(compared(wanted)):
        yield f"letter.docx says more than the letter ({more.total()} characters)."


def _statement(folder: Path, manifest: Manifest) -> _Finding:
    if (folder / STATEMENT).read_bytes() != manifest["statement"]["text"].encode():
        yield "statement.txt does not say what the manifest says."


_LOOKS: Mapping[str, Callable[[Path, Manifest], _Finding]] = {
    LETTER: _letter_alone,
    WORD: _word,
    STATEMENT: _statement,
}


def _missing_lines(wanted: str, found: str, place: str) -> _Finding:
    """Lines that are not in a text. A line written from right to left comes back in any order."""
    whole = compared(found)
    letters = Counter(whole)
    for line in wanted.splitlines():
        short = compared(line)
        turned = any(bidirectional(letter) in ("R", "AL") for letter in short)
        if Counter(short) - letters if turned else short not in whole:
            yield f"{place} does not say {line!r}."


def _page(pdf: ReadPdf, number: int) -> ReadPage:
    if not 1 <= number <= len(pdf.pages):
        raise IndexError(f"there is no page {number}")
    return pdf.pages[number - 1]
