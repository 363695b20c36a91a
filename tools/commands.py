"""The reference of commands (``docs/lenh.md``), written from the commands themselves."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator

import click

from xltools.faces.cli import cli
from xltools.faces.panel.spec import BUTTONS

_HEAD = """\
# Các lệnh

Tài liệu này được lập tự động từ chính các lệnh; không sửa trực tiếp. `xltools LỆNH --help` nói đúng những điều này.

Mã kết thúc: **0** xong; **1** xong, nhưng có biểu còn lỗi (đã trả lời, không mất gì); **2** không làm được việc, một
dòng trên stderr nói vì sao và phải làm gì. Số liệu ra stdout; mọi lời khác ra stderr.
"""


def render_commands() -> str:
    """The page as Markdown: usage, what a command does, each argument and option, exit statuses; then the buttons."""
    return _HEAD + "".join(map(_section, commands())) + _buttons()


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command by the words one types, those of groups within groups too."""
    yield from _below("xltools", cli)


def _below(path: str, group: click.Group) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _below(f"{path} {name}", command)
        else:
            yield f"{path} {name}", command


def _section(named: tuple[str, click.Command]) -> str:
    path, command = named
    context = click.Context(command, info_name=path)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    rows = [_row(option, context) for option in command.params if isinstance(option, click.Option)]
    table = "| Tuỳ chọn | Nghĩa |\n|---|---|\n" + "\n".join(rows) + "\n\n" if rows else ""
    text = " ".join(inspect.cleandoc(command.help or "").split())
    return f"\n## `{path}`\n\n```\n{usage}\n```\n\n{text}\n\n{table}Mã kết thúc: {exit_statuses(command)}.\n"


def _row(option: click.Option, context: click.Context) -> str:
    names, _ = option.get_help_record(context) or (", ".join(option.opts), "")
    shown = names.replace("|", "\\|")
    return f"| `{shown}` | {option.help}{' Bắt buộc.' if option.required else ''} |"


def exit_statuses(command: click.Command) -> str:
    """The statuses a command can end with: 1 only where it can return something else than 0."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(command.callback or (lambda: 0)))))
    returned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    only_done = all(isinstance(value, ast.Constant) and value.value == 0 for value in returned)
    return "0, 2" if only_done else "0, 1, 2"


def _buttons() -> str:
    lines = "".join(f"| {one.caption} | {one.explanation} | `{one.key}` |\n" for one in BUTTONS)
    return (
        "\n## Nút trên bảng điều khiển\n\nNút làm cùng việc với lệnh, trong Excel và LibreOffice Calc; "
        f"`xltools panel --button NÚT` làm việc ấy không cần macro.\n\n| Nút | Việc | NÚT |\n|---|---|---|\n{lines}"
    )
