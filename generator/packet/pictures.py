"""Make a picture fit for the page: upright, in RGB, no larger than print needs.

A picture that is fit already passes byte for byte. Otherwise a copy is made, and all that was
done to it is told in plain sentences. What a camera writes into a picture (date, place, owner)
never reaches the packet.
"""

import re
import struct
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from generator.case.files import LARGEST_PICTURE, MOST_FRAMES, strictly
from generator.case.model import Attachment
from generator.problems import ExitCode, Stopped, Where, stop

PLACED_MM = (170.0, 230.0)  # the largest space that a page gives to a picture
DPI = 300  # more is not seen in print

_SPACE = (round(PLACED_MM[0] / 25.4 * DPI), round(PLACED_MM[1] / 25.4 * DPI))  # in pixels
_FORMATS = {
    "jpeg": "JPEG",
    "png": "PNG",
    "heic": "HEIF",
    "webp": "WEBP",
    "tiff": "TIFF",
    "gif": "GIF",
}
_JPEG = ("JPEG", "MPO")  # the latter has further pictures behind the first
_PHOTO, _DRAWING = ("L", "RGB"), ("1", "L", "LA", "P", "RGB", "RGBA")
_FIT = {"JPEG": _PHOTO, "MPO": _PHOTO, "PNG": _DRAWING}  # the modes that pass
_ORIENTATION = 0x0112  # the EXIF tag that says how a camera was held
_CAMERA = {  # tags of description, maker, model, software, date, author, rights, and of groups
    *(0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298),
    *(0x8769, 0x8825),
}
_TURNED = range(2, 9)  # its values for a camera that was not held upright
_ON_ITS_SIDE = range(5, 9)
_NOTES = "What the camera wrote into it, such as date and place, was left out."
_NAMES = {".jpg": "JPEG", ".png": "PNG"}
_QUALITY = 92
_UNREADABLE = (  # what Pillow and pi_heif raise on damaged files
    *(OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, RuntimeError),
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A file that can be placed on a page; sizes in pixels."""

    path: Path
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """The pictures of one attachment in order, and what was changed in them."""

    pictures: tuple[Picture, ...]
    changes: tuple[str, ...]


def prepare(attachment: Attachment, folder: Path) -> Prepared:
    """Make the pictures of an attachment fit for the page; copies go into `folder`.

    Each page of a TIFF becomes a picture; of other files with several frames only the first one.
    Raises `Stopped` for a picture that is damaged or too large.
    """
    _know_heic()
    try:
        with (
            strictly(),
            Image.open(attachment.path, formats=[_FORMATS[attachment.media]]) as image,
        ):
            return _prepared(image, attachment, folder)
    except Image.DecompressionBombError as error:
        raise _too_large(attachment) from error
    except _UNREADABLE as error:
        raise stop(
            ExitCode.PROBLEMS,
            "E320",
            Where(attachment.name),
            "The picture is damaged, or not what its name says.",
            "Open it in a picture viewer, save a copy as JPEG or PNG, and name that in the case.",
        ) from error


def _prepared(image: Image.Image, attachment: Attachment, folder: Path) -> Prepared:
    frames = getattr(image, "n_frames", 1)
    used = frames if attachment.media == "tiff" else 1
    if used > MOST_FRAMES:
        raise _too_large(attachment)
    pictures, changes = [], []
    for number in range(used):
        if used > 1:
            image.seek(number)
        if image.width * image.height > LARGEST_PICTURE:
            raise _too_large(attachment)
        picture, done = _one(image, attachment, folder / f"{attachment.digest[:24]}-{number + 1}")
        page = f"{attachment.name}, page {number + 1}" if used > 1 else attachment.name
        pictures.append(picture)
        changes += [f"{page}: {change}" for change in done]
    if frames > used and image.format not in _JPEG:
        changes.append(f"{attachment.name}: Only the first of {frames} frames is shown.")
    return Prepared(tuple(pictures), tuple(changes))


def _one(image: Image.Image, attachment: Attachment, stem: Path) -> tuple[Picture, list[str]]:
    """One frame, and what was done to it. `stem` is the path of a copy without its ending."""
    source = image.format or ""
    notes = image.getexif()
    turn = notes.get(_ORIENTATION, 1)
    lying = turn in _ON_ITS_SIDE and source != "TIFF"  # which Pillow gives turned already
    space = _SPACE[::-1] if lying else _SPACE
    fits = image.width <= space[0] and image.height <= space[1]
    if turn not in _TURNED and fits and image.mode in _FIT.get(source, ()):
        image.load()
        return _passed(image, attachment, stem)

    changes = [_NOTES] if notes.keys() & _CAMERA else []
    if turn in _TURNED:
        changes.append("The picture was turned upright, as the camera was held.")
    if image.mode == "CMYK":
        changes.append("The colours were converted from CMYK to RGB.")
    drawn = source in ("PNG", "GIF") or image.mode in ("1", "P")
    if not fits and source in _JPEG:  # which can be unpacked at a smaller size
        image.thumbnail(space, Image.Resampling.LANCZOS)
    copy = _in_plain_colours(ImageOps.exif_transpose(image))
    if not fits:
        copy.thumbnail(_SPACE, Image.Resampling.LANCZOS)
        changes.append(
            f"The picture was brought down to {copy.width} x {copy.height} pixels, "
            f"which is {DPI} dpi in print."
        )
    path = _saved(copy, stem, drawn)
    if source not in _FIT:
        changes.append(f"The copy in the packet is a {_NAMES[path.suffix]} picture.")
    return Picture(path, copy.width, copy.height), changes


def _passed(image: Image.Image, attachment: Attachment, stem: Path) -> tuple[Picture, list[str]]:
    """A picture that is fit as it is; a JPEG loses the camera's notes, but nothing else."""
    path, changes = attachment.path, []
    if image.format in _JPEG:
        written = path.read_bytes()
        try:
            bare = _without_notes(written)
        except (IndexError, ValueError, struct.error):  # it can be shown, but is not well made
            path, changes = _saved(image, stem, drawn=False), [_NOTES]
        else:
            if bare != written:
                path, changes = stem.with_suffix(".jpg"), [_NOTES]
                path.write_bytes(bare)
    return Picture(path, image.width, image.height), changes


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """The picture in grey or RGB with 8 bits, with or without transparency."""
    if image.mode in ("I;16", "I;16L", "I;16B", "I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if "A" in image.mode or "transparency" in image.info:
        return image.convert("LA" if image.mode == "LA" else "RGBA")
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, source, _srgb(), outputMode="RGB") or image
        except (
            OSError,
            ImageCms.PyCMSError,
        ):  # a damaged profile: the colours are taken as they are
            return image.convert("RGB")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _saved(image: Image.Image, stem: Path, drawn: bool) -> Path:
    """Write a copy: drawings and transparent pictures as PNG, photographs as JPEG."""
    if drawn or image.mode in ("LA", "RGBA"):
        path = stem.with_suffix(".png")
        image.save(path, format="PNG", icc_profile=None)
    else:
        path = stem.with_suffix(".jpg")
        image.save(path, format="JPEG", quality=_QUALITY, subsampling=0, icc_profile=None)
    return path


_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # after the compressed part of a JPEG
_START_OF_SCAN, _END, _FILLER, _FIRST_MARKER = 0xDA, 0xD9, 0xFF, 0xC0
_JFIF, _ICC, _ADOBE, _COMMENT = 0xE0, 0xE2, 0xEE, 0xFE


def _without_notes(jpeg: bytes) -> bytes:
    """A JPEG without the parts that say nothing of its pixels; these stay byte for byte.

    Raises `IndexError`, `ValueError` or `struct.error` if its parts do not follow each other.
    """
    kept = [jpeg[:2]]
    position = 2
    while position < len(jpeg):
        while jpeg[position + 1] == _FILLER:
            position += 1
        marker = jpeg[position + 1]
        if jpeg[position] != _FILLER or marker < _FIRST_MARKER:
            raise ValueError("no part of a JPEG starts here")
        if marker == _END:
            kept.append(jpeg[position : position + 2])
            break
        (length,) = struct.unpack_from(">H", jpeg, position + 2)
        end = position + 2 + length
        if marker == _START_OF_SCAN:
            found = _NEXT_MARKER.search(jpeg, end)
            end = found.start() if found else len(jpeg)
        if _shows(marker, jpeg[position + 4 : position + 16]):
            kept.append(jpeg[position:end])
        position = end
    return b"".join(kept)


def _shows(marker: int, start: bytes) -> bool:
    """Whether a part of a JPEG is needed to show it."""
    if marker == _ICC:
        return start.startswith(b"ICC_PROFILE")
    return not (_JFIF < marker <= _JFIF + 15 or marker == _COMMENT) or marker == _ADOBE


@cache
def _know_heic() -> None:
    """Teach Pillow to read HEIC, once."""
    from pi_heif import register_heif_opener

    register_heif_opener()


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _too_large(attachment: Attachment) -> Stopped:
    return stop(
        ExitCode.PROBLEMS,
        "E309",
        Where(attachment.name),
        f"The picture has more than {LARGEST_PICTURE // 10**6} million pixels, "
        f"or more than {MOST_FRAMES} pages.",
        "Make a smaller copy, and name that in the case.",
    )
