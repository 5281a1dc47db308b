"""Finding the packs: in the case's folder, then the team's, then the built-in ones.

A file found earlier replaces the later one whole. A root holds `templates/`
and `evidence_schemas/`; nothing outside the roots is ever read as a pack.
"""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.paths import BUILT_IN
from generator.problems import ExitCode, Where, stop


@dataclass(frozen=True, slots=True)
class Packs:
    """The places where packs may lie, in the order in which they are asked."""

    roots: tuple[Path, ...] = (BUILT_IN,)

    def find(self, name: str) -> Path | None:
        """The file of a pack, such as `templates/grounds/x/ground.yaml`, or None."""
        if ".." in PurePosixPath(name).parts:
            return None
        for root in self.roots:
            path = root / name
            if path.is_file() and path.resolve().is_relative_to(root.resolve()):
                return path
        return None

    def get(self, name: str) -> Path:
        """The file of a pack; stops with exit 4 if no root has it."""
        path = self.find(name)
        if path is None:
            raise stop(
                ExitCode.PACK,
                "E401",
                Where(name),
                "this file of a pack does not exist",
                f"Known beside it: {', '.join(self.beside(name)) or 'nothing'}.",
            )
        return path

    def names(self, folder: str, holding: str) -> tuple[str, ...]:
        """The sub-folders of a folder, over all roots, that hold a file of this name, sorted."""
        return tuple(
            sorted(
                {
                    path.parent.name
                    for root in self.roots
                    for path in (root / folder).glob(f"*/{holding}")
                }
            )
        )

    def stems(self, folder: str) -> tuple[str, ...]:
        """The names, without `.yaml`, of the files in a folder, over all roots, sorted."""
        return tuple(
            sorted({path.stem for root in self.roots for path in (root / folder).glob("*.yaml")})
        )

    def beside(self, name: str) -> tuple[str, ...]:
        """What stands in the folder of a pack's file, or in the next one above that exists."""
        folder = PurePosixPath(name).parent
        while str(folder) != "." and not any((root / folder).is_dir() for root in self.roots):
            folder = folder.parent
        return tuple(
            sorted({path.name for root in self.roots for path in (root / folder).glob("[!._]*")})
        )
