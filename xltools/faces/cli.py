"""The command line: one short function per command, everything it says in Vietnamese.

Exit status: 0 done, 1 done but some forms have errors, 2 the command could not do its work (one
line on stderr). Only data goes to stdout; progress and remarks go to stderr.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xltools import __version__
from xltools.faces import report
from xltools.faces.panel.spec import BUTTONS
from xltools.forms.catalogue import MERGED
from xltools.model import Failure
from xltools.plan import DEFAULT_PLAN
from xltools.vietnamese.wording import say, wording

if TYPE_CHECKING:
    from xltools.pipeline.commands import Done, Progress

_PATH = click.Path(path_type=Path)
_say = partial(say, "faces")


# ------------------------------------------------------------------ help pages in Vietnamese


class Command(click.Command):
    """A command whose help page is Vietnamese; its text is that of its name in ``wording.toml``."""

    def __init__(self, name: str, **how: Any) -> None:
        texts = {"help": _say(f"command.{name}"), "options_metavar": _say("help.options_piece")}
        super().__init__(name, **{**how, **texts})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help`` with a Vietnamese explanation."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _say("help.help")
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line that shows how to call the command."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), _say("help.usage"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of options."""
        with formatter.section(_say("help.options")):
            formatter.write_dl([_row(one, ctx) for one in self.get_params(ctx) if isinstance(one, click.Option)])


def _row(option: click.Option, context: click.Context) -> tuple[str, str]:
    """An option and what it is for, without the library's own remarks, which are English."""
    names, _ = option.get_help_record(context) or ("", "")
    return names, f"{option.help}{_say('help.required') if option.required else ''}"


class Group(Command, click.Group):
    """The list of commands, in the order of a year's work, under Vietnamese headings."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of options, then the commands."""
        Command.format_options(self, ctx, formatter)
        with formatter.section(_say("help.commands")):
            formatter.write_dl([(name, command.get_short_help_str(90)) for name, command in self.commands.items()])


def _option(flag: str, *names: str, words: str = "", **how: Any) -> Callable[..., Any]:
    """An option with its Vietnamese texts, those of ``words`` or of its own name."""
    texts = wording("faces")["parameter"][words or flag.removeprefix("--")]
    help_text = texts["help"].format(default=how.get("default"))
    return click.option(flag, *names, metavar=texts.get("metavar"), help=help_text, **how)


def _argument(name: str, words: str = "", **how: Any) -> Callable[..., Any]:
    return click.argument(name, metavar=wording("faces")["parameter"][words or name]["metavar"], **how)


def _day(_: click.Context, __: click.Parameter, text: str | None) -> date | None:
    """A day in ISO form; refuses anything else in one sentence."""
    if text is None:
        return None
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if day.isoformat() == text:
            return day
    raise click.ClickException(_say("failed.bad_day", text=text))


_DIR = _argument("folder", type=_PATH)
_AS_OF = _option("--as-of", callback=_day)
_QUARTER = _option("--quarter", type=click.IntRange(1, 4))
_WORKERS = _option("--workers", type=click.IntRange(1, 64))
_FORMAT = _option("--format", "shape", type=click.Choice(["text", "json"]), default="text")


# ------------------------------------------------------------------ commands


