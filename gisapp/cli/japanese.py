"""Knows how click speaks Japanese: help pages, usage and mistakes. Knows no command of ours."""

from __future__ import annotations

import click

EXIT_FAILED = 1
EXIT_MISUSE = 2


class JapaneseCommand(click.Command):
    """A command whose help page and usage line are Japanese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="使い方: ")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words after the command's name."""
        return [piece.replace("[OPTIONS]", "[オプション]") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of options."""
        rows = [row for param in self.get_params(ctx) if (row := param.get_help_record(ctx))]
        with formatter.section("オプション"):
            formatter.write_dl([(_plain(names), text.replace("[default:", "[既定:")) for names, text in rows])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help, explained in Japanese."""
        option = super().get_help_option(ctx)
        if option:
            option.help = "この説明を表示します。"
        return option


def _plain(names: str) -> str:
    for english, japanese in (("INTEGER", "数"), ("TEXT", "文字"), ("PATH", "ファイル"), ("FLOAT", "数")):
        names = names.replace(english, japanese)
    return names


class JapaneseGroup(JapaneseCommand, click.Group):
    """A group of commands, likewise."""

    command_class = JapaneseCommand

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, then the commands."""
        JapaneseCommand.format_options(self, ctx, formatter)
        with formatter.section("コマンド"):
            names = self.list_commands(ctx)
            commands = [(name, self.get_command(ctx, name)) for name in names]
            formatter.write_dl(
                [(name, command.get_short_help_str(80)) for name, command in commands if command]
            )

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words after the group's name."""
        return ["[オプション]", "コマンド", "…"] if ctx else []

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Commands in the order in which a newcomer needs them."""
        return list(self.commands)


def explain(error: click.ClickException) -> str:
    """A mistake on the command line, said in Japanese."""
    match error:
        case click.NoSuchOption():
            return f"オプション {error.option_name} はありません。--help で使い方を確かめてください。"
        case click.MissingParameter():
            name = error.param.make_metavar(error.ctx) if error.param and error.ctx else "引数"
            return f"{_plain(name)} を指定してください。--help で使い方を確かめてください。"
        case click.BadParameter():
            name = error.param.opts[0] if error.param else "引数"
            return f"{name} の値を使えません。--help で使える値を確かめてください。"
        case click.BadOptionUsage():
            return f"オプション {error.option_name} の使い方が違います。--help で確かめてください。"
    words = error.format_message().split("'")
    named = f"「{words[1]}」" if len(words) > 2 else ""
    return f"コマンドの使い方{named}が違います。--help で確かめてください。"
