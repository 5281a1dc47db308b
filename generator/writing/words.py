"""The fixed words of a language: labels and marks, as its pack has them."""

from collections.abc import Mapping
from dataclasses import dataclass

from generator.pack_files import read
from generator.packs import Packs
from generator.problems import ExitCode, Where, stop


@dataclass(frozen=True, slots=True)
class Words:
    """A language's words by section: `facts`, `kinds`, `letter`, `packet` and others."""

    language: str
    quotation_marks: tuple[str, str]
    sections: Mapping[str, Mapping[str, str]]

    def get(self, section: str, name: str) -> str:
        """A word; stops with exit 4 if the language has none, since languages are never mixed."""
        try:
            return self.sections[section][name]
        except KeyError:
            raise stop(
                ExitCode.PACK,
                "E411",
                Where(f"templates/languages/{self.language}/words.yaml"),
                f"there is no word for {name!r} under {section!r}",
                f"Add it: {section}: {{{name}: …}}.",
            ) from None


def load_words(packs: Packs, language: str) -> Words:
    """The words of a language; stops with exit 4 if its pack is missing or wrong."""
    folder = f"templates/languages/{language}"
    about = read(packs, f"{folder}/language.yaml", "language")
    opening, closing = about["quotation_marks"]
    return Words(language, (opening, closing), read(packs, f"{folder}/words.yaml", "words"))
