// Compares two pictures pixel by pixel, on a canvas: what differs in magenta over the newer one in gray.

const NOISE = 3; // of 255, in any channel

async function load(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

// `{ canvas, share }`: the share of the pixels that differ, 0…1; or nothing where a picture is missing.
export async function difference(older, newer) {
  const pictures = await Promise.all([load(older), load(newer)]).catch(() => null);
  if (!pictures) return null;
  const width = Math.max(...pictures.map((picture) => picture.naturalWidth || 128));
  const height = Math.max(...pictures.map((picture) => picture.naturalHeight || 128));
  const [before, after] = pictures.map((picture) => read(picture, width, height));
  const out = new ImageData(width, height);
  let differing = 0;
  for (let at = 0; at < out.data.length; at += 4) {
    const differs = [0, 1, 2, 3].some((channel) => Math.abs(before[at + channel] - after[at + channel]) > NOISE);
    const gray = 0.2126 * after[at] + 0.7152 * after[at + 1] + 0.0722 * after[at + 2];
    differing += Number(differs);
    out.data.set(differs ? [230, 0, 140, 255] : [gray, gray, gray, after[at + 3] * 0.35], at);
  }
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").putImageData(out, 0, 0);
  return { canvas, share: differing / (width * height) };
}

function read(picture, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, 0, 0, picture.naturalWidth || width, picture.naturalHeight || height);
  return context.getImageData(0, 0, width, height).data;
}
