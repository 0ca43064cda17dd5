"""From a published version to its compiled procedure, once per process."""

from __future__ import annotations

import gc
import hashlib
import json
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pansol.desk.knowledge.models import Version
from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.load import load

__all__ = ["compiled", "digest_of", "files_of"]


def files_of(root: Path, procedure: str) -> dict[str, str]:
    """The YAML files of a procedure and of the shared modules, by path below `root`."""
    folders = [root / procedure, *sorted(p.parent for p in root.glob("common/*/procedure.yaml"))]
    return {p.relative_to(root).as_posix(): p.read_text(encoding="utf-8") for f in folders for p in sorted(f.glob("*.yaml"))}


def digest_of(files: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


def compiled(version: Version) -> Compiled:
    """The compiled procedure of a version; versions never change, so neither does this."""
    return _compiled(version.pk, version.digest)


@lru_cache(maxsize=64)
def _compiled(version_id: int, digest: str) -> Compiled:
    version = Version.objects.only("procedure", "files").get(pk=version_id)
    with tempfile.TemporaryDirectory(prefix="pansol-") as folder:
        root = Path(folder)
        for name, text in version.files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        found = compile_procedure(load(root / version.procedure, root))
    gc.freeze()  # it stays as long as the process; looking through it again and again would hold up every request for 0.1 s
    return found
