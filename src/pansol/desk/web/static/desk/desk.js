// Keyboard, kept typing, copying, clocks. The pages work without it; nothing here decides anything.
"use strict";
(() => {
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const $ = (selector, root = document) => root.querySelector(selector);
  const words = () => document.body.dataset;
  const store = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* full or forbidden: typing goes on */ } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* as above */ } },
    keys: () => { try { return Object.keys(localStorage); } catch { return []; } },
  };

  // -- toasts ---------------------------------------------------------------------------------------------------------
  function toast(text, kind = "") {
    const box = document.createElement("div");
    box.className = `toast ${kind}`;
    box.append(text);
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", words().close);
    close.addEventListener("click", () => box.remove());
    box.append(close);
    $("#toasts").append(box);
    if (!kind.includes("error")) setTimeout(() => box.remove(), 8000);
  }
  document.addEventListener("toast", (event) => toast(event.detail.value ?? event.detail));
  document.addEventListener("htmx:sendError", () => toast(words().offline, "error"));
  document.addEventListener("htmx:timeout", () => toast(words().offline, "error"));
  document.addEventListener("htmx:responseError", (event) => { const { status } = event.detail.xhr; if (status !== 401) toast(status < 500 ? words().refused : status === 503 ? words().busy : words().broken, "error"); });

  // -- what was typed outlives an expired session, a crash, a closed tab ---------------------------------------------
  let loaded = false;
  const HOURS_12 = 12 * 3600 * 1000;
  const draftKey = (form) => form.dataset.draftKey ?? `draft:${words().user}:${form.dataset.draft}`;
  const typed = (form) => $$("input, textarea, select", form).filter((f) => f.name && !["hidden", "password", "file", "submit"].includes(f.type));
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";

  function keep(form) {
    const fields = typed(form).map((f) => [f.name, isTick(f) ? f.value : "", isTick(f) ? f.checked : f.value, f.defaultValue ?? ""]);
    store.set(draftKey(form), JSON.stringify({ at: Date.now(), fields }));
  }
  function restore(form) {
    const raw = store.get(draftKey(form));
    if (!raw || form.dataset.restored) return;
    form.dataset.restored = "1";
    let restored = false;
    try {
      const draft = JSON.parse(raw);
      if (Date.now() - draft.at > HOURS_12) return store.drop(draftKey(form));
      for (const [name, value, kept, given] of draft.fields) {
        const field = typed(form).find((f) => f.name === name && (!isTick(f) || f.value === value));
        if (!field) continue;
        if (isTick(field)) { restored ||= field.checked !== kept; field.checked = kept; }
        else if (kept && kept !== field.value && field.value === (given ?? "")) { field.value = kept; restored = true; found(field); }  // not over newer words
      }
    } catch { store.drop(draftKey(form)); }
    if (restored && !loaded) toast(words().restored);
  }
  // what was typed into a live search is searched for again
  const found = (field) => { if (field.type === "search") setTimeout(() => field.dispatchEvent(new Event("input", { bubbles: true }))); };
  let typedAt = 0;  // somebody who is typing does not mean a shortcut when the question changes under her hands
  document.addEventListener("input", (event) => { if (event.isTrusted) typedAt = Date.now(); const form = event.target.form; if (form?.dataset.draft) keep(form); });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    typedAt = 0;
    if (form.dataset.draft && !form.hasAttribute("hx-post")) { try { sessionStorage.setItem("sent", draftKey(form)); } catch { /* no store */ } }
    if ("forget" in form.dataset) store.keys().filter((k) => k.startsWith("draft:")).forEach(store.drop);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    if (form?.dataset.draft && event.detail.successful) store.drop(draftKey(form));
  });
  function settleSent() {
    let key = null;
    try { key = sessionStorage.getItem("sent"); } catch { return; }
    if (!key) return;
    sessionStorage.removeItem("sent");
    const again = $("form[data-again]");
    if (again) Object.assign(again.dataset, { draft: "again", draftKey: key });  // the same words, on the page that refused them
    else if (document.body.dataset.user !== "" && !$("[data-failed]")) store.drop(key);  // else it was not taken: it comes back
  }

  // -- copying -------------------------------------------------------------------------------------------------------
  async function copy(text) {
    try { await navigator.clipboard.writeText(text); }
    catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }
  async function copyFrom(button) {
    const source = button.dataset.copyFrom ? $(button.dataset.copyFrom) : null;
    button.closest(".copyable")?.classList.add("copied");  // at once: the next C is for the next field
    await copy(source ? source.value ?? source.textContent : button.dataset.copy);
    toast(`${words().copied}: ${button.dataset.copyName ?? ""}`);
  }
  function copyNext(all) {
    if (all) { const whole = visible("[data-copy-all]"); if (whole) { whole.scrollIntoView({ block: "nearest" }); copyFrom(whole); }  /* Enter still means what the page says */ return Boolean(whole); }
    const rows = $$(".copyable [data-copy]").filter(isShown);
    const row = document.activeElement?.closest?.(".copyable");
    const next = (row && $("[data-copy]", row)) || rows.find((b) => !b.closest(".copied"));
    if (!next) return false;
    copyFrom(next);
    const after = rows[rows.indexOf(next) + 1] ?? next;
    after.focus();
    return true;
  }

  // -- keyboard ------------------------------------------------------------------------------------------------------
  const isShown = (element) => element.getClientRects().length > 0 && !element.disabled;
  const scope = () => $("dialog[open]") ?? document;
  const visible = (selector) => $$(selector, scope()).filter(isShown).pop();
  const isTyping = (element) => element && (element.isContentEditable || element.tagName === "TEXTAREA" || element.tagName === "SELECT"
    || (element.tagName === "INPUT" && !["checkbox", "radio", "button", "submit"].includes(element.type)));
  const shortcutsOn = () => store.get("shortcuts") !== "off";

  // a key that every line of a list has means the line one is in, else the first
  function keyed(key, here) {
    const selector = `[data-key="${CSS.escape(key)}"]`;
    const near = here?.closest?.("li");
    return (near && $$(selector, near).find(isShown)) ?? (visible(`details${selector}`) ? $$(selector, scope()).find(isShown) : visible(selector));
  }
  // of several forms the one she is in, else the first that is not saved yet
  function meant(key) {
    const all = $$(`[data-key="${key}"]`, scope()).filter(isShown), form = document.activeElement?.form;
    return (form && all.find((e) => e.form === form)) ?? all.find((e) => !e.closest("[data-saved]")) ?? all[0];
  }
  function act(element) {
    if (element.tagName === "DETAILS") { element.open = !element.open; if (element.open) $("input:not([type=hidden]), textarea, select, form button, a", element)?.focus(); }
    else if (element.tagName === "INPUT" && element.type === "checkbox") { element.click(); element.focus(); }
    else if (element.tagName === "TEXTAREA") { element.focus(); element.setSelectionRange(element.value.length, element.value.length); }  // its words are not typed over
    else if (["INPUT", "SELECT"].includes(element.tagName)) { element.focus(); element.select?.(); }
    else { element.click(); }
  }
  let pending = null;
  function number(digit) {
    const text = pending ? pending.text + digit : digit;
    if (pending) clearTimeout(pending.timer);
    pending = null;
    const exact = visible(`[data-key="${text}"]`);
    const longer = text !== "0" && $$(`[data-key^="${text}"]`, scope()).filter(isShown).some((e) => e.dataset.key.length > text.length);
    if (longer) pending = { text, timer: setTimeout(() => { pending = null; if (exact) act(exact); }, 700) };
    else if (exact) act(exact);
    return Boolean(exact || longer);
  }
  function moveInFacts(step) {
    const facts = $$(".known a.fact").filter(isShown);
    if (!facts.length) return false;
    const here = facts.indexOf(document.activeElement);
    const next = here < 0 ? facts.length - 1 : here + step;
    (facts[next] ?? (next < 0 ? facts[0] : focusTarget()))?.focus();
    return true;
  }
  function escape(event) {
    const open = $("dialog[open]");
    if (open) return open.close();
    if ($(":popover-open")) return;  // the browser closes it
    const menu = $("details.me[open], details[data-closes][open]");
    if (menu) { menu.open = false; return $("summary", menu)?.focus(); }
    if (isTyping(document.activeElement) && !visible('[data-key="Escape"]')) return document.activeElement.blur();
    const back = visible('[data-key="Escape"]');
    if (back) { event.preventDefault(); act(back); }  // Escape also means “stop loading”
  }
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const { key } = event;
    if (key === "Escape") return escape(event);
    if (/^F\d+$/.test(key)) { const e = meant(key); if (e) { event.preventDefault(); act(e); } return; }
    if (key === "Enter" && pending) { event.preventDefault(); const e = visible(`[data-key="${pending.text}"]`); clearTimeout(pending.timer); pending = null; if (e) act(e); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = document.activeElement;
    const isHeld = event.repeat && (key === "Enter" || (key.length === 1 && key !== " "));  // one press is one answer, however long it lasts
    if (isHeld && (!isTyping(here) || (key === "Enter" && (here.tagName === "INPUT" || "submitsOnEnter" in here.dataset)))) return event.preventDefault();
    if (isTyping(here)) {
      const list = here.dataset.list && $(here.dataset.list);
      if (key === "ArrowDown" && list) { const first = $("a, button", list); if (first) { event.preventDefault(); first.focus(); } }
      else if (key === "Enter" && !event.shiftKey && "submitsOnEnter" in here.dataset) { event.preventDefault(); here.form.requestSubmit(); }
      else if (key === "ArrowUp" && ["INPUT", "TEXTAREA"].includes(here.tagName) && !here.value && moveInFacts(-1)) event.preventDefault();
      return;
    }
    if (!shortcutsOn() || (key.length === 1 && Date.now() - typedAt < 700)) return;
    if (isTurning() && (key.length === 1 || key === "Enter")) return event.preventDefault();
    let done = false;
    if (/^\d$/.test(key)) done = number(key);
    else if (key === "ArrowUp" || key === "ArrowDown") {
      const list = here?.closest?.("[data-arrows]");
      if (list) { const all = $$("a, button", list).filter(isShown); const next = all[all.indexOf(here) + (key === "ArrowDown" ? 1 : -1)]; next?.focus(); done = Boolean(next); }
      else done = (key === "ArrowUp" || here?.matches?.(".fact")) && moveInFacts(key === "ArrowUp" ? -1 : 1);
    }
    else if (key.toLowerCase() === "c" && $(".copyable, [data-copy-all]")) done = copyNext(event.shiftKey);
    else if (key === "Enter") { if (!here || here === document.body || here.tagName === "MAIN" || here.matches("h1, section")) { const e = visible('[data-key="Enter"]'); if (e) { act(e); done = true; } } }
    else if (key.length === 1 && key !== " ") { const e = keyed(key.toLowerCase(), here); if (e) { act(e); done = true; } }
    if (done) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy], [data-copy-from], [data-opens], [data-closes-dialog], [data-shortcuts]");
    if (!button) return;
    if (button.dataset.opens) { event.preventDefault(); $(button.dataset.opens)?.showModal(); }
    else if ("closesDialog" in button.dataset) button.closest("dialog")?.close();
    else if ("shortcuts" in button.dataset) { store.set("shortcuts", shortcutsOn() ? "off" : "on"); showShortcuts(); }
    else copyFrom(button);
  });
  function showShortcuts() {
    for (const button of $$("[data-shortcuts]")) {
      button.setAttribute("aria-pressed", String(shortcutsOn()));
      button.textContent = shortcutsOn() ? button.dataset.on : button.dataset.off;
    }
  }

  // -- clocks --------------------------------------------------------------------------------------------------------
  const two = (n) => String(n).padStart(2, "0");
  function span(seconds, long) {
    const sign = seconds < 0 ? "−" : "";
    const s = Math.abs(Math.trunc(seconds)), h = Math.trunc(s / 3600), m = Math.trunc(s / 60) % 60;
    if (long) return h ? `${sign}${h} ${words().hours} ${two(m)} ${words().minutes}` : `${sign}${m} ${words().minutes}`;
    return h ? `${h}:${two(m)}:${two(s % 60)}` : `${two(m)}:${two(s % 60)}`;
  }
  function tick() {
    for (const t of $$("time[data-since]")) t.textContent = span((Date.now() - Date.parse(t.dataset.since)) / 1000, false);
    for (const t of $$("time[data-until]")) {
      const left = (Date.parse(t.dataset.until) - Date.now()) / 1000;
      t.classList.toggle("late", left < 0);
      if (Math.abs(left) < 86400) t.textContent = span(left, true);
    }
  }

  // -- after every page and every swap ------------------------------------------------------------------------------
  const focusTarget = () => visible("[data-focus]");
  function settle(root) {
    $$("form[data-draft]", root.parentNode ?? root).forEach(restore);
    for (const link of $$("[data-submits]", root)) link.addEventListener("change", () => link.form.requestSubmit());
    showShortcuts();
    tick();
  }
  // a look-up put another question in place: whoever presses sooner than she can have read it meant the one before
  const REACTION = 200;
  const isTurning = () => "turning" in document.body.dataset;
  const askedNow = () => $("#ask form input[name=fact]")?.value ?? "";
  function turn() {
    document.body.dataset.turning = "";
    setTimeout(() => delete document.body.dataset.turning, REACTION);
  }
  let asked = "";  // before a swap
  let held = "";  // the fact link that had the focus before a swap
  let said = "";
  document.addEventListener("htmx:beforeSwap", () => {
    const here = document.activeElement;
    held = here?.matches?.("a.fact") ? here.getAttribute("href") : "";
    said = isTyping(here) && here.name === "value" ? here.value : "";
    asked = askedNow();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    settle(event.detail.elt);
    const here = document.activeElement;
    const sender = event.detail.requestConfig?.elt;
    const isQuiet = sender?.matches?.("[data-quiet], [data-quiet] *");
    if (sender?.id === "lookup") { if (askedNow() !== asked) turn(); }
    else if (isQuiet) return;  // the column ahead, search results: the focus stays where it is, even nowhere
    const isPlaced = here && here !== document.body && (isQuiet || here.matches("#work .fact"));  // she moved on already
    if (isTyping(here) || isPlaced) return;
    const again = isQuiet && held ? $(`a.fact[href="${CSS.escape(held)}"]`) : null;
    (again ?? focusTarget())?.focus({ preventScroll: Boolean(isQuiet) });
    if (isQuiet && said && isTyping(document.activeElement) && !document.activeElement.value) document.activeElement.value = said;
  });
  document.addEventListener("DOMContentLoaded", () => {
    settleSent();
    settle(document);
    loaded = true;
    $$(".tabs [aria-current]").forEach((tab) => tab.scrollIntoView({ block: "nearest", inline: "nearest" }));
    setTimeout(() => $$("#toasts .toast:not(.error)").forEach((t) => t.remove()), 8000);
    const led = location.hash ? document.getElementById(location.hash.slice(1)) : null;  // to what was just saved
    if (!isTyping(document.activeElement)) (led ?? focusTarget())?.focus({ preventScroll: true });
    setInterval(tick, 1000);
  });
})();
