"""Receipts in 3-PhanHoi, for files whose verdict is durable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from xltools.model import Version
from xltools.pipeline.collect import Collected
from xltools.pipeline.state import Office
from xltools.workspace.results import write_result


def reply(office: Office, versions: Sequence[Version], collected: Collected) -> None:
    """Write the receipt of every file taken in, or judged again, by this collect."""
    from xltools.reports.receipts import receipt

    wanted = {*collected.arrived, *collected.rejudged}
    files: dict[tuple[str, str], list[Version]] = defaultdict(list)
    for version in versions:
        key = version.filing.file, version.filing.sha256
        if key in wanted:
            files[key].append(version)
    for (file, sha256), forms in files.items():
        text = receipt(sorted(forms, key=lambda version: version.filing.part), office.plan)
        # a receipt can be made again from the ledger: no need to wait for the disk ten thousand times
        write_result(office.workspace.receipt(file, sha256), text.encode("utf-8", "replace"), durable=False)
