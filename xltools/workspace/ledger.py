"""The ledger: which bytes arrived when and under which name, the verdicts on them, which results are current.

One SQLite file on the coordinator's own disk. Readers never wait for the writer (WAL); a writer waits up to 30 s for
another. Paths are kept as bytes, so that any file name survives. A verdict counts only under the plan and the code
(:data:`xltools.digests.JUDGING`) that gave it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from xltools.digests import JUDGING
from xltools.model import ACCEPTED, Failure, Filing, Status
from xltools.vietnamese.wording import say
from xltools.workspace.codec import decode
from xltools.workspace.intake import Found
from xltools.workspace.layout import reason

_PATIENCE = 30.0  # seconds a writer waits for another
_say = partial(say, "workspace")

_STEPS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE arrivals (
        id INTEGER PRIMARY KEY,
        path BLOB NOT NULL,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        ctime_ns INTEGER NOT NULL,
        received TEXT NOT NULL,
        by_hand INTEGER NOT NULL,
        turn INTEGER NOT NULL
    );
    CREATE INDEX arrivals_by_path ON arrivals (path);
    CREATE INDEX arrivals_by_content ON arrivals (sha256);
    CREATE TABLE verdicts (
        arrival INTEGER NOT NULL REFERENCES arrivals (id),
        part INTEGER NOT NULL,
        plan_digest TEXT NOT NULL,
        tool TEXT NOT NULL,
        status TEXT NOT NULL,
        key TEXT,
        record BLOB NOT NULL,
        PRIMARY KEY (arrival, part)
    );
    CREATE INDEX verdicts_by_key ON verdicts (key);
    CREATE TABLE results (
        path BLOB PRIMARY KEY,
        digest TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL
    );
    """,
)
"""Each step takes the schema one version further; a step once released never changes."""


_SINCE = (
    "AND verdicts.rowid IN ("
    "SELECT verdicts.rowid FROM arrivals JOIN verdicts ON arrival = id WHERE turn >= :since UNION "
    "SELECT same.rowid FROM arrivals JOIN verdicts AS one ON one.arrival = id "
    "JOIN verdicts AS same ON same.key = one.key WHERE turn >= :since)"
)
"""Restricts to the verdicts of a collect and those after it, and those that share a key with them."""

_ANSWERED = "answered_turn"


class Verdict(NamedTuple):
    """The verdict on one form of a file; ``key`` is the same for all versions of a form, else ``None``."""

    status: Status
    key: str | None
    record: bytes


class Arrival(NamedTuple):
    """A file taken in, with its verdicts; content seen before keeps its first receiving date."""

    file: Found
    sha256: str
    received: datetime
    by_hand: bool
    turn: int
    verdicts: Sequence[Verdict]


class Origin(NamedTuple):
    """An arrival whose bytes may come again: its id (``None``: not recorded yet), its path, whether it was accepted."""

    arrival: int | None
    path: str
    accepted: bool


class Stale(NamedTuple):
    """An arrival judged under another plan or by other code, to be judged again from the archive."""

    arrival: int
    path: str
    sha256: str
    size: int


