"""Measure what joining and stamping costs for each attached page, beside what qpdf alone takes.

Run it by hand: `python tests/benchmarks/join.py`. The bars: at most 1 ms and 0.05 MiB a page
above the fixed part.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from generator.packet.join import Imprint, Insertion, join
from generator.packet.render import render

CORPORA = {"none": (1, 1), "plain": (10, 100), "big": (60, 1000), "huge": (100, 2000)}
MIB = 2**20


def make(folder: Path, files: int, pages: int) -> list[Path]:
    """Write PDFs with text, bookmarks and links, `pages` in all."""
    folder.mkdir()
    made = []
    for number in range(files):
        pdf = Pdf.new()
        font = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        for page_number in range(pages // files or 1):
            page = pdf.add_blank_page(page_size=(595, 842))
            lines = [f"(File {number} page {page_number} line {n}) Tj T*" for n in range(60)]
            text = f"BT /F 9 Tf 12 TL 40 800 Td {' '.join(lines)} ET"
            page.obj.Contents = pdf.make_stream(text.encode())
            page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[40, 700, 200, 720])
        link.Dest = Array([pdf.pages[-1].obj, Name.Fit])
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])
        with pdf.open_outline() as outline:
            outline.root.extend(
                pikepdf.OutlineItem(f"Part {n}", n) for n in range(0, len(pdf.pages), 5)
            )
        made.append(folder / f"{number:04}.pdf")
        pdf.save(made[-1])
    return made


def joined(folder: Path, fixed: bool) -> None:
    """Join all PDFs of a folder; print seconds of the processor and KiB. `fixed` joins none."""
    sources = [] if fixed else sorted(folder.glob("*.pdf"))
    slips = "".join(f'<h1 style="break-before: page">{source.name}</h1>' for source in sources)
    laid = render(f"<html lang=en><p>Letter{slips}", {})
    insertions = []
    for index, source in enumerate(sources, start=1):
        with Pdf.open(source) as pdf:
            insertions.append(Insertion(index, source, source.name, len(pdf.pages)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    join(laid, insertions, folder.parent / "packet.pdf", Imprint("T", "A", "en", "AZ-113"))
    spent = time.process_time() - start
    print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)  # noqa: T201


def measured(folder: Path, *more: str) -> tuple[float, float]:
    """Seconds and MiB of the best of three joinings, each in a process of its own."""
    command = [sys.executable, __file__, str(folder), *more]
    best = min(
        tuple(map(float, subprocess.run(command, check=True, capture_output=True).stdout.split()))
        for _ in range(3)
    )
    return best[0], best[1] * 1024 / MIB


def main() -> None:
    """Print a table of all corpora."""
    qpdf = shutil.which("qpdf")
    print(f"{'corpus':8}{'pages':>7}{'s':>8}{'ms/page':>9}{'MiB':>8}{'MiB/page':>10}{'qpdf s':>8}")  # noqa: T201
    with tempfile.TemporaryDirectory() as temporary:
        for name, (files, pages) in CORPORA.items():
            folder = Path(temporary) / name
            made = make(folder, files, pages)
            fixed_time, fixed_space = measured(folder, "fixed")
            seconds, space = measured(folder)
            start = time.perf_counter()
            if qpdf:
                output = str(folder.parent / "qpdf.pdf")
                subprocess.run(
                    [qpdf, "--empty", "--pages", *map(str, made), "--", output], check=True
                )
            spent = time.perf_counter() - start
            each = (seconds - fixed_time) / pages * 1000, (space - fixed_space) / pages
            print(  # noqa: T201
                f"{name:8}{pages:7}{seconds:8.2f}{each[0]:9.2f}{space:8.1f}{each[1]:10.3f}{spent:8.2f}"
            )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        joined(Path(sys.argv[1]), "fixed" in sys.argv)
    else:
        main()
