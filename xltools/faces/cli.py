"""The command line: one short function per command, everything it says in Vietnamese.

Exit status: 0 done, 1 done but some forms have errors, 2 the command could not do its work (one
line on stderr). Only data goes to stdout; progress and remarks go to stderr.
"""

from __future__ import annotations

import io
import sys
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltools import __version__
from xltools.faces import console
from xltools.faces.cli_words import Command, Group, fault_sentence, system_sentence, usage_sentence
from xltools.forms.catalogue import MERGED
from xltools.model import Failure
from xltools.plan import DEFAULT_PLAN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltools.pipeline.collect import Progress
    from xltools.pipeline.commands import Done

_DIR = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
_AS_OF = click.option("--as-of", metavar="NGÀY", help="Coi ngày này (NNNN-TT-NN) là hôm nay.")
_QUARTER = click.option("--quarter", metavar="QUÝ", type=click.IntRange(1, 4), help="Quý 1–4; mặc định: quý hiện hành.")
_RECEIVED = "Coi ngày này (NNNN-TT-NN) là hôm nay và là ngày nhận của các tệp nhận lần này."
_WORKERS = click.option("--workers", metavar="SỐ", type=click.IntRange(1, 64), help="Số tiến trình đọc tệp.")
_FORMAT = click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="Dạng kết quả.")


def _day(text: str | None) -> date | None:
    """``--as-of`` in ISO form; refuses anything else in one sentence."""
    if text is None:
        return None
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if day.isoformat() == text:
            return day
    raise click.ClickException(f"Ngày “{text}” không đúng; viết dạng NĂM-THÁNG-NGÀY, ví dụ 2023-06-30")


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A bar on stderr from the first file read; none where nobody watches or nothing is read."""
    if not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as shown:
        moves: list[Callable[[int], None]] = []

        def step(more: int, total: int) -> None:
            if not moves:
                bar = click.progressbar(length=total, label="Đang đọc", file=sys.stderr, show_eta=False, show_pos=True)
                moves.append(shown.enter_context(bar).update)
            moves[0](more)

        yield step


@click.group(cls=Group, invoke_without_command=True)
@click.version_option(__version__, message="xltools %(version)s", help="In phiên bản.")
@click.pass_context
def cli(context: click.Context) -> None:
    """Thu nhận, kiểm tra và tổng hợp biểu mẫu đi công tác cơ sở."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@cli.command(cls=Command)
@_DIR
@click.option(
    "--plan", default=DEFAULT_PLAN, metavar="KẾHOẠCH", help=f"Kế hoạch có sẵn ({DEFAULT_PLAN}) hoặc tệp .toml."
)
@click.option("--roster", metavar="TỆP", type=click.Path(path_type=Path), help="Danh sách cán bộ (.xlsx hoặc .csv).")
@click.option("--new-units", is_flag=True, help="Đơn vị lạ trong danh sách được thêm thành đơn vị mới.")
@click.option("--share", metavar="ĐƯỜNGDẪN", type=click.Path(path_type=Path), help="Thư mục chung cho 1-, 2-, 3-.")
def new(folder: Path, plan: str, roster: Path | None, new_units: bool, share: Path | None) -> int:
    """Tạo thư mục làm việc của một năm."""
    from xltools.pipeline import commands

    commands.new(folder, plan=plan, roster=roster, new_units=new_units, share=share)
    _say(f"Đã tạo thư mục làm việc {folder}. Mở KeHoach.xlsx để soát kế hoạch và danh sách cán bộ.")
    return 0


@cli.command(cls=Command)
@_DIR
@click.option("--quarter", metavar="QUÝ", type=click.IntRange(1, 4), help="Quý 1–4 cần phát mẫu báo cáo.")
def forms(folder: Path, quarter: int | None) -> int:
    """Phát biểu mẫu điền sẵn vào 1-BieuMau; có --quarter thì phát mẫu báo cáo của quý ấy."""
    from xltools.pipeline import commands

    return _report(commands.hand_out(folder, quarter=quarter))


