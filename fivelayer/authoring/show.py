"""Shows a case's dossier: numbered lines for a terminal, or one HTML page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from fivelayer.cases import Case
from fivelayer.dossier import Block, Document
from fivelayer.messages import Language, text


def lines(case: Case, language: Language) -> Iterator[str]:
    """The case as lines of text: what it is, then each document with its blocks as they are cited.

    Raises:
        Problems: a document is missing or not UTF-8.
    """
    file = case.file
    yield f"{file.name[language]} ({file.id} {file.version})"
    yield ""
    yield file.summary[language]
    yield text("cli.show.goal", language, goal=file.goal[language])
    yield text("cli.show.today", language, today=file.today)
    noise = set(file.noise)
    for document in case.documents(language):
        yield ""
        yield f"{document.id}  {document.title}  ({document.date})"
        yield ""
        for block in document.blocks:
            line = document.line(block.number)
            mark = "~" if line in noise else " "
            yield f"{line:>7} {mark} {_plain(block)}"
    yield ""
    yield text("cli.show.noise", language)


def page(case: Case, language: Language) -> str:
    """The case as one HTML page that needs nothing else; everything authored is escaped.

    Raises:
        Problems: a document is missing or not UTF-8.
    """
    file = case.file
    name = html.escape(file.name[language])
    documents = case.documents(language)
    contents = "".join(
        f"<li><a href='#{d.id}'>{d.id} {html.escape(d.title)}</a></li>" for d in documents
    )
    body = "".join(_section(document, set(file.noise)) for document in documents)
    goal = html.escape(text("cli.show.goal", language, goal=file.goal[language]))
    today = html.escape(text("cli.show.today", language, today=file.today))
    locale = "zh-CN" if language == "zh" else "en"
    return (
        f"<!doctype html>\n<html lang='{locale}'>\n<head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        "<meta http-equiv='Content-Security-Policy' "
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{name}</title>\n<style>{_STYLE}</style></head>\n<body>\n"
        f"<h1>{name}</h1>\n<p>{html.escape(file.summary[language])}</p>\n"
        f"<p>{goal}<br>{today}</p>\n<nav><ol>{contents}</ol></nav>\n{body}\n</body>\n</html>\n"
    )


def _section(document: Document, noise: set[str]) -> str:
    rows = "".join(_row(document, block, noise) for block in document.blocks)
    head = html.escape(f"{document.id} {document.title} ({document.date})")
    return f"<section id='{document.id}'>\n<h2>{head}</h2>\n<table>{rows}</table>\n</section>\n"


def _row(document: Document, block: Block, noise: set[str]) -> str:
    line = document.line(block.number)
    kind = f"{block.kind} noise" if line in noise else block.kind
    words = html.escape(block.text)
    if block.kind == "row":
        words = "".join(f"<span class='cell'>{html.escape(cell)}</span>" for cell in block.cells)
    words = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", words)
    return f"<tr id='{line}' class='{kind}'><th>{line}</th><td>{words}</td></tr>\n"


def _plain(block: Block) -> str:
    words = block.text.replace("**", "")
    if block.kind == "heading":
        return f"# {words}"
    if block.kind == "subheading":
        return f"## {words}"
    return f"- {words}" if block.kind == "item" else words.replace("\t", " | ")


_STYLE = """
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff; }
table { border-collapse: collapse; width: 100%; }
th { font: 13px/1.9 ui-monospace, monospace; color: #57606a; text-align: right;
  vertical-align: top; padding: 0 1rem 0 0; white-space: nowrap; width: 4rem; }
td { padding: .15rem 0; }
tr.heading td { font-size: 1.3rem; font-weight: 600; }
tr.subheading td { font-weight: 600; padding-top: .8rem; }
tr.item td::before { content: "• "; }
tr.noise td { color: #57606a; }
.cell { display: inline-block; min-width: 11rem; padding: 0 .6rem .1rem 0; }
tr:target td { background: #fff3c4; }
@media print { section { break-before: page; } }
""".strip()
