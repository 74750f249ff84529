/* The canvas is 1080 units high, on a wall higher than wide 1080 units wide; one scale for both axes, the rest stays
   empty. */
const WIDE = 3.3;
const BROAD = 2.6;
const USUAL = 1920, LINES = 1080;
/* The pixels an hour moves the picture by, in a fixed cycle. */
const SHIFTS = [[0, 0], [2, 0], [2, 2], [0, 2], [-2, 2], [-2, 0], [-2, -2], [0, -2]];

/* Width and height by the window: as wide or as high as it is, but never too short for what stands on it. */
function canvasOf(aspect) {
  if (aspect < 1) {
    return [LINES, Math.max(USUAL, Math.round(LINES / aspect))];
  }
  return [aspect >= BROAD ? Math.round(LINES * aspect) : USUAL, LINES];
}

function shapeOf(aspect) {
  return aspect < 1 ? "tall" : aspect >= WIDE ? "wide" : aspect >= BROAD ? "broad" : "standard";
}

export function fit(root, settings) {
  const [width, high] = settings.canvas || canvasOf(window.innerWidth / window.innerHeight);
  const scale = Math.min(window.innerWidth / width, window.innerHeight / high);
  const hour = Math.floor(Date.now() / 3600000);
  const shift = settings.shift ? SHIFTS[hour % SHIFTS.length] : [0, 0];
  const left = (window.innerWidth - width * scale) / 2 + shift[0];
  const top = (window.innerHeight - high * scale) / 2 + shift[1];
  const shape = shapeOf(width / high);
  root.style.width = width + "px";
  root.style.height = high + "px";
  root.style.transform = "translate(" + left + "px," + top + "px) scale(" + scale + ")";
  root.dataset.shape = shape;
  return { shape, width, height: high, scale, hour };
}
