"""The outage register."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from pansol.desk.accounts.models import Role
from pansol.desk.accounts.rules import Forbidden
from pansol.desk.audit.models import Event
from pansol.desk.outages.actions import OutageEnded, change_outage, end_outage, enter_outage
from pansol.desk.outages.models import Outage
from pansol.desk.outages.queries import active, outages_for, visible_outages
from tests.desk import world

FIELDS = {
    "area": "Surabaya, Sidoarjo", "title": "Data lambat", "source": "kms", "reference": "INFO-1", "answer": "Mohon maaf.",
    "starts_at": world.NOW, "ends_at": None,
}  # fmt: skip
TYPED = {**FIELDS, "starts_at": "2026-07-02T10:00", "ends_at": ""}


def entered() -> Outage:
    return enter_outage([world.client()], FIELDS, by=world.budi(), now=world.NOW)[0]


def test_an_outage_is_known_in_its_areas_while_it_lasts() -> None:
    outage = entered()
    client, later = world.client().pk, world.NOW + timedelta(hours=1)
    assert outages_for(client, "surabaya", later) == [outage]
    assert outages_for(client, "Bandung", later) == []
    assert outages_for(client, "", later) == []
    assert outages_for(client, "Sidoarjo", world.NOW - timedelta(minutes=1)) == []
    assert end_outage(outage, by=world.budi(), now=later)
    assert not end_outage(outage, by=world.budi(), now=later)
    assert outages_for(client, "Surabaya", later) == []


def test_everywhere_is_everywhere() -> None:
    enter_outage([world.client()], {**FIELDS, "area": "*"}, by=world.budi(), now=world.NOW)
    assert len(outages_for(world.client().pk, "", world.NOW)) == 1


def test_one_entry_for_each_client_it_concerns() -> None:
    budi = world.user("rudi", Role.TEAM_LEADER, world.client(), world.client("pln123"))
    found = enter_outage([world.client(), world.client("pln123")], FIELDS, by=budi, now=world.NOW)
    assert [o.client.code for o in found] == ["telkomsel", "pln123"]
    assert list(active(visible_outages(world.sari()), world.NOW)) == [found[0]]


def test_agents_and_strangers_may_not() -> None:
    outage = entered()
    with pytest.raises(Forbidden):
        enter_outage([world.client()], FIELDS, by=world.sari(), now=world.NOW)
    with pytest.raises(Forbidden):
        enter_outage([world.client("pln123")], FIELDS, by=world.budi(), now=world.NOW)
    with pytest.raises(Forbidden):
        end_outage(outage, by=world.user("x", Role.TEAM_LEADER, world.client("pln123")), now=world.NOW)


def test_a_correction_keeps_the_old_words_in_the_trail() -> None:
    outage = entered()
    change_outage(outage, {**FIELDS, "answer": "Sudah hampir selesai."}, by=world.budi(), now=world.NOW)
    assert Event.objects.get(verb="outage.change").data == {"before": {"answer": "Mohon maaf."}}


def test_what_is_over_is_not_corrected() -> None:
    outage = entered()
    end_outage(outage, by=world.budi(), now=world.NOW)
    with pytest.raises(OutageEnded):
        change_outage(outage, FIELDS, by=world.budi(), now=world.NOW + timedelta(minutes=1))


def test_the_pages(client: Client) -> None:
    client.force_login(world.budi())
    assert client.post("/outages/new/", {**TYPED, "clients": [world.client().pk]}).status_code == 302
    outage = Outage.objects.get()
    assert "Data lambat" in client.get("/outages/").content.decode()
    assert client.post(f"/outages/{outage.pk}/", {**TYPED, "title": "Data mati"}).status_code == 302
    assert client.post(f"/outages/{outage.pk}/end/").status_code == 302
    assert client.get("/outages/", headers={"HX-Request": "true"}).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"area": ""}, {"ends_at": "2026-07-01T10:00"}, {"answer": "x" * 2001}, {"source": "gosip"}, {"title": "\x00"}]
)
def test_bad_input_is_explained_and_kept(client: Client, wrong: dict[str, str]) -> None:
    client.force_login(world.budi())
    assert client.post("/outages/new/", {**TYPED, "clients": [world.client().pk], **wrong}).status_code == 422
    assert not Outage.objects.exists()


def test_another_clients_outage_is_not_there(client: Client) -> None:
    outage = entered()
    client.force_login(world.user("x", Role.TEAM_LEADER, world.client("pln123")))
    assert client.get(f"/outages/{outage.pk}/").status_code == 404
    assert client.post(f"/outages/{outage.pk}/end/").status_code == 404
