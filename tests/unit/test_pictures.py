"""Pictures: what passes byte for byte, what is copied and why, what is refused."""

import hashlib
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageFile

from generator.case.model import Attachment
from generator.packet.pictures import Picture, prepare
from generator.problems import ExitCode, Stopped

FIXTURES = Path(__file__).parents[1] / "fixtures" / "pictures"
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F
NOTES = "What the camera wrote into it, such as date and place, was left out."


def attachment(path: Path, media: str, pages: int = 1) -> Attachment:
    """The attachment as the check of the case finds it."""
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Attachment(path, f"evidence/{path.name}", digest, len(data), media, pages)


def gradient(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A picture of which every corner is different."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, Image.new("L", (width, height), 60))).convert(mode)


def saved(path: Path, image: Image.Image, exif: dict[int, object] | None = None, **more) -> Path:
    """Write a picture; `exif` are notes as a camera makes them."""
    notes = Image.Exif()
    notes.update(exif or {})
    image.save(path, **({"exif": notes} if exif else {}), **more)
    return path


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The folder for copies."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_jpeg_that_fits_passes(tmp_path: Path, work: Path, mode: str):
    """
    It is used where it lies; no copy is made, and there is nothing to tell.
    """
    path = saved(tmp_path / "a.jpg", gradient(400, 300, mode))
    prepared = prepare(attachment(path, "jpeg"), work)

    assert (prepared.pictures, prepared.changes) == ((Picture(path, 400, 300),), ())
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_png_that_fits_passes(tmp_path: Path, work: Path, mode: str):
    """
    Also with a palette or transparency.
    """
    path = saved(tmp_path / "a.png", gradient(40, 30).convert("RGBA").convert(mode))
    prepared = prepare(attachment(path, "png"), work)

    assert (prepared.pictures, prepared.changes) == ((Picture(path, 40, 30),), ())


def test_the_notes_of_a_camera_are_left_out_and_the_pixels_stay(tmp_path: Path, work: Path):
    """
    Date, place, maker, comment, preview and what stands behind the picture; the profile stays.
    """
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = {MAKER: "SecretMaker", GPS: {1: "N", 2: (30.0, 15.0, 10.0)}, ORIENTATION: 1}
    path = saved(
        tmp_path / "a.jpg",
        gradient(400, 300),
        exif,
        comment=b"SecretComment",
        xmp=b"<x>SecretXmp</x>",
        icc_profile=profile,
    )
    path.write_bytes(path.read_bytes() + b"SecretTail")
    prepared = prepare(attachment(path, "jpeg"), work)
    (picture,) = prepared.pictures
    data = picture.path.read_bytes()

    assert prepared.changes == (f"evidence/a.jpg: {NOTES}",)
    assert (picture.width, picture.height, picture.path.parent) == (400, 300, work)
    assert b"Secret" not in data
    assert b"Exif" not in data
    with Image.open(picture.path) as copy, Image.open(path) as original:
        assert ImageChops.difference(copy, original).getbbox() is None
        assert copy.info["icc_profile"] == profile


def test_a_jpeg_whose_parts_are_in_disorder_is_written_anew(tmp_path: Path, work: Path):
    """
    Viewers pass over bytes between its parts, behind which the notes could hide.
    """
    path = saved(tmp_path / "a.jpg", gradient(200, 100), {MAKER: "SecretMaker"})
    data = path.read_bytes()
    path.write_bytes(data[:20] + b"\x00junk" + data[20:])
    prepared = prepare(attachment(path, "jpeg"), work)

    assert prepared.changes == (f"evidence/a.jpg: {NOTES}",)
    assert b"Secret" not in prepared.pictures[0].path.read_bytes()
    with Image.open(prepared.pictures[0].path) as copy:
        assert copy.size == (200, 100)


def test_a_progressive_jpeg_keeps_all_its_scans(tmp_path: Path, work: Path):
    """
    The picture is stored in several passes, between which notes could stand.
    """
    path = saved(tmp_path / "a.jpg", gradient(200, 100), {MAKER: "x"}, progressive=True)
    (picture,) = prepare(attachment(path, "jpeg"), work).pictures

    with Image.open(picture.path) as copy, Image.open(path) as original:
        assert ImageChops.difference(copy, original).getbbox() is None


def test_of_a_jpeg_with_further_pictures_only_the_first_stays(tmp_path: Path, work: Path):
    """
    Phones put depth maps and previews behind the picture.
    """
    path = tmp_path / "a.jpg"
    gradient(200, 100).save(path, format="MPO", save_all=True, append_images=[gradient(10, 10)])
    (picture,) = prepare(attachment(path, "jpeg"), work).pictures

    with Image.open(picture.path) as copy, Image.open(path) as original:
        assert (copy.format, original.format) == ("JPEG", "MPO")
        assert ImageChops.difference(copy, original.convert("RGB")).getbbox() is None


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
def test_a_turned_picture_stands_upright(tmp_path: Path, work: Path, ending: str, orientation: int):
    """
    The corners are where the photographer saw them, in whichever way the camera was held.
    """
    seen = gradient(300, 200)
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # undoes the turn: a Pillow transposition
    stored = seen.transpose(back[orientation]) if orientation > 1 else seen
    path = saved(tmp_path / f"a.{ending}", stored, {ORIENTATION: orientation})
    media = {"jpg": "jpeg", "tif": "tiff"}.get(ending, ending)
    prepared = prepare(attachment(path, media), work)
    (picture,) = prepared.pictures

    assert (picture.width, picture.height) == (300, 200)
    with Image.open(picture.path) as copy:
        assert copy.getexif().get(ORIENTATION, 1) == 1
        difference = ImageChops.difference(copy.convert("RGB"), seen)
        assert max(high for _, high in difference.getextrema()) < 24
    told = "evidence/" + path.name + ": The picture was turned upright, as the camera was held."
    assert (told in prepared.changes) is (orientation > 1)


@pytest.mark.parametrize(
    ("size", "orientation", "fitted"),
    [
        ((4000, 3000), 1, (2008, 1506)),
        ((3000, 4000), 1, (2008, 2677)),
        ((1000, 5000), 1, (543, 2717)),
        ((4000, 3000), 6, (2008, 2677)),
        ((2008, 2717), 1, (2008, 2717)),
        ((2717, 2008), 6, (2008, 2717)),
    ],
)
def test_a_large_picture_is_brought_down_to_what_print_needs(
    tmp_path: Path, work: Path, size, orientation: int, fitted
):
    """
    300 dpi on 170 x 230 mm, measured as the picture stands on the page.
    """
    path = saved(tmp_path / "a.jpg", Image.new("RGB", size, "red"), {ORIENTATION: orientation})
    prepared = prepare(attachment(path, "jpeg"), work)
    (picture,) = prepared.pictures

    assert (picture.width, picture.height) == fitted
    with Image.open(picture.path) as copy:
        assert copy.size == fitted
    told = (
        f"evidence/a.jpg: The picture was brought down to {fitted[0]} x {fitted[1]} pixels, "
        "which is 300 dpi in print."
    )
    assert (told in prepared.changes) is (sorted(size) != sorted(fitted))


def test_colours_for_the_press_become_colours_for_the_screen(tmp_path: Path, work: Path):
    """
    A viewer would show CMYK as it likes.
    """
    path = saved(tmp_path / "a.jpg", Image.new("CMYK", (30, 20), (0, 255, 255, 0)))
    prepared = prepare(attachment(path, "jpeg"), work)

    assert prepared.changes == ("evidence/a.jpg: The colours were converted from CMYK to RGB.",)
    with Image.open(prepared.pictures[0].path) as copy:
        red, green, blue = copy.getpixel((10, 10))
        assert (copy.mode, red > 200, green < 60, blue < 60) == ("RGB", True, True, True)


def test_the_colours_of_a_copy_are_what_the_profile_says(tmp_path: Path, work: Path):
    """
    The profile, which does not reach the page, calls red green.
    """
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"held").replace(b"gXYZ", b"rXYZ").replace(b"held", b"gXYZ")
    image = Image.new("RGB", (30, 20), (255, 0, 0))
    path = saved(tmp_path / "a.webp", image, lossless=True, icc_profile=swapped)
    prepared = prepare(attachment(path, "webp"), work)

    with Image.open(prepared.pictures[0].path) as copy:
        red, green, blue = copy.getpixel((10, 10))
        assert (red < 30, green > 225, blue < 30) == (True, True, True)
        assert "icc_profile" not in copy.info


