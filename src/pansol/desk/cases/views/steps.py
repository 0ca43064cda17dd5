"""What happens to a case besides answering: guidance taken, done, handed over, resumed, to the leader, recorded, shown."""

from __future__ import annotations

from django.contrib import messages
from django.forms import CharField, Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pansol.desk.accounts.request import DeskRequest, needs
from pansol.desk.cases import actions, queries
from pansol.desk.cases.actions.grey import known_facts
from pansol.desk.cases.actions.reveal import reveal
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.forms import Closing, Failure, Feedback, HandOver, Reason
from pansol.desk.cases.views.common import changes, refusals_shown, whole_number
from pansol.desk.interactions.actions import write
from pansol.desk.knowledge.actions import give_feedback

__all__ = [
    "closure", "conclusion", "disclosure", "failure", "feedback", "handover", "leader", "override", "records", "resumption", "version",
]  # fmt: skip


def _seen(request: DeskRequest, pk: int) -> tuple[CaseFile, str]:
    """The case at the revision that was seen, and the request's key."""
    file = queries.case_file(request.user, pk, timezone.now())
    file.case.revision = whole_number(request.POST.get("revision"))
    return file, request.POST.get("key", "")[:64]


def _read(form: Form) -> dict[str, str]:
    """What was typed; raises NotAllowedNow with what is wrong."""
    if not form.is_valid():
        raise NotAllowedNow(" ".join(str(e) for errors in form.errors.values() for e in errors))
    return form.cleaned_data


def _words(request: DeskRequest, most: int = 2000) -> str:
    form = Reason(request.POST)
    form.fields["text"] = CharField(max_length=most)
    return _read(form)["text"]


@needs("case.answer")
@changes("case")
@refusals_shown("case")
def conclusion(request: DeskRequest, pk: int) -> HttpResponse:
    """The guidance was given; its promises start to run."""
    file, key = _seen(request, pk)
    promises = actions.conclude(file, by=request.user, now=file.now, key=key)
    words = _("Tersimpan. %(count)s janji mulai berjalan.") % {"count": len(promises)} if promises else _("Tersimpan.")
    messages.success(request, words)
    return redirect("case", pk)


@needs("case.answer")
@changes("case")
@refusals_shown("case")
def failure(request: DeskRequest, pk: int) -> HttpResponse:
    """The advice did not help: what may have changed is asked again, or the team leader decides."""
    file, key = _seen(request, pk)
    again = actions.advice_failed(file, _read(Failure(request.POST))["text"], by=request.user, now=file.now, key=key)
    if again:
        messages.success(request, _("Dicatat: saran tidak berhasil. Yang mungkin sudah berubah ditanyakan lagi."))
    else:
        messages.success(request, _("Dicatat: saran tidak berhasil. Tidak ada langkah lain di SOP; team leader memutuskan."))
    return redirect("case", pk)


@needs("case.close")
@changes("case")
@refusals_shown("case")
def closure(request: DeskRequest, pk: int) -> HttpResponse:
    """The case is done, refused by the customer, or belongs elsewhere."""
    file, key = _seen(request, pk)
    typed = _read(Closing(request.POST))
    actions.close_case(file.case, typed["outcome"], by=request.user, now=file.now, key=key, note=typed["note"])
    messages.success(request, _("Kasus selesai."))
    return redirect("contact", file.case.contact_id) if file.case.contact.ended_at is None else redirect("desk")


@needs("case.answer")
@changes("case")
@refusals_shown("case")
def version(request: DeskRequest, pk: int) -> HttpResponse:
    """The case leaves its withdrawn version for the one in use."""
    file, key = _seen(request, pk)
    again = actions.move_case(file, by=request.user, now=file.now, key=key)
    words = _("Kasus memakai versi baru; yang sudah diketahui ikut.")
    messages.success(request, words + (" " + _("Ditanyakan lagi: %(facts)s.") % {"facts": ", ".join(again)} if again else ""))
    return redirect("case", pk)


