"""Vietnamese for what the command-line library would say in English."""

from __future__ import annotations

import errno
import tempfile
import traceback

import click

_HELP = "Hiện hướng dẫn này rồi thoát."


def _help_option(context: click.Context) -> click.Option:
    return click.Option(["--help"], is_flag=True, is_eager=True, expose_value=False, help=_HELP, callback=_show_help)


def _show_help(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(context.get_help())
        context.exit()


class Command(click.Command):
    """A command whose help page has Vietnamese headings."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help`` in Vietnamese."""
        return _help_option(ctx)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line that shows how to call the command."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Cách dùng: ")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The pieces of the usage line."""
        return [piece.replace("[OPTIONS]", "[TUỲ CHỌN]") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of options."""
        with formatter.section("Tuỳ chọn"):
            formatter.write_dl([_option_row(p, ctx) for p in self.get_params(ctx) if isinstance(p, click.Option)])


def _option_row(option: click.Option, context: click.Context) -> tuple[str, str]:
    """An option and what it is for; the library's own remarks on it are in English."""
    names, _ = option.get_help_record(context) or ("", "")
    return names, f"{option.help}{' Bắt buộc.' if option.required else ''}"


class Group(Command, click.Group):
    """The list of commands under Vietnamese headings."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The pieces of the usage line."""
        return ["[TUỲ CHỌN]", "LỆNH [...]"]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of options, then the commands in the order of a year's work."""
        Command.format_options(self, ctx, formatter)
        with formatter.section("Lệnh"):
            formatter.write_dl([(name, command.get_short_help_str(90)) for name, command in self.commands.items()])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order of a year's work, not of the alphabet."""
        return list(self.commands)


def usage_sentence(error: click.ClickException) -> str:
    """One Vietnamese sentence for a call that was mistyped."""
    if isinstance(error, click.MissingParameter):
        return f"Thiếu {_name(error.param)}; {_see_help(error.ctx)}"
    if isinstance(error, click.NoSuchOption):
        return f"Không có tuỳ chọn {error.option_name}; {_see_help(error.ctx)}"
    if isinstance(error, click.BadParameter):
        return f"Giá trị của {_name(error.param)} không đúng{_choices(error.param)}; {_see_help(error.ctx)}"
    if isinstance(error, click.UsageError):
        return f"Không hiểu lệnh vừa gõ ({_typed(error)}); {_see_help(error.ctx)}"
    return error.format_message()


def _typed(error: click.UsageError) -> str:
    # the library quotes what it did not understand
    parts = error.message.split("'")
    return parts[1] if len(parts) > 2 else "thừa hoặc thiếu tham số"


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "tham số"
    return parameter.opts[0] if isinstance(parameter, click.Option) else str(parameter.metavar or parameter.name)


def _choices(parameter: click.Parameter | None) -> str:
    kind = parameter.type if parameter else None
    if isinstance(kind, click.Choice):
        return f" (chọn một trong: {', '.join(kind.choices)})"
    if isinstance(kind, click.IntRange):
        return f" (số từ {kind.min} đến {kind.max})"
    return ""


def _see_help(context: click.Context | None) -> str:
    return f"gõ “{context.command_path if context else 'xltools'} --help” để xem cách dùng"


def system_sentence(error: OSError) -> str:
    """One Vietnamese sentence for what the operating system refused."""
    name = error.filename if isinstance(error.filename, str) else ""
    where = f" “{name}”" if name else ""
    if isinstance(error, PermissionError):
        return f"Không có quyền mở hoặc ghi{where}; đóng tệp nếu đang mở và kiểm tra quyền truy cập"
    if isinstance(error, FileNotFoundError):
        return f"Không thấy{where}; kiểm tra lại đường dẫn"
    if error.errno == errno.ENOSPC:
        return f"Đĩa đã đầy, không ghi được{where}; dọn bớt đĩa rồi chạy lại (việc đã ghi sổ không mất)"
    return f"Hệ điều hành báo lỗi {error.errno} khi dùng{where}; kiểm tra đĩa và mạng rồi chạy lại"


def fault_sentence() -> str:
    """One Vietnamese sentence for the exception being handled, which is written to a file of its own."""
    with tempfile.NamedTemporaryFile("w", -1, "utf-8", prefix="xltools-", suffix=".log", delete=False) as log:
        traceback.print_exc(file=log)
    return (
        "Chương trình gặp lỗi ngoài dự kiến nên dừng lại; việc đã ghi sổ không mất. "
        f"Hãy gửi tệp {log.name} cho người phụ trách phần mềm"
    )
