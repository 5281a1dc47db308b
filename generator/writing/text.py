"""The one Jinja environment: sandboxed, strict, and blind to anything outside the packs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

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

STRICT = StrictUndefined  # a missing name stops, where it would leave a hole in the letter

# What an expression of a template can raise: Jinja's own errors, and those of arithmetic,
# look-ups and wrong types. Anything else is a bug of ours and must not be blamed on a pack.
_RAISED = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError)


class _PackLoader(BaseLoader):
    """Finds `grounds/x/en.j2` as `templates/grounds/x/en.j2` in the first root that has it."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs

    def get_source(
        self, environment: Environment, template: str  # noqa: ARG002 - Jinja's interface
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        path = self._packs.find(f"templates/{template}")
        if path is None:
            raise TemplateNotFound(template)
        return path.read_text("utf-8"), f"templates/{template}", None


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
        raise wrong(name, None, str(error)) from None


def block(environment: Environment, name: str, title: str, values: dict[str, object]) -> str:
    """One block of a template filled in, or an empty text if it has no such block."""
    loaded = template(environment, name)
    if title not in loaded.blocks:
        return ""
    try:
        parts: Iterable[str] = loaded.blocks[title](loaded.new_context(values))
        return "".join(parts)
    except _RAISED as error:
        raise wrong(name, None, f"block {title!r}: {error}") from None


def wrong(name: str, line: int | None, message: str) -> Exception:
    """The problem of a template, as an exception to be raised."""
    return stop(
        ExitCode.PACK,
        "E410",
        Where(f"templates/{name}", line),
        message,
        "Correct the template, or remove your copy of it to use the built-in one.",
    )