@cli.command(cls=Command)
@click.argument("files", metavar="TỆP...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--workspace", metavar="DIR", type=click.Path(path_type=Path), help="Thư mục làm việc có danh sách cán bộ."
)
@_FORMAT
def check(files: tuple[Path, ...], workspace: Path | None, shape: str) -> int:
    """Kiểm tra biểu mẫu mà không thu nhận."""
    from xltools.pipeline.check import check as check_files

    checked = check_files(files, workspace=workspace, shape=shape)
    click.echo(checked.text, nl=False)
    if workspace is None:
        _say("Chưa áp dụng các quy tắc cần danh sách cán bộ; thêm --workspace DIR để kiểm tra cả họ tên.")
    return 1 if checked.errors else 0


@cli.command(cls=Command)
@_DIR
@_WORKERS
@click.option("--as-of", metavar="NGÀY", help=_RECEIVED)
def collect(folder: Path, workers: int | None, as_of: str | None) -> int:
    """Thu nhận tệp trong 2-NopBai: lưu bản gốc, kiểm tra, ghi sổ, trả lời vào 3-PhanHoi."""
    from xltools.pipeline import commands

    with _progress() as progress:
        done = commands.collect(folder, workers=workers, as_of=_day(as_of), progress=progress)
    return _report(done)


@cli.command(cls=Command)
@_DIR
@click.option("--form", required=True, type=click.Choice(MERGED), help="Mẫu cần tổng hợp.")
@_QUARTER
@click.option("--unit", metavar="MÃ", help="Chỉ tổng hợp cho đơn vị này.")
@_AS_OF
def merge(folder: Path, form: str, quarter: int | None, unit: str | None, as_of: str | None) -> int:
    """Tổng hợp mẫu 2 hoặc mẫu 3 của từng đơn vị và toàn tỉnh."""
    from xltools.pipeline import commands

    done = commands.merge(folder, form, quarter=quarter, unit=unit, as_of=_day(as_of))
    return _report(done)


@cli.command(cls=Command)
@_DIR
@_AS_OF
def compliance(folder: Path, as_of: str | None) -> int:
    """Lập bảng tuân thủ 4-TongHop/TuanThu.xlsx."""
    from xltools.pipeline import commands

    done = commands.compliance(folder, as_of=_day(as_of))
    return _report(done)


@cli.command(cls=Command)
@_DIR
@_QUARTER
@_WORKERS
@_AS_OF
def run(folder: Path, quarter: int | None, workers: int | None, as_of: str | None) -> int:
    """Chạy cả quý: thu nhận, tổng hợp mẫu 2, mẫu 3, bảng tuân thủ, tình hình nộp."""
    from xltools.pipeline import commands

    with _progress() as progress:
        done = commands.run(folder, quarter=quarter, workers=workers, as_of=_day(as_of), progress=progress)
    return _report(done)


@cli.command(cls=Command)
@_DIR
@click.option("--once", is_flag=True, help="Quét một lượt rồi dừng.")
def watch(folder: Path, once: bool) -> int:
    """Theo dõi 2-NopBai và thu nhận tệp khi có (dừng bằng Ctrl+C)."""
    from xltools.faces import watcher

    return watcher.watch(folder, once=once, say=_say)


@cli.command(cls=Command)
@_DIR
@_FORMAT
@_AS_OF
def status(folder: Path, shape: str, as_of: str | None) -> int:
    """Tình hình nộp: phải nộp, đã nhận, đúng hạn, trễ, không phát sinh, miễn, thiếu."""
    from xltools.pipeline import commands

    click.echo(commands.status(folder, shape, as_of=_day(as_of)), nl=False)
    return 0


@cli.command(cls=Command)
@_DIR
@click.argument("target", metavar="Ô")
@_AS_OF
def trace(folder: Path, target: str, as_of: str | None) -> int:
    """Cho biết một số liệu lấy từ ô nào của tệp nào, ví dụ 'TuanThu.xlsx!TongHop!H12'."""
    from xltools.pipeline import commands

    click.echo(commands.trace(folder, target, as_of=_day(as_of)), nl=False)
    return 0


