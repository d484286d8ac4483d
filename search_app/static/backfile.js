// What a page gains where scripts run. Without them it is complete, and nothing here moves what it shows.
"use strict";

const form = document.getElementById("search");
const filters = document.getElementById("filters");
const run = document.querySelector(".run svg");
const all = (selector, within = document) => [...(within?.querySelectorAll(selector) ?? [])];
const between = (low, number, high) => Math.max(low, Math.min(number, high));
const isChord = (event) => event.ctrlKey || event.altKey || event.metaKey;

// Keys. The reader can switch them off, in every tab at once.

function stored(access) {
  try {
    return access();
  } catch {}
}

const keyList = document.getElementById("key-list");
const keySwitch = keyList.querySelector("input");
const areOn = () => `${stored(() => localStorage.backfileKeys) ?? keySwitch.checked}` === "true";
keySwitch.addEventListener("change", () => stored(() => (localStorage.backfileKeys = keySwitch.checked)));

function showKeys() {
  keySwitch.checked = areOn();
  keyList.showModal();
  keyList.querySelector("button").focus();
}
document.getElementById("key-link").addEventListener("click", (event) => {
  if (isChord(event)) return;
  event.preventDefault();
  showKeys();
});

function write() {
  form.q.focus();
  form.q.select();
}

// The hits of a page and the link to more of them; in an article its matches.
const stops = () => all(".list .hit h2 a, .list [rel=next], article mark[id]");
const around = (stop) => stop.closest(".hit") ?? stop;
let lastStop;
addEventListener("hashchange", () => (lastStop = null));

function walk(step) {
  const way = stops();
  const place = (selector) => way.findIndex((stop) => around(stop).matches(selector));
  const here = [place(":focus-within"), way.indexOf(lastStop), place(":target")].find((index) => index >= 0);
  const stop = way[here === undefined ? 0 : between(0, here + step, way.length - 1)];
  if (!stop) return;
  lastStop = stop;
  const isMark = stop.matches("mark");
  if (isMark) {
    stop.tabIndex = -1;
    location.replace(`#${stop.id}`); // and Back leads to the results
  }
  stop.focus({ preventScroll: true });
  around(stop).scrollIntoView({ block: isMark ? "center" : "nearest" });
}

function leave(event) {
  run?.dispatchEvent(new Event("pointercancel"));
  const held = document.activeElement;
  if (!form.contains(held) && !stops().includes(held)) return;
  event.preventDefault(); // or a search box would lose its words
  held.blur();
}

const ACTIONS = { "/": write, "?": showKeys, n: () => walk(1), p: () => walk(-1) };

// On the keyboard of another script a key is what a Latin one has there.
function letterOf({ key, code, shiftKey }) {
  if (key.length === 1 && key > "~") return { KeyN: "n", KeyP: "p", Slash: shiftKey ? "?" : "/" }[code];
  return shiftKey ? key : key.toLowerCase();
}

document.addEventListener("keydown", (event) => {
  // 229: the key belongs to an input method
  if (event.isComposing || event.keyCode === 229 || isChord(event) || event.repeat || keyList.open) return;
  if (event.key === "Escape") return leave(event);
  const action = ACTIONS[letterOf(event)];
  if (!action || event.target.matches("input:not([type=checkbox])") || !areOn()) return;
  event.preventDefault();
  action();
});

// Limits apply at once; on the page that comes the same control is under the reader's hand.

const controls = all("input[form=search]", filters);
const dates = controls.filter((control) => control.type !== "checkbox");
const nameOf = ({ type, name, value }) => (type === "checkbox" ? `${name}=${value}` : name);
const others = { run, bar: run?.querySelector("a") };
const named = (name) => others[name] ?? controls.find((control) => nameOf(control) === name);
let touched;

for (const button of all("button", filters)) button.style.visibility = "hidden";

function apply(name) {
  touched = name;
  form.requestSubmit();
  touched = null;
}

form.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (!value) formData.delete(name);
});

form.addEventListener("submit", () => {
  const name = touched || nameOf(document.activeElement);
  const control = named(name);
  form.action = control && location.hash === "#filters" ? "/search#filters" : "/search";
  if (!control) return;
  const search = `?${new URLSearchParams(new FormData(form))}`;
  const place = { name, search, top: control.getBoundingClientRect().top };
  stored(() => (sessionStorage.backfilePlace = JSON.stringify(place)));
});

function takePlace() {
  const place = stored(() => JSON.parse(sessionStorage.backfilePlace));
  stored(() => delete sessionStorage.backfilePlace);
  if (place?.search !== location.search) return;
  const control = named(place.name);
  if (!control) return document.querySelector("h1").focus();
  scrollBy(0, control.getBoundingClientRect().top - place.top);
  control.focus({ preventScroll: true });
}

