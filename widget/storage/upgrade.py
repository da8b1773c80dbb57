"""Bring a database to the tables of this version, after a copy."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool

from widget.storage.engines import BUSY_TIMEOUT_MS, make_private
from widget.storage.ours import mark_as_ours
from widget.storage.tables import metadata

COPIES_KEPT = 3

log = logging.getLogger("amends.upgrade")


def upgrade(database_url: str, now: int, *, to: str = "head") -> Path | None:
    """Migrate the database, step by step, each step one transaction with its version number.

    A SQLite file that has data and is behind is copied first; the copy's path is returned, else
    ``None``. ``now`` (ms UTC) names the copy. Run again, it goes on where it was stopped. Raises
    ``ForeignFile`` for a database of another program.
    """
    make_private(database_url)
    mark_as_ours(database_url, look_only=True)
    copy = None
    if current_revision(database_url) != _script().get_current_head():
        copy = _copy_file(database_url, now)
        _run_migrations(database_url, to)
    mark_as_ours(database_url)
    return copy


def current_revision(database_url: str) -> str | None:
    """The migration a database stands at; ``None`` where it has no tables yet."""
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def knows_revision(revision: str) -> bool:
    """Whether a migration is one that this version has."""
    return revision in {step.revision for step in _script().walk_revisions()}


def head_revision() -> str:
    """The newest migration this version knows."""
    return str(_script().get_current_head())


def differences(connection: Connection) -> list[object]:
    """What differs between a database and the tables of this version; empty where nothing does."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return ScriptDirectory.from_config(config)


def _run_migrations(database_url: str, to: str) -> None:
    script = _script()
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    engine = _migrating_engine(database_url)
    environment = EnvironmentContext(
        config, script, fn=lambda revision, _: script._upgrade_revs(to, revision)
    )
    with engine.connect() as connection, environment:
        environment.configure(
            connection=connection,
            target_metadata=metadata,
            transactional_ddl=True,
            transaction_per_migration=True,
            on_version_apply=_check_foreign_keys,
        )
        environment.run_migrations()
        connection.commit()


def _migrating_engine(database_url: str) -> Engine:
    if make_url(database_url).get_backend_name() != "sqlite":
        return create_engine(database_url, poolclass=NullPool)
    engine = create_engine(database_url, poolclass=NullPool, connect_args={"isolation_level": None})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: object) -> None:
        del record
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        # A batch migration drops and renames tables: with keys on, that deletes children.
        connection.execute("PRAGMA foreign_keys = OFF")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # pysqlite would commit before each DDL statement; ours begins once a migration.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _check_foreign_keys(
    ctx: MigrationContext, step: Any, heads: Collection[Any], run_args: Mapping[str, Any]
) -> None:
    """Refuse a migration, before its commit, that leaves a row without its parent."""
    del step, heads, run_args
    connection = ctx.connection
    if connection is None or connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration leaves {len(broken)} rows without their parent")


def _copy_file(database_url: str, now: int) -> Path | None:
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    source = Path(url.database)
    if not source.exists() or source.stat().st_size == 0:
        return None
    stamp = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    target = source.with_name(f"{source.stem}.before-{stamp}.db")
    # Private from its first byte [T49], and under its own name only once it is whole.
    half = target.with_suffix(".part")
    half.unlink(missing_ok=True)
    os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(half),))
    half.replace(target)
    log.info("copied the database before migrating", extra={"copy": target.name})
    # Only those that stand before a migration: what a restore has kept is for a person to delete.
    for old in sorted(source.parent.glob(f"{source.stem}.before-[0-9]*.db"))[:-COPIES_KEPT]:
        old.unlink()
    return target
