"""The same storage and the same desk on a real PostgreSQL: some of their tests, as they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import Engine, create_engine, text

from tests.desk import (
    test_answering,
    test_due_days,
    test_entrance,
    test_lists,
    test_opening,
    test_policy,
    test_policy_pins,
    test_policy_proof,
    test_replying,
    test_two_shops,
    test_upkeep,
)
from tests.needs import path_of
from tests.storage import conftest as storage_fixtures
from tests.storage import test_outbox, test_writer
from tests.storage.postgres import serve_postgres
from widget.cases.model import Shop
from widget.desk import Desk, Receipt, case_file, verify_case
from widget.storage import Store, upgrade
from widget.storage.tables import metadata
from widget.storage.upgrade import current_revision, differences, head_revision

pytestmark = pytest.mark.postgres

SAME: dict[ModuleType, tuple[str, ...]] = {
    test_writer: (
        "test_rows_are_stored_when_the_call_returns",
        "test_change_returns_its_result_after_the_commit",
        "test_row_that_does_not_fit_spoils_none_beside_it",
        "test_of_two_submissions_with_one_key_the_first_wins",
        "test_submission_is_stored_whole_or_not_at_all",
        "test_change_that_raises_undoes_only_itself",
        "test_change_whose_statement_fails_undoes_only_itself",
        "test_change_reads_what_was_written_before_it_in_the_same_commit",
        "test_sixteen_threads_lose_nothing",
        "test_reading_connection_cannot_write",
        "test_reader_sees_one_moment_until_it_is_done",
        "test_fault_of_the_database_itself_is_everybodys",
    ),
    test_outbox: (
        "test_two_claimers_get_different_orders",
        "test_claimed_mail_is_due_again_when_its_lease_ends",
        "test_mail_that_left_is_in_the_history_of_its_case_once",
        "test_late_failure_of_a_mail_that_left_after_all_changes_nothing",
        "test_next_due_is_the_first_moment_or_end_of_a_lease",
        "test_trouble_counts_from_its_beginning_and_ends_at_once",
        "test_mail_that_lies_for_sixty_seconds_is_not_well",
    ),
    test_opening: (
        "test_case_event_facts_link_search_words_and_orders_come_in_one_commit",
        "test_same_form_from_eight_threads_at_once_is_one_case",
        "test_same_form_with_other_words_is_another_case_and_the_sixth_is_refused",
        "test_T03_same_nonce_and_words_in_two_shops_are_two_cases",
        "test_reference_that_is_taken_is_drawn_again",
        "test_receipt_as_data_proves_what_was_said",
        "test_words_of_many_scripts_come_back_as_they_were",
    ),
    test_replying: (
        "test_same_reply_from_eight_threads_at_once_is_recorded_once",
        "test_reply_to_a_closed_case_opens_it_again_with_a_new_day",
    ),
    test_answering: (
        "test_answer_is_an_event_a_mail_and_the_customers_turn",
        "test_double_click_answers_once",
        "test_answer_to_an_old_page_is_refused_with_the_case_as_it_is",
        "test_T01_reference_that_is_none_is_unknown",
    ),
    test_lists: (
        "test_pages_stay_whole_while_cases_come_go_and_change",
        "test_kind_filters_and_an_unknown_kind_does_not",
        "test_forged_cursor_gives_the_first_page",
        "test_case_is_found_the_moment_it_is_stored",
        "test_T44_signs_are_looked_for_as_they_are",
    ),
    test_entrance: (
        "test_T10_link_used_eight_times_at_once_works_once",
        "test_T11_code_and_link_die_after_five_wrong_tries",
        "test_T13_helper_who_was_removed_is_out_at_once",
        "test_odd_addresses_get_the_same_answer",
    ),
    test_policy: (
        "test_publishing_freezes_answers_pages_and_hash",
        "test_publishing_is_in_the_shops_own_history",
        "test_whoever_saves_last_does_not_overwrite_what_they_have_not_seen",
        "test_dropped_draft_leads_back_to_what_is_in_force",
    ),
    test_policy_pins: (
        "test_day_that_becomes_known_pins_again_with_an_event",
        "test_order_of_before_the_first_version_has_the_law_alone",
        "test_worse_version_of_the_day_does_not_take_away_what_was_told",
    ),
    test_policy_proof: ("test_published_policy_verifies",),
    test_due_days: ("test_T01_shop_that_is_none_is_unknown",),
    test_two_shops: ("test_T03_equal_order_names_nonce_and_event_ids_stay_apart",),
    test_upkeep: (
        "test_T72_erased_case_leaves_no_planted_word_in_any_table",
        "test_T03_same_words_of_another_shop_stay",
    ),
}
for module, names in SAME.items():
    for name in names:
        globals()[name] = getattr(module, name)

# Fixtures of those modules.
store = storage_fixtures.store
room = test_outbox.room
receipt = test_replying.receipt
reply = test_replying.reply
reference = test_answering.reference
case_now = test_answering.case_now
form = test_opening.form
open_cases = test_lists.open_cases
mailed = test_entrance.mailed
closed = test_upkeep.closed
changed = test_policy_pins.changed
published = test_policy_proof.published
full_case = test_upkeep.full_case


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """An empty database on a server that serves this file alone."""
    with serve_postgres(path_of("postgres")) as url:
        yield url


@pytest.fixture(scope="module")
def tidy(server: str) -> Iterator[Engine]:
    """The database with all tables; whoever has it may look past the desk."""
    upgrade(server, 0)
    engine = create_engine(server)
    yield engine
    engine.dispose()


@pytest.fixture
def database_url(server: str, tidy: Engine) -> Iterator[str]:
    yield server
    with tidy.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)}"))


def test_migrations_make_the_same_tables(server: str, tidy: Engine):
    with tidy.connect() as connection:
        assert differences(connection) == []
    assert current_revision(server) == head_revision()
    assert upgrade(server, 0) is None


def test_lost_connection_is_unavailable_and_the_next_write_works(store: Store, tidy: Engine):
    store.writer.submit({"sites": [test_writer.site(1)]})
    with tidy.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )

    store.writer.submit({"sites": [test_writer.site(2)]})
    assert test_writer.stored(store) == [1, 2]


def test_words_with_nul_are_their_callers_error_and_spoil_none_beside_them(store: Store):
    submit = test_writer.submit
    rows = [test_writer.site(1), test_writer.site(2, origin="\x00"), test_writer.site(3)]

    answers = test_writer.all_at_once(store, [submit(store, row) for row in rows])

    assert [answer is None for answer in answers] == [True, False, True]
    assert test_writer.stored(store) == [1, 3]


def test_history_verifies_and_reads_the_same(
    desk: Desk, shop: Shop, make_case: Callable[..., Receipt], tmp_path: Path
):
    receipt = make_case(happened="שלום 石鹸 🧼 Cafe\u0301")

    assert len(verify_case(desk, shop.id, receipt.case.id)) == 32
    file = case_file(desk, shop.id, receipt.case.reference)
    assert file.events[0].payload is not None
    assert file.events[0].payload["happened"] == "שלום 石鹸 🧼 Café"
