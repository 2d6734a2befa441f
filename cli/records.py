"""What was recorded, for people to read."""

from __future__ import annotations

import json

import click

from cli.backend import Json
from cli.output import emit, note

_SHOWN = 20


def tell_erased(erased: int, *, as_json: bool) -> None:
    if as_json:
        emit({"erased": erased})
    else:
        note(f"{erased} records can't be read any more")


def show_history(found: list[Json], *, as_json: bool) -> None:
    if as_json:
        emit({"history": found})
        return
    for one in found:
        click.secho(f"{one['at'][:19]}  {one['question']}", bold=True)
        if one["kind"] == "asked":
            click.echo(f"  {one['state'] or 'without an end'}: {one['answer'] or one['reason']}")


def tell_verified(found: Json) -> None:
    for one in found["findings"][:_SHOWN]:
        where = f"{one['entity']} {one['sequence']}"
        click.secho(f"{where:>16}  {one['what']}: {one['detail']}", fg="red")
    if len(found["findings"]) > _SHOWN:
        click.echo(f"and {len(found['findings']) - _SHOWN} more")
    for one in found["unclosed"][:_SHOWN]:
        where = f"{one['entity']} {one['sequence']}"
        click.echo(f"{where:>16}  without an end: {one['id']}, asked {one['at'][:19]}")
    if len(found["unclosed"]) > _SHOWN:
        click.echo(f"and {len(found['unclosed']) - _SHOWN} more without an end")
    result = f"{len(found['findings'])} findings" if found["findings"] else "whole"
    entities = len(found["entities"])
    click.echo(
        f"{found['records']} records of {entities} entities, {found['anchored']} anchored heads:"
        f" {result}"
    )


def show_record(record: Json, *, whole: bool) -> None:
    at = record["at"][:19]
    click.echo(f"{record['sequence']:>8}  {at}  {record['kind']:<12}  {record['id']}")
    if record.get("erased"):
        click.echo("          what it sealed was erased")
    if whole or "content" in record:
        told = record.get("content") or {}
        click.echo(f"          {json.dumps(record['body'], ensure_ascii=False)}")
        if told:
            click.echo(f"          {json.dumps(told, ensure_ascii=False)}")