@needs("case.hand_over")
@require_http_methods(["GET", "POST"])
@refusals_shown("case")
def handover(request: DeskRequest, pk: int) -> HttpResponse:
    """Another agent goes on with the case."""
    file = queries.case_file(request.user, pk, timezone.now())
    people = queries.colleagues(request.user, file.case.client_id)
    form = HandOver(people, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        file, _key = _seen(request, pk)
        actions.hand_over(file.case, form.cleaned_data["to"], by=request.user, now=file.now)
        messages.success(request, _("Kasus diserahkan kepada %(name)s.") % {"name": form.cleaned_data["to"].display_name})
        return redirect("desk")
    return render(
        request,
        "cases/handover.html",
        {"file": file, "case": file.case, "form": form, "people": people},
        status=422 if form.is_bound else 200,
    )


@needs("case.answer")
@changes("case")
@refusals_shown("case")
def resumption(request: DeskRequest, pk: int) -> HttpResponse:
    """The case goes on in a contact of this user that is running now."""
    file, _key = _seen(request, pk)
    contact = queries.contact_of(request.user, whole_number(request.POST.get("contact")))
    actions.resume(file, contact, by=request.user, now=file.now)
    return redirect("case", pk)


@needs("case.answer")
@changes("case")
@refusals_shown("case")
def leader(request: DeskRequest, pk: int) -> HttpResponse:
    """A situation that the SOP leaves open goes to the team leader."""
    file, key = _seen(request, pk)
    actions.raise_grey(file, _words(request), by=request.user, now=file.now, key=key)
    messages.success(request, _("Terkirim ke team leader. Kasus ini menunggu keputusannya."))
    return redirect("case", pk)


@needs("case.override_expiry")
@changes("case")
@refusals_shown("case")
def override(request: DeskRequest, pk: int) -> HttpResponse:
    """A team leader lets an expired SOP guide this one case."""
    file, _key = _seen(request, pk)
    actions.override_expiry(file.case, _words(request, 500), by=request.user, now=file.now)
    messages.success(request, _("Diizinkan untuk kasus ini. Alasannya disimpan."))
    return redirect("case", pk)


@needs("article.feedback")
@changes("case")
@refusals_shown("case")
def feedback(request: DeskRequest, pk: int) -> HttpResponse:
    """“Langkah ini salah”: to the editors, with the case's facts without personal data."""
    file = queries.case_file(request.user, pk, timezone.now())
    sent = _read(Feedback(request.POST))
    give_feedback(
        file.case.version,
        text=sent["text"],
        by=request.user,
        now=file.now,
        rule=sent["rule"],
        facts=known_facts(file),
        case_id=file.case.pk,
    )
    messages.success(request, _("Terima kasih. Penyunting SOP menerimanya beserta fakta kasus ini."))
    return redirect("case", pk)


@needs("record.write")
@changes("case")
@refusals_shown("case")
def records(request: DeskRequest, pk: int) -> HttpResponse:
    """The interaction record is written, in the agent's own words where she changed them."""
    file = queries.case_file(request.user, pk, timezone.now())
    name = request.POST.get("record", "")
    if name not in file.compiled.procedure.records:
        raise NotAllowedNow(_("Catatan itu tidak ada di SOP ini."))
    write(file, name, by=request.user, now=file.now, words=request.POST.get("words", ""))
    messages.success(request, _("Catatan interaksi tersimpan."))
    return redirect(f"{reverse('case', args=[pk])}#record-{name}")


@needs("customer.reveal")
@changes("case")
@refusals_shown("case")
def disclosure(request: DeskRequest, pk: int) -> HttpResponse:
    """Personal data of this case are shown for the rest of the session; who did is on record."""
    file = queries.case_file(request.user, pk, timezone.now())
    reveal(file.case, by=request.user, now=file.now)
    request.session["revealed"] = [*request.session.get("revealed", [])[-49:], pk]
    return redirect("case", pk)
