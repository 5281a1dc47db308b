"""The one Jinja environment: sandboxed, strict, and blind to anything outside the packs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from traceback import walk_tb

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from generator.packs import Packs
from generator.problems import ExitCode, Where, stop

_FOLDER = "templates/"
STRICT = StrictUndefined  # a missing name stops, where it would leave a hole in the letter

# What an expression of a template can raise: Jinja's own errors, and those of arithmetic,
# look-ups and wrong types. Anything else is a bug of ours and must not be blamed on a pack.
_RAISED = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError)


class _PackLoader(BaseLoader):
    """Finds `grounds/x/en.j2` as `templates/grounds/x/en.j2` in the first root that has it."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 - Jinja's interface
        template: str,
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        path = self._packs.find(f"{_FOLDER}{template}")
        if path is None:
            raise TemplateNotFound(template)
        return path.read_text("utf-8"), f"{_FOLDER}{template}", None


@dataclass(frozen=True, slots=True)
class Texts:
    """Templates of the packs. `html` escapes what is put into them; `text` leaves it as it is."""

    text: Environment
    html: Environment

    @classmethod
    def of(cls, packs: Packs) -> "Texts":
        """The environments over these packs."""
        return cls(_environment(packs, False), _environment(packs, True))


def _environment(packs: Packs, escape: bool) -> Environment:
    return ImmutableSandboxedEnvironment(
        loader=_PackLoader(packs),
        undefined=STRICT,
        autoescape=escape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        optimized=False,  # each template is filled in once, which does not repay it
    )


def template(environment: Environment, name: str) -> Template:
    """A template by its name in the packs; stops with exit 4 if it is missing or does not parse."""
    try:
        return environment.get_template(name)
    except TemplateNotFound as error:
        raise wrong(name, None, f"the template {error.name!r} does not exist") from None
    except TemplateError as error:
        raise wrong(name, getattr(error, "lineno", None), str(error)) from None


def rendered(environment: Environment, name: str, values: dict[str, object]) -> str:
    """A whole template filled in; stops with exit 4 if it asks for what is not there."""
    loaded = template(environment, name)
    try:
        return loaded.render(values)
    except _RAISED as error:
        raise wrong(*_place(error, name), str(error)) from None


def block(environment: Environment, name: str, title: str, values: dict[str, object]) -> str:
    """One block of a template filled in, or an empty text if it has no such block."""
    loaded = template(environment, name)
    if title not in loaded.blocks:
        return ""
    try:
        parts: Iterable[str] = loaded.blocks[title](loaded.new_context(values))
        return "".join(parts)
    except _RAISED as error:
        raise wrong(*_place(error, name), f"block {title!r}: {error}") from None


def _place(error: BaseException, name: str) -> tuple[str, int | None]:
    """The innermost template, maybe one that `name` includes, and its line that raised an error."""
    place: tuple[str, int | None] = (name, None)
    for frame, line in walk_tb(error.__traceback__):
        made = frame.f_globals.get("__jinja_template__")
        if made is not None:  # Python made from a template, with lines of its own
            place = made.name, made.get_corresponding_lineno(line)
        elif frame.f_code.co_filename.startswith(_FOLDER):  # Jinja has put the template's in
            place = frame.f_code.co_filename.removeprefix(_FOLDER), line
    return place


def wrong(name: str, line: int | None, message: str) -> Exception:
    """The problem of a template, as an exception to be raised."""
    return stop(
        ExitCode.PACK,
        "E410",
        Where(f"{_FOLDER}{name}", line),
        message,
        "Correct the template, or remove your copy of it to use the built-in one.",
    )