@click.group(cls=Group, invoke_without_command=True, subcommand_metavar=_say("help.command_piece"))
@click.version_option(__version__, message="xltools %(version)s", help=_say("help.version"))
@click.pass_context
def cli(context: click.Context) -> None:
    """The whole command line; without a command its help page."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@cli.command()
@_DIR
@_option("--plan", default=DEFAULT_PLAN)
@_option("--roster", type=_PATH)
@_option("--new-units", is_flag=True)
@_option("--share", type=_PATH)
def new(folder: Path, plan: str, roster: Path | None, new_units: bool, share: Path | None) -> int:
    """Make the workspace of a year."""
    from xltools.pipeline import commands

    commands.new(folder, plan=plan, roster=roster, new_units=new_units, share=share)
    _tell(_say("done.new", folder=folder))
    return 0


@cli.command()
@_DIR
@_option("--quarter", words="report_quarter", type=click.IntRange(1, 4))
def forms(folder: Path, quarter: int | None) -> int:
    """Hand out blank, pre-filled forms."""
    from xltools.pipeline import commands

    with commands.opened(folder) as workspace:
        written, kept = commands.hand_out(workspace, quarter)
        _tell(_say("done.handed_out", count=len(written), folder=workspace.folders.forms))
    if kept:
        _tell(_say("done.kept", count=kept))
    return 0


@cli.command()
@_argument("files", nargs=-1, required=True, type=_PATH)
@_option("--workspace", type=_PATH)
@_FORMAT
def check(files: tuple[Path, ...], workspace: Path | None, shape: str) -> int:
    """Check forms without taking them in."""
    from xltools.outputs import summaries
    from xltools.pipeline.check import check as check_files

    checked = check_files(files, workspace)
    roster = workspace is not None
    text = summaries.checked_json(checked, roster) if shape == "json" else summaries.checked_text(checked)
    click.echo(text, nl=False)
    if not roster:
        _tell(_say("done.no_roster"))
    return 1 if any(one.errors for one in checked) else 0


@cli.command()
@_DIR
@_WORKERS
@_option("--as-of", words="received", callback=_day)
def collect(folder: Path, workers: int | None, as_of: date | None) -> int:
    """Take in what lies in 2-NopBai and answer it."""
    from xltools.pipeline import commands

    with commands.opened(folder) as workspace, _progress() as progress:
        done = commands.collect(workspace, workers, as_of, progress)
    return _report(done)


@cli.command()
@_DIR
@_option("--form", required=True, type=click.Choice(MERGED))
@_QUARTER
@_option("--unit")
@_AS_OF
def merge(folder: Path, form: str, quarter: int | None, unit: str | None, as_of: date | None) -> int:
    """Merge mẫu 2 or mẫu 3."""
    from xltools.pipeline import commands

    with commands.opened(folder) as workspace:
        return _report(commands.merge(workspace, form, quarter, unit, as_of))


@cli.command()
@_DIR
@_AS_OF
def compliance(folder: Path, as_of: date | None) -> int:
    """Make the compliance workbook."""
    from xltools.pipeline import commands

    with commands.opened(folder) as workspace:
        return _report(commands.compliance(workspace, as_of))


@cli.command()
@_DIR
@_QUARTER
@_WORKERS
@_AS_OF
def run(folder: Path, quarter: int | None, workers: int | None, as_of: date | None) -> int:
    """Do all of a quarter's end: collect, merge, compliance, status."""
    from xltools.outputs import summaries
    from xltools.pipeline import commands

    day = as_of or date.today()
    with commands.opened(folder) as workspace:
        with _progress() as progress:
            done = commands.run(workspace, quarter, workers, day, progress)
        status = summaries.status_text(workspace.plan, workspace.assess(day).year)
    return _report(done, ["", *status.splitlines()])


@cli.command()
@_DIR
@_option("--once", is_flag=True)
def watch(folder: Path, once: bool) -> int:
    """Take in files as they arrive."""
    from xltools.faces import watcher

    return watcher.watch(folder, once, _tell)


@cli.command()
@_DIR
@_FORMAT
@_AS_OF
def status(folder: Path, shape: str, as_of: date | None) -> int:
    """Show who has sent what."""
    from xltools.outputs import summaries
    from xltools.pipeline import commands

    show = summaries.status_json if shape == "json" else summaries.status_text
    with commands.opened(folder) as workspace:
        click.echo(show(workspace.plan, commands.assess(workspace, as_of).year), nl=False)
    return 0


@cli.command()
@_DIR
@_argument("target")
@_AS_OF
def trace(folder: Path, target: str, as_of: date | None) -> int:
    """Show which cells of which files made a figure."""
    from xltools.outputs import tracing
    from xltools.pipeline import commands

    with commands.opened(folder) as workspace:
        click.echo(tracing.trace(commands.assess_as_shown(workspace, as_of), target), nl=False)
    return 0


@cli.command()
@_DIR
@_option("--what", required=True, type=click.Choice(["entries", "people", "problems", "submissions"]))
@_option("--format", "shape", required=True, type=click.Choice(["csv", "json"]))
@_option("--out", type=_PATH)
@_AS_OF
def export(folder: Path, what: str, shape: str, out: Path | None, as_of: date | None) -> int:
    """Write figures as CSV or JSON."""
    from xltools.outputs import exports
    from xltools.pipeline import commands

    with commands.opened(folder) as workspace:
        records = commands.export(workspace, what, as_of)
    text = exports.as_json(records) if shape == "json" else exports.as_csv(what, records)
    data = text.encode("utf-8", "backslashreplace")
    if out is None:
        sys.stdout.buffer.write(data)
        return 0
    from xltools.workspace.results import write_result

    _report(commands.Done(made=(write_result(out, data),)))
    return 0


