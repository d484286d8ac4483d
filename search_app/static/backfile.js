// What a page gains where scripts run; without this file it is complete. In four parts: keys to walk by, limits that
// apply at once, spans drawn over the run of bars, lists that narrow. Nothing here moves what the page already shows.
"use strict";

const form = document.getElementById("search");
const filters = document.getElementById("filters");
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const between = (low, number, high) => Math.min(Math.max(low, number), high);
const isChord = (event) => event.ctrlKey || event.altKey || event.metaKey;

// Keys. They are the reader's to switch off, in every tab at once.

const keyList = document.getElementById("key-list");
const keySwitch = keyList.querySelector("input");
let switched = "on"; // where a browser forbids storage, for this page only

function keysAreOn() {
  try {
    return (localStorage.getItem("backfile-keys") ?? switched) === "on";
  } catch {
    return switched === "on";
  }
}

keySwitch.addEventListener("change", () => {
  switched = keySwitch.checked ? "on" : "off";
  try {
    localStorage.setItem("backfile-keys", switched);
  } catch {}
});

function showKeys() {
  keySwitch.checked = keysAreOn();
  keyList.showModal(); // Esc closes it, and the focus returns to where it was
  keyList.querySelector("button").focus();
}

for (const link of all('.foot a[href$="#keys"]')) {
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    if (isChord(event) || event.shiftKey) return;
    event.preventDefault();
    showKeys();
  });
}

function writeWords() {
  const box = document.getElementById("q");
  box.focus();
  box.select();
}

// The hits of a page and, after the last, the way to more of them; in an article its matches.
const stops = () => all(".list .hit h2 a, .list [rel=next], article mark[id]");
const around = (stop) => stop.closest(".hit") ?? stop;
let lastStop = null;

function walk(step) {
  const way = stops();
  const place = (selector) => way.findIndex((stop) => around(stop).matches(selector));
  const known = [place(":focus-within"), way.indexOf(lastStop), place(":target")];
  const here = known.find((index) => index >= 0);
  const stop = way[here === undefined ? 0 : between(0, here + step, way.length - 1)];
  if (!stop) return;
  lastStop = stop;
  if (stop.matches("mark")) {
    stop.tabIndex = -1;
    location.replace(`#${stop.id}`); // so that the address names the match, and Back still leads to the results
  }
  stop.focus({ preventScroll: true });
  around(stop).scrollIntoView({ block: stop.matches("mark") ? "center" : "nearest" });
}

function leave(event) {
  const held = document.activeElement;
  if (span.isShown) span.hide();
  else if (form.contains(held) || stops().includes(held)) held.blur();
  else return;
  event.preventDefault(); // or a search box would lose its words
}

const ACTIONS = { "/": writeWords, "?": showKeys, n: () => walk(1), p: () => walk(-1) };

// The key's letter; on a keyboard of another script, what is printed at the same place of a Latin one.
function letterOf({ key, code, shiftKey }) {
  if (key.length === 1 && key > "~") return { KeyN: "n", KeyP: "p", Slash: shiftKey ? "?" : "/" }[code];
  return shiftKey ? key : key.toLowerCase();
}

const writes = (element) =>
  element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox], [type=radio])");

document.addEventListener("keydown", (event) => {
  // 229: a key that belongs to an input method, also where a browser says so only after the composition
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if (isChord(event) || event.repeat || keyList.open) return;
  if (event.key === "Escape") leave(event);
  const action = ACTIONS[letterOf(event)];
  if (!action || writes(event.target) || !keysAreOn()) return;
  event.preventDefault();
  action();
});

// Limits apply at once: the form is sent, and on the page that comes the same control is under the reader's hand.

const controls = filters ? all("input[form=search]", filters) : [];
const dates = controls.filter((control) => control.type !== "checkbox");
let touched = null; // the control, or the run of bars, that the form is being sent for
let sent = { search: null, at: 0 };

