/* The canvas is 1080 units high whatever the wall; one scale for both axes, the rest stays empty. */
const WIDE = 3.3;
const BROAD = 2.6;
const USUAL = 1920;
/* The pixels an hour moves the picture by, in a fixed cycle. */
const SHIFTS = [[0, 0], [2, 0], [2, 2], [0, 2], [-2, 2], [-2, 0], [-2, -2], [0, -2]];

export function fit(root, settings) {
  const high = settings.height;
  const aspect = window.innerWidth / window.innerHeight;
  const width = settings.width || (aspect >= BROAD ? Math.round(high * aspect) : USUAL);
  const scale = Math.min(window.innerWidth / width, window.innerHeight / high);
  const hour = Math.floor(Date.now() / 3600000);
  const shift = settings.shift ? SHIFTS[hour % SHIFTS.length] : [0, 0];
  const left = (window.innerWidth - width * scale) / 2 + shift[0];
  const top = (window.innerHeight - high * scale) / 2 + shift[1];
  const shape = width / high >= WIDE ? "wide" : width / high >= BROAD ? "broad" : "standard";
  root.style.width = width + "px";
  root.style.height = high + "px";
  root.style.transform = "translate(" + left + "px," + top + "px) scale(" + scale + ")";
  root.dataset.shape = shape;
  return { shape, width, height: high, scale, hour };
}
