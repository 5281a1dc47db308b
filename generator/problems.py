"""A problem is a value: what is wrong, where, and what to do about it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """What the program tells the shell; part of its stable interface."""

    DONE = 0
    PROBLEMS = 1
    USAGE = 2  # Click's own
    NO_LETTER = 3
    PACK = 4
    CHECK = 5
    SYSTEM = 6
    BUG = 70


class Severity(StrEnum):
    """Whether a problem stops a stage."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file, as the user knows the file."""

    file: str
    line: int | None = None
    pointer: str = ""

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, said so that the user can put it right."""

    code: str
    where: Where
    message: str
    remedy: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.where}: {self.severity} {self.code}: {self.message}\n    {self.remedy}"

    def as_json(self) -> dict[str, object]:
        """The problem as `--json` prints it."""
        return asdict(self)


class Stopped(Exception):
    """A stage found errors, so the stages after it do not run."""

    def __init__(self, exit_code: ExitCode, problems: "Problems") -> None:
        super().__init__("\n".join(map(str, problems)))
        self.exit_code = exit_code
        self.problems = problems


class Problems(list[Problem]):
    """What one stage found. It is filled to the end, then asked once."""

    def error(self, code: str, where: Where, message: str, remedy: str) -> None:
        """Note an error."""
        self.append(Problem(code, where, message, remedy))

    def warn(self, code: str, where: Where, message: str, remedy: str) -> None:
        """Note something that does not stop the build, but that the user should know."""
        self.append(Problem(code, where, message, remedy, Severity.WARNING))

    @property
    def errors(self) -> list[Problem]:
        """Those that stop a stage."""
        return [problem for problem in self if problem.severity is Severity.ERROR]

    def stop_on_error(self, exit_code: ExitCode) -> None:
        """Raise `Stopped` with everything found, if any of it is an error."""
        if self.errors:
            raise Stopped(exit_code, self)


def stop(exit_code: ExitCode, code: str, where: Where, message: str, remedy: str) -> Stopped:
    """A `Stopped` of one problem, to be raised where nothing more can be looked at."""
    return Stopped(exit_code, Problems([Problem(code, where, message, remedy)]))


def joined(parts: Iterable[Problems]) -> Problems:
    """The problems of several looks at the same stage, in their order."""
    return Problems(problem for part in parts for problem in part)
