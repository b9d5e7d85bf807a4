// What a person would do with report.html, done in a browser. The page itself
// holds no script and lets none run; this one stands in a page around it.
function frame(width) {
  const f = document.createElement("iframe");
  f.width = width;
  f.height = 800;
  f.srcdoc = page;
  document.body.append(f);
  return f;
}

const wide = frame(1400), narrow = frame(360);

// shown are the ids of the findings that can be seen.
function shown(doc) {
  return [...doc.querySelectorAll(".list tbody tr")].filter((row) => row.getClientRects().length > 0).map((row) => row.querySelector("dl").id);
}

function tick(doc, ...ids) {
  doc.querySelector("button[type=reset]").click();
  for (const id of ids) doc.getElementById(id).click();
  return shown(doc);
}

// beyond are elements that stand out of the page to the right.
function beyond(f) {
  const doc = f.contentDocument;
  doc.querySelectorAll("details").forEach((d) => { d.open = true; });
  const width = doc.documentElement.clientWidth;
  const out = [...doc.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1);
  if (doc.documentElement.scrollWidth > width) out.push(doc.documentElement);
  return out.map((e) => e.tagName + " " + e.textContent.slice(0, 40));
}

window.onload = () => {
  const doc = wide.contentDocument;
  const result = { filters: {}, fetched: 0 };
  for (const box of doc.querySelectorAll("input")) result.filters[box.id] = tick(doc, box.id);
  result.both = tick(doc, "only-s-critical", "only-p-VBC");
  result.either = tick(doc, "only-s-critical", "only-s-high", "only-p-VCC");
  result.none = tick(doc, "only-s-info", "only-g-L", "only-p-VCC");
  result.reset = tick(doc);
  result.reachable = [...doc.querySelectorAll("a, input, button, summary")].every((e) => e.tabIndex >= 0 && !e.disabled);
  result.styled = wide.contentWindow.getComputedStyle(doc.querySelector("h1")).fontFamily.startsWith("Charter");
  const last = doc.querySelector(".list tbody tr:last-child dl");
  wide.contentWindow.location.hash = "#" + last.id;
  setTimeout(() => {
    result.opened = [...doc.querySelectorAll("details[open] dl")].map((e) => e.id);
    result.target = last.id;
    result.beyond = { wide: beyond(wide), narrow: beyond(narrow) };
    for (const f of [wide, narrow]) result.fetched += f.contentWindow.performance.getEntriesByType("resource").length;
    console.log("all was tried");
    document.getElementById("result").textContent = JSON.stringify(result);
  }, 200);
};
