"""Open an attached PDF for the packet: what its pages show stays, what could act is left out.

The file itself is never changed: all is done to a copy in memory, and everything left out is
told in plain sentences.
"""

import logging
from collections.abc import Container, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, GoToAction, Name, Object, OutlineItem, Page, Pdf, String

from generator.problems import ExitCode, Stopped, Where, stop

_HELD_IN_MEMORY = 2**20  # bytes; keeps a thousand small files from using up the open-file limit
_DEPTH = 10  # levels of bookmarks that are carried over
_TITLE = 400  # characters of a bookmark's title that are kept

_BOXES = {"/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"}
_LOOK = {"/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group", "/Annots"}
_PAGE_KEYS = {"/Type", "/Parent"} | _BOXES | _LOOK
_LINK_KEYS = ("/Type", "/Subtype", "/Rect", "/QuadPoints", "/Border", "/BS", "/C", "/H", "/F")
_WEB = ("http://", "https://", "mailto:")

SCRIPTS = "Scripts were left out."
PROGRAMS = "Commands that start a program were left out."
OUTSIDE = "Links to other files and forms that send data were left out."
MEDIA = "Sound and video were left out."
BUTTONS = "The action of buttons was left out."
FILES = "Files inside the file were left out."
ACTIVE_FORM = "The active form (XFA) was left out; its printed pages are kept."
SIGNATURE = "The digital signature is shown, but is valid only in the original file."
FLATTENED = "Form fields and notes became part of the pages; they look the same."
NOTES = "Notes that have no picture on the page were left out."
LOST_LINKS = "Links to pages that are not in the packet were left out."
REPAIRED = "Damage in the file was repaired in the copy."
LOST_BOOKMARKS = "The file's bookmarks are damaged and were left out."

# Kinds of actions and of notes. They are compared as names of PDF, which need not be text.
_ACTIONS = {
    Name.JavaScript: SCRIPTS,
    Name.Launch: PROGRAMS,
    Name.GoToR: OUTSIDE,
    Name.GoToE: OUTSIDE,
    Name.URI: OUTSIDE,
    Name.SubmitForm: OUTSIDE,
    Name.ImportData: OUTSIDE,
    Name.Rendition: MEDIA,
    Name.Movie: MEDIA,
    Name.Sound: MEDIA,
    Name.RichMediaExecute: MEDIA,
    Name.GoTo3DView: MEDIA,
}
_ACTIVE_NOTES = {
    Name.FileAttachment: FILES,
    Name.Movie: MEDIA,
    Name.Sound: MEDIA,
    Name.Screen: MEDIA,
    Name.RichMedia: MEDIA,
    Name("/3D"): MEDIA,
}

logging.getLogger("pikepdf").addHandler(logging.NullHandler())  # damage is told as a change


