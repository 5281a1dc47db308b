"""Read a YAML file of a pack, checked against the schema of its sort."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from generator.case.compose import FOLDER
from generator.case.load import load
from generator.case.schemas import check
from generator.packs import Packs
from generator.problems import ExitCode


@lru_cache(maxsize=256)
def read(packs: Packs, name: str, schema: str | None = None) -> Mapping[str, Any]:
    """The data of a pack's file, such as `templates/platforms/x/rules.yaml`.

    `schema` names `evidence_schemas/packs/<schema>.schema.json`; without it, or
    if there is no such file, the data are text as written. Whoever gets the
    data must not change them. Stops with exit 4 if the file is not there or is
    wrong.
    """
    document = load(packs.get(name), name, ExitCode.PACK)
    if schema is None or packs.find(f"{FOLDER}/packs/{schema}.schema.json") is None:
        data: Mapping[str, Any] = document.data
        return data
    data, problems = check(document, f"packs/{schema}.schema.json", packs)
    problems.stop_on_error(ExitCode.PACK)
    return data
