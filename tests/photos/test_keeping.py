"""Photos with the desk: kept once, counted, taken in one commit with their message, forgotten."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from tests.conftest import Clock, said
from tests.photos.pictures import photo, zipped
from widget.box.limits import MOST_FILE_BYTES
from widget.cases.errors import (
    NothingSaid,
    PhotoRefused,
    ProofBroken,
    StorageUnavailable,
    UnknownPhoto,
)
from widget.cases.model import Shop
from widget.cases.tokens import FormToken
from widget.desk import (
    Actor,
    Desk,
    Photo,
    Receipt,
    case_file,
    case_for_customer,
    count_photos,
    do_upkeep,
    drop_photo,
    keep_photo,
    move_photos,
    new_form,
    open_case,
    photo_for_customer,
    photo_for_shop,
    photos_of_form,
    read_form,
    receipt_json,
    reply_as_customer,
    transcript_json,
    transcript_text,
    verify_all,
    verify_case,
    waiting_photo,
)
from widget.desk.erasing import erase_case
from widget.desk.photos import MOST_SHOP_BYTES
from widget.desk.wired import UPKEEP
from widget.storage import Store
from widget.storage.tables import uploads

Keep = Callable[..., Photo]


def fresh(desk: Desk, shop: Shop, purpose: str = "complaint") -> FormToken:
    return read_form(desk, shop, purpose, new_form(desk, shop, purpose))


def rows(desk: Desk, shop: Shop) -> list[Any]:
    """All photos of a shop, without their bytes."""
    with desk.store.read() as connection:
        columns = [column for column in uploads.c if column.name != "body"]
        return list(
            connection.execute(
                select(*columns).where(uploads.c.shop_id == shop.id).order_by(uploads.c.upload_id)
            )
        )


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(PhotoRefused) as refused:
        act()
    return refused.value.why


# ---------- Keeping ----------


def test_a_photo_is_kept_under_the_nonce_and_opened_by_its_handle(
    desk: Desk, shop: Shop, form: FormToken, keep: Keep, clock: Clock
) -> None:
    kept = keep(photo(1))
    assert kept.number == 1
    assert (kept.width, kept.height) == (120, 90)
    body, number = waiting_photo(desk, shop, kept.handle)
    assert body.startswith(b"\xff\xd8\xff")
    assert number == 1
    [row] = rows(desk, shop)
    assert row.nonce == form.nonce
    assert (row.case_id, row.event_id, row.mime) == (0, 0, "image/jpeg")
    assert row.digest == hashlib.sha256(photo(1)).digest()
    assert row.handle_hash == hashlib.sha256(kept.handle.encode()).digest()
    assert row.size == len(body)
    assert abs(row.created_at - clock.now) < 1000
    assert photos_of_form(desk, shop, form) == [kept]


def test_the_same_bytes_twice_under_one_form_are_one_photo(
    desk: Desk, shop: Shop, keep: Keep, form: FormToken
) -> None:
    first = keep(photo(1))
    assert keep(photo(1)) == first
    assert len(rows(desk, shop)) == 1
    other = fresh(desk, shop)
    assert keep(photo(1), under=other).handle != first.handle
    assert len(rows(desk, shop)) == 2


def test_two_tabs_with_the_same_photo_at_once_are_one_photo(
    desk: Desk, shop: Shop, form: FormToken
) -> None:
    found: list[Photo] = []
    both = threading.Barrier(2)

    def send() -> None:
        both.wait(30)
        found.append(keep_photo(desk, shop, form, io.BytesIO(photo(1))))

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows(desk, shop)) == 1
    assert {one.handle for one in found} == {found[0].handle}


def test_five_photos_fit_and_the_sixth_is_refused_without_being_opened(
    desk: Desk, shop: Shop, keep: Keep, form: FormToken
) -> None:
    for number in range(5):
        assert keep(photo(number)).number == number + 1
    desk.box = None  # type: ignore[assignment]  # whoever asked it would fail
    assert refusal(lambda: keep(photo(5))) == "many"
    assert len(rows(desk, shop)) == 5


def test_a_removed_photo_is_gone_and_the_others_move_up(
    desk: Desk, shop: Shop, keep: Keep, form: FormToken
) -> None:
    first, second = keep(photo(1)), keep(photo(2))
    drop_photo(desk, shop, form, first.handle)
    drop_photo(desk, shop, form, first.handle)
    assert photos_of_form(desk, shop, form) == [replace(second, number=1)]
    with pytest.raises(UnknownPhoto):
        waiting_photo(desk, shop, first.handle)


def test_T03_a_photo_can_be_removed_only_with_its_own_form(
    desk: Desk, shop: Shop, other_shop: Shop, keep: Keep, form: FormToken
) -> None:
    kept = keep(photo(1))
    drop_photo(desk, shop, fresh(desk, shop), kept.handle)
    drop_photo(desk, other_shop, form, kept.handle)
    assert photos_of_form(desk, shop, form) == [kept]


def test_T03_another_shop_does_not_open_a_photo_even_with_its_handle(
    desk: Desk, shop: Shop, other_shop: Shop, keep: Keep
) -> None:
    kept = keep(photo(1))
    with pytest.raises(UnknownPhoto):
        waiting_photo(desk, other_shop, kept.handle)
    for guess in ("", "A" * 22, kept.handle[:-1], kept.handle + "=", kept.handle.swapcase()):
        with pytest.raises(UnknownPhoto):
            waiting_photo(desk, shop, guess)


def test_handles_outlive_a_new_key(desk: Desk, shop: Shop, form: FormToken, keep: Keep) -> None:
    from widget.desk import rotate_keys

    kept = keep(photo(1))
    rotate_keys(desk)
    assert photos_of_form(desk, shop, form) == [kept]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff" + bytes(MOST_FILE_BYTES), "large"),
        (zipped(), "other"),
        (b"\xff\xd8\xff" + bytes(1000), "broken"),
    ],
    ids=["empty", "large", "zip", "broken"],
)
def test_what_is_no_photo_is_refused_and_leaves_nothing(
    desk: Desk, shop: Shop, keep: Keep, data: bytes, why: str
) -> None:
    assert refusal(lambda: keep(data)) == why
    assert rows(desk, shop) == []


def test_a_film_is_called_a_film_even_where_it_is_too_large_anyway(keep: Keep) -> None:
    film = b"\0\0\0\x14ftypqt  \0\0\x02\0qt  " + bytes(MOST_FILE_BYTES)
    assert refusal(lambda: keep(film)) == "film"


def test_T64_a_full_disk_refuses_photos_and_still_takes_the_text(
    desk: Desk, shop: Shop, form: FormToken, tmp_path: Path
) -> None:
    asked: list[Path] = []

    def almost_nothing(folder: Path) -> int:
        asked.append(folder)
        return 499_999_999

    desk.store.close()
    desk.store = Store(desk.store.url, free_at=almost_nothing)
    assert refusal(lambda: keep_photo(desk, shop, form, io.BytesIO(photo()))) == "room"
    assert asked == [Path(str(desk.store.url).removeprefix("sqlite:///")).parent]
    assert open_case(desk, shop, said(), form).case.reference


def test_a_shops_share_is_200_mb_and_forgotten_uploads_make_room_first(
    desk: Desk, shop: Shop, other_shop: Shop, keep: Keep, clock: Clock
) -> None:
    def put(at: Shop, number: int, case_id: int, size: int) -> None:
        desk.store.writer.change(
            lambda connection: connection.execute(
                insert(uploads).values(
                    shop_id=at.id,
                    upload_id=number,
                    nonce=b"another form",
                    case_id=case_id,
                    event_id=case_id,
                    handle_hash=bytes([number]) * 32,
                    digest=b"",
                    width=1,
                    height=1,
                    mime="image/jpeg",
                    size=size,
                    body=b"",
                    created_at=clock.now,
                )
            )
        )

    put(other_shop, 1, 7, MOST_SHOP_BYTES)
    put(shop, 2, 7, MOST_SHOP_BYTES - 50_000)
    put(shop, 3, 0, 50_000)
    assert refusal(lambda: keep(photo())) == "full"
    assert len(rows(desk, shop)) == 2
    clock.forward(hours=1, seconds=1)
    later = fresh(desk, shop)
    assert keep(photo(), under=later).number == 1
    assert len(rows(desk, shop)) == 2
    put(shop, 4, 8, 50_000)
    assert refusal(lambda: keep(photo(1), under=later)) == "full"


def test_what_nobody_sent_is_gone_after_a_day_and_what_a_case_took_stays(
    desk: Desk, shop: Shop, keep: Keep, clock: Clock, form: FormToken
) -> None:
    keep(photo(1))
    receipt = open_case(desk, shop, said(), form)
    later = fresh(desk, shop)
    keep(photo(2), under=later)
    clock.forward(hours=23.9)
    do_upkeep(desk)
    assert len(photos_of_form(desk, shop, later)) == 1
    clock.forward(hours=0.2)
    do_upkeep(desk)
    assert photos_of_form(desk, shop, later) == []
    assert count_photos(desk, shop, later) == 0
    assert photo_for_customer(desk, receipt.token, 1)


# ---------- Taken by a message ----------


def test_a_message_takes_its_photos_in_the_same_commit_and_the_proof_names_them(
    desk: Desk, shop: Shop, keep: Keep, form: FormToken
) -> None:
    handles = [keep(photo(number)).handle for number in (1, 2)]
    bodies = [waiting_photo(desk, shop, handle)[0] for handle in handles]
    receipt = open_case(desk, shop, said(), form)
    digests = [hashlib.sha256(body).hexdigest() for body in bodies]
    assert receipt.opened.payload is not None
    assert receipt.opened.payload["photos"] == digests
    assert all(digest in receipt_json(desk, receipt.token) for digest in digests)
    assert [row.case_id for row in rows(desk, shop)] == [receipt.case.id] * 2
    assert [row.event_id for row in rows(desk, shop)] == [receipt.opened.id] * 2
    assert photos_of_form(desk, shop, form) == []
    for handle in handles:
        with pytest.raises(UnknownPhoto):
            waiting_photo(desk, shop, handle)
    for number, body in enumerate(bodies, start=1):
        assert photo_for_customer(desk, receipt.token, number) == body
        assert photo_for_shop(desk, shop.id, receipt.case.reference, number) == body
    assert verify_case(desk, shop.id, receipt.case.id)


def test_without_photos_a_payload_is_what_it_always_was(
    desk: Desk, shop: Shop, make_case: Callable[..., Receipt]
) -> None:
    opened = make_case().opened.payload
    assert opened == said().as_payload()
    assert "photos" not in (opened or {})


def test_sent_twice_is_one_case_with_its_photos(
    desk: Desk, shop: Shop, keep: Keep, form: FormToken
) -> None:
    keep(photo(1))
    first = open_case(desk, shop, said(), form)
    assert open_case(desk, shop, said(), form).case == first.case
    assert len(rows(desk, shop)) == 1


def test_ten_presses_at_once_are_one_case_with_its_photos(
    desk: Desk, shop: Shop, keep: Keep, form: FormToken
) -> None:
    keep(photo(1))
    keep(photo(2))
    found: list[Receipt] = []
    line = threading.Barrier(10)

    def press() -> None:
        line.wait(30)
        found.append(open_case(desk, shop, said(), form))

    threads = [threading.Thread(target=press) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 10
    assert len({receipt.case.id for receipt in found}) == 1
    assert [row.case_id for row in rows(desk, shop)] == [found[0].case.id] * 2


def test_the_same_words_with_another_photo_are_another_message(
    desk: Desk, shop: Shop, keep: Keep, form: FormToken
) -> None:
    keep(photo(1))
    first = open_case(desk, shop, said(), form)
    keep(photo(2))
    second = open_case(desk, shop, said(), form)
    assert first.case.id != second.case.id
    assert [row.case_id for row in rows(desk, shop)] == [first.case.id, second.case.id]
    # Whichever of them comes again, it is known.
    assert open_case(desk, shop, said(), form).case.id in {first.case.id, second.case.id}


def test_T03_photos_of_one_form_never_join_another_message(
    desk: Desk, shop: Shop, other_shop: Shop, keep: Keep, form: FormToken
) -> None:
    keep(photo(1))
    foreign = fresh(desk, other_shop)
    keep(photo(1), at=other_shop, under=replace(foreign, nonce=form.nonce))
    receipt = open_case(desk, shop, said(), fresh(desk, shop))
    assert "photos" not in (receipt.opened.payload or {})
    with pytest.raises(UnknownPhoto):
        photo_for_customer(desk, receipt.token, 1)
    own = open_case(desk, shop, said(), form)
    assert len(case_for_customer(desk, own.token).photos) == 1
    assert [row.case_id for row in rows(desk, other_shop)] == [0]


def test_photos_wait_on_under_a_fresh_form_when_one_was_sent_too_often(
    desk: Desk, shop: Shop, keep: Keep, form: FormToken
) -> None:
    kept, to = keep(photo(1)), fresh(desk, shop)
    move_photos(desk, shop, form, to)
    assert photos_of_form(desk, shop, form) == []
    assert photos_of_form(desk, shop, to) == [kept]
    assert waiting_photo(desk, shop, kept.handle)[0]


def test_a_database_that_fails_keeps_photos_waiting(
    desk: Desk, shop: Shop, keep: Keep, form: FormToken
) -> None:
    kept = keep(photo(1))
    broken = Store(desk.store.url)
    broken.writer.close()
    working, desk.store = desk.store, broken
    with pytest.raises(StorageUnavailable):
        open_case(desk, shop, said(), form)
    broken.close()
    desk.store = working
    assert photos_of_form(desk, shop, form) == [kept]
    assert len(case_for_customer(desk, open_case(desk, shop, said(), form).token).photos) == 1


# ---------- Replies ----------


def test_a_reply_takes_its_photos_and_they_are_numbered_on(
    desk: Desk, shop: Shop, keep: Keep, form: FormToken, orla: Actor
) -> None:
    keep(photo(1))
    receipt = open_case(desk, shop, said(), form)
    reply = fresh(desk, shop, "reply")
    keep(photo(2), under=reply)
    keep(photo(3), under=reply)
    for _ in range(2):
        reply_as_customer(desk, receipt.token, "Here is more.", reply)
    file = case_for_customer(desk, receipt.token)
    replied = [event for event in file.events if event.kind == "customer_replied"]
    assert len(replied) == 1
    assert [photo.number for photo in file.photos_of(replied[0])] == [2, 3]
    assert [photo.number for photo in file.photos_of(file.events[0])] == [1]
    assert len((replied[0].payload or {})["photos"]) == 2
    assert verify_case(desk, shop.id, receipt.case.id)


def test_photos_alone_are_a_reply_and_nothing_at_all_is_none(
    desk: Desk, shop: Shop, keep: Keep, make_case: Callable[..., Receipt]
) -> None:
    token = make_case().token
    with pytest.raises(NothingSaid):
        reply_as_customer(desk, token, "", fresh(desk, shop, "reply"))
    form = fresh(desk, shop, "reply")
    keep(photo(1), under=form)
    for _ in range(2):
        reply_as_customer(desk, token, "", form)
    file = case_for_customer(desk, token)
    assert [event.kind for event in file.events].count("customer_replied") == 1
    assert len(file.photos) == 1


# ---------- Afterwards ----------


def test_erasing_a_case_erases_its_photos_and_leaves_the_others(
    desk: Desk, shop: Shop, keep: Keep, form: FormToken
) -> None:
    keep(photo(1))
    keep(photo(2), under=(other := fresh(desk, shop)))
    receipt = open_case(desk, shop, said(), form)
    kept = open_case(desk, shop, said(), other)
    desk.store.writer.change(
        lambda connection: erase_case(desk, connection, receipt.case, UPKEEP, "asked")
    )
    assert [row.case_id for row in rows(desk, shop)] == [kept.case.id]
    with pytest.raises(UnknownPhoto):
        photo_for_shop(desk, shop.id, receipt.case.reference, 1)
    assert verify_all(desk).faults == []


def test_T71_a_photo_that_was_changed_swapped_or_lost_breaks_the_proof(
    desk: Desk, shop: Shop, keep: Keep, form: FormToken
) -> None:
    keep(photo(1))
    keep(photo(2))
    receipt = open_case(desk, shop, said(), form)
    assert verify_all(desk).faults == []
    mine = uploads.c.shop_id == shop.id
    first, second = (row.upload_id for row in rows(desk, shop))

    def tamper(*statements: Any) -> None:
        def change(connection: Any) -> None:
            for statement in statements:
                connection.execute(statement)

        desk.store.writer.change(change)
        with pytest.raises(ProofBroken) as broken:
            verify_case(desk, shop.id, receipt.case.id)
        assert broken.value.seq == 1
        assert "photo" in broken.value.reason
        [fault] = verify_all(desk).faults
        assert fault.reference == receipt.case.reference

    def swap(one: int, other: int) -> Any:
        return update(uploads).where(mine, uploads.c.upload_id == one).values(upload_id=other)

    tamper(swap(first, 1), swap(second, first), swap(1, second))
    desk.store.writer.change(
        lambda connection: [
            connection.execute(one)
            for one in (swap(first, 1), swap(second, first), swap(1, second))
        ]
    )
    assert verify_all(desk).faults == []
    tamper(update(uploads).where(mine, uploads.c.upload_id == first).values(body=photo(7)))
    tamper(delete(uploads).where(mine, uploads.c.upload_id == first))


def test_a_transcript_names_the_photos(desk: Desk, shop: Shop, keep: Keep, form: FormToken) -> None:
    keep(photo(1))
    keep(photo(2))
    receipt = open_case(desk, shop, said(), form)
    file = case_file(desk, shop.id, receipt.case.reference)
    assert "    Photos: 1, 2\n" in transcript_text(file, "en")
    assert (receipt.opened.payload or {})["photos"][1] in transcript_json(file)


def test_the_mail_to_the_owner_says_how_many_photos_there_are(
    desk: Desk,
    shop: Shop,
    keep: Keep,
    form: FormToken,
    deliver: Callable[[], int],
    mailbox: Any,
) -> None:
    keep(photo(1))
    keep(photo(2))
    receipt = open_case(desk, shop, said(), form)
    deliver()
    [notice] = mailbox.to(shop.mailbox)
    for part in ("plain", "html"):
        text = " ".join(notice.get_body(preferencelist=(part,)).get_content().split())
        assert "2, in the case" in text
    [mine] = mailbox.to("hanna.lind@post.example")
    assert "Photos:" not in mine.get_body(preferencelist=("plain",)).get_content()
    reply = fresh(desk, shop, "reply")
    keep(photo(3), under=reply)
    reply_as_customer(desk, receipt.token, "One more.", reply)
    deliver()
    told = mailbox.to(shop.mailbox)[1].get_body(preferencelist=("plain",)).get_content()
    assert "Photos: 1, in the case" in told
