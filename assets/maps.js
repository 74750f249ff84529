/* Drawings of one graph take turns, and a map fills its box. */
(function () {
  "use strict";
  var MARGIN = 12;
  var EASE = 0.01;
  var LOOK_MS = 200;
  var LATEST_MS = 10000;
  var queued = null;

  /* A map whose style is still loading cannot take a second drawing: each waits for the one before it, and those that
     a later one has overtaken are left out. */
  function takeTurns(owner, name) {
    var original = owner[name];
    owner[name] = function (graph) {
      var given = arguments;
      if (name === "react") {
        graph.latest = given;
      }
      var turn = (graph.turn || Promise.resolve()).then(function () {
        if (graph.left) {
          return graph;
        }
        if (name === "react" && graph.latest !== given && graph._fullLayout) {
          return graph;
        }
        if (name === "react") {
          prepare(graph, given[1].layout);
          graph.ends = ends(given[1].layout);
        } else if (graph.ends) {
          /* Plotly widens what it shows to the shape of the box; the next box begins with what was asked for. */
          graph.layout.xaxis.range = graph.ends[0].slice();
          graph.layout.yaxis.range = graph.ends[1].slice();
        }
        return original.apply(owner, given);
      });
      graph.turn = turn.then(
        function () {
          if (!graph.left) {
            fit(graph);
            follow(graph);
            if (name === "react" && graph.ends && widened(graph)) {
              queued.Plots.resize(graph);
            }
          }
        },
        function () { return undefined; }
      );
      return turn;
    };
  }

  /* Where no graphics card helps, giving up the picture of a map takes half a second, in which nothing else is drawn:
     it waits until the page that was gone to stands, when whoever went there begins to read. */
  function clearLater(owner) {
    var purge = owner.purge;
    owner.purge = function (graph) {
      graph.left = true;
      if (graph.follower) {
        graph.follower.disconnect();
      }
      clear(function () { purge.call(owner, graph); }, Date.now() + LATEST_MS);
    };
  }

  function clear(end, latest) {
    setTimeout(function () {
      if (stands() || Date.now() > latest) {
        end();
      } else {
        clear(end, latest);
      }
    }, LOOK_MS);
  }

  /* Whether nothing is on its way, and all maps are painted. */
  function stands() {
    var maps = Array.prototype.map.call(document.querySelectorAll(".js-plotly-plot"), function (graph) {
      var plot = graph._fullLayout && graph._fullLayout.map && graph._fullLayout.map._subplot;
      return plot && plot.map;
    });
    return !document.querySelector("[data-asked], [data-dash-is-loading=\"true\"], .dash-graph--pending") &&
      maps.every(function (map) { return !map || map.loaded(); });
  }

  /* Between what the axes of an area map lie, as it was asked for; nothing where it has none. */
  function ends(layout) {
    var both = [layout && layout.xaxis, layout && layout.yaxis];
    return both.every(function (axis) { return axis && axis.range; }) ?
      both.map(function (axis) { return axis.range.slice(); }) : null;
  }

  /* Drawn over an empty figure of the same size, an area map comes out smaller than its box has room for. */
  function widened(graph) {
    var shown = graph._fullLayout.xaxis.range;
    var asked = graph.ends[0];
    return Math.abs((shown[1] - shown[0]) / (asked[1] - asked[0]) - 1) > EASE;
  }

  /* The picture follows its box; a box out of sight has no size to follow. */
  function follow(graph) {
    if (graph.follower) {
      return;
    }
    graph.follower = new ResizeObserver(function () {
      if (graph._fullLayout && graph.clientWidth && graph.clientHeight &&
          (graph.clientWidth !== graph._fullLayout.width || graph.clientHeight !== graph._fullLayout.height)) {
        queued.Plots.resize(graph).catch(function () { return undefined; });
      }
    });
    graph.follower.observe(graph);
  }

  /* Plotly's script comes late; it is taken in hand as soon as it has run. */
  document.addEventListener("load", function () {
    if (window.Plotly && window.Plotly !== queued) {
      queued = window.Plotly;
      takeTurns(queued, "react");
      takeTurns(queued.Plots, "resize");
      clearLater(queued);
    }
  }, true);

  /* How far a legend that stands over the map reaches into it from the left. */
  function covered(graph) {
    var legend = graph.closest(".panel").querySelector(".over.bands");
    if (!legend || getComputedStyle(legend).position !== "absolute") {
      return 0;
    }
    return Math.max(0, legend.getBoundingClientRect().right - graph.getBoundingClientRect().left);
  }

  /* A new drawing begins with the camera where the last one put it, and with its own style: after a move of the reader
     Dash takes the whole map from the drawing on the screen into the next one, which may be of another theme. */
  function prepare(graph, layout) {
    if (!layout || !layout.map || !layout.meta) {
      return;
    }
    layout.map.style = layout.meta.style;
    if (graph.fitted && same(graph.fitted.extent, layout.meta.extent)) {
      layout.map.center = Object.assign({}, graph.fitted.center);
      layout.map.zoom = graph.fitted.zoom;
    }
  }

  function same(one, other) {
    return one.join() === other.join();
  }

  function moved(map, fitted) {
    var seen = map.getCenter();
    return Math.abs(seen.lng - fitted.center.lon) > EASE || Math.abs(seen.lat - fitted.center.lat) > EASE ||
      Math.abs(map.getZoom() - fitted.zoom) > EASE;
  }

  /* The camera goes to the extent the figure names, unless the reader has moved it. Nobody is told, only the figure on
     the screen: told of a move, Dash would draw everything once more. */
  function fit(graph) {
    var plot = graph._fullLayout && graph._fullLayout.map && graph._fullLayout.map._subplot;
    var extent = graph.layout && graph.layout.meta && graph.layout.meta.extent;
    if (!plot || !plot.map || !extent) {
      return;
    }
    /* A picture has no parts for the keyboard; the tables beside it say the same. */
    plot.map.getCanvas().removeAttribute("tabindex");
    plot.map.getCanvas().removeAttribute("role");
    if (graph.fitted && same(graph.fitted.extent, extent) && moved(plot.map, graph.fitted)) {
      return;
    }
    var corners = [[extent[0], extent[1]], [extent[2], extent[3]]];
    var room = { top: MARGIN, bottom: MARGIN, left: MARGIN + covered(graph), right: MARGIN };
    var camera = plot.map.cameraForBounds(corners, { padding: room });
    if (camera) {
      plot.map.jumpTo({ center: camera.center, zoom: camera.zoom });
      var seen = plot.map.getCenter();
      graph.fitted = { center: { lon: seen.lng, lat: seen.lat }, zoom: plot.map.getZoom(), extent: extent };
      [graph.layout.map, graph._fullLayout.map, plot.viewInitial].forEach(function (view) {
        view.center = Object.assign({}, graph.fitted.center);
        view.zoom = graph.fitted.zoom;
      });
      /* A wheel that turned meanwhile made Plotly take this for a move of the reader's, from where the camera was. */
      Object.keys(graph._fullLayout._preGUI).forEach(function (name) {
        if (name.startsWith("map.")) {
          delete graph._fullLayout._preGUI[name];
        }
      });
    }
  }
})();