@cli.command(cls=Command)
@_DIR
@click.option(
    "--what",
    required=True,
    type=click.Choice(["entries", "people", "problems", "submissions"]),
    help="Các dòng số liệu, cán bộ, lỗi, hoặc các biểu đã nhận.",
)
@click.option("--format", "shape", required=True, type=click.Choice(["csv", "json"]), help="Dạng kết quả.")
@click.option("--out", metavar="TỆP", type=click.Path(path_type=Path), help="Ghi ra tệp; không có thì in ra màn hình.")
@_AS_OF
def export(folder: Path, what: str, shape: str, out: Path | None, as_of: str | None) -> int:
    """Xuất số liệu dạng CSV hoặc JSON."""
    from xltools.pipeline import commands

    data = commands.exported(folder, what, shape, as_of=_day(as_of))
    if out is None:
        sys.stdout.buffer.write(data)
    else:
        for line in commands.save(out, data):
            _say(line)
    return 0


@cli.command(cls=Command)
@click.argument("code", metavar="[MÃ]", required=False)
def rules(code: str | None) -> int:
    """Liệt kê các quy tắc kiểm tra, hoặc giải thích một quy tắc."""
    from xltools.rules.catalogue import explain

    try:
        click.echo(explain(code))
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from None
    return 0


@cli.command(cls=Command)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("demo-2023"))
def demo(folder: Path) -> int:
    """Dựng một tỉnh giả định trong DIR và chạy trọn một năm."""
    from xltools.faces.demo import play

    play(folder, _say)
    return 0


@cli.command(cls=Command)
@click.option("--button", metavar="NÚT", type=click.Choice(console.keys()), help="Làm ngay nút này, không hỏi.")
def panel(button: str | None) -> int:
    """Bấm nút của bảng điều khiển đang mở trong Excel mà không cần macro (Windows)."""
    return console.press(button, lambda: click.prompt("Số của nút", default="", show_default=False, err=True), _say)


@cli.command("install-libreoffice", cls=Command)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--profile", metavar="DIR", type=click.Path(path_type=Path), help="Hồ sơ LibreOffice, nếu không tự thấy.")
@click.option("--trust", is_flag=True, help="Khai báo DIR/BangDieuKhien là thư mục tin cậy của LibreOffice.")
@click.option("--remove", is_flag=True, help="Gỡ phần nối với LibreOffice.")
def install_libreoffice(folder: Path | None, profile: Path | None, trust: bool, remove: bool) -> int:
    """Cài nút bấm cho LibreOffice Calc; có DIR thì lập DIR/BangDieuKhien/BangDieuKhien.ods."""
    from xltools.faces.panel.calc import install

    for line in install.remove(profile) if remove else install.install(folder, profile, trust):
        _say(line)
    return 0


@cli.command(cls=Command)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
def doctor(folder: Path | None) -> int:
    """Xem máy này và thư mục làm việc DIR có đủ những gì cần, thiếu gì và cách chữa."""
    from xltools.faces.doctor import examine

    found = examine(folder)
    click.echo("\n".join(map(str, found)))
    return 1 if any(one.good is False for one in found) else 0


def _say(line: str) -> None:
    click.echo(line, err=True)


def _report(done: Done) -> int:
    for line in done.lines:
        _say(line)
    return 1 if done.errors else 0


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit status; one line on stderr where the work could not be done."""
    _speak_utf8()
    try:
        code = cli.main(arguments, prog_name="xltools", standalone_mode=False)
    except click.ClickException as error:
        _fail(usage_sentence(error))
    except (click.Abort, KeyboardInterrupt):
        _fail("Đã dừng theo yêu cầu; việc đã ghi sổ được giữ nguyên, chạy lại lệnh để làm tiếp")
    except Failure as error:
        _fail(str(error))
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        _fail(system_sentence(error))
    except Exception:  # a fault of the tool itself: told like any other failure, and kept for whoever mends it
        _fail(fault_sentence())
    else:
        sys.exit(code or 0)


def _speak_utf8() -> None:
    """Vietnamese survives a pipe or a file on every system, whatever its code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _fail(sentence: str) -> None:
    click.echo(" ".join(sentence.split()), err=True)
    sys.exit(2)