class Ledger:
    """The open ledger of one workspace; a context manager."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._db = connection
        self._name = name

    @classmethod
    def open(cls, file: Path) -> Ledger:
        """The ledger in ``file``, created or migrated; :class:`Failure` if it is damaged or newer than the tool."""
        try:
            db = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
            try:
                _prepare(db, file)
            except BaseException:
                db.close()
                raise
        except sqlite3.Error as error:
            raise _unusable(file.name, error) from error
        return cls(db, file.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if isinstance(error, sqlite3.Error):
            raise _unusable(self._name, error) from error

    def close(self) -> None:
        """Close the file; what was recorded is durable already."""
        self._db.close()

    # -- arrivals and verdicts -------------------------------------------------------------

    def known(self) -> dict[Found, str]:
        """The file last seen under every path, with its sha256."""
        rows = self._db.execute(
            "SELECT path, size, mtime_ns, ctime_ns, sha256 FROM arrivals "
            "WHERE id IN (SELECT max(id) FROM arrivals GROUP BY path)"
        )
        return {Found(_path(path), *figures): sha256 for path, *figures, sha256 in rows}

    def origins(self, plan_digest: str) -> dict[str, list[Origin]]:
        """Content (sha256) → the arrivals that brought it and were judged under this plan as no duplicate."""
        found: dict[str, list[Origin]] = {}
        for sha, arrival, path, accepted in self._db.execute(
            "SELECT sha256, id, path, max(status IN (?, ?)) FROM arrivals JOIN verdicts ON arrivals.id = arrival "
            "WHERE plan_digest = ? AND tool = ? AND status != ? GROUP BY id ORDER BY id",
            (*(status.value for status in ACCEPTED), plan_digest, JUDGING, Status.DUPLICATE.value),
        ):
            found.setdefault(sha, []).append(Origin(arrival, _path(path), bool(accepted)))
        return found

    def next_turn(self) -> int:
        """The number of the collect that starts now, from 1."""
        row = self._db.execute("SELECT max(turn) FROM arrivals").fetchone()
        return int(row[0] or 0) + 1

    def answered(self) -> int:
        """The last collect whose files were answered; 0 if none was, or all were judged again since."""
        return int(self.note(_ANSWERED) or 0)

    def set_answered(self) -> None:
        """Note that everything recorded so far has been answered."""
        last = self.next_turn() - 1
        if last != self.answered():
            self.set_note(_ANSWERED, str(last))

    def record(self, arrivals: Iterable[Arrival], plan_digest: str) -> None:
        """Record files taken in, with their verdicts: all of them durable on return, or none.

        A file whose content is the one already known under its path is not a new arrival: its stat
        figures and verdicts are brought up to date.
        """
        with self._transaction():
            for arrival in arrivals:
                self._judge(self._arrive(arrival), arrival.verdicts, plan_digest)

    def rejudge(self, verdicts: Iterable[tuple[int, Sequence[Verdict]]], plan_digest: str) -> None:
        """Replace the verdicts of arrivals (see :meth:`stale`) in one transaction; all is to be answered again."""
        with self._transaction():
            for arrival, found in verdicts:
                self._judge(arrival, found, plan_digest)
                self._db.execute("DELETE FROM meta WHERE key = ?", (_ANSWERED,))

    def touch(self, seen: Iterable[tuple[Found, str]]) -> None:
        """Note new stat figures of files whose content (sha256) is the one known under their path."""
        with self._transaction():
            for file, sha256 in seen:
                self._db.execute(
                    "UPDATE arrivals SET size = ?, mtime_ns = ?, ctime_ns = ? "
                    "WHERE id = (SELECT max(id) FROM arrivals WHERE path = ?) AND sha256 = ?",
                    (*file[1:], _blob(file.path), sha256),
                )

    def stale(self, plan_digest: str) -> list[Stale]:
        """Arrivals without a verdict of this plan and of the code as it is now, in order of arrival."""
        rows = self._db.execute(
            "SELECT id, path, sha256, size FROM arrivals WHERE id NOT IN "
            "(SELECT arrival FROM verdicts WHERE plan_digest = ? AND tool = ?) ORDER BY id",
            (plan_digest, JUDGING),
        )
        return [Stale(arrival, _path(path), sha, size) for arrival, path, sha, size in rows]

    def filings(self, plan_digest: str, since: int | None = None) -> list[Filing]:
        """The submissions judged under this plan, in order; ``since`` a collect, with the versions they bear on."""
        some = "" if since is None else _SINCE
        rows = self._db.execute(
            "SELECT path, sha256, part, turn, received, by_hand, status, record "  # noqa: S608 - constants only
            "FROM verdicts JOIN arrivals ON arrivals.id = arrival "
            f"WHERE plan_digest = :plan AND tool = :tool {some} ORDER BY turn, path, part",
            {"plan": plan_digest, "tool": JUDGING, "since": since},
        )
        return [_filing(*row) for row in rows]

    def _arrive(self, arrival: Arrival) -> int:
        path, *figures = arrival.file
        name = _blob(path)
        last = self._db.execute(
            "SELECT id, sha256 FROM arrivals WHERE path = ? ORDER BY id DESC LIMIT 1", (name,)
        ).fetchone()
        if last and last[1] == arrival.sha256:
            self._db.execute(
                "UPDATE arrivals SET size = ?, mtime_ns = ?, ctime_ns = ? WHERE id = ?", (*figures, last[0])
            )
            return int(last[0])
        first = self._db.execute(
            "SELECT received, by_hand FROM arrivals WHERE sha256 = ? ORDER BY id LIMIT 1", (arrival.sha256,)
        ).fetchone()
        received = first or (arrival.received.isoformat(), arrival.by_hand)
        done = self._db.execute(
            "INSERT INTO arrivals (path, sha256, size, mtime_ns, ctime_ns, received, by_hand, turn) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (name, arrival.sha256, *figures, *received, arrival.turn),
        )
        return int(done.lastrowid or 0)

    def _judge(self, arrival: int, verdicts: Sequence[Verdict], plan_digest: str) -> None:
        self._db.execute("DELETE FROM verdicts WHERE arrival = ?", (arrival,))
        self._db.executemany(
            "INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(arrival, part, plan_digest, JUDGING, v.status.value, v.key, v.record) for part, v in enumerate(verdicts)],
        )

    # -- results and single values -----------------------------------------------------------

    def result(self, path: str) -> tuple[str, str, int, int] | None:
        """Digest of inputs, sha256, size and mtime (ns) of the result at ``path`` as written; ``None`` without one."""
        row: tuple[str, str, int, int] | None = self._db.execute(
            "SELECT digest, sha256, size, mtime_ns FROM results WHERE path = ?", (_blob(path),)
        ).fetchone()
        return row

    def set_result(self, path: str, result: tuple[str, str, int, int]) -> None:
        """Remember a result file that was just written; ``result`` as :meth:`result` gives it back."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?)", (_blob(path), *result))

    def note(self, key: str) -> str | None:
        """A single value of the workspace (``last_as_of``, …); ``None`` if never set."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def set_note(self, key: str, value: str) -> None:
        """Keep a single value."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise Failure(_say("ledger.not_written", reason=reason(error))) from error
            raise


