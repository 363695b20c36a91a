"""The command line called from a test, and what it said."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from xltools.faces import cli

ENGLISH = re.compile(
    r"\b(usage|options?|commands?|error|missing|invalid|required|try|show|help(?!\b)|exit|no such|got|unexpected"
    r"|argument|directory|file|traceback|default|does not exist|is not|warning|notice|failed|aborted)\b",
    re.IGNORECASE,
)


class Answer(NamedTuple):
    """How a call ended."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What went wrong: exactly one line on stderr, nothing on stdout, exit status 2."""
        assert (self.code, self.out) == (2, "")
        (line,) = self.err.splitlines()
        assert not ENGLISH.search(line), line
        return line


class Shell:
    """Calls the tool and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: object) -> Answer:
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main([str(argument) for argument in arguments])
        said = self.capsys.readouterr()
        return Answer(int(left.value.code or 0), said.out, said.err)
