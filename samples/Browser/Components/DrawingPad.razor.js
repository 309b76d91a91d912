// What Blazor's events leave out: a pointer that leaves the pad goes on drawing, and keys that move the pen do not scroll the page.
const penKeys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', ' '];

export function attach(pad) {
  pad.addEventListener('pointerdown', event => pad.setPointerCapture(event.pointerId));
  pad.addEventListener('keydown', event => {
    if (penKeys.includes(event.key)) event.preventDefault();
  });
}
