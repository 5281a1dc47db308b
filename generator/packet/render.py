"""Lay out HTML as pages and write them as a PDF. The only module that knows WeasyPrint.

HTML names its pictures and style sheets by names that the caller maps to files and folders, so
nothing else is read, and the PDF does not depend on where a temporary folder lies. What
WeasyPrint only logs (a missing picture, a misspelt property) is a problem here.
"""

import gc
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from mimetypes import MimeTypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from generator.problems import ExitCode, Problems, Stopped, Where, stop

_ROOT = "file:///packet/"  # a made-up folder, to which the names that the HTML uses are relative
_TYPES = MimeTypes()  # the standard library's own table, the same on every machine
_CLOCK = "SOURCE_DATE_EPOCH"  # the variable by which build tools ask for a fixed time
_MANY_PAGES = 100  # from here on it pays to look for memory that can be given back
_FIRST_RARE = 0x0180  # every font for Latin text has the letters before this one


@dataclass(frozen=True, slots=True)
class LaidPage:
    """One page: its page type in the style sheet ("" if none), its anchors, its lines of text."""

    name: str
    anchors: tuple[str, ...]
    lines: int


@dataclass(frozen=True, slots=True)
class Laid:
    """A PDF, and what is known of its pages."""

    pdf: bytes
    pages: tuple[LaidPage, ...]

    def places(self) -> dict[str, int]:
        """The index of the page on which each anchor stands, counted from 0."""
        found: dict[str, int] = {}
        for index, page in enumerate(self.pages):
            for anchor in page.anchors:
                found.setdefault(anchor, index)
        return found


def render(html: str, files: Mapping[str, Path], name: str = "packet") -> Laid:
    """Lay out a document of HTML.

    `files` maps each name that the HTML may use to a file, or the first part of such names to a
    folder in which everything may be read. `name` is what problems call the document.
    Raises `Stopped` with everything that WeasyPrint complained about.
    """
    weasyprint = _weasyprint()
    problems = Problems()
    fetcher = _Fetcher(files)
    with _complaints(problems, fetcher, Where(name)):
        try:
            document = weasyprint.HTML(string=html, base_url=_ROOT, url_fetcher=fetcher).render()
            if len(document.pages) > _MANY_PAGES:
                gc.collect()  # else what the pages were made from is held while they are written
            with _same_time():
                pdf = document.write_pdf()
        except weasyprint.urls.FatalURLFetchingError as error:  # it is a BaseException
            raise stop(
                ExitCode.CHECK, "E602", Where(name), f"A file was refused: {error}.", _REFUSED
            ) from error
    problems.stop_on_error(ExitCode.CHECK)
    return Laid(pdf, tuple(_laid_page(page) for page in document.pages))


def uncovered(text: str) -> frozenset[str]:
    """The characters of `text` that no installed font can draw. Raises `Stopped` as `render`."""
    return frozenset(
        character for character in set(text) if _is_rare(character) and not _has_glyph(character)
    )


def _is_rare(character: str) -> bool:
    return ord(character) >= _FIRST_RARE or not (character.isprintable() or character.isspace())


@cache
def _has_glyph(character: str) -> bool:
    """Whether Pango, which lays out the text, finds a glyph for a character in any font."""
    ffi, pango, gobject, char_p = _pango()
    context = ffi.gc(pango.pango_font_map_create_context(_fonts().font_map), gobject.g_object_unref)
    layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_single_paragraph_mode(layout, True)
    pointer, written = char_p(character)
    pango.pango_layout_set_text(layout, pointer, len(written))
    run = pango.pango_layout_get_line_readonly(layout, 0).runs
    while run != ffi.NULL:
        glyphs = run.data.glyphs
        for glyph in glyphs.glyphs[0 : glyphs.num_glyphs]:
            if glyph.glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
                return False
        run = run.next
    return True


@cache
def _fonts() -> Any:
    """The installed fonts; made once, because finding them takes longer than a page."""
    _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _pango() -> tuple[Any, Any, Any, Any]:
    _weasyprint()
    from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p

    return ffi, pango, gobject, unicode_to_char_p


