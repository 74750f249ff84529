/* Search: Ctrl-K or / opens it, arrows choose, Enter goes there as a click on a link of the page would. */
(function () {
  "use strict";
  var WAIT_MS = 120;
  var timer = null;
  var asked = 0;

  function dialog() {
    return document.getElementById("search");
  }

  function field(box) {
    var input = document.createElement("input");
    input.id = "search-text";
    input.type = "search";
    input.autocomplete = "off";
    input.placeholder = box.dataset.hint;
    input.setAttribute("aria-label", box.dataset.hint);
    box.prepend(input);
    return input;
  }

  function show() {
    var box = dialog();
    if (box && !box.open) {
      box.showModal();
      var input = document.getElementById("search-text") || field(box);
      input.value = "";
      list([]);
      input.focus();
      ask();
    }
  }

  function line(hit, chosen) {
    var link = document.createElement("a");
    link.href = hit.address;
    link.className = chosen ? "item current" : "item";
    [["muted", hit.sort], ["", hit.name], ["muted", hit.note]].forEach(function (part) {
      var span = document.createElement("span");
      span.className = part[0];
      span.textContent = part[1];
      link.appendChild(span);
    });
    return link;
  }

  function list(hits) {
    var found = document.getElementById("search-found");
    var text = document.getElementById("search-text").value.trim();
    found.replaceChildren.apply(found, hits.map(function (hit, at) { return line(hit, at === 0); }));
    found.nextElementSibling.hidden = hits.length > 0 || text === "";
  }

  function ask() {
    var number = ++asked;
    var query = new URLSearchParams(window.location.search);
    query.set("q", document.getElementById("search-text").value);
    query.set("page", window.location.pathname);
    fetch("/search.json?" + query, { headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : []; })
      .then(function (hits) { if (number === asked) { list(hits); } })
      .catch(function () { list([]); });
  }

  /* The way Dash's own links go: the address changes, the page is not loaded again. */
  function go(link) {
    dialog().close();
    window.history.pushState({}, "", link.getAttribute("href"));
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  function move(step) {
    var links = Array.prototype.slice.call(document.querySelectorAll("#search-found a"));
    var at = links.findIndex(function (link) { return link.classList.contains("current"); });
    if (links.length) {
      links[at].classList.remove("current");
      var next = links[(at + step + links.length) % links.length];
      next.classList.add("current");
      next.scrollIntoView({ block: "nearest" });
    }
  }

  document.addEventListener("keydown", function (event) {
    var writing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") || (event.key === "/" && !writing)) {
      event.preventDefault();
      show();
    } else if (event.target.id === "search-text") {
      var chosen = document.querySelector("#search-found .current");
      if (event.key === "Escape") {
        /* A search field would only be emptied. */
        event.preventDefault();
        dialog().close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && chosen) {
        event.preventDefault();
        go(chosen);
      }
    }
  });

  document.addEventListener("input", function (event) {
    if (event.target.id === "search-text") {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, WAIT_MS);
    }
  });

  document.addEventListener("click", function (event) {
    var link = event.target.closest("#search-found a");
    if (event.target.closest("#search-open")) {
      show();
    } else if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      go(link);
    } else if (event.target === dialog()) {
      dialog().close();
    }
  });
})();