@cli.command()
@_argument("code", required=False)
def rules(code: str | None) -> int:
    """List the rules, or explain one."""
    from xltools.rules.catalogue import explain

    try:
        click.echo(explain(code))
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from None
    return 0


@cli.command()
@_argument("folder", words="optional_folder", type=_PATH, default=Path("demo-2023"))
def demo(folder: Path) -> int:
    """Play the year of a made-up province."""
    from xltools.faces.demo import play

    play(folder, _tell)
    return 0


@cli.command()
@_option("--button", type=click.Choice([button.key for button in BUTTONS]))
def panel(button: str | None) -> int:
    """Click a button of the panel open in Excel."""
    from xltools.faces.panel.excel import press_from_console

    ask = partial(click.prompt, _say("help.button_number"), default="", show_default=False, err=True)
    return press_from_console(button, ask, _tell)


@cli.command("install-libreoffice")
@_argument("folder", words="optional_folder", required=False, type=_PATH)
@_option("--profile", type=_PATH)
@_option("--trust", is_flag=True)
@_option("--remove", is_flag=True)
def install_libreoffice(folder: Path | None, profile: Path | None, trust: bool, remove: bool) -> int:
    """Install the buttons for LibreOffice Calc."""
    from xltools.faces.panel import install

    for line in install.remove(profile) if remove else install.install(folder, profile, trust):
        _tell(line)
    return 0


@cli.command()
@_argument("folder", words="optional_folder", required=False, type=_PATH)
def doctor(folder: Path | None) -> int:
    """Show what this machine and a workspace lack."""
    from xltools.faces.doctor import examine

    found = examine(folder)
    signs = {True: "✓", False: "✗", None: "–"}
    click.echo("\n".join(f"{signs[good]} {sentence}" for good, sentence in found))
    return 1 if any(good is False for good, _ in found) else 0


# ------------------------------------------------------------------ what goes in and out


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
                bar = click.progressbar(
                    length=total, label=_say("help.reading"), file=sys.stderr, show_eta=False, show_pos=True
                )
                moves.append(shown.enter_context(bar).update)
            moves[0](more)

        yield step


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _report(done: Done, more: Iterable[str] = ()) -> int:
    """Tell what a command did; its exit status."""
    for line in (*report.collected(done), *report.results(done), *more, *report.errors(done)):
        _tell(line)
    return 1 if done.errors else 0


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit status; one line on stderr where the work could not be done."""
    for stream in (sys.stdout, sys.stderr):  # Vietnamese survives a pipe or a file whatever the system's code page
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = cli.main(arguments, prog_name="xltools", standalone_mode=False)
    except click.ClickException as error:
        _fail(_usage_sentence(error))
    except (click.Abort, KeyboardInterrupt):
        _fail(_say("failed.interrupted"))
    except Failure as error:
        _fail(str(error))
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        _fail(report.system_sentence(error))
    except Exception:  # a fault of the tool itself: told like any other failure, and kept for whoever mends it
        _fail(report.fault_sentence())
    else:
        sys.exit(code or 0)


def _fail(sentence: str) -> None:
    _tell(" ".join(sentence.split()))
    sys.exit(2)


def _usage_sentence(error: click.ClickException) -> str:
    """One sentence for a call that was mistyped."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    see_help = _say("usage.see_help", command=context.command_path if context else "xltools")
    if isinstance(error, click.MissingParameter):
        return _say("usage.missing", name=_name(error.param), help=see_help)
    if isinstance(error, click.NoSuchOption):
        return _say("usage.no_option", name=error.option_name, help=see_help)
    if isinstance(error, click.BadParameter):
        return _say("usage.bad_value", name=_name(error.param), choices=_choices(error.param), help=see_help)
    if isinstance(error, click.UsageError):
        quoted = error.message.split("'")  # the library quotes what it did not understand
        typed = quoted[1] if len(quoted) > 2 else _say("usage.wrong_number")
        return _say("usage.not_understood", typed=typed, help=see_help)
    return error.format_message()


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return _say("usage.parameter")
    return parameter.opts[0] if isinstance(parameter, click.Option) else str(parameter.metavar or parameter.name)


def _choices(parameter: click.Parameter | None) -> str:
    kind = parameter.type if parameter else None
    if isinstance(kind, click.Choice):
        return _say("usage.choices", choices=", ".join(kind.choices))
    if isinstance(kind, click.IntRange):
        return _say("usage.range", first=kind.min, last=kind.max)
    return ""
