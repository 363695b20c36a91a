"""Receipts in 3-PhanHoi, for files whose verdict is durable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from xltools.model import Version
from xltools.pipeline.state import Office
from xltools.workspace.results import write_result


def reply(office: Office, versions: Sequence[Version]) -> set[tuple[str, str]]:
    """Write the receipt of every file not answered since it was taken in or judged again; their (path, sha256).

    The ledger knows what is owed, so that a collect cut short before this is made good by the next one.
    """
    from xltools.outputs.receipts import receipt

    answered = office.ledger.answered()
    owed = {_file(version) for version in versions if version.filing.turn > answered}
    files: dict[tuple[str, str], list[Version]] = defaultdict(list)
    for version in versions:
        if _file(version) in owed:
            files[_file(version)].append(version)
    for (file, sha256), forms in files.items():
        text = receipt(sorted(forms, key=lambda version: version.filing.part), office.plan)
        # a receipt can be made again from the ledger: no need to wait for the disk ten thousand times
        write_result(office.workspace.receipt(file, sha256), text.encode("utf-8", "replace"), durable=False)
    office.ledger.set_answered()
    return owed


def _file(version: Version) -> tuple[str, str]:
    return version.filing.file, version.filing.sha256