def _weasyprint() -> Any:
    """WeasyPrint, imported on first use: it takes half a second. Raises `Stopped` (exit 6)."""
    try:
        with redirect_stdout(StringIO()):  # it prints advice of its own
            import weasyprint
            import weasyprint.text.ffi
    except OSError as error:
        raise _missing(str(error).partition(":")[0]) from error
    if weasyprint.text.ffi.harfbuzz_subset is None:
        raise _missing("libharfbuzz-subset")
    return weasyprint


def _missing(library: str) -> Stopped:
    return stop(
        ExitCode.SYSTEM,
        "E604",
        Where("WeasyPrint"),
        f"A library that lays out text is missing: {library}.",
        "Run `appeal doctor`: it says what is missing and how to get it.",
    )


def _laid_page(page: Any) -> LaidPage:
    from weasyprint.formatting_structure.boxes import LineBox

    box = page._page_box  # noqa: SLF001 (the page type has no public name)
    content = box.children[0]  # the other children are the margins
    lines = {round(line.position_y) for line in content.descendants() if isinstance(line, LineBox)}
    return LaidPage(box.page_type.name, tuple(page.anchors), len(lines))


_REFUSED = "Use only files that belong to the template or to the evidence."


class _Fetcher:
    """Opens the files that a document may use; has the form of WeasyPrint's own fetcher."""

    _fail_on_errors = False  # go on, so that all problems are found

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files
        self.refused: list[str] = []

    def __call__(self, url: str) -> Any:
        """The content of a file. Raises `OSError` for everything that was not allowed."""
        from weasyprint.urls import URLFetcherResponse

        try:
            path = self._allowed(url)
        except (OSError, ValueError):
            self.refused.append(url)
            raise
        media = _TYPES.guess_type(path.name)[0] or "application/octet-stream"
        # The names in a style sheet are relative to this URL. A picture is read from it again
        # when the page is written, so that its bytes need not be held until then.
        place = path.as_uri() if media.startswith("image/") else url
        return URLFetcherResponse(place, path.open("rb"), {"Content-Type": media})

    def _allowed(self, url: str) -> Path:
        parts = urlsplit(url)
        if not url.startswith(_ROOT) or parts.query:
            raise PermissionError("not a file of this document")
        name = unquote(parts.path).removeprefix(urlsplit(_ROOT).path)
        if name in self._files:
            path = self._files[name].resolve(strict=True)
        else:
            folder, _, rest = name.partition("/")
            if folder not in self._files:
                raise PermissionError("not a file of this document")
            inside = self._files[folder].resolve(strict=True)
            path = (inside / rest).resolve(strict=True)
            if not path.is_relative_to(inside):
                raise PermissionError("outside the folder")
        if not path.is_file():
            raise FileNotFoundError("not a file")
        return path


class _Listener(logging.Handler):
    """Keeps the log records of a while."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def _same_time() -> Iterator[None]:
    """Make fontTools, which rewrites emoji fonts, date them always alike: equal bytes again."""
    before = os.environ.get(_CLOCK)
    os.environ[_CLOCK] = "0"
    try:
        yield
    finally:
        del os.environ[_CLOCK]
        if before is not None:
            os.environ[_CLOCK] = before


@contextmanager
def _complaints(problems: Problems, fetcher: _Fetcher, where: Where) -> Iterator[None]:
    """Turn what WeasyPrint logs meanwhile into problems, each once."""
    listener = _Listener()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)
    for url in dict.fromkeys(fetcher.refused):
        name = unquote(url).removeprefix(_ROOT)
        problems.error("E602", where, f"The file {name!r} is missing or not allowed.", _REFUSED)
    for text, remedy, code in dict.fromkeys(map(_complaint, listener.records)):
        if not any(url in text for url in fetcher.refused):
            problems.error(code, where, text, remedy)


def _complaint(record: logging.LogRecord) -> tuple[str, str, str]:
    """Message, remedy and code of a record."""
    if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
        point = record.args[1]
        return (
            f"No installed font can draw the character U+{point:04X}.",
            "Use another character, or install a font that has it.",
            "E603",
        )
    return (
        f"The pages could not be laid out as written: {record.getMessage()}",
        "Put the template or its style sheet right.",
        "E601",
    )
