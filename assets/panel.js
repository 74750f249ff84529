/* The tools of a panel: its menu, the whole screen, and its picture as a file, drawn here from what is on the screen. */
(function () {
  "use strict";
  var SCALE = 2;

  function panelOf(part) {
    return part.closest(".panel");
  }

  /* What fills the screen stays when the panel in it is drawn anew. */
  function frameOf(part) {
    var panel = panelOf(part);
    return panel.classList.contains("map") ? panel : panel.parentElement;
  }

  function full(part) {
    if (document.fullscreenElement) {
      document.exitFullscreen();
    } else if (frameOf(part).requestFullscreen) {
      frameOf(part).requestFullscreen();
    }
  }

  function styles() {
    return Array.prototype.map.call(document.styleSheets, function (sheet) {
      return Array.prototype.map.call(sheet.cssRules, function (rule) { return rule.cssText; }).join("\n");
    }).join("\n");
  }

  /* A figure becomes the picture that Plotly makes of it, in the place of the figure. */
  function figures(panel, copy) {
    var graphs = Array.prototype.slice.call(panel.querySelectorAll(".chart"));
    var places = copy.querySelectorAll(".chart");
    return Promise.all(graphs.map(function (chart, at) {
      var graph = chart.querySelector(".js-plotly-plot");
      places[at].replaceChildren();
      if (!graph || getComputedStyle(chart).visibility === "hidden") {
        return null;
      }
      var size = { format: "png", width: graph.clientWidth, height: graph.clientHeight, scale: SCALE };
      return window.Plotly.toImage(graph, size).then(function (address) {
        var image = document.createElement("img");
        image.src = address;
        places[at].appendChild(image);
      });
    }));
  }

  /* A copy of the panel among boxes named like those it stands in, so that the same rules hold for it. */
  function copied(panel, lines) {
    var copy = panel.cloneNode(true);
    copy.querySelectorAll(".panel-tools, .tools .btn, script").forEach(function (part) { part.remove(); });
    if (panel.classList.contains("map")) {
      copy.style.height = panel.offsetHeight + "px";
    }
    copy.style.width = panel.offsetWidth + "px";
    var foot = document.createElement("footer");
    foot.className = "picture-foot";
    lines.filter(Boolean).forEach(function (line) {
      foot.appendChild(document.createElement("p")).textContent = line;
    });
    var inside = document.createElement("div");
    inside.append(copy, foot);
    for (var around = panel.parentElement; around && around.id !== "page"; around = around.parentElement) {
      var box = document.createElement("div");
      box.className = around.className;
      box.style.display = "contents";
      box.appendChild(inside);
      inside = box;
    }
    var whole = document.createElement("div");
    whole.className = "picture";
    whole.lang = document.documentElement.lang;
    whole.dataset.theme = document.documentElement.dataset.theme;
    whole.appendChild(inside);
    return { whole: whole, copy: copy, width: panel.offsetWidth };
  }

  function drawing(made) {
    document.body.appendChild(made.whole);
    made.whole.style.width = made.width + 32 + "px";
    var size = { width: made.whole.offsetWidth, height: made.whole.offsetHeight };
    made.whole.remove();
    var style = document.createElement("style");
    style.textContent = styles();
    made.whole.prepend(style);
    made.whole.classList.add("drawn");
    /* As wide as the window, because rules for narrow windows are asked of the picture. */
    var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + window.innerWidth + "\" height=\"" + size.height +
      "\" data-theme=\"" + made.whole.dataset.theme + "\"><foreignObject width=\"100%\" height=\"100%\">" +
      new XMLSerializer().serializeToString(made.whole) + "</foreignObject></svg>";
    var image = new Image();
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
    return image.decode().then(function () {
      /* Shapes inside of it are pictures of their own, which come a moment later. */
      return new Promise(function (done) { window.setTimeout(done, 200); });
    }).then(function () {
      var canvas = document.createElement("canvas");
      canvas.width = size.width * SCALE;
      canvas.height = size.height * SCALE;
      canvas.getContext("2d").drawImage(
        image, 0, 0, size.width, size.height, 0, 0, canvas.width, canvas.height
      );
      return new Promise(function (done) { canvas.toBlob(done, "image/png"); });
    });
  }

  function save(blob, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  /* The server is asked first: it knows who may, writes the line of the log and says what stands below the picture. */
  function picture(button) {
    var panel = panelOf(button);
    var key = button.closest("[data-panel]").dataset.panel;
    fetch(button.dataset.asks, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) {
        return answer.text().then(function (sentence) { button.textContent = sentence; });
      }
      return answer.json().then(function (lines) {
        var made = copied(panel, lines);
        return figures(panel, made.copy).then(function () { return drawing(made); }).then(function (blob) {
          save(blob, "cockpit-" + key + ".png");
        });
      });
    }).catch(function () {
      button.textContent = "PNG ×";
    });
  }

  document.addEventListener("click", function (event) {
    var tool = event.target.closest(".panel-tools");
    document.querySelectorAll(".panel-tools details[open]").forEach(function (menu) {
      if (!menu.contains(event.target) || event.target.closest("a.item")) {
        menu.removeAttribute("open");
      }
    });
    if (tool && event.target.closest(".full")) {
      full(event.target);
    } else if (tool && event.target.closest(".png")) {
      picture(event.target.closest(".png"));
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      document.querySelectorAll(".panel-tools details[open]").forEach(function (menu) { menu.removeAttribute("open"); });
    }
    var writing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key.toLowerCase() !== "f" || writing || event.ctrlKey || event.metaKey || event.altKey ||
        document.querySelector("dialog[open]")) {
      return;
    }
    var focused = document.activeElement && document.activeElement.closest(".panel");
    var panel = document.fullscreenElement || focused || document.querySelector(".panel:hover");
    var button = panel && panel.querySelector(".panel-tools .full");
    if (button) {
      full(button);
    }
  });
})();
