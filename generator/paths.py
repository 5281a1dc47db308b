"""Where the built-in packs lie: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
BUILT_IN = _HERE / "_packs" if (_HERE / "_packs").is_dir() else _HERE.parent

TEMPLATES = BUILT_IN / "templates"
EVIDENCE_SCHEMAS = BUILT_IN / "evidence_schemas"
