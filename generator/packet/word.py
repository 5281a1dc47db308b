"""The letter as a Word file, made from a Word template of the packs."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from jinja2 import Environment, TemplateError

from generator.packet.model import PacketView
from generator.problems import ExitCode, Stopped, Where, stop
from generator.writing.plain import filled
from generator.writing.words import Words

_PAPERS_MM = {"letter": (215.9, 279.4), "a4": (210.0, 297.0)}
_LOGO_MM = 14
_LONGEST_PROPERTY = 255  # characters
# What a template that is wrong makes Jinja, docxtpl or lxml raise.
_RAISED = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, SyntaxError)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP file can tell


def docx(
    view: PacketView,
    numbers: Mapping[str, int],
    words: Words,
    environment: Environment,
    template: Path,
    logo: Path | None = None,
) -> bytes:
    """The letter of the packet in the Word template. Equal input gives equal bytes.

    `numbers` has the page of every anchor that is cited; `environment` is the one that escapes;
    `logo` is a JPEG or PNG file. Raises `Stopped` if the template is wrong.
    """
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage

    if not _is_word_file(template):
        raise _wrong(template, "it is no Word file (.docx)")
    document = DocxTemplate(template)
    picture = InlineImage(document, str(logo), height=Mm(_LOGO_MM)) if logo else None
    values = {**filled(view.letter, numbers, words), "word": words.get, "logo": picture}
    try:
        document.render(values, environment)
    except _RAISED as error:
        raise _wrong(template, str(error)) from error
    for section in document.docx.sections:
        section.page_width, section.page_height = map(Mm, _PAPERS_MM[view.paper])
    _entitle(document.docx.core_properties, view)
    written = BytesIO()
    document.save(written)
    return _without_dates(written)


def _is_word_file(path: Path) -> bool:
    try:
        with ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except (BadZipFile, OSError):
        return False


def _wrong(template: Path, message: str) -> Stopped:
    return stop(
        ExitCode.PACK,
        "E412",
        Where(template.name),
        f"the Word template cannot be filled in: {message}",
        "Correct the template, or remove your copy of it to use the built-in one.",
    )


def _entitle(properties: Any, view: PacketView) -> None:
    """What the file says of itself; nothing of it comes from the clock or from the machine."""
    properties.title = view.title[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = view.author[:_LONGEST_PROPERTY]
    properties.language = view.letter.language
    properties.created = properties.modified = datetime.combine(view.created, time(), UTC)


def _without_dates(written: BytesIO) -> bytes:
    """The same ZIP file, without the times at which its parts were written."""
    result = BytesIO()
    with ZipFile(written) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = ZipInfo(name, _EPOCH)
            part.compress_type = ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return result.getvalue()