for (const button of filters ? all("button", filters) : []) button.style.visibility = "hidden";

function apply(control) {
  touched = control;
  form.requestSubmit();
  touched = null;
}

form.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (!value) formData.delete(name);
});

form.addEventListener("submit", (event) => {
  const search = `?${new URLSearchParams(new FormData(form))}`;
  if (search === sent.search && event.timeStamp - sent.at < 1000) return event.preventDefault();
  sent = { search, at: event.timeStamp };
  const control = touched ?? controls.find((each) => each === document.activeElement);
  // On a telephone the filters stay open.
  form.action = control && location.hash === "#filters" ? "/search#filters" : "/search";
  if (!control) return;
  const place = { search, top: control.getBoundingClientRect().top };
  if (controls.includes(control)) place.control = nameOf(control);
  else place.bar = run.contains(document.activeElement);
  keep(JSON.stringify(place));
});

const nameOf = ({ type, name, value }) => (type === "checkbox" ? `${name}=${value}` : name);

function keep(place) {
  try {
    sessionStorage.setItem("backfile-place", place);
  } catch {}
}

function takePlace() {
  let place = null;
  try {
    place = JSON.parse(sessionStorage.getItem("backfile-place"));
    sessionStorage.removeItem("backfile-place");
  } catch {}
  if (place?.search !== location.search) return;
  const control = place.control ? controls.find((each) => nameOf(each) === place.control) : run;
  if (!control) return document.querySelector("h1").focus();
  scrollBy(0, control.getBoundingClientRect().top - place.top);
  if (place.control) control.focus({ preventScroll: true });
  else if (place.bar) control.querySelector("a").focus({ preventScroll: true });
}

filters?.addEventListener("change", ({ target }) => {
  if (target.type === "checkbox") apply(target);
  // A date picked from the calendar applies at once, unless the other end has to move as well.
  else if (!isTyped && !(dates[0].value > dates[1].value && dates[1].value)) apply(target);
});

// A date that is being typed changes with every figure; it applies on Enter, or when both boxes are left.
let isTyped = false;
for (const date of dates) {
  date.addEventListener("keydown", () => (isTyped = true));
  date.addEventListener("pointerdown", () => (isTyped = false));
  date.addEventListener("focusout", ({ relatedTarget }) => {
    const stays = document.activeElement === date; // it is the window that was left
    if (stays || dates.includes(relatedTarget) || dates.every((each) => each.value === each.defaultValue)) return;
    apply(controls.includes(relatedTarget) ? relatedTarget : date);
  });
}

// A page that is come back to shows the limits it was made with, not those it was left for.
addEventListener("pageshow", ({ persisted }) => {
  sent = { search: null, at: 0 };
  for (const control of controls) {
    control.checked = control.defaultChecked;
    if (persisted || control !== document.activeElement) control.value = control.defaultValue;
  }
});

// Spans of the run of bars: dragged over, or with Shift and the arrows.

const run = document.querySelector(".run svg");
const columns = run ? all("[data-from]", run) : [];
const bars = columns.map((column) => column.closest("a"));
const drawn = (name, attributes) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