def test_a_damaged_profile_is_passed_over(tmp_path: Path, work: Path):
    """
    The colours are taken as they are.
    """
    image = Image.new("RGB", (30, 20), (200, 90, 30))
    path = saved(tmp_path / "a.webp", image, lossless=True, icc_profile=b"no profile")
    prepared = prepare(attachment(path, "webp"), work)

    with Image.open(prepared.pictures[0].path) as copy:
        assert copy.getpixel((10, 10)) == pytest.approx((200, 90, 30), abs=3)


@pytest.mark.parametrize(
    ("name", "media", "mode", "suffix", "told"),
    [
        ("a.webp", "webp", "RGB", ".jpg", "JPEG"),
        ("a.webp", "webp", "RGBA", ".png", "PNG"),
        ("a.tif", "tiff", "RGB", ".jpg", "JPEG"),
        ("a.tif", "tiff", "1", ".png", "PNG"),
        ("a.gif", "gif", "P", ".png", "PNG"),
    ],
)
def test_other_formats_are_converted(tmp_path, work, name, media, mode, suffix, told):
    """
    To JPEG, or to PNG where there is transparency or a drawing.
    """
    image = gradient(40, 30).convert("RGBA")
    image.putalpha(128)
    path = saved(tmp_path / name, image.convert(mode))
    prepared = prepare(attachment(path, media), work)
    (picture,) = prepared.pictures

    assert (picture.path.suffix, picture.width, picture.height) == (suffix, 40, 30)
    assert prepared.changes == (f"evidence/{name}: The copy in the packet is a {told} picture.",)