def opened(path: Path, name: str) -> Pdf:
    """Open a file that needs no password; `name` is what the user calls it. Raises `Stopped`."""
    try:
        small = path.stat().st_size <= _HELD_IN_MEMORY
        source = BytesIO(path.read_bytes()) if small else path
        return Pdf.open(source, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise stop(
            ExitCode.PROBLEMS,
            "E324",
            Where(name),
            "The file cannot be opened without a password.",
            "Save a copy without a password, and name that copy in the case.",
        ) from error
    except (OSError, pikepdf.PikepdfError) as error:
        raise damaged(name) from error


def damaged(name: str) -> Stopped:
    """The problem of a file that cannot be used as it is."""
    return stop(
        ExitCode.PROBLEMS,
        "E323",
        Where(name),
        "The file is damaged, or is not a PDF.",
        "Print it to a new PDF, and name that file in the case.",
    )


def cleaned(pdf: Pdf, chosen: Sequence[int]) -> tuple[str, ...]:
    """Take out what could act from the chosen pages (indices from 0), and say what was done.

    Raises `PikepdfError` if the pages are too damaged for that.
    """
    changes = set(_of_document(pdf))
    pages = [pdf.pages[index] for index in chosen]
    if any(annotation.get(Name.Subtype) != Name.Link for annotation in _all_notes(pages)):
        changes.update(_flattened(pdf, pages))
    kept = {page.obj.objgen for page in pages}
    for page in pages:
        changes.update(_of_page(pdf, page, kept))
    if pdf.get_warnings():
        changes.add(REPAIRED)
    return tuple(sorted(changes))


def bookmarks(pdf: Pdf, copies: dict[tuple[int, int], Object]) -> list[OutlineItem] | None:
    """The bookmarks that lead to copied pages, as items for the packet; None if they are damaged.

    `copies` gives the packet's page for the object number of each page of the file.
    """
    try:
        return _carried(pdf, pdf.open_outline(max_depth=_DEPTH - 1).root, copies)
    except (pikepdf.PikepdfError, AttributeError, TypeError, ValueError):
        return None


def _carried(
    pdf: Pdf, items: list[OutlineItem], copies: dict[tuple[int, int], Object]
) -> list[OutlineItem]:
    carried = []
    for item in items:
        target = item.destination if item.action is None else item.action.get(Name.D)
        place = _place(pdf, target, copies)
        below = _carried(pdf, item.children, copies)
        if place is None and not below:
            continue
        if place is not None:
            place[0] = copies[place[0].objgen]
        new = OutlineItem(item.title[:_TITLE].strip() or "-", place)
        new.is_closed = True
        new.children = below
        carried.append(new)
    return carried


def _place(pdf: Pdf, target: object, pages: Container[tuple[int, int]]) -> Array | None:
    """An explicit or named destination as an explicit one, if it is on one of the pages."""
    if not isinstance(target, Array | Name | String):
        return None
    try:
        found = GoToAction(Dictionary(S=Name.GoTo, D=target)).resolve_destination(pdf)
    except (pikepdf.PikepdfError, TypeError, ValueError):
        return None
    if found is None or not isinstance(found.page, Dictionary) or found.page.objgen not in pages:
        return None
    return found.to_array()


def _of_document(pdf: Pdf) -> Iterator[str]:
    """What the document as a whole holds besides its pages. None of it reaches the packet."""
    root = pdf.Root
    yield from _of_action(root.get(Name.OpenAction))
    yield from _of_triggers(root.get(Name.AA))
    names = root.get(Name.Names)
    if isinstance(names, Dictionary):
        if Name.JavaScript in names:
            yield SCRIPTS
        if Name.EmbeddedFiles in names:
            yield FILES
    form = root.get(Name.AcroForm)
    if isinstance(form, Dictionary):
        if Name.XFA in form:
            yield ACTIVE_FORM
        if form.get_int(Name.SigFlags, 0):
            yield SIGNATURE


def _of_page(pdf: Pdf, page: Page, kept: Container[tuple[int, int]]) -> Iterator[str]:
    """Leave only the look of a page, and its links to kept pages and to the web."""
    yield from _of_triggers(page.obj.get(Name.AA))
    if Name.AF in page.obj:
        yield FILES
    links = []
    for annotation in _notes(page):
        if annotation.get(Name.Subtype) == Name.Link:
            link, lost = _link(pdf, annotation, kept)
            yield from lost
            links += [link] if link is not None else []
        elif annotation.get(Name.Subtype) not in (Name.Popup, Name.Widget):
            yield NOTES
    for key in set(page.obj.keys()) - _PAGE_KEYS:
        del page.obj[key]
    if links:
        page.obj.Annots = Array(links)
    elif Name.Annots in page.obj:
        del page.obj.Annots


def _link(
    pdf: Pdf, annotation: Dictionary, kept: Container[tuple[int, int]]
) -> tuple[Dictionary | None, tuple[str, ...]]:
    """A link made anew, and what was left out of it."""
    link = Dictionary({key: annotation[key] for key in _LINK_KEYS if key in annotation})
    lost = tuple(_of_triggers(annotation.get(Name.AA)))
    action = annotation.get(Name.A)
    if isinstance(action, Dictionary) and action.get(Name.S) == Name.URI:
        if not str(action.get(Name.URI, "")).lower().startswith(_WEB):
            return None, (*lost, OUTSIDE)
        link.A = Dictionary(S=Name.URI, URI=String(str(action.URI)))
        return link, lost + tuple(_of_action(action.get(Name.Next)))
    lost += tuple(_of_action(action))
    target = action.get(Name.D) if isinstance(action, Dictionary) else annotation.get(Name.Dest)
    place = None if lost else _place(pdf, target, kept)
    if place is None:
        return None, lost or (LOST_LINKS,)
    link.Dest = place
    return link, lost


def _flattened(pdf: Pdf, pages: Sequence[Page]) -> Iterator[str]:
    """Draw form fields and notes on their pages, after a look at what they could do."""
    for annotation in _all_notes(pages):
        if annotation.get(Name.Subtype) == Name.Link:
            continue
        yield from _of_action(annotation.get(Name.A))
        kind = annotation.get(Name.Subtype)
        if isinstance(kind, Name) and kind in _ACTIVE_NOTES:
            yield _ACTIVE_NOTES[kind]
        for field in _with_parents(annotation):
            yield from _of_triggers(field.get(Name.AA))
    form = pdf.Root.get(Name.AcroForm)
    if isinstance(form, Dictionary) and form.get(Name.NeedAppearances, False):
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")
    yield FLATTENED


def _with_parents(field: Dictionary) -> Iterator[Dictionary]:
    """A form field and the fields above it, from which it inherits."""
    for _ in range(_DEPTH):  # no more, because the chain can be a loop
        yield field
        parent = field.get(Name.Parent)
        if not isinstance(parent, Dictionary):
            return
        field = parent


def _of_triggers(triggers: object) -> Iterator[str]:
    """What the actions in an /AA dictionary would do."""
    for action in triggers.values() if isinstance(triggers, Dictionary) else ():
        yield from _of_action(action)


def _of_action(action: object) -> Iterator[str]:
    """What an action and those chained to it would do; going to a page is no matter."""
    waiting: list[Any] = [action]
    for _ in range(100):  # chains can be loops
        if not waiting:
            return
        action = waiting.pop()
        if isinstance(action, Array):
            waiting += list(action)[:100]
        elif isinstance(action, Dictionary):
            kind = action.get(Name.S)
            if kind != Name.GoTo:
                yield _ACTIONS.get(kind, BUTTONS) if isinstance(kind, Name) else BUTTONS
            waiting.append(action.get(Name.Next))


def _all_notes(pages: Sequence[Page]) -> Iterator[Dictionary]:
    for page in pages:
        yield from _notes(page)


def _notes(page: Page) -> Iterator[Dictionary]:
    """The annotations of a page: links, form fields, notes, stamps."""
    found = page.obj.get(Name.Annots)
    for annotation in found if isinstance(found, Array) else ():
        if isinstance(annotation, Dictionary):
            yield annotation