const span = {
  isShown: false,
  anchor: 0,
  end: 0,
  band: drawn("rect", { y: 0, height: 92, fill: "currentColor", "fill-opacity": 0.15, "pointer-events": "none" }),
  text: drawn("text", { x: 0, y: 108, "aria-hidden": true }),
  status: document.createElement("p"),

  edges() {
    return [Math.min(this.anchor, this.end), Math.max(this.anchor, this.end)];
  },
  label(index) {
    const title = (bars[index] ?? columns[index]).querySelector("title").textContent;
    return title.slice(0, title.lastIndexOf(":"));
  },
  show(end) {
    this.isShown = true;
    this.end = end;
    const [first, last] = this.edges();
    const chosen = columns.slice(first, last + 1);
    const count = chosen.reduce((sum, { dataset }) => sum + Number(dataset.count), 0);
    const labels = first === last ? this.label(first) : `${this.label(first)} – ${this.label(last)}`;
    this.band.setAttribute("x", columns[first].getAttribute("x"));
    this.band.setAttribute("width", `${(100 * chosen.length) / columns.length}%`);
    this.text.textContent = `${labels}: ${count.toLocaleString("en")} ${count === 1 ? "match" : "matches"}`;
    this.status.textContent = this.text.textContent;
    this.draw();
  },
  hide() {
    this.isShown = false;
    this.draw();
  },
  draw() {
    for (const tick of all("text", run)) tick.style.visibility = this.isShown ? "hidden" : "";
    for (const each of [this.band, this.text]) each.style.visibility = this.isShown ? "visible" : "hidden";
  },
  apply() {
    const [first, last] = this.edges();
    [dates[0].value, dates[1].value] = [columns[first].dataset.from, columns[last].dataset.to];
    apply(run);
  },
};

if (columns.length && dates.length === 2) {
  run.prepend(span.band);
  run.append(span.text);
  span.status.className = "hidden";
  span.status.setAttribute("role", "status");
  run.after(span.status);
  span.draw();
  run.style.touchAction = "pan-y pinch-zoom"; // a finger that goes up or down scrolls
  run.addEventListener("mousedown", (event) => event.preventDefault()); // no text is selected, no link dragged away

  let isDown = false;
  let wasDrawn = false;
  const indexAt = ({ clientX }) => {
    const { left, width } = run.getBoundingClientRect();
    return between(0, Math.floor(((clientX - left) / width) * columns.length), columns.length - 1);
  };
  run.addEventListener("pointerdown", (event) => {
    wasDrawn = false;
    isDown = event.isPrimary && event.button === 0 && !isChord(event) && !event.shiftKey;
    span.hide();
    span.anchor = indexAt(event);
  });
  run.addEventListener("pointermove", (event) => {
    if (!isDown || (!span.isShown && indexAt(event) === span.anchor)) return;
    run.setPointerCapture(event.pointerId);
    span.show(indexAt(event));
  });
  run.addEventListener("pointerup", () => {
    wasDrawn = isDown && span.isShown;
    isDown = false;
    if (wasDrawn) span.apply();
  });
  run.addEventListener("pointercancel", () => {
    isDown = false;
    span.hide();
  });
  run.addEventListener("click", (event) => wasDrawn && event.preventDefault());

  // One stop of the Tab key for all bars; the arrows go from bar to bar.
  const links = bars.filter(Boolean);
  for (const link of links.slice(1)) link.tabIndex = -1;
  run.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -columns.length, End: columns.length }[event.key];
    const held = document.activeElement;
    if (isChord(event) || !links.includes(held)) return;
    if (event.key === "Enter" && span.isShown) span.apply();
    else if (step && event.shiftKey) {
      if (!span.isShown) span.anchor = span.end = bars.indexOf(held);
      span.show(between(0, span.end + step, columns.length - 1));
    } else if (step) {
      const next = links[between(0, links.indexOf(held) + step, links.length - 1)];
      [held.tabIndex, next.tabIndex] = [-1, 0];
      span.hide();
      next.focus();
    } else return;
    event.preventDefault();
  });
  run.addEventListener("focusout", () => isDown || span.hide());
}

// Long lists narrow to what is typed: <input data-narrows="#list">, inside what is hidden by class="scripted".

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

for (const box of all("input[data-narrows]")) {
  const rows = [...document.querySelector(box.dataset.narrows).children].map((row) => [row, folded(row.textContent)]);
  const narrow = () => {
    const words = folded(box.value).split(/\s+/);
    for (const [row, text] of rows) row.style.display = words.every((word) => text.includes(word)) ? "" : "none";
  };
  box.addEventListener("input", narrow);
  addEventListener("pageshow", narrow);
}
for (const each of all(".scripted")) each.style.visibility = "visible";

takePlace();
