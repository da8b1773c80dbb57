"""Alembic wants this file; ``widget.storage.upgrade`` runs the migrations itself."""

from alembic import context

context.run_migrations()
