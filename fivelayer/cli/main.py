"""Where a command begins and ends: the language, the verb, what it says when it cannot."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from fivelayer.cli import terminal
from fivelayer.cli.parser import UsageFault, parser
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot, Problems

DONE: Final = 0
COULD_NOT: Final = 2
STOPPED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0: done, 1: done with problems, 2: could not.

    With FIVELAYER_STRICT=1 a fault of the kit shows its traceback, for whoever mends it.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    terminal.forgiving()
    language, as_json = terminal.language(given), "--json" in given
    try:
        found = parser(language).parse_args(given)
        module, _, function = found.run.partition(":")
        run = getattr(import_module(f"fivelayer.cli.{module}"), function)
        return int(run(found, language))
    except (UsageFault, Problems, Cannot) as fault:
        return _could_not(fault, language, as_json)
    except KeyboardInterrupt:
        print(text("cli.stopped", language), file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        # Whoever read our output has seen enough; leave nothing for the interpreter to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as fault:
        if os.environ.get("FIVELAYER_STRICT", "") not in ("", "0"):
            raise
        of_the_kit = Cannot("fault", what=f"{type(fault).__name__}: {fault}")
        return _could_not(of_the_kit, language, as_json)


def _could_not(fault: UsageFault | Problems | Cannot, language: Language, as_json: bool) -> int:
    words = str(fault) if isinstance(fault, UsageFault) else fault.words(language)
    if not as_json:
        print(terminal.harmless(words), file=sys.stderr)
    elif isinstance(fault, Problems):
        terminal.say_json({"problems": [found.as_json(language) for found in fault.problems]})
    else:
        terminal.say_json({"error": words})
    return COULD_NOT