def versions(file: Path) -> tuple[int, int]:
    """The schema's version of a ledger, and the newest this tool knows; :class:`Failure` if it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)) as db:
            return int(db.execute("PRAGMA user_version").fetchone()[0]), len(_STEPS)
    except sqlite3.Error as error:
        raise _unusable(file.name, error) from error


def _unusable(name: str, error: sqlite3.Error) -> Failure:
    return Failure(_say("ledger.not_opened", file=name, reason=reason(error)))


def _use_wal(db: sqlite3.Connection) -> None:
    """Let readers work beside a writer; unlike all else, this switch does not wait by itself for other processes."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _prepare(db: sqlite3.Connection, file: Path) -> None:
    _use_wal(db)
    db.execute("PRAGMA synchronous = FULL")  # a receipt is written only after its verdict is on the disk
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > len(_STEPS):
        raise Failure(_say("ledger.newer", file=file.name))
    if version == len(_STEPS):
        return
    db.execute("BEGIN IMMEDIATE")
    # another process may have migrated while this one waited
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    for step in _STEPS[version:]:
        for statement in filter(str.strip, step.split(";")):
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {len(_STEPS)}")
    db.execute("COMMIT")


def _filing(
    path: bytes, sha: str, part: int, turn: int, received: str, by_hand: int, status: str, record: bytes
) -> Filing:
    file, moment = _path(path), datetime.fromisoformat(received)
    submission, problems = decode(record, file, sha)
    return Filing(file, sha, part, turn, moment, bool(by_hand), Status(status), submission, problems)


def _blob(text: str) -> bytes:
    # lossless for every file name, undecodable bytes and lone surrogates included
    return text.encode("utf-8", "surrogatepass")


def _path(blob: bytes) -> str:
    return blob.decode("utf-8", "surrogatepass")