def test_a_picture_of_an_iphone_is_converted(work: Path):
    """
    HEIC, which no viewer of PDFs can show.
    """
    prepared = prepare(attachment(FIXTURES / "gradient.heic", "heic"), work)
    (picture,) = prepared.pictures

    with Image.open(picture.path) as copy:
        assert (copy.format, copy.size) == ("JPEG", (picture.width, picture.height))
    assert prepared.changes[-1] == (
        "evidence/gradient.heic: The copy in the packet is a JPEG picture."
    )


def test_a_grey_picture_of_sixteen_bits_keeps_its_shades(tmp_path: Path, work: Path):
    """
    Cut to eight bits it would be white.
    """
    image = Image.new("I;16", (2, 1))
    image.putpixel((0, 0), 25_600)
    image.putpixel((1, 0), 51_200)
    path = saved(tmp_path / "a.png", image)
    (picture,) = prepare(attachment(path, "png"), work).pictures

    with Image.open(picture.path) as copy:
        assert [copy.getpixel((x, 0)) for x in (0, 1)] == [100, 200]


def test_each_page_of_a_tiff_is_a_picture(tmp_path: Path, work: Path):
    """
    In the order of the file, each told by its number.
    """
    path = tmp_path / "a.tif"
    gradient(40, 30).save(path, save_all=True, append_images=[gradient(20, 10)])
    prepared = prepare(attachment(path, "tiff", 2), work)

    assert [(picture.width, picture.height) for picture in prepared.pictures] == [
        (40, 30),
        (20, 10),
    ]
    assert prepared.changes == (
        "evidence/a.tif, page 1: The copy in the packet is a JPEG picture.",
        "evidence/a.tif, page 2: The copy in the packet is a JPEG picture.",
    )


