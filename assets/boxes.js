/* What fills the boxes of a page. When the address changes, one question brings all that the server has drawn already;
   each of the others is asked for by itself, so that what is ready first stands first. With news all are one question. */
(function () {
  "use strict";
  var BOXES = "/boxes";
  /* By name: the boxes that stand, what tells the drawing that each shows from another, what came for one that does not
     stand yet, the last question that each was asked for with, and which did not come. */
  var places = {};
  var shown = {};
  var early = {};
  var latest = {};
  var lacking = {};
  /* What is on its way for this address: the question for all of the page, and those for one box. */
  var coming = { all: false };
  var questions = 0;
  var turn = 0;
  var asked = null;
  var version = null;

  function address() {
    return window.location.pathname + window.location.search;
  }

  /* The version of the data that this page has heard of last: with news, with its frame, with its HTML. */
  function known() {
    var frame = document.getElementById("lost");
    return version || (frame || document.documentElement).dataset.version;
  }

  function mark(name) {
    var place = places[name];
    if (place) {
      place.toggleAttribute("data-asked", Boolean(coming.all || coming[name]));
    }
  }

  function fill(name, drawing) {
    if (!places[name]) {
      early[name] = drawing;
      return;
    }
    window.cockpit_parts.draw(places[name], drawing.markup);
    shown[name] = drawing.shown;
  }

  function tell() {
    document.dispatchEvent(new CustomEvent("cockpit-lacking", { detail: Object.keys(lacking).length > 0 }));
  }

  /* Ends with the boxes that the server missed. What comes after the address changed is dropped, and so is what comes
     for a box after a later question for it, which may know more. */
  function question(names, keptOnly, byItself) {
    var number = questions += 1;
    var begun = turn;
    var body = { path: window.location.pathname, search: window.location.search, version: known(), shown: {} };
    names.forEach(function (name) {
      latest[name] = number;
      body.shown[name] = shown[name] || null;
    });
    body.kept_only = keptOnly;
    body.by_itself = byItself;
    return window.fetch(BOXES, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      credentials: "same-origin",
      body: JSON.stringify(body)
    }).then(function (answer) {
      if (answer.status === 401) {
        return { boxes: {}, missed: [] };
      }
      if (!answer.ok) {
        throw new Error("HTTP " + answer.status);
      }
      return answer.json();
    }).then(function (told) {
      if (begun !== turn) {
        return [];
      }
      Object.keys(told.boxes).forEach(function (name) {
        if (!(latest[name] > number)) {
          fill(name, told.boxes[name]);
        }
      });
      names.forEach(function (name) {
        delete lacking[name];
      });
      return told.missed;
    });
  }

  function lack(names) {
    names.forEach(function (name) {
      lacking[name] = true;
    });
    tell();
  }

  function one(name) {
    var begun = turn;
    coming[name] = true;
    mark(name);
    question([name], false, false).catch(function () {
      return [name];
    }).then(function (missed) {
      if (begun === turn) {
        delete coming[name];
        mark(name);
        lack(missed);
      }
    });
  }

  /* Another page has other boxes than those that stand; its server knows which. */
  function follow() {
    var here = address();
    if (here === asked) {
      return;
    }
    var samePage = asked !== null && asked.split("?")[0] === window.location.pathname;
    var names = Object.keys(asked === null ? shown : places).filter(function (name) {
      return asked === null || samePage || name.indexOf("shell:") === 0;
    });
    var begun = turn += 1;
    asked = here;
    early = {};
    lacking = {};
    coming = { all: true };
    names.forEach(mark);
    question(names, true, false).then(
      function (missed) {
        if (begun === turn) {
          coming.all = false;
          missed.forEach(one);
          tell();
        }
      },
      function () {
        if (begun === turn) {
          coming.all = false;
          lack(names.concat(BOXES));
        }
      }
    ).then(function () {
      Object.keys(places).forEach(mark);
    });
  }

  /* Everything on the page, with what it shows; what never came is asked for again in the same way. */
  function again(newest) {
    var names = Object.keys(places);
    version = newest || version;
    question(names, false, true).then(
      function (missed) {
        delete lacking[BOXES];
        lack(missed);
      },
      function () {
        lack(names);
      }
    );
  }

  /* A box begins to stand: with what was drawn for the first look, or came before it. */
  function stands(place) {
    var identity = JSON.parse(place.id);
    var sort = Object.keys(identity)[0];
    var name = sort + ":" + identity[sort];
    var first = document.querySelector("#first-look [data-box=" + JSON.stringify(name) + "]");
    places[name] = place;
    if (early[name]) {
      fill(name, early[name]);
      delete early[name];
    } else if (first && first.dataset.shown) {
      place.replaceChildren.apply(place, first.cloneNode(true).childNodes);
      shown[name] = first.dataset.shown;
    } else {
      delete shown[name];
    }
    mark(name);
    return function () {
      if (places[name] === place) {
        delete places[name];
        delete shown[name];
      }
    };
  }

  /* The page as the server drew it with its HTML gives way to the one that lives; the news of the time between are
     what the frame has heard of and the boxes have not. */
  function firstLook() {
    var look = document.getElementById("first-look");
    document.querySelectorAll("#first-look [data-box]").forEach(function (box) {
      if (box.dataset.shown) {
        shown[box.dataset.box] = box.dataset.shown;
      }
    });
    new MutationObserver(function (_changes, observer) {
      var page = document.querySelector("#react-entry-point #page");
      if (page && page.firstChild) {
        observer.disconnect();
        if (look) {
          look.remove();
        }
        if (document.getElementById("lost").dataset.version !== document.documentElement.dataset.version) {
          again();
        }
      }
    }).observe(document.getElementById("react-entry-point"), { childList: true, subtree: true });
  }

  document.addEventListener("DOMContentLoaded", function () {
    firstLook();
    follow();
  });
  window.addEventListener("_dashprivate_pushstate", follow);
  window.addEventListener("popstate", follow);
  window.cockpitBoxes = { stands: stands, follow: follow, again: again };
})();
