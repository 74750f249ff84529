/* The box of a panel: HTML in one React part. What is drawn anew changes only what differs, and links stay in the page. */
(function () {
  "use strict";

  /* What scripts write onto parts of a panel: that a choice was scrolled into sight, that months are played. */
  var WRITTEN = ["data-seen", "aria-pressed"];

  /* What the reader did stays: an open menu, what is being written. */
  function keep(from, to) {
    WRITTEN.forEach(function (name) {
      if (from.hasAttribute(name)) {
        to.setAttribute(name, from.getAttribute(name));
      }
    });
    if (from.isEqualNode(to)) {
      return false;
    }
    if (from.tagName === "DETAILS" && from.className === to.className && from.dataset.menu === to.dataset.menu) {
      to.open = from.open;
    }
    var field = /^(INPUT|TEXTAREA|SELECT)$/.test(from.tagName) && from.type !== "hidden";
    return !field || from.name !== to.name || from.type !== to.type || from.innerHTML !== to.innerHTML;
  }

  /* A line of a list that news put in another order is the line of the same place, not what stands where it stood. */
  function keyOf(node) {
    return (node.getAttribute && node.getAttribute("data-key")) || node.id;
  }

  function draw(element, markup) {
    var made = document.createElement("template");
    made.innerHTML = markup || "";
    if (element.firstElementChild === null || element.firstElementChild.matches(".skeleton")) {
      element.replaceChildren(made.content);
      return;
    }
    var next = element.cloneNode(false);
    next.appendChild(made.content);
    var focused = document.activeElement;
    window.morphdom(element, next, { childrenOnly: true, getNodeKey: keyOf, onBeforeElUpdated: keep });
    if (focused !== document.activeElement && element.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  }

  window.cockpit_parts = {
    draw: draw,
    Box: function (props) {
      var place = window.React.useRef(null);
      window.React.useLayoutEffect(function () {
        draw(place.current, props.markup);
        return window.cockpitBoxes.stands(place.current);
      }, []);
      var given = { ref: place, className: props.className, "aria-label": props.label || undefined };
      given.id = window.dash_component_api.stringifyId(props.id);
      return window.React.createElement(props.label ? "nav" : "div", given);
    }
  };

  /* The same address bar, history and panels, without loading the page again. */
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[data-within]");
    var other = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
    var early = link && link.closest("#first-look");
    if (!link || early || other || event.defaultPrevented || (link.target && link.target !== "_self")) {
      return;
    }
    event.preventDefault();
    var page = window.location.pathname;
    window.history.pushState({}, "", link.getAttribute("href"));
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    if (window.location.pathname !== page) {
      window.scrollTo(0, 0);
    }
  });
})();