def test_of_a_moving_picture_the_first_frame_is_shown(tmp_path: Path, work: Path):
    """
    And the reader of the manifest is told that there are more.
    """
    path = tmp_path / "a.gif"
    gradient(40, 30).save(path, save_all=True, append_images=[Image.new("RGB", (40, 30), "red")])
    prepared = prepare(attachment(path, "gif"), work)

    assert len(prepared.pictures) == 1
    assert prepared.changes[-1] == "evidence/a.gif: Only the first of 2 frames is shown."


def test_equal_input_gives_equal_names_and_bytes(tmp_path: Path, work: Path):
    """
    And two attachments with different bytes get different names.
    """
    first = attachment(saved(tmp_path / "a.webp", gradient(40, 30)), "webp")
    other = attachment(saved(tmp_path / "b.webp", gradient(30, 40)), "webp")
    (one,) = prepare(first, work).pictures
    data = one.path.read_bytes()
    (two,) = prepare(first, work).pictures
    (three,) = prepare(other, work).pictures

    assert (one.path, data) == (two.path, two.path.read_bytes())
    assert three.path != one.path


def refused(path: Path, media: str, work: Path) -> tuple[ExitCode, list[tuple[str, str]]]:
    """How a picture is refused."""
    with pytest.raises(Stopped) as stopped:
        prepare(attachment(path, media), work)
    return stopped.value.exit_code, [
        (problem.code, str(problem.where)) for problem in stopped.value.problems
    ]


@pytest.mark.parametrize("media", ["jpeg", "png", "heic", "webp", "tiff", "gif"])
@pytest.mark.parametrize("data", [b"", b"no picture at all", b"\x00" * 4096])
def test_what_is_no_picture_is_refused(tmp_path: Path, work: Path, media: str, data: bytes):
    """
    By the name that the user gave it.
    """
    path = tmp_path / "a.bin"
    path.write_bytes(data)

    assert refused(path, media, work) == (ExitCode.PROBLEMS, [("E320", "evidence/a.bin")])


@pytest.mark.parametrize("truncated", [True, False])
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.gif"])
def test_half_a_picture_is_refused(tmp_path, work, name, truncated, monkeypatch):
    """
    Also after WeasyPrint, when it was imported, has told Pillow to take it.
    """
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", truncated)
    path = saved(tmp_path / name, Image.effect_noise((300, 200), 90).convert("RGB"))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    media = {"jpg": "jpeg", "tif": "tiff"}.get(name[2:], name[2:])

    assert refused(path, media, work) == (ExitCode.PROBLEMS, [("E320", f"evidence/{name}")])
    assert ImageFile.LOAD_TRUNCATED_IMAGES is truncated


def test_a_picture_that_is_not_what_its_name_says_is_refused(tmp_path: Path, work: Path):
    """
    Only the format that was found when the case was checked is opened.
    """
    path = saved(tmp_path / "a.png", gradient(40, 30))

    assert refused(path, "jpeg", work) == (ExitCode.PROBLEMS, [("E320", "evidence/a.png")])


@pytest.mark.parametrize("size", [(10_001, 10_000), (30_000, 30_000)])
def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path, work: Path, size):
    """
    By the size that it states, before any of it is unpacked.
    """
    written = BytesIO()
    Image.new("1", (8, 8)).save(written, "PNG")
    data = bytearray(written.getvalue())
    data[16:24] = size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big")
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")  # or it would only be damaged
    path = tmp_path / "a.png"
    path.write_bytes(data)

    assert refused(path, "png", work) == (ExitCode.PROBLEMS, [("E309", "evidence/a.png")])


def test_a_tiff_of_too_many_pages_is_refused(tmp_path: Path, work: Path):
    """
    Each page would become a file.
    """
    path = tmp_path / "a.tif"
    page = Image.new("1", (1, 1))
    page.save(path, save_all=True, append_images=[page] * 200)

    assert refused(path, "tiff", work) == (ExitCode.PROBLEMS, [("E309", "evidence/a.tif")])