// A date being typed changes with every figure: it applies on Enter, or when both boxes are left.
let isTyped = false;
filters?.addEventListener("change", ({ target }) => {
  const [from, to] = dates.map((date) => date.value);
  if (target.type === "checkbox" || !(isTyped || (to && from > to))) apply(nameOf(target));
});
for (const date of dates) {
  date.addEventListener("keydown", () => (isTyped = true));
  date.addEventListener("pointerdown", () => (isTyped = false));
  date.addEventListener("focusout", ({ relatedTarget }) => {
    if (document.activeElement === date || dates.includes(relatedTarget)) return; // it is the window that was left
    if (dates.every(({ value, defaultValue }) => value === defaultValue)) return;
    apply(nameOf(controls.includes(relatedTarget) ? relatedTarget : date));
  });
}

// A page come back to shows the limits it was made with.
addEventListener("pageshow", ({ persisted }) => {
  for (const control of controls) {
    control.checked = control.defaultChecked;
    if (persisted || control !== document.activeElement) control.value = control.defaultValue;
  }
});

// Spans of the run: dragged over, or with Shift and the arrows.

function makeSpans() {
  const columns = all("[data-from]", run);
  const bars = columns.map((column) => column.closest("a"));
  const links = bars.filter(Boolean);
  const most = columns.length - 1;
  const [years, span] = all(".years, .span", run); // one at a time is seen
  const [band, told] = span.children;
  let isShown, isDown, anchor, end, chosen;

  const label = (column) => (column.closest("a") ?? column).querySelector("title").textContent.split(":")[0];
  const draw = (shown) => {
    isShown = shown;
    for (const each of [span, years]) each.style.visibility = (each === span) === shown ? "visible" : "hidden";
  };
  const show = (to) => {
    end = between(0, to, most);
    chosen = columns.slice(Math.min(anchor, end), Math.max(anchor, end) + 1);
    const count = chosen.reduce((sum, { dataset }) => sum + Number(dataset.count), 0);
    const labels = [...new Set([chosen[0], chosen.at(-1)].map(label))].join(" – ");
    band.setAttribute("x", chosen[0].getAttribute("x"));
    band.setAttribute("width", `${(100 * chosen.length) / columns.length}%`);
    told.textContent = `${labels}: ${count.toLocaleString("en")} ${count === 1 ? "match" : "matches"}`;
    run.nextElementSibling.textContent = told.textContent;
    draw(true);
  };
  const hide = () => {
    isDown = false;
    draw(false);
  };
  const search = (name) => {
    form.from.value = chosen[0].dataset.from;
    form.to.value = chosen.at(-1).dataset.to;
    apply(name);
  };
  const columnAt = ({ clientX }) => {
    const { left, width } = run.getBoundingClientRect();
    return between(0, Math.floor(((clientX - left) / width) * columns.length), most);
  };

  const on = (type, listener) => run.addEventListener(type, listener);
  run.style.touchAction = "pan-y pinch-zoom"; // a finger still scrolls
  on("mousedown", (event) => event.preventDefault());
  on("pointerdown", (event) => {
    hide();
    isDown = event.isPrimary && !event.button && !isChord(event);
    anchor = columnAt(event);
  });
  on("pointermove", (event) => {
    if (!isDown || (!isShown && columnAt(event) === anchor)) return;
    run.setPointerCapture(event.pointerId); // the bar where it ends is not clicked
    show(columnAt(event));
  });
  on("pointerup", () => {
    if (isDown && isShown) search("run");
    isDown = false;
  });
  on("pointercancel", hide);
  run.parentElement.addEventListener("focusout", hide); // on the run itself it would make a stop
  addEventListener("pageshow", hide);
  on("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -most, End: most }[event.key];
    const held = document.activeElement;
    if (isChord(event) || !links.includes(held)) return;
    if (event.key === "Enter" && isShown) search("bar");
    else if (step && event.shiftKey) {
      if (!isShown) anchor = end = bars.indexOf(held);
      show(end + step);
    } else if (step) {
      const next = links[between(0, links.indexOf(held) + step, links.length - 1)];
      [held.tabIndex, next.tabIndex] = [-1, 0];
      next.focus();
    } else return;
    event.preventDefault();
  });
  // Tab stops at one bar only.
  for (const link of links.slice(1)) link.tabIndex = -1;
}
if (run && form.to) makeSpans();

// A list narrows to what is typed in <input data-narrows="#list">.

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

for (const box of all("[data-narrows]")) {
  box.addEventListener("input", () => {
    const words = folded(box.value).split(/\s+/);
    for (const row of all(`${box.dataset.narrows} > *`)) {
      const text = folded(row.textContent);
      row.style.display = words.every((word) => text.includes(word)) ? "" : "none";
    }
  });
}

takePlace();
